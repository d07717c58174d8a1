import type {
  ChangeFigures,
  ControlFigures,
  Counted,
  Distribution,
  HeadFigures,
  HeatFigures,
  ResidentFigures,
  TrendFigures,
} from '../../app/figures/charting-types.ts';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import type {
  BarsSpec,
  ChartPoint,
  ControlSpec,
  HeatSpec,
  ParetoSpec,
  TrendSpec,
} from '../../kernel/chart-types.ts';
import { tenths } from '../format.ts';

/** Part of the scope that leads to orders: added to what the page is about. Null: nowhere. */
export type HrefOf = (narrow: Readonly<Record<string, string>> | null) => string | undefined;

const RECEIVED = { counter: 'received' } as const;

/** Counts as bars, the most first; none of nothing. */
export function countBars(
  title: string,
  of: string,
  rows: readonly Counted[],
  hrefOf: (row: Counted) => string | undefined,
): BarsSpec {
  const some = rows.filter(({ n }) => n > 0);
  return {
    kind: 'bars',
    title,
    desc: `${of}的来件数。${some
      .slice(0, 3)
      .map(({ name, n }) => `${name} ${n} 件`)
      .join('，')}。`,
    numbers: 'count',
    unit: '件',
    of,
    bars: some.map((row) => {
      const href = hrefOf(row);
      return { label: row.name, value: row.n, ...(href === undefined ? {} : { href }) };
    }),
  };
}

export const groupBars = ({ groups }: Distribution, href: HrefOf): BarsSpec =>
  countBars(
    '各大类来件',
    '问题大类',
    [...groups].sort((a, b) => b.n - a.n),
    ({ key }) => href({ issueType: key, ...RECEIVED }),
  );

export const kindBars = ({ demandKinds }: Distribution): BarsSpec =>
  countBars(
    '诉求种类',
    '诉求种类',
    [...demandKinds].sort((a, b) => b.n - a.n),
    () => undefined,
  );

/** The most common types, with what part of all they make. */
export function typePareto({ types, total }: Distribution, href: HrefOf, most = 20): ParetoSpec {
  const bars = types.slice(0, most).map(({ key, name, n }) => {
    const to = href({ issueType: key, ...RECEIVED });
    return { label: `${key} ${name}`, value: n, ...(to === undefined ? {} : { href: to }) };
  });
  const shownSum = bars.reduce((sum, { value }) => sum + value, 0);
  return {
    kind: 'pareto',
    title: `来件最多的 ${bars.length} 个问题分类（帕累托图）`,
    desc: `按来件从多到少，线是累计占比，虚线是 80%。`,
    numbers: 'count',
    unit: '件',
    of: '问题分类',
    bars,
    rest: total - shownSum,
    mark: 0.8,
  };
}

/** Who is complained about most. */
export function subjectPareto(
  { rows, named, names }: NonNullable<Distribution['subjects']>,
  hrefOf: (name: string) => string | undefined,
): ParetoSpec {
  const sum = rows.reduce((all, { n }) => all + n, 0);
  return {
    kind: 'pareto',
    title: `被诉最多的 ${rows.length} 个主体（帕累托图）`,
    desc: '按投诉、举报件数从多到少，线是累计占比，虚线是 80%。',
    numbers: 'count',
    unit: '件',
    of: '被诉主体',
    bars: rows.map(({ name, n }) => {
      const href = hrefOf(name);
      return { label: name, value: n, ...(href === undefined ? {} : { href }) };
    }),
    rest: named - sum,
    mark: 0.8,
    note: `只计投诉、举报中说出名称的，共 ${names} 个主体 ${named} 次；一件提到两个主体的两边各计一次，已并入其他工单的不计。热点归集之后才计入。`,
  };
}

