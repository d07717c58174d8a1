import { NOT_COUNTED, pointWords, SCORE_KIND } from '../kernel/score-words.ts';
import { byTime, scoreLines, verdictKey } from './score-ledger.ts';
import type { ScoredCase, ScoreInput, ScoreLine } from './score-ledger.ts';
import { scoreRulesOn } from './score-rules.ts';
import type { ScoreRules } from './score-rules.ts';
import { dateOf, dayOf } from './calendar.ts';

export type ReplayedLine = {
  readonly before: ScoreLine;
  readonly after: ScoreLine;
  /** What makes the difference, in words. */
  readonly why: string;
};

export type ReplayedUnit = {
  readonly unit: string;
  readonly before: { readonly tenths: number; readonly fen: number };
  readonly after: { readonly tenths: number; readonly fen: number };
  /** Whether 评优 is won back or lost by it. */
  readonly losesBefore: boolean;
  readonly losesAfter: boolean;
  /** Lines that count otherwise; `changed` lists the first of them. */
  readonly changedLines: number;
  /** What makes their differences, the commonest first. */
  readonly reasons: readonly { readonly why: string; readonly n: number }[];
  readonly changed: readonly ReplayedLine[];
};

/** Changed lines that are listed at most: of one unit, and of all together. */
export type Listed = { readonly ofUnit: number; readonly ofAll: number };

/** Takes cases in any number of pieces; holds sums by unit and the lines that are listed, never the cases. */
export type Replaying = {
  readonly add: (cases: readonly ScoredCase[]) => void;
  /** The units with lines that count otherwise, those that move most first. */
  readonly end: () => readonly ReplayedUnit[];
};

type Counted = {
  readonly before: ScoreLine;
  readonly after: ScoreLine;
  /** Null where nothing is different. */
  readonly why: string | null;
};
type UnitSums = {
  before: number;
  after: number;
  fenBefore: number;
  fenAfter: number;
  changedLines: number;
  readonly reasons: Map<string, number>;
  changed: ReplayedLine[];
};

/**
 * The same cases and matters under other rules. Settlements play no part: it asks how it would have been. What a case comes
 * to turns on few things about it, so it is worked out once for all cases alike.
 */
