import { holdsOn } from '../kernel/periods.ts';
import type { SaleChannel, Span } from '../text/types.ts';
import type { Duties } from './duties.ts';
import type { DemandKind, IssueType } from './types.ts';

/**
 * Which matters of the type a ruling is about; a part left out does not narrow it. Words are looked for in the clean
 * text as they are. A list, where there is one, is not empty.
 */
export type RulingCondition = {
  /** At least one of these words stands in the text. */
  readonly any?: readonly string[];
  /** All of these do. */
  readonly all?: readonly string[];
  /** None of these does. */
  readonly none?: readonly string[];
  readonly streets?: readonly string[];
  readonly demandKinds?: readonly DemandKind[];
  readonly saleChannels?: readonly SaleChannel[];
};

/** A dated decision (裁定) on who owns a grey area. Days are ISO days in Beijing; `effectiveTo` is exclusive. */
export type Ruling = {
  /** Its number, as people quote it: `R2026-0001`. */
  readonly id: string;
  readonly issueType: string;
  readonly condition: RulingCondition;
  /** A unit code, or `STREET` for the street office of the place. */
  readonly unit: string;
  /** The unit's station of the street leads, where it has one. */
  readonly byStation: boolean;
  /** Assisting unit: a code, `STREET`, null for none; left out: as the catalogue says. */
  readonly joint?: string | null;
  /** Clause or reasons, in words. */
  readonly reason: string;
  readonly decidedBy: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  /** The order it was made for. */
  readonly originOrder: string | null;
};

/** What a ruling looks at in a matter. */
export type RuledMatter = {
  readonly text: string;
  readonly street: string | null;
  readonly demandKind: DemandKind;
  readonly saleChannel: SaleChannel;
  /** ISO day of receipt in Beijing. */
  readonly day: string;
};

/** Whether a ruling speaks to a matter of the type. */
export function applies(ruling: Ruling, issueType: string, matter: RuledMatter): boolean {
  return ruling.issueType === issueType && holdsOn(ruling, matter.day) && fits(ruling.condition, matter);
}

/** Whether a matter meets a condition; its day and type are not asked for. */
export function fits(condition: RulingCondition, matter: Omit<RuledMatter, 'day'>): boolean {
  const { any, all, none, streets, demandKinds, saleChannels } = condition;
  const said = (word: string): boolean => matter.text.includes(word);
  return (
    (any === undefined || any.some(said)) &&
    (all === undefined || all.every(said)) &&
    (none === undefined || !none.some(said)) &&
    (streets === undefined || (matter.street !== null && streets.includes(matter.street))) &&
    (demandKinds === undefined || demandKinds.includes(matter.demandKind)) &&
    (saleChannels === undefined || saleChannels.includes(matter.saleChannel))
  );
}

/**
 * The ruling that settles a matter: of those that apply, the one whose condition lies within the others' (the
 * exception before the rule); of equal ones the newest. Null where none applies. Rulings that were checked against
 * each other (`conflictingRuling`) never leave two units to choose from.
 */
export function rulingFor(rulings: readonly Ruling[], issueType: string, matter: RuledMatter): Ruling | null {
  const found = rulings.filter((ruling) => applies(ruling, issueType, matter));
  const first = found.filter((ruling) => !found.some((other) => isException(other, ruling)));
  return first.reduce<Ruling | null>(
    (best, ruling) => (best === null || isNewer(ruling, best) ? ruling : best),
    null,
  );
}

function isNewer(a: Ruling, b: Ruling): boolean {
  return a.effectiveFrom !== b.effectiveFrom ? a.effectiveFrom > b.effectiveFrom : a.id > b.id;
}

/** Whether `a` is about some of the matters of `b`, and not the other way round. */
function isException(a: Ruling, b: Ruling): boolean {
  return within(a.condition, b.condition) && !within(b.condition, a.condition);
}

/**
 * The first ruling that contradicts a new one: same type, some day and some matter both speak to, another outcome, and
 * neither an exception of the other. Null where there is none.
 */
export function conflictingRuling(rulings: readonly Ruling[], added: Omit<Ruling, 'id'>): Ruling | null {
  const candidate: Ruling = { ...added, id: '' };
  return (
    rulings.find(
      (other) =>
        other.issueType === candidate.issueType &&
        outcomeOf(other) !== outcomeOf(candidate) &&
        periodsMeet(other, candidate) &&
        conditionsMeet(other.condition, candidate.condition) &&
        !isException(other, candidate) &&
        !isException(candidate, other),
    ) ?? null
  );
}