export function heatSpec(
  { rows, columns }: HeatFigures,
  words: { readonly of: string; readonly across: string },
  hrefOf: (row: string, column: string) => string | undefined,
): HeatSpec {
  return {
    kind: 'heat',
    title: `${words.of} × ${words.across}，来件数`,
    desc: '格里是来件数，颜色越深越多（按平方根分档）。',
    numbers: 'count',
    unit: '件',
    of: words.of,
    across: words.across,
    columns: columns.map(({ name }) => name),
    rows: rows.map(({ key, name, cells }) => ({
      label: name,
      cells: cells.map((value, i) => {
        const href = value === 0 ? undefined : hrefOf(key, columns[i]?.key ?? '');
        return { value, ...(href === undefined ? {} : { href }) };
      }),
    })),
    ...(words.of === '街道' || words.across === '街道'
      ? { note: '比较的是件数，不是多少人里有多少件；街道人口不同，见“每万人”。' }
      : {}),
  };
}

const PERIOD_NAMES = { day: '日', week: '周（周一起）', month: '月' } as const;

/** A label that says where a period is not whole. */
const periodLabel = ({ key, isWhole }: TrendFigures['periods'][number]): string =>
  isWhole ? key : `${key}*`;
const CUT = '带 * 的时段不完整（被所选日期截断，或者还没有结束）。';

/** Orders received, over time. */
export function receivedTrend({ periods, grain }: TrendFigures, href: HrefOf): TrendSpec {
  return {
    kind: 'trend',
    title: '来件',
    desc: '各时段的来件数。',
    numbers: 'count',
    unit: '件',
    of: PERIOD_NAMES[grain],
    zero: true,
    targets: [],
    lines: [
      {
        name: '来件',
        points: periods.map((period): ChartPoint => {
          const to = href({ from: period.from, to: period.to, ...RECEIVED });
          return {
            label: periodLabel(period),
            value: period.received,
            ...(to === undefined ? {} : { href: to }),
          };
        }),
      },
    ],
    note: periods.some(({ isWhole }) => !isWhole) ? CUT : '一个时段一个点。',
  };
}

/** A rate over time, both ways, with what it is to reach. */
export function rateTrend(
  { periods, grain, targets }: TrendFigures,
  code: RateCode,
  href: HrefOf,
): TrendSpec {
  const own = targets.filter(({ rate }) => rate === code);
  const line = (way: 'adjusted' | 'raw', extra: Record<string, string>): readonly ChartPoint[] =>
    periods.map((period) => {
      const share = period.rates.find((rate) => rate.code === code)?.[way] ?? null;
      const label = periodLabel(period);
      if (share === null) return { label, value: null };
      const to = href({ from: period.from, to: period.to, rate: code, part: 'all', ...extra });
      const { share: value, low, high, few, hits, n } = share;
      return {
        label,
        value,
        low,
        high,
        few,
        parts: `${hits}／${n}`,
        ...(to === undefined ? {} : { href: to }),
      };
    });
  return {
    kind: 'trend',
    title: RATE_NAMES[code],
    desc: `各时段的${RATE_NAMES[code]}，考核口径和原始口径各一条线。`,
    numbers: 'share',
    unit: '',
    of: PERIOD_NAMES[grain],
    zero: false,
    atMost: 1,
    targets: own.map(({ value, bound, source, from, to }) => ({
      label: `目标${source === null ? '（示例，待本地设定）' : ''}${bound === 'atLeast' ? '不低于' : '不高于'}`,
      value,
      from,
      to,
    })),
    lines: [
      { name: '考核口径', points: line('adjusted', {}) },
      { name: '原始口径', points: line('raw', { leftOut: 'any' }) },
    ],
    note: [
      '浅色带是考核口径的 95% Wilson 区间；空心点不足 30 件，不宜比较；没有可计的工单处断开。',
      ...own.flatMap(({ source }) => (source === null ? [] : [`目标出处：${source}。`])),
      ...(own.length === 0 ? ['没有设目标。'] : []),
      ...(periods.some(({ isWhole }) => !isWhole) ? [CUT] : []),
    ].join(''),
  };
}

const METHODS = {
  p: 'p 图：上下限为 p̄ ± 3√(p̄(1−p̄)/n)，n 是各时段的分母',
  u: 'u 图：上下限为 ū ± 3√(ū/天数)，按每天的件数',
  xmr: '单值—移动极差图（XmR）：上下限为 x̄ ± 2.66×移动极差均值，按每天的件数',
} as const;
const BASIS = { adjusted: '考核口径', raw: '原始口径', count: '日均来件' } as const;

