import { nextTurn } from '../../kernel/next-turn.ts';
import type { Identity, SumFault } from '../../kernel/report-types.ts';
import { SCORE_KIND } from '../../kernel/score-words.ts';
import type { ScoreKind } from '../../kernel/score-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { annualReport } from '../../orders/reports/annual.ts';
import type { AnnualInput, UnitYear } from '../../orders/reports/annual.ts';
import { dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { orderIdIn } from '../../orders/score-ledger.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import { countVerdicts } from '../../store/report-lists.ts';
import { scoredUnits } from '../../store/scores.ts';
import { createLineHash, standingOf, sumsOfYear } from '../scores/score-book.ts';
import { linesOfUnit } from '../scores/score-lines.ts';
import { rulesIn } from '../scores/scoring.ts';
import type { DigestRow } from './digest.ts';
import type { Gathering } from './gathering.ts';

/** Orders that a sum which does not agree names. */
const NAMED = 20;

/** What the ledger of a year comes to, line by line, and what does not agree with its sums. */
export async function gatherAnnual(g: Gathering) {
  const { db, period, units, context } = g;
  const year = Number(period.from.slice(0, 4));
  const standing = await standingOf(db, g.reach, year);
  const { sums } = await sumsOfYear(context, db, g.reach, year);
  const rows: UnitYear[] = [];
  const lines: AnnualInput['lines'][number][] = [];
  const faults: SumFault[] = [];
  const digest: DigestRow[] = [];
  const identities: Identity[] = [];
  let counted = 0;
  let verdicts = 0;
  const wanted = units ?? [
    ...new Set([...sums.keys(), ...(await scoredUnits(db, standing.before)), ...standing.settlements.keys()]),
  ];
  for (const unit of wanted) {
    const own = emptyYear(unit, context.names.unit(unit), standing.settlements.get(unit)?.hash ?? null);
    const hash = createLineHash();
    const some: { id: string; number: string }[] = [];
    for await (const piece of linesOfUnit(context, db, standing, year, unit)) {
      hash.add(piece);
      for (const line of piece) {
        addLine(own, line);
        if (line.fromYear === null && orderIdIn(line.key) !== null) verdicts++;
        if (line.order !== null && some.length < NAMED) some.push(line.order);
        digest.push({
          id: `${unit}\n${line.key}\n${line.fromYear ?? ''}`,
          number: line.order?.number ?? '',
          values: [1, line.tenths, line.fen],
        });
        if (units !== undefined)
          lines.push({
            at: line.at,
            words: line.words,
            tenths: line.tenths,
            fen: line.fen,
            href: line.order === null ? null : `/orders/${line.order.id}`,
          });
      }
      await nextTurn();
    }
    counted += own.lines;
    const kept = sums.get(unit) ?? { tenths: 0, fen: 0, lines: 0 };
    const differ = (what: string, a: number, b: number): void => {
      if (a !== b) faults.push({ what: `${own.name}：${what}`, kept: a, counted: b, orders: some });
    };
    differ('记分（十分之一分）', kept.tenths, own.tenths);
    differ('金额（分）', kept.fen, own.fen);
    // Of an open year the sum counts its own days' lines alone.
    differ('记分条数', kept.lines, standing.settled.has(year) ? own.lines : own.lines - own.carried);
    if (own.hash !== null && own.hash !== hash.end())
      faults.push({
        what: `${own.name}：记分明细的 sha256 与结算时不符`,
        kept: 0,
        counted: own.lines,
        orders: some,
      });
    if (own.lines > 0) rows.push({ ...own, loses: own.tenths < 0 });
  }
  if (units === undefined && !standing.settled.has(year)) {
    const times = [startOfDay(dayOfDate(period.from)), startOfDay(dayOfDate(period.to))] as const;
    identities.push({
      name: '回访评价件数与记分账中评价的条数',
      left: await countVerdicts(db, times),
      right: verdicts,
    });
  }
  rows.sort((a, b) => a.tenths - b.tenths || (a.unit < b.unit ? -1 : 1));
  const body = annualReport({
    year,
    settledAt: [...standing.settlements.values()][0]?.at ?? null,
    rules: rulesIn(context.profile.scores ?? [], year),
    units: rows,
    lines,
    single: units !== undefined,
  });
  return { body, counted, digest, identities, faults };
}

/** What the digest of a year says of each line. */
export const SCORE_FIGURES = [
  ['lines', '记分条数'],
  ['tenths', '记分（十分之一分）'],
  ['fen', '金额（分）'],
] as const;

type Building = { -readonly [K in keyof UnitYear]: UnitYear[K] } & { kinds: Record<ScoreKind, number> };

const emptyYear = (unit: string, name: string, hash: string | null): Building => ({
  unit,
  name,
  tenths: 0,
  fen: 0,
  lines: 0,
  kinds: Object.fromEntries(keysOf(SCORE_KIND).map((kind) => [kind, 0])) as Record<ScoreKind, number>,
  notCounted: 0,
  carried: 0,
  loses: false,
  hash,
});

function addLine(sum: Building, { tenths, fen, kind, notCounted, fromYear }: ScoreLine): void {
  sum.tenths += tenths;
  sum.fen += fen;
  sum.lines++;
  if (fromYear !== null) sum.carried++;
  else if (notCounted !== null) sum.notCounted++;
  else if (kind !== null) sum.kinds[kind]++;
}