function outcomeOf({ unit, byStation, joint }: Ruling): string {
  return `${unit}/${byStation ? 'station' : ''}/${joint === undefined ? 'catalogue' : joint}`;
}

function periodsMeet(a: Ruling, b: Ruling): boolean {
  const ended = [a, b].some(
    ({ effectiveFrom, effectiveTo }) => effectiveTo !== null && effectiveTo <= effectiveFrom,
  );
  return (
    !ended &&
    (b.effectiveTo === null || a.effectiveFrom < b.effectiveTo) &&
    (a.effectiveTo === null || b.effectiveFrom < a.effectiveTo)
  );
}

const LISTS = ['streets', 'demandKinds', 'saleChannels'] as const;

/**
 * Whether some matter meets both conditions. Exact: words can stand side by side in a text, parted by a mark, so only
 * a word that contains a forbidden one cannot be had.
 */
export function conditionsMeet(a: RulingCondition, b: RulingCondition): boolean {
  const none = [...(a.none ?? []), ...(b.none ?? [])];
  const sayable = (word: string): boolean => !none.some((forbidden) => word.includes(forbidden));
  return (
    [...(a.all ?? []), ...(b.all ?? [])].every(sayable) &&
    [a, b].every(({ any }) => any === undefined || any.some(sayable)) &&
    LISTS.every((list) => {
      const [one, two]: (readonly string[] | undefined)[] = [a[list], b[list]];
      return one === undefined || two === undefined || one.some((value) => two.includes(value));
    })
  );
}

/** Whether every matter that meets `a` meets `b`. Exact, for the same reason. */
export function within(a: RulingCondition, b: RulingCondition): boolean {
  if (!conditionsMeet(a, {})) return true;
  const none = a.none ?? [];
  const sayable = (a.any ?? []).filter((word) => !none.some((forbidden) => word.includes(forbidden)));
  /** A text that meets `a` holds one of these words, whichever of `any` it was. */
  const holdsOneOf = (words: readonly string[]): boolean => {
    const holds = (word: string): boolean => words.some((wanted) => word.includes(wanted));
    return (a.all ?? []).some(holds) || (sayable.length > 0 && sayable.every(holds));
  };
  return (
    (b.any === undefined || holdsOneOf(b.any)) &&
    (b.all ?? []).every((word) => holdsOneOf([word])) &&
    (b.none ?? []).every((word) => none.some((forbidden) => word.includes(forbidden))) &&
    LISTS.every((list) => {
      const [one, two]: (readonly string[] | undefined)[] = [a[list], b[list]];
      return two === undefined || (one !== undefined && one.every((value) => two.includes(value)));
    })
  );
}

/** The duties of one matter: where a ruling settles a type, the type has the owner the ruling names. */
export function underRulings(duties: Duties, rulings: readonly Ruling[], matter: RuledMatter): Duties {
  if (rulings.length === 0) return duties;
  const found = new Map<string, Ruling | null>();
  const ruling = (code: string): Ruling | null => {
    const known = found.get(code);
    if (known !== undefined) return known;
    const made = rulingFor(rulings, code, matter);
    found.set(code, made);
    return made;
  };
  return {
    ...duties,
    ruling,
    type: (code) => {
      const type = duties.type(code);
      const made = ruling(code);
      return made === null ? type : ruledType(type, made, duties);
    },
  };
}

/** The type as a ruling has it: its owner, level and assisting unit, or the units these were merged into since. */
export function ruledType(type: IssueType, ruling: Ruling, duties: Duties): IssueType {
  const owner = duties.heir(ruling.unit);
  const enterprise = duties.unit(owner)?.kind === 'enterprise';
  const level =
    owner === 'STREET' ? 'street' : ruling.byStation ? 'station' : enterprise ? 'enterprise' : 'dept';
  const named = ruling.joint ?? null;
  const joint = ruling.joint === undefined ? type.joint : named === null ? null : duties.heir(named);
  return { ...type, owner, level, joint: joint === owner ? null : joint };
}

/** A ruling in one sentence: number, date, who decided, what, why. */
export function rulingClause({ id, effectiveFrom, decidedBy, reason }: Ruling, unitName: string): string {
  return `裁定 ${id}（${effectiveFrom} 起执行，${decidedBy}）：由${unitName}承办，先于派单目录；${reason}`;
}

/** Where the words of a ruling stand in the clean text, each once. */
export function ruledWords({ condition }: Ruling, text: string): Span[] {
  return [...(condition.all ?? []), ...(condition.any ?? [])].flatMap((word) => {
    const start = text.indexOf(word);
    return start < 0 ? [] : [{ start, end: start + word.length }];
  });
}