export function controlSpec(
  { grain, measure }: ControlFigures,
  { basis, method, centre, points }: ControlFigures['charts'][number],
): ControlSpec {
  const isRate = measure !== 'received';
  const out = points.filter(({ signals }) => signals.length > 0).length;
  return {
    kind: 'control',
    title: isRate ? `${RATE_NAMES[measure]}控制图，${BASIS[basis]}` : '日均来件控制图',
    desc: `${points.length} 个时段，${out} 个有提示。`,
    numbers: isRate ? 'share' : 'decimal',
    unit: isRate ? '' : '件/日',
    of: PERIOD_NAMES[grain],
    method,
    centre,
    points: points.map(({ key, value, hits, n, few, lower, upper, signals }) => ({
      label: key,
      value,
      lower,
      upper,
      signals,
      ...(value === null ? {} : { parts: `${hits}／${n}` }),
      ...(few ? { few } : {}),
    })),
    note: `${METHODS[method]}（GB/T 17989.2、ISO 7870-2 常规控制图）。圈出的点超出上下限，或者连续八点在中心线同侧（西部电气规则）：值得查原因，不等于好坏。不足 30 件的空心点不判是否越限。只计已经结束的时段。`,
  };
}

/** Cases per 10,000 residents; streets nobody knows the number of stand there without. */
export function residentBars({ streets, district }: ResidentFigures, href: HrefOf): BarsSpec {
  const known = [...streets].filter(({ per }) => per !== null);
  return {
    kind: 'bars',
    title: '每万常住人口来件',
    desc: `各街道每万常住人口的来件数，有人口数的 ${known.length} 个。`,
    numbers: 'decimal',
    unit: '件/万人',
    of: '街道',
    bars: known
      .sort((a, b) => (b.per?.value ?? 0) - (a.per?.value ?? 0))
      .map(({ key, name, per, received }) => {
        const to = href({ street: key, ...RECEIVED });
        return {
          label: name,
          value: per?.value ?? null,
          low: per?.low ?? 0,
          high: per?.high ?? 0,
          parts: `${received} 件`,
          ...(to === undefined ? {} : { href: to }),
        };
      }),
    ...(district.per === null ? {} : { reference: { label: district.name, value: district.per.value } }),
    note: '区间为 95% 的泊松区间（Byar 近似）。按所选日期内的件数，不折算为一年；街道不明的只计入全区。',
  };
}

/** Points of the heads. */
export function headBars({ heads }: HeadFigures, way: 'adjusted' | 'raw'): BarsSpec {
  return {
    kind: 'bars',
    title: `“七有”“五性”得分，${way === 'adjusted' ? '考核口径' : '原始口径'}`,
    desc: '各项三率的加权平均，满分 100。',
    numbers: 'decimal',
    unit: '分',
    of: '“七有”“五性”',
    bars: heads.map(({ name, score, rates, received }) => ({
      label: name,
      value: score[way],
      parts: `${received} 件`,
      ...(rates.some((rate) => rate[way]?.few === true) ? { few: true } : {}),
    })),
  };
}

export const headCounts = ({ heads }: HeadFigures): BarsSpec =>
  countBars(
    '“七有”“五性”来件',
    '“七有”“五性”',
    heads.map(({ code, name, received }) => ({ key: code, name, n: received })),
    () => undefined,
  );

/** In words: so much more or less than before. */
export function changeWords({ ratio, low, high }: ChangeFigures['types'][number]): string {
  const times = (value: number): string => value.toFixed(2);
  return ratio === null
    ? `前期没有（区间 ${times(low)}–${times(high)}）`
    : `${times(ratio)} 倍（${times(low)}–${times(high)}）`;
}

export const shareWords = (share: { readonly share: number; readonly few: boolean } | null): string =>
  share === null ? '—' : `${tenths(share.share)}${share.few ? ' 件数少' : ''}`;
