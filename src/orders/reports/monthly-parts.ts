import type { ReportTable } from '../../kernel/report-types.ts';
import { pointWords, SCORE_KIND, yuanWords } from '../../kernel/score-words.ts';
import { dateOf, dayOf } from '../calendar.ts';
import {
  bothWays,
  byClass,
  casesLink,
  linked,
  mostReceived,
  numbersText,
  orderCell,
  ordersTable,
  rateIn,
  section,
} from './blocks.ts';
import type { MonthlyInput, Often, ReturnOf } from './monthly.ts';
import { cases, countsText, maskedSubject, partsText, rateSentence, sentence } from './phrases.ts';

const TYPES = 10;
const LISTED = 60;
const SCORES = 60;
const VERDICT: Readonly<Record<ReturnOf['verdict'], string>> = {
  accepted: '同意',
  refused: '不同意',
  ruled: '裁定',
  withdrawn: '撤回',
  waits: '待定',
};

/** What comes up again and again: problems, places, subjects. */
export function frequentPart({
  scope,
  total,
  types,
  streets,
  places,
  subjects,
  groups,
  names,
}: MonthlyInput) {
  const { received } = total.counts;
  const heading = '三、高频问题、高频点位和反复被诉主体';
  if (received === 0) return section(heading, { sentences: [sentence('无工单')] });
  const most = mostReceived(types);
  const shown = most.slice(0, TYPES);
  const byStreet = mostReceived(streets);
  const often = (
    caption: string,
    first: string,
    rows: readonly Often[],
    nameOf: (name: string) => string,
  ): ReportTable => ({
    caption,
    columns: [
      { name: first },
      { name: '件数', num: true },
      { name: '涉及分类', num: true },
      { name: '工单' },
    ],
    rows: rows.map(({ name, orders, types: kinds, some }) => [
      nameOf(name),
      String(orders),
      `${kinds}类`,
      numbersText(some),
    ]),
  });
  return section(heading, {
    sentences: [
      sentence(`按大类：${partsText(byClass(types, groups), received, 5)}`),
      sentence(
        `按街道：${partsText(
          byStreet.map((one) => ({ name: one.name, n: one.counts.received })),
          received,
          5,
        )}`,
      ),
      places.length === 0
        ? sentence('没有同一点位两件以上的')
        : sentence(`同一点位两件以上的有${places.length}处${places.length === 15 ? '以上' : ''}`),
      subjects.length === 0
        ? sentence('没有同一主体两件以上的')
        : sentence(`同一主体两件以上的有${subjects.length}个${subjects.length === 15 ? '以上' : ''}`),
    ],
    tables: [
      {
        caption: `高频问题（前${shown.length}类）`,
        columns: [
          { name: '问题分类' },
          { name: '件数', num: true },
          { name: '占比', num: true },
          { name: '解决率' },
        ],
        rows: shown.map((type) => [
          names.issueType(type.key),
          linked(type.counts.received, casesLink(scope, { counter: 'received' }, { issueType: type.key })),
          `${((type.counts.received / received) * 100).toFixed(1)}%`,
          bothWays(type, 'solved'),
        ]),
      },
      ...(places.length === 0 ? [] : [often('高频点位', '点位', places, (name) => name)]),
      ...(subjects.length === 0
        ? []
        : [often('反复被诉主体（名称已遮盖）', '主体', subjects, maskedSubject)]),
    ],
    chart: {
      kind: 'pareto',
      title: '问题分类',
      numbers: 'count',
      unit: '件',
      of: '问题分类',
      mark: 0.8,
      bars: shown.map((type) => ({
        label: names.issueType(type.key),
        value: type.counts.received,
        href: casesLink(scope, { counter: 'received' }, { issueType: type.key }),
      })),
      rest: most.slice(TYPES).reduce((sum, { counts }) => sum + counts.received, 0),
    },
  });
}

