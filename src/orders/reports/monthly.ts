import { LEFT_OUT_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import type { ChartSpec } from '../../kernel/chart-types.ts';
import type { ReportTable } from '../../kernel/report-types.ts';
import { FEW } from '../rates.ts';
import type { ScoreLine } from '../score-ledger.ts';
import { bothWays, casesLink, daysIn, linked, mostReceived, rateIn, ratesTable, section } from './blocks.ts';
import { cases, countChange, countsText, rateSentence, sentence } from './phrases.ts';
import { frequentPart, overduePart, returnsPart, scorePart } from './monthly-parts.ts';
import type { ListedOrder, PartFigures, PeriodScope, ReportBody, ReportNames } from './report-input.ts';

type Numbered = { readonly id: string; readonly number: string };
export type Often = {
  readonly name: string;
  readonly orders: number;
  readonly types: number;
  readonly some: readonly Numbered[];
};

/** The same of another stretch of time. `than`: how people say it. */
export type ComparedPart = {
  readonly than: string;
  readonly scope: PeriodScope;
  readonly figures: PartFigures;
};

/** A return of the period: why it was asked for and what became of it. */
export type ReturnOf = {
  readonly order: Numbered;
  readonly reason: string;
  readonly verdict: 'accepted' | 'refused' | 'ruled' | 'withdrawn' | 'waits';
};

export type MonthlyInput = {
  readonly scope: PeriodScope;
  /** `本月`, or the days where the month is not over. */
  readonly words: string;
  readonly now: number;
  readonly names: ReportNames;
  readonly groups: readonly { readonly code: string; readonly name: string }[];
  readonly total: PartFigures;
  readonly types: readonly PartFigures[];
  readonly streets: readonly PartFigures[];
  /** Empty where the report is of a single unit without any below. */
  readonly units: readonly PartFigures[];
  readonly monthBefore: ComparedPart;
  readonly yearBefore: ComparedPart;
  /** The same of earlier months, oldest first, the one of the report last. */
  readonly months: readonly { readonly label: string; readonly figures: PartFigures }[];
  readonly places: readonly Often[];
  readonly subjects: readonly Often[];
  readonly returns: readonly ReturnOf[];
  readonly overdue: readonly ListedOrder[];
  /** Null: the whole place, whose lines nobody reads one by one. */
  readonly scoreLines: readonly ScoreLine[] | null;
  readonly targets: ReadonlyMap<RateCode, string>;
};

/** Rates that a report of a month shows. */
export const MONTHLY_RATES: readonly RateCode[] = [
  'response',
  'solved',
  'satisfied',
  'onTime',
  'met',
  'attitude',
  'firstDispatch',
  'returned',
  'reopened',
];

/** 月度通报 of a unit or of the whole place. */
export function monthlyReport(input: MonthlyInput): ReportBody {
  return {
    sections: [
      overview(input),
      rates(input),
      frequentPart(input),
      returnsPart(input),
      overduePart(input),
      scorePart(input),
    ],
    lists: [{ name: '逾期未答复清单', figure: input.total.late.unreplied, listed: input.overdue.length }],
  };
}

/** How much more or less came in than before; where there is nothing to compare with, that and no more. */
function changes({ total, scope, monthBefore, yearBefore }: MonthlyInput): string[] {
  const now = { n: total.counts.received, days: daysIn(scope) };
  const some = [monthBefore, yearBefore].filter(({ figures }) => figures.counts.received > 0);
  const none = [monthBefore, yearBefore].filter(({ figures }) => figures.counts.received === 0);
  return [
    ...some.map(({ than, scope: then, figures }) =>
      countChange(than, now, { n: figures.counts.received, days: daysIn(then) }),
    ),
    ...(none.length === 0 ? [] : [`${none.map(({ than }) => than).join('、')}没有工单，不作比较`]),
  ];
}

function overview(input: MonthlyInput) {
  const { total, scope, units, names, words } = input;
  const { counts, leftOut } = total;
  if (counts.received === 0)
    return section('一、总体情况', {
      sentences: [
        sentence(`${words}无工单`, ...(counts.replied > 0 ? [`答复${cases(counts.replied)}`] : [])),
      ],
    });
  const out = leftOut.map(({ reason, n }) => ({ name: LEFT_OUT_NAMES[reason], n }));
  return section('一、总体情况', {
    sentences: [
      sentence(`${words}受理${cases(counts.received)}`, ...changes(input)),
      sentence(
        `已答复${cases(counts.replied)}，其中按期答复${cases(counts.repliedInTime)}`,
        `在办${cases(counts.open)}，其中逾期未答复${cases(total.late.unreplied)}`,
        `重办${cases(counts.reopened)}，督办${cases(counts.supervised)}`,
      ),
      sentence(`考核口径不计入的：${countsText(out)}`),
    ],
    tables:
      units.length < 2
        ? []
        : [
            {
              caption: '各承办单位',
              columns: [
                { name: '承办单位' },
                { name: '受理', num: true },
                { name: '已答复', num: true },
                { name: '逾期未答复', num: true },
                { name: '响应率' },
                { name: '解决率' },
                { name: '满意率' },
              ],
              rows: mostReceived(units).map((unit) => [
                names.unit(unit.key),
                linked(unit.counts.received, casesLink(scope, { counter: 'received' }, { unit: unit.key })),
                String(unit.counts.replied),
                String(unit.late.unreplied),
                ...(['response', 'solved', 'satisfied'] as const).map((code) => bothWays(unit, code)),
              ]),
              note: `率为“考核口径／原始口径”，分母不足${FEW}件的标“少”，不宜比较。`,
            },
          ],
    links: [{ text: `受理的${cases(counts.received)}`, href: casesLink(scope, { counter: 'received' }) }],
  });
}

function rates(input: MonthlyInput) {
  const { total, monthBefore, yearBefore, months, targets } = input;
  const codes: readonly RateCode[] = ['response', 'solved', 'satisfied'];
  const compared = (figures: PartFigures): PartFigures | null =>
    figures.counts.received === 0 ? null : figures;
  return section('二、三率及办理指标', {
    sentences: codes.flatMap((code) => {
      const rate = rateIn(total, code);
      return rate === undefined ? [] : [sentence(rateSentence(code, rate))];
    }),
    tables: [
      ratesTable(
        '各项指标',
        MONTHLY_RATES,
        total,
        [
          { than: monthBefore.than, figures: compared(monthBefore.figures) },
          { than: yearBefore.than, figures: compared(yearBefore.figures) },
        ],
        targets,
      ),
      leftOutTable(total),
    ].filter(({ rows }) => rows.length > 0),
    ...(months.some(({ figures }) => figures.counts.received > 0) ? { chart: trendOf(months, codes) } : {}),
  });
}

/** What the adjusted figures lack, by rate and reason. */
function leftOutTable(total: PartFigures): ReportTable {
  return {
    caption: '考核口径从各率分母中去掉的',
    columns: [{ name: '指标' }, { name: '去掉的工单' }],
    rows: total.rates.flatMap(({ code, leftOut }) => {
      const name = NAMES[code];
      if (name === undefined || leftOut.length === 0) return [];
      return [[name, countsText(leftOut.map(({ reason, n }) => ({ name: LEFT_OUT_NAMES[reason], n })))]];
    }),
  };
}
const NAMES: Partial<Record<RateCode, string>> = {
  response: '响应率',
  solved: '解决率',
  satisfied: '满意率',
  onTime: '按期回复率',
};

function trendOf(months: MonthlyInput['months'], codes: readonly RateCode[]): ChartSpec {
  return {
    kind: 'trend',
    title: '近几月三率（考核口径）',
    numbers: 'share',
    unit: '',
    of: '月份',
    zero: false,
    targets: [],
    note: '按来电月份；没有可计工单的月份空缺。',
    lines: codes.map((code) => ({
      name: NAMES[code] ?? code,
      points: months.map(({ label, figures }) => {
        const adjusted = rateIn(figures, code)?.adjusted ?? null;
        return adjusted === null
          ? { label, value: null }
          : {
              label,
              value: adjusted.share,
              low: adjusted.low,
              high: adjusted.high,
              few: adjusted.few,
              parts: `${adjusted.hits}／${adjusted.n}`,
            };
      }),
    })),
  };
}
