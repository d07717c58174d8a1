import { stringify } from 'csv-stringify/sync';
import { FEW_RATINGS, RATING_REASON, SUGGESTION_KIND } from '../../kernel/rating-words.ts';
import type { RatingReason, RatingValue } from '../../kernel/rating-words.ts';
import { seededRandom } from '../../kernel/random.ts';
import { shareOf } from '../../kernel/share.ts';
import { pairedBootstrap } from '../../learn/paired.ts';
import type { ItemCount, RatingCount } from '../../store/ratings.ts';
import type { ItemTally, RatingComparison, RatingReport, RatingTally } from './rating-types.ts';

/** Fewer references than these have no interval of their difference. */
const FEW_REFERENCES = 5;
/** Resampling starts from here, so that the same ratings give the same interval. */
const SEED = 9;

type Counted = { readonly rating: RatingValue; readonly reason: RatingReason | null; readonly n: number };

/** Ratings taken together; shares with Wilson's interval. */
export function tallyOf(rows: readonly Counted[]): RatingTally {
  const by: Record<RatingValue, number> = { useful: 0, wrong: 0, not_relevant: 0 };
  const reasons = new Map<RatingReason, number>();
  for (const { rating, reason, n } of rows) {
    by[rating] += n;
    if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
  }
  const all = by.useful + by.wrong + by.not_relevant;
  return {
    useful: shareOf(by.useful, all),
    wrong: by.wrong,
    notRelevant: by.not_relevant,
    reasons: [...reasons]
      .map(([code, n]) => ({ code, n }))
      .sort((a, b) => b.n - a.n || (a.code < b.code ? -1 : 1)),
    few: all < FEW_RATINGS,
  };
}

/** Worst first: by the lower bound of the share useful; those with too few ratings after all others. */
export function worstFirst(a: RatingTally, b: RatingTally): number {
  return Number(a.few) - Number(b.few) || a.useful.low - b.useful.low || b.useful.n - a.useful.n;
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups];
}

export type ReportParts = {
  readonly counts: readonly RatingCount[];
  readonly items: readonly ItemCount[];
  readonly raters: number;
  /** Counts over all knowledge versions, for the comparison. */
  readonly compared: readonly RatingCount[];
  readonly before?: string;
  readonly after?: string;
  readonly titleOf: (kind: ItemTally['kind'], key: string) => string;
};

/** The evaluation of ratings; pure. */
export function reportOf(parts: ReportParts): RatingReport {
  const { counts, raters } = parts;
  const items = grouped(parts.items, ({ item }) => item)
    .map(([item, rows]): ItemTally => {
      const at = item.indexOf(':');
      const kind = item.slice(0, at) as ItemTally['kind'];
      const key = item.slice(at + 1);
      return { item, kind, key, title: parts.titleOf(kind, key), ...tallyOf(rows) };
    })
    .sort((a, b) => worstFirst(a, b) || (a.item < b.item ? -1 : 1));
  return {
    all: tallyOf(counts),
    raters,
    byKind: grouped(counts, ({ kind }) => kind)
      .map(([, rows]) => ({ kind: (rows[0] as RatingCount).kind, ...tallyOf(rows) }))
      .sort(worstFirst),
    items,
    byKnowledge: versionsOf(counts).map(({ knowledge, since, rows }) => ({
      knowledge,
      since,
      ...tallyOf(rows),
    })),
    byMonth: grouped(counts, ({ month }) => month)
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([month, rows]) => ({ month, ...tallyOf(rows) })),
    comparison: comparisonOf(parts.compared, parts.before, parts.after),
  };
}

/** Knowledge versions, the one first rated last coming first. */
function versionsOf(counts: readonly RatingCount[]) {
  return grouped(counts, ({ knowledge }) => knowledge)
    .map(([knowledge, rows]) => ({ knowledge, rows, since: Math.min(...rows.map((row) => row.since)) }))
    .sort((a, b) => b.since - a.since || (a.knowledge < b.knowledge ? 1 : -1));
}

