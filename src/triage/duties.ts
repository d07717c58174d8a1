import { AppError } from '../kernel/errors.ts';
import { boundariesOf, holdsOn } from '../kernel/periods.ts';
import type { Ruling } from './rulings.ts';
import type { IssueType, Unit } from './types.ts';

/** Words that tell whether the assisting unit of a type has a say: one of `onlyIf`, none of `notIf`. */
export type JointWords = { readonly onlyIf?: readonly string[]; readonly notIf?: readonly string[] };

/** Who has a duty, from a day on. Days are ISO days in Beijing; `effectiveTo` is exclusive, null while in force. */
export type CatalogueEntry = {
  readonly issueType: string;
  readonly owner: string;
  readonly level: IssueType['level'];
  readonly joint: string | null;
  /** Number of the clause in the catalogue. */
  readonly clause: string;
  /** Title and article of the law that gives the duty, where known. */
  readonly basis?: string;
  /** Words that tell whether the assisting unit has a say; left out: as `routing.jointWords` has it. */
  readonly condition?: JointWords;
  /** The paper that handed the duty down to street offices. */
  readonly delegation?: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
};

/** What the duty catalogue is made of; a profile fits as it is. */
export type DutySource = {
  readonly issueTypes: readonly IssueType[];
  readonly units: readonly Unit[];
  readonly catalogue?: { readonly title: string; readonly entries?: readonly CatalogueEntry[] };
  readonly routing: {
    readonly fallbackUnit: string;
    readonly jointWords?: Readonly<Record<string, JointWords>>;
  };
};

/** The duty catalogue made ready for look-ups: who owns a type, which office and station serve a street. */
export type Duties = {
  /**
   * The type with the owner, level and assisting unit in force.
   * @throws AppError `not_found` for a code that is no issue type of the profile.
   */
  readonly type: (code: string) => IssueType;
  readonly unit: (code: string) => Unit | undefined;
  /** Who has the duties of a unit on this day: itself, or the one it was merged into. */
  readonly heir: (code: string) => string;
  /** The unit's name; of an unknown code, the code. */
  readonly unitName: (code: string) => string;
  /**
   * The lead unit of a type for a street. Stations and street offices follow the street; where it is unknown the
   * station's department leads, and a street matter goes to the profile's fallback unit, which asks back.
   */
  readonly lead: (issueType: IssueType, street: string | null) => string;
  /** The street office of a street; null where there is none or the street is unknown. */
  readonly streetOffice: (street: string | null) => string | null;
  readonly fallbackUnit: string;
  readonly catalogueTitle: string;
  readonly jointWords: Readonly<Record<string, JointWords>>;
  /** The catalogue's entry in force for a type; null where the catalogue has none and the tree alone says it. */
  readonly entry: (code: string) => CatalogueEntry | null;
  /** The ruling (裁定) that settles a matter of this type before the catalogue does; see `underRulings`. */
  readonly ruling: (code: string) => Ruling | null;
};

/** Later than every day the profile names: the newest duties. */
export const NEWEST = '9999-12-31';

/**
 * The duties of a day (ISO day in Beijing): the catalogue's entries, the units and their names as they were then;
 * an order of last year goes by last year's catalogue. A day before a type's first entry goes by that first one.
 * Without a day, the newest. A type without entries goes by the tree, always.
 */
