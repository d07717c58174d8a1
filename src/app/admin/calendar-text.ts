import type { CalendarData, CalendarYear } from '../../orders/calendar.ts';

/** Days off, or made up for, of a year. */
export function countDays(year: CalendarYear, field: 'off' | 'work'): number {
  return year.holidays.reduce((sum, holiday) => sum + holiday[field].length, 0);
}

/** What a calendar file that was read without a fault holds, a line a year; years missing in between are named. */
export function calendarText(file: string, { name, years }: CalendarData): string {
  const known = years.map(({ year }) => year).sort((a, b) => a - b);
  const first = known[0] ?? 0;
  const last = known.at(-1) ?? 0;
  const missing = Array.from({ length: last - first }, (_, i) => first + i).filter((y) => !known.includes(y));
  const rows = years.map(
    (year) =>
      `${year.year} 年：${year.holidays.length} 段假期，放假 ${countDays(year, 'off')} 天，调休上班 ${countDays(year, 'work')} 天\n`,
  );
  const gap = missing.length === 0 ? '' : `中间缺 ${missing.join('、')} 年，按未知处理\n`;
  return `${file}：${name}，没有错误\n${rows.join('')}${gap}`;
}
