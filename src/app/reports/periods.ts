import { AppError } from '../../kernel/errors.ts';
import { REPORT_KIND } from '../../kernel/report-words.ts';
import type { ReportKind } from '../../kernel/report-words.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import { dayText } from '../../orders/reports/phrases.ts';

/** ISO days `[from, to)`, and how people say it. */
export type Span = { readonly from: string; readonly to: string; readonly words: string };

export type ReportPeriod = Span & {
  /** The same stretch of the month before and of the year before; of a day, the day before. */
  readonly before: Compared;
  readonly yearBefore: Compared;
};
/** `than`: how people say it, `上月同期`. */
export type Compared = Span & { readonly than: string };

/** What a kind asks for. */
export const DATE_SHAPE: Readonly<Record<ReportKind, { readonly pattern: RegExp; readonly says: string }>> = {
  daily: { pattern: /^\d{4}-\d{2}-\d{2}$/, says: '须为日期，例如 2026-11-28' },
  monthly: { pattern: /^\d{4}-\d{2}$/, says: '须为月份，例如 2026-11' },
  leader: { pattern: /^\d{4}-\d{2}(-\d{2})?$/, says: '须为月份或日期，例如 2026-11 或 2026-11-28' },
  meeting: { pattern: /^\d{4}-\d{2}(-\d{2})?$/, says: '须为月份或日期，例如 2026-11 或 2026-11-28' },
  annual: { pattern: /^\d{4}$/, says: '须为年份，例如 2026' },
};
const YEARS = { first: 2000, last: 2100 };

/**
 * The days a report is about. A month that is not over, and one asked for up to a day, ends with that day, and is compared
 * with as many days of the months before. Throws `bad_field`. `today`: ISO day.
 */
export function periodOf(kind: ReportKind, date: string, today: string): ReportPeriod {
  const { pattern, says } = DATE_SHAPE[kind];
  if (!pattern.test(date)) throw badReport('date', says);
  const first = date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date;
  const day = dayOfDate(first);
  if (Number.isNaN(day) || dateOf(day) !== first) throw badReport('date', says);
  const year = Number(date.slice(0, 4));
  if (year < YEARS.first || year > YEARS.last)
    throw badReport('date', `须在 ${YEARS.first} 到 ${YEARS.last} 年之间`);
  if (first > today) throw badReport('date', `${REPORT_KIND[kind]}的时间不能晚于今天`);
  if (kind === 'daily') return daily(day);
  if (kind === 'annual') {
    const span = (of: number): Span => ({ from: `${of}-01-01`, to: `${of + 1}-01-01`, words: `${of}年` });
    const before = { ...span(year - 1), than: '上年' };
    return { ...span(year), before, yearBefore: before };
  }
  const month = date.slice(0, 7);
  const end = monthAfter(month, 1);
  const last = date.length === 10 ? nextDay(date) : end;
  const to = [last, end, nextDay(today)].reduce((a, b) => (a < b ? a : b));
  const whole = to === end;
  const days = dayOfDate(to) - dayOfDate(`${month}-01`);
  const of = (offset: number): Span => {
    const from = monthAfter(month, offset);
    const full = monthAfter(month, offset + 1);
    const part = dateOf(dayOfDate(from) + days);
    const until = whole || part > full ? full : part;
    return { from, to: until, words: monthWords(from, until, full) };
  };
  return {
    ...of(0),
    before: { ...of(-1), than: whole ? '上月' : '上月同期' },
    yearBefore: { ...of(-12), than: whole ? '上年同月' : '上年同期' },
  };
}

function daily(day: number): ReportPeriod {
  const span = (of: number): Span => ({ from: dateOf(of), to: dateOf(of + 1), words: dayText(dateOf(of)) });
  const before = { ...span(day - 2), than: '前一日' };
  return { ...span(day - 1), before, yearBefore: before };
}

/** `2026年11月`, `2026年11月1日至28日`. */
function monthWords(from: string, to: string, end: string): string {
  const [year = '', month = ''] = from.split('-');
  const name = `${Number(year)}年${Number(month)}月`;
  const last = Number(dateOf(dayOfDate(to) - 1).slice(8));
  return to === end ? name : last === 1 ? `${name}1日` : `${name}1日至${last}日`;
}

/** The first day of the month so many months after one. */
export function monthAfter(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

const nextDay = (date: string): string => dateOf(dayOfDate(date) + 1);

export const badReport = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '报表：', field, reason });