export function createReplaying(
  given: Omit<ScoreInput, 'cases'>,
  rules: readonly ScoreRules[],
  draft: readonly ScoreRules[],
  listed: Listed,
): Replaying {
  const appeals = new Map(given.appeals.map((one) => [`${one.key}\n${one.unit}`, one]));
  const units = new Map<string, UnitSums>();
  const alike = new Map<string, Counted>();
  const days = new Map<number, string>();
  let room = listed.ofUnit;
  let held = 0;

  /** Names which versions are in force on the day of a case. */
  function versionsAt(at: number): string {
    const day = dayOf(at);
    const known = days.get(day);
    if (known !== undefined) return known;
    const date = dateOf(day);
    const found = [rules, draft].map((list) => scoreRulesOn(list, date)?.version ?? '').join('\n');
    days.set(day, found);
    return found;
  }

  function counted(input: Omit<ScoreInput, 'nameOf'>): Counted[] {
    const after = new Map(
      scoreLines({ ...input, nameOf: given.nameOf }, draft).map((line) => [line.key, line]),
    );
    return scoreLines({ ...input, nameOf: given.nameOf }, rules).map((before) => {
      const other = after.get(before.key);
      if (other === undefined) throw new Error('A line is not there under other rules.');
      const isOther = before.tenths !== other.tenths || before.fen !== other.fen;
      return { before, after: other, why: isOther ? whyOf(before, other, rules, draft) : null };
    });
  }

  function add(unit: string, { before, after, why }: Counted, line: () => Counted): void {
    const sum = units.get(unit) ?? {
      before: 0,
      after: 0,
      fenBefore: 0,
      fenAfter: 0,
      changedLines: 0,
      reasons: new Map<string, number>(),
      changed: [],
    };
    units.set(unit, sum);
    sum.before += before.tenths;
    sum.after += after.tenths;
    sum.fenBefore += before.fen;
    sum.fenAfter += after.fen;
    if (why === null) return;
    sum.changedLines++;
    sum.reasons.set(why, (sum.reasons.get(why) ?? 0) + 1);
    if (sum.changed.length >= room) return;
    const { before: was, after: is } = line();
    sum.changed.push({ before: was, after: is, why });
    held++;
    while (held > listed.ofAll && room > 1) {
      room = Math.max(1, Math.floor(room / 2));
      held = 0;
      for (const one of units.values()) {
        one.changed = one.changed.slice(0, room);
        held += one.changed.length;
      }
    }
  }

  for (const one of counted({ cases: [], matters: given.matters, appeals: given.appeals }))
    add(one.before.unit, one, () => one);

  return {
    add: (cases) => {
      for (const one of cases) {
        const appeal = appeals.get(`${verdictKey(one.orderId)}\n${one.unit}`);
        const { unit, verdictUnit, leftOut, verdict, at } = one;
        const { solved, satisfied } = verdict;
        const name = [versionsAt(at), unit === verdictUnit, leftOut, solved, satisfied, appeal?.state].join(
          '\n',
        );
        const itself = (): Counted => {
          const [line] = counted({
            cases: [one],
            matters: [],
            appeals: appeal === undefined ? [] : [appeal],
          });
          if (line === undefined) throw new Error('A case has no line.');
          return line;
        };
        const known = alike.get(name) ?? itself();
        alike.set(name, known);
        add(unit, known, itself);
      }
    },
    end: () =>
      [...units]
        .flatMap(([unit, sum]): ReplayedUnit[] =>
          sum.changedLines === 0
            ? []
            : [
                {
                  unit,
                  before: { tenths: sum.before, fen: sum.fenBefore },
                  after: { tenths: sum.after, fen: sum.fenAfter },
                  losesBefore: sum.before < 0,
                  losesAfter: sum.after < 0,
                  changedLines: sum.changedLines,
                  reasons: [...sum.reasons].map(([why, n]) => ({ why, n })).sort((a, b) => b.n - a.n),
                  changed: sum.changed.toSorted((a, b) => byTime(a.before, b.before)),
                },
              ],
        )
        .sort((a, b) => moved(b) - moved(a) || (a.unit < b.unit ? -1 : 1)),
  };
}

const moved = ({ before, after }: ReplayedUnit): number => Math.abs(after.tenths - before.tenths);

function whyOf(
  before: ScoreLine,
  after: ScoreLine,
  rules: readonly ScoreRules[],
  draft: readonly ScoreRules[],
): string {
  if (before.version === null) return `现行办法当日没有生效的，草案按 ${after.version ?? ''} 记`;
  if (after.version === null) return `草案当日没有生效的办法，现行按 ${before.version} 记`;
  if (before.kind !== after.kind) return `评价由“${kindName(before)}”改作“${kindName(after)}”`;
  if (before.notCounted !== after.notCounted)
    return before.notCounted === null
      ? `草案不计（${NOT_COUNTED[after.notCounted ?? 'leftOut']}），现行计`
      : `现行不计（${NOT_COUNTED[before.notCounted]}），草案计`;
  if (before.tenths !== after.tenths)
    return `“${kindName(before)}”由 ${pointWords(before.tenths)}改为 ${pointWords(after.tenths)}`;
  const day = dateOf(dayOf(before.at));
  const yuan = (versions: readonly ScoreRules[]): string =>
    String((scoreRulesOn(versions, day)?.fenPerTenth ?? 0) / 10);
  return `每分由 ${yuan(rules)} 元改为 ${yuan(draft)} 元`;
}

const kindName = ({ kind }: ScoreLine): string => (kind === null ? '不加不扣' : SCORE_KIND[kind]);
