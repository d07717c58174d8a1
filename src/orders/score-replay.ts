import { NOT_COUNTED, pointWords, SCORE_KIND } from '../kernel/score-words.ts';
import { scoreLines } from './score-ledger.ts';
import type { ScoreInput, ScoreLine } from './score-ledger.ts';
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
  readonly changed: readonly ReplayedLine[];
};

/**
 * The same cases and matters under other rules: the units with lines that count otherwise, those that move most first.
 * Settlements play no part: it asks how it would have been.
 */
export function replayScores(
  input: ScoreInput,
  rules: readonly ScoreRules[],
  draft: readonly ScoreRules[],
): ReplayedUnit[] {
  const after = new Map(scoreLines(input, draft).map((line) => [line.key, line]));
  const units = new Map<
    string,
    { before: number; after: number; fenBefore: number; fenAfter: number; changed: ReplayedLine[] }
  >();
  for (const before of scoreLines(input, rules)) {
    const other = after.get(before.key);
    if (other === undefined) throw new Error('A line is not there under other rules.');
    const sum = units.get(before.unit) ?? { before: 0, after: 0, fenBefore: 0, fenAfter: 0, changed: [] };
    units.set(before.unit, sum);
    sum.before += before.tenths;
    sum.after += other.tenths;
    sum.fenBefore += before.fen;
    sum.fenAfter += other.fen;
    if (before.tenths !== other.tenths || before.fen !== other.fen)
      sum.changed.push({ before, after: other, why: whyOf(before, other, rules, draft) });
  }
  return [...units]
    .flatMap(([unit, sum]): ReplayedUnit[] =>
      sum.changed.length === 0
        ? []
        : [
            {
              unit,
              before: { tenths: sum.before, fen: sum.fenBefore },
              after: { tenths: sum.after, fen: sum.fenAfter },
              losesBefore: sum.before < 0,
              losesAfter: sum.after < 0,
              changed: sum.changed,
            },
          ],
    )
    .sort((a, b) => moved(b) - moved(a) || (a.unit < b.unit ? -1 : 1));
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