export function buildDuties(source: DutySource, day: string = NEWEST): Duties {
  const { issueTypes, catalogue, routing } = source;
  const entries = entriesOn(catalogue?.entries, day);
  const units = source.units.map((unit) => namedOn(unit, day));
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const heir = (code: string): string => heirOf(byCode, code, day);
  const types = new Map(
    issueTypes.map((type): [string, IssueType] => {
      const { owner, level, joint } = entries.get(type.code) ?? type;
      return [type.code, { ...type, owner: heir(owner), level, joint: joint === null ? null : heir(joint) }];
    }),
  );
  const offices = new Map<string, string>();
  const stations = new Map<string, string>();
  for (const unit of units) {
    if (unit.street === undefined || !holdsOn(unit, day)) continue;
    if (unit.kind === 'street') offices.set(unit.street, unit.code);
    else stations.set(`${unit.parent}/${unit.street}`, unit.code);
  }
  const streetOffice = (street: string | null): string | null =>
    street === null ? null : (offices.get(street) ?? null);
  const fallbackUnit = heir(routing.fallbackUnit);
  return {
    type(code) {
      const type = types.get(code);
      if (!type) throw new AppError('not_found', { what: `问题分类 ${code}` });
      return type;
    },
    unit: (code) => byCode.get(code),
    heir,
    unitName: (code) => byCode.get(code)?.name ?? code,
    lead({ level, owner }, street) {
      if (level === 'street') return streetOffice(street) ?? fallbackUnit;
      if (level === 'station' && street !== null) return stations.get(`${owner}/${street}`) ?? owner;
      return owner;
    },
    streetOffice,
    fallbackUnit,
    catalogueTitle: catalogue?.title ?? '派单目录',
    jointWords: jointWordsOf(routing.jointWords, entries),
    entry: (code) => entries.get(code) ?? null,
    ruling: () => null,
  };
}

function jointWordsOf(
  general: Readonly<Record<string, JointWords>> = {},
  entries: ReadonlyMap<string, CatalogueEntry>,
): Readonly<Record<string, JointWords>> {
  const own = [...entries].flatMap(([code, { condition }]) =>
    condition === undefined ? [] : [[code, condition] as const],
  );
  return own.length === 0 ? general : { ...general, ...Object.fromEntries(own) };
}

/**
 * The duties of any day, each set built once: they change only on the days the profile names. A source whose catalogue,
 * types or units are replaced while it is held is read anew.
 */
export function datedDuties(source: DutySource): (day: string) => Duties {
  let read: readonly unknown[] = [];
  let days: readonly string[] = [];
  const built = new Map<number, Duties>();
  return (day) => {
    const now = [source.catalogue, source.issueTypes, source.units];
    if (now.some((part, i) => part !== read[i]) || read.length === 0) {
      read = now;
      days = changeDays(source);
      built.clear();
    }
    // Number of changes up to this day: the same for all days of one period.
    let period = days.length;
    while (period > 0 && (days[period - 1] as string) > day) period--;
    const known = built.get(period);
    if (known) return known;
    const duties = buildDuties(source, day);
    built.set(period, duties);
    return duties;
  };
}

/** The days on which a duty, a unit or a name changes, in order, each once. */
export function changeDays({ catalogue, units }: Pick<DutySource, 'catalogue' | 'units'>): string[] {
  const renamed = units.flatMap(({ formerNames = [] }) => formerNames.map(({ until }) => until));
  return boundariesOf([
    ...(catalogue?.entries ?? []),
    ...units,
    ...renamed.map((effectiveFrom) => ({ effectiveFrom })),
  ]);
}

/** The entry of each type in force on a day, or its first one where the day lies before that. */
function entriesOn(entries: readonly CatalogueEntry[] | undefined, day: string): Map<string, CatalogueEntry> {
  const found = new Map<string, CatalogueEntry>();
  const sorted = [...(entries ?? [])].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  for (const entry of sorted)
    if (!found.has(entry.issueType) || entry.effectiveFrom <= day) found.set(entry.issueType, entry);
  return found;
}

function namedOn(unit: Unit, day: string): Unit {
  const former = unit.formerNames?.find(({ until }) => day < until);
  return former === undefined ? unit : { ...unit, name: former.name };
}

/** Who has the duties of a unit on a day: itself, or the one it was merged into. */
function heirOf(units: ReadonlyMap<string, Unit>, code: string, day: string): string {
  let unit = units.get(code);
  // A checked profile has no ring of successors; more steps than units would be one.
  for (let steps = 0; steps < units.size; steps++) {
    const over = unit?.effectiveTo !== undefined && day >= unit.effectiveTo;
    if (unit === undefined || !over || unit.successor === undefined) break;
    unit = units.get(unit.successor);
  }
  return unit?.code ?? code;
}