/** Kinds whose reference means the same under any knowledge. */
const COMPARED: ReadonlySet<RatingCount['kind']> = new Set([
  'law',
  'misquote',
  'answer',
  'verdict',
  'citation',
]);

/**
 * Two versions of the knowledge on the references rated under both; null where there are no two versions. Left out
 * are like orders and drafts, whose references mean nothing elsewhere.
 */
export function comparisonOf(
  counts: readonly RatingCount[],
  before?: string,
  after?: string,
): RatingComparison | null {
  const versions = versionsOf(counts).map(({ knowledge }) => knowledge);
  const second = after ?? versions.find((one) => one !== before);
  const first = before ?? versions.find((one) => one !== second);
  if (first === undefined || second === undefined || first === second) return null;
  const comparable = counts.filter(({ kind }) => COMPARED.has(kind));
  const pairs = grouped(comparable, ({ kind, reference }) => `${kind} ${reference}`).flatMap(([, rows]) => {
    const { kind, reference } = rows[0] as RatingCount;
    const old = rows.filter(({ knowledge }) => knowledge === first);
    const now = rows.filter(({ knowledge }) => knowledge === second);
    return old.length === 0 || now.length === 0
      ? []
      : [{ kind, reference, old, now, before: tallyOf(old), after: tallyOf(now) }];
  });
  const share = (picked: Int32Array, of: 'before' | 'after'): number => {
    let hits = 0;
    let n = 0;
    for (const i of picked) {
      const { useful } = (pairs[i] as (typeof pairs)[number])[of];
      hits += useful.hits;
      n += useful.n;
    }
    return hits / n;
  };
  return {
    before: first,
    after: second,
    references: pairs
      .map(({ kind, reference, before, after }) => ({ kind, reference, before, after }))
      .sort(
        (a, b) =>
          a.after.useful.share - a.before.useful.share - (b.after.useful.share - b.before.useful.share) ||
          b.after.useful.n - a.after.useful.n,
      ),
    all: {
      before: tallyOf(pairs.flatMap(({ old }) => old)),
      after: tallyOf(pairs.flatMap(({ now }) => now)),
    },
    difference:
      pairs.length < FEW_REFERENCES
        ? null
        : pairedBootstrap(
            pairs.length,
            (picked) => share(picked, 'after') - share(picked, 'before'),
            seededRandom(SEED),
          ),
  };
}

const ITEM: Readonly<Record<ItemTally['kind'], string>> = { entry: '条目', rule: '规则', article: '条文' };

/** The report as CSV for spreadsheets: UTF-8 with BOM, cells that would be formulas disarmed. */
export function reportCsv(report: RatingReport): string {
  const row = (group: string, key: string, title: string, tally: RatingTally): string[] => [
    group,
    key,
    title,
    String(tally.useful.n),
    String(tally.useful.hits),
    String(tally.wrong),
    String(tally.notRelevant),
    tally.useful.n === 0 ? '' : tally.useful.share.toFixed(4),
    tally.useful.n === 0 ? '' : tally.useful.low.toFixed(4),
    tally.useful.n === 0 ? '' : tally.useful.high.toFixed(4),
    tally.few ? '样本太少' : '',
    tally.reasons.map(({ code, n }) => `${RATING_REASON[code]} ${n}`).join('；'),
  ];
  const head = [
    '分组',
    '编号',
    '名称',
    '评价数',
    '有用',
    '不对',
    '不相关',
    '有用占比',
    '下限',
    '上限',
    '备注',
    '原因',
  ];
  const rows = [
    row('合计', '', '', report.all),
    ...report.byKind.map((one) => row('建议种类', one.kind, SUGGESTION_KIND[one.kind], one)),
    ...report.items.map((one) => row(ITEM[one.kind], one.key, one.title, one)),
    ...report.byKnowledge.map((one) => row('知识版本', one.knowledge, '', one)),
    ...report.byMonth.map((one) => row('月份', one.month, '', one)),
  ];
  return stringify([head, ...rows], { bom: true, escape_formulas: true });
}
