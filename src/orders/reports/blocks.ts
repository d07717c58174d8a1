import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { Counter, LeftOut, RateCode } from '../../kernel/case-words.ts';
import { STATE_NAMES } from '../../kernel/move-words.ts';
import type { ReportCell, ReportSection, ReportTable } from '../../kernel/report-types.ts';
import { dateOf, dayOf, dayOfDate } from '../calendar.ts';
import { FEW } from '../rates.ts';
import type { Rate } from '../rates.ts';
import { cases, changeCell, rateCell } from './phrases.ts';
import type { ListedOrder, PartFigures, PeriodScope, ReportNames } from './report-input.ts';

/** A section with nothing in it but what is given. */
export const section = (
  heading: string,
  parts: Partial<Omit<ReportSection, 'heading'>> = {},
): ReportSection => ({ heading, sentences: [], tables: [], links: [], ...parts });

/** The address of the orders behind a counter or a rate. */
export function casesLink(
  { from, to, unit }: PeriodScope,
  part:
    | { readonly counter: Counter }
    | { readonly rate: RateCode; readonly part: 'hit' | 'miss' | 'all'; readonly leftOut?: LeftOut | 'any' },
  narrowed: { readonly issueType?: string; readonly street?: string; readonly unit?: string } = {},
): string {
  const asked = { from, to, ...(unit === null ? {} : { unit }), ...narrowed, ...part };
  const filled = Object.entries(asked).filter(([, value]) => value !== '');
  return `/figures/cases?${new URLSearchParams(filled as [string, string][]).toString()}`;
}

/** A number that leads to its orders; plain where there are none. */
export const linked = (n: number, href: string): ReportCell => (n === 0 ? '0' : { text: String(n), href });

/** A restricted order 整单保密 comes without its id: it is counted, and nothing leads to it. */
export const orderCell = ({ id, number }: { readonly id: string; readonly number: string }): ReportCell =>
  id === ''
    ? number
    : {
        text: number,
        href: `/orders/${id}`,
      };

export const rateIn = ({ rates }: Pick<PartFigures, 'rates'>, code: RateCode): Rate | undefined =>
  rates.find((one) => one.code === code);

/** Stands below tables of rates. */
export const FEW_NOTE = `括号内为分子／分母；分母不足${FEW}件的标“少”，不宜比较。`;

/** Rates of a period beside those of periods before it. */
export function ratesTable(
  caption: string,
  codes: readonly RateCode[],
  now: PartFigures,
  before: readonly { readonly than: string; readonly figures: PartFigures | null }[],
  targets: ReadonlyMap<RateCode, string> = new Map(),
): ReportTable {
  const aims = codes.some((code) => targets.has(code));
  return {
    caption,
    columns: [
      { name: '指标' },
      { name: '考核口径' },
      { name: '原始口径' },
      ...(aims ? [{ name: '目标' }] : []),
      ...before.map(({ than }) => ({ name: `与${than}相比（考核口径）` })),
    ],
    rows: codes.map((code) => {
      const rate = rateIn(now, code);
      return [
        RATE_NAMES[code],
        rateCell(rate?.adjusted ?? null),
        rateCell(rate?.raw ?? null),
        ...(aims ? [targets.get(code) ?? '未设'] : []),
        ...before.map(({ than, figures }) =>
          figures === null
            ? '无数据'
            : changeCell(than, rate?.adjusted ?? null, rateIn(figures, code)?.adjusted ?? null),
        ),
      ];
    }),
    note: FEW_NOTE,
  };
}

/** How many orders a list shows; how many there are stands in the caption. */
export function ordersTable(
  caption: string,
  orders: readonly ListedOrder[],
  names: ReportNames,
  now: number,
  most: number,
): ReportTable {
  const rest = orders.length - most;
  return {
    caption: `${caption}（${orders.length}件）`,
    columns: [
      { name: '工单编号' },
      { name: '问题分类' },
      { name: '街道' },
      { name: '承办单位' },
      { name: '状态' },
      { name: '办理时限' },
    ],
    rows: orders
      .slice(0, most)
      .map((order) => [
        orderCell(order),
        names.issueType(order.issueType),
        order.street ?? '不明',
        names.unit(order.unit),
        STATE_NAMES[order.state],
        dueText(order.dueAt, now),
      ]),
    ...(rest > 0 ? { note: `列时限最早的${most}件，另有${rest}件。` } : {}),
  };
}

/** `11月28日`, and how many days it is past. */
function dueText(dueAt: number | null, now: number): string {
  if (dueAt === null) return '无';
  // The end of a day is that day's.
  const day = dayOf(dueAt - 1);
  const [, month = '', date = ''] = dateOf(day).split('-');
  const late = dueAt < now ? Math.max(0, dayOf(now) - day) : 0;
  return `${Number(month)}月${Number(date)}日${dueAt >= now ? '' : late === 0 ? '（已超期）' : `（已超${late}天）`}`;
}

/** Groups of types (two digits) with what was received, the most first. */
export function byClass(
  types: readonly PartFigures[],
  groups: readonly { readonly code: string; readonly name: string }[],
): { readonly code: string; readonly name: string; readonly n: number }[] {
  const sums = new Map<string, number>();
  for (const { key, counts } of types) {
    const code = key.slice(0, 2);
    sums.set(code, (sums.get(code) ?? 0) + counts.received);
  }
  const names = new Map(groups.map(({ code, name }) => [code, name]));
  return [...sums]
    .map(([code, n]) => ({ code, name: names.get(code) ?? code, n }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || (a.code < b.code ? -1 : 1));
}

/** Parts by what was received, the most first. */
export const mostReceived = (parts: readonly PartFigures[]): PartFigures[] =>
  parts
    .filter(({ counts }) => counts.received > 0)
    .sort((a, b) => b.counts.received - a.counts.received || (a.key < b.key ? -1 : 1));

/** Days of a stretch `[from, to)`. */
export const daysIn = ({ from, to }: Pick<PeriodScope, 'from' | 'to'>): number =>
  dayOfDate(to) - dayOfDate(from);

/** `96.2%／95.0%`, few ones marked; a dash where there is nothing to divide by. */
export function bothWays(figures: PartFigures, code: RateCode): string {
  const rate = rateIn(figures, code);
  const one = (share: { readonly share: number } | null | undefined): string =>
    share == null ? '—' : `${(share.share * 100).toFixed(1)}%`;
  if (rate === undefined || rate.raw === null) return '—';
  return `${one(rate.adjusted)}／${one(rate.raw)}${rate.adjusted?.few === true ? ' 少' : ''}`;
}

/** Numbers of orders; of many the first and how many there are. */
export function numbersText(orders: readonly { readonly number: string }[], most = 6): string {
  const numbers = [...new Set(orders.map(({ number }) => number))];
  const shown = numbers.slice(0, most).join('、');
  return numbers.length > most ? `${shown}等${cases(numbers.length)}` : shown;
}
