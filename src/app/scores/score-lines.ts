import { dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { byTime, orderIdIn, scoreLines, verdictKey } from '../../orders/score-ledger.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import { openLines } from '../../orders/score-settling.ts';
import type { Db } from '../../store/client.ts';
import {
  movedSince,
  scoreAppealsAgainst,
  scoreAppealsOf,
  scoredCasesOf,
  scoredPage,
  settledLinesOf,
  settledScoreLines,
} from '../../store/scores.ts';
import type { CaseAfter } from '../../store/scores.ts';
import type { Context } from '../context.ts';
import { appealsIn, mattersOf } from './score-book.ts';
import type { Standing } from './score-book.ts';

/** Cases that are made lines at once. */
const PAGE = 1000;

/** The lines of one unit in a year, settled or as they are now, in order of time and in pieces. */
export async function* linesOfUnit(
  ready: Pick<Context, 'profile' | 'names'>,
  db: Db,
  standing: Standing,
  year: number,
  unit: string,
): AsyncGenerator<readonly ScoreLine[]> {
  if (standing.settled.has(year))
    yield (await settledScoreLines(db, standing.right, year, unit)).sort(byTime);
  else yield* openLinesOf(ready, db, standing, year, unit);
}

/**
 * The lines of one unit in a year that is not settled, in order of time and in pieces: what is held are some of them and
 * the few that stand apart from the unit's cases of now, namely matters and what was settled as its and is another's.
 * Together the pieces are what `openLines` makes of all lines there are.
 */
async function* openLinesOf(
  { profile, names }: Pick<Context, 'profile' | 'names'>,
  db: Db,
  { right, first, before, settled }: Pick<Standing, 'right' | 'first' | 'before' | 'settled'>,
  year: number,
  unit: string,
): AsyncGenerator<readonly ScoreLine[]> {
  const rules = profile.scores ?? [];
  const [from, to] = [`${first}-01-01`, `${year + 1}-01-01`];
  const own = appealsIn(await scoreAppealsOf(db, right, undefined, unit));
  const linesOf = async (current: readonly ScoreLine[], gone: readonly string[] = []) => {
    const keys = [...current.map(({ key }) => key), ...gone];
    const frozen = await settledLinesOf(db, before, unit, keys);
    return openLines(current, frozen, settled).filter((line) => line.year === year && line.unit === unit);
  };
  const ledgerOf = (given: Pick<Parameters<typeof scoreLines>[0], 'cases' | 'matters'>, appeals = own) =>
    scoreLines({ ...given, appeals, nameOf: names.unit }, rules);

  const gone = (await movedSince(db, before, unit)).map(verdictKey);
  const elsewhere = ledgerOf(
    { cases: await scoredCasesOf(db, gone.map(orderOf)), matters: [] },
    appealsIn(await scoreAppealsAgainst(db, gone)),
  );
  const matters = ledgerOf({ cases: [], matters: await mattersOf(db, right, from, to, unit) });
  const apart = await linesOf([...elsewhere, ...matters], gone);

  const range = { from: startOf(from), to: startOf(to), of: unit };
  let next = 0;
  let after: CaseAfter | null = null;
  for (;;) {
    const cases = await scoredPage(db, right, range, after, PAGE);
    const last = cases.at(-1);
    const lines = await linesOf(ledgerOf({ cases, matters: [] }));
    const isLast = cases.length < PAGE || last === undefined;
    const end = isLast ? null : { at: last.at, key: verdictKey(last.orderId), unit };
    const upTo = end === null ? -1 : apart.findIndex((line, i) => i >= next && byTime(line, end) > 0);
    const taken = apart.slice(next, upTo === -1 ? apart.length : upTo);
    next += taken.length;
    yield taken.length === 0 ? lines : [...lines, ...taken].sort(byTime);
    if (isLast) return;
    after = last;
  }
}

const orderOf = (key: string): string => orderIdIn(key) ?? '';
const startOf = (day: string): number => startOfDay(dayOfDate(day));