export function returnsPart({ returns, total }: MonthlyInput) {
  const heading = '四、退单';
  if (returns.length === 0) return section(heading, { sentences: [sentence('没有申请退单')] });
  const byReason = new Map<string, Map<ReturnOf['verdict'], number>>();
  for (const { reason, verdict } of returns) {
    const counts = byReason.get(reason) ?? new Map<ReturnOf['verdict'], number>();
    byReason.set(reason, counts.set(verdict, (counts.get(verdict) ?? 0) + 1));
  }
  const verdicts = Object.keys(VERDICT) as ReturnOf['verdict'][];
  const rate = rateIn(total, 'returned');
  return section(heading, {
    sentences: [
      sentence(
        `申请退单${returns.length}次`,
        countsText(
          verdicts.map((verdict) => ({
            name: VERDICT[verdict],
            n: returns.filter((one) => one.verdict === verdict).length,
          })),
        ).replaceAll('件', '次'),
      ),
      ...(rate === undefined ? [] : [sentence(rateSentence('returned', rate))]),
    ],
    tables: [
      {
        caption: '退单事由和结果',
        columns: [
          { name: '事由' },
          ...verdicts.map((verdict) => ({ name: VERDICT[verdict], num: true as const })),
          { name: '工单' },
        ],
        rows: [...byReason].map(([reason, counts]) => [
          reason,
          ...verdicts.map((verdict) => String(counts.get(verdict) ?? 0)),
          numbersText(returns.filter((one) => one.reason === reason).map(({ order }) => order)),
        ]),
      },
    ],
  });
}

export function overduePart({ overdue, names, now }: MonthlyInput) {
  return section('五、逾期未答复', {
    sentences: [
      overdue.length === 0
        ? sentence('截至制表时没有逾期未答复的')
        : sentence(`截至制表时逾期未答复${cases(overdue.length)}`),
    ],
    tables: overdue.length === 0 ? [] : [ordersTable('逾期未答复清单', overdue, names, now, LISTED)],
  });
}

export function scorePart({ scoreLines, names, units }: MonthlyInput) {
  const heading = '六、考核记分（按评价、登记的时间计入本月）';
  if (scoreLines === null)
    return section(heading, {
      sentences: [sentence('各单位的记分明细见各单位月度通报，全年合计见年度考核结算')],
      links: [{ text: '记分', href: '/scores' }],
    });
  if (scoreLines.length === 0) return section(heading, { sentences: [sentence('没有记分')] });
  const counted = scoreLines.filter(({ notCounted }) => notCounted === null);
  const kinds = Object.keys(SCORE_KIND) as (keyof typeof SCORE_KIND)[];
  const tenths = counted.reduce((sum, line) => sum + line.tenths, 0);
  const fen = counted.reduce((sum, line) => sum + line.fen, 0);
  const listed = scoreLines.filter((line) => line.tenths !== 0 || line.notCounted !== null);
  const several = units.length > 1;
  return section(heading, {
    sentences: [
      sentence(
        `记分${scoreLines.length}条，计分${counted.length}条，合计${pointWords(tenths).replace(' ', '')}，折合${yuanWords(fen).replace(' ', '')}`,
        countsText(
          kinds.map((kind) => ({
            name: SCORE_KIND[kind],
            n: counted.filter((line) => line.kind === kind).length,
          })),
        ).replaceAll('件', '条'),
      ),
    ],
    tables:
      listed.length === 0
        ? []
        : [
            {
              caption: `记分明细（${listed.length}条，不加分不扣分的从略）`,
              columns: [
                { name: '日期' },
                ...(several ? [{ name: '承办单位' }] : []),
                { name: '事由和依据' },
                { name: '分', num: true },
              ],
              rows: listed
                .slice(0, SCORES)
                .map((line) => [
                  dateOf(dayOf(line.at)),
                  ...(several ? [names.unit(line.unit)] : []),
                  line.order === null ? line.words : { text: line.words, href: orderHref(line.order) },
                  pointWords(line.tenths),
                ]),
              ...(listed.length > SCORES
                ? { note: `列前${SCORES}条，另有${listed.length - SCORES}条，见记分账。` }
                : {}),
            },
          ],
    links: [{ text: '记分账', href: '/scores' }],
  });
}

const orderHref = (order: { readonly id: string; readonly number: string }): string => {
  const cell = orderCell(order);
  return typeof cell === 'string' ? '' : cell.href;
};
