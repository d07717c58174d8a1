import { fileURLToPath } from 'node:url';
import { calendarText } from '../../app/admin/calendar-text.ts';
import { AppError } from '../../kernel/errors.ts';
import { dayOfDate, weekdayOf } from '../../orders/calendar.ts';
import type { CalendarData } from '../../orders/calendar.ts';
import { loadCalendar } from '../../profile/calendar-file.ts';
import { defineCommand, takeWords } from '../command.ts';

const SHIPPED = fileURLToPath(new URL('../../../data/calendar/cn.json', import.meta.url));
const WEEKDAYS = '日一二三四五六';

export const command = defineCommand({
  name: 'calendar',
  summary: '工作日历：检查一个日历文件，查看随附日历中某一年的放假和调休',
  usage: ['calendar check FILE', 'calendar show --year 2026'],
  options: { year: { type: 'string', value: 'YEAR', help: 'show：哪一年' } },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    if (action === 'check') {
      if (values.year !== undefined) {
        throw new AppError('bad_usage', { reason: '选项 --year 只用于 calendar show' });
      }
      const [file] = takeWords(words, ['日历文件']);
      io.out(calendarText(file, loadCalendar(file)));
      return 0;
    }
    if (action === 'show') {
      takeWords(words, []);
      if (values.year === undefined || !/^\d{4}$/.test(values.year)) {
        throw new AppError('bad_usage', { reason: '须用 --year 写明四位的年份' });
      }
      io.out(showText(loadCalendar(SHIPPED), Number(values.year)));
      return 0;
    }
    throw new AppError('bad_usage', {
      reason:
        action === undefined ? '缺少操作（check 或 show）' : `没有操作“${action}”，可用的有 check、show`,
    });
  },
});

function showText({ name, years }: CalendarData, wanted: number): string {
  const year = years.find((candidate) => candidate.year === wanted);
  if (year === undefined) {
    const known = years.map((candidate) => candidate.year).join('、');
    throw new AppError('not_found', { what: ` ${wanted} 年的日历，已有的年份：${known}` });
  }
  const named = (dates: readonly string[]): string =>
    dates.map((date) => `${date.slice(5)}（${WEEKDAYS[weekdayOf(dayOfDate(date))]}）`).join(' ');
  const rows = year.holidays.map(({ name: holiday, off, work }) => {
    const lines = [
      ...(off.length > 0 ? [`放假 ${named(off)}`] : []),
      ...(work.length > 0 ? [`上班 ${named(work)}`] : []),
    ];
    return `${holiday}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  });
  const open = years.some((candidate) => candidate.year === wanted + 1)
    ? ''
    : `${wanted + 1} 年的通知还没有，12 月 25—31 日可能变动\n`;
  return `${name}，${wanted} 年\n${rows.join('')}${open}${year.notices.map((url) => `依据 ${url}\n`).join('')}`;
}
