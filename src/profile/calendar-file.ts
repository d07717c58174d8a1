import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import type { CalendarData, CalendarYear } from '../orders/calendar.ts';

const CHINESE = z.locales.zhCN().localeError;
/** As many faults as one message names. */
const MOST_FAULTS = 5;

const day = z.iso.date('须为存在的日期，如 2026-10-01');

const calendarFile = z.strictObject({
  format: z.literal('jiesu-calendar/1'),
  name: z.string().min(1),
  years: z
    .array(
      z.strictObject({
        year: z.int().min(1949).max(9999),
        notices: z.array(z.url({ protocol: /^https?$/, error: '须为通知的网址' })).min(1, '缺少通知的网址'),
        holidays: z
          .array(
            z.strictObject({
              name: z.string().min(1, '缺少节日名称'),
              off: z.array(day),
              work: z.array(day),
            }),
          )
          .min(1, '没有一个节日'),
      }),
    )
    .min(1, '没有一个年份'),
});

/**
 * Reads a calendar file (`format` jiesu-calendar/1; data/calendar/README.md describes it) and checks it. Throws
 * `file_unreadable`, or `bad_calendar` naming year, field and fault.
 */
export function loadCalendar(file: string): CalendarData {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? '文件不存在' : (cause as Error).message;
    throw new AppError('file_unreadable', { file, reason }, { cause });
  }
  return parseCalendar(text, file);
}

/** The same from a text; `file` is named in errors. */
export function parseCalendar(text: string, file: string): CalendarData {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad_calendar', { file, reason: '不是合法的 JSON' }, { cause });
  }
  const result = calendarFile.safeParse(value, { error: CHINESE });
  const faults = result.success
    ? faultsOf(result.data)
    : result.error.issues.map(({ path, message }) => `${placeOf(path, value)}${message}`);
  if (result.success && faults.length === 0) return { name: result.data.name, years: result.data.years };
  const named = faults.slice(0, MOST_FAULTS).join('；');
  const more = faults.length > MOST_FAULTS ? `；等 ${faults.length} 处` : '';
  throw new AppError('bad_calendar', { file, reason: `${named}${more}` });
}

/** `2026 年 holidays[0].off[2]：`: the year by its number where it has one. */
function placeOf(path: readonly PropertyKey[], value: unknown): string {
  const [top, index, ...rest] = path;
  const held = value as { readonly years?: readonly ({ readonly year?: unknown } | null)[] } | null;
  const inYear = top === 'years' && typeof index === 'number';
  const year = inYear ? held?.years?.[index]?.year : undefined;
  const head = !inYear ? '' : typeof year === 'number' ? `${year} 年` : `第 ${index + 1} 个年份`;
  const tail = (inYear ? rest : path).reduce<string>(
    (place, key) =>
      typeof key === 'number' ? `${place}[${key}]` : `${place}${place === '' ? '' : '.'}${String(key)}`,
    '',
  );
  const place = [head, tail].filter((part) => part !== '').join(' ');
  return place === '' ? '' : `${place}：`;
}

function faultsOf({ years }: CalendarData): string[] {
  const seen = new Set<number>();
  return years.flatMap((year) => {
    const twice = seen.has(year.year) ? [`${year.year} 年重复`] : [];
    seen.add(year.year);
    return [...twice, ...faultsOfYear(year)];
  });
}

function faultsOfYear({ year, holidays }: CalendarYear): string[] {
  const faults: string[] = [];
  const seen = new Map<string, 'off' | 'work'>();
  for (const { name, ...days } of holidays) {
    if (days.off.length + days.work.length === 0) faults.push(`${year} 年“${name}”：没有一天`);
    for (const field of ['off', 'work'] as const) {
      for (const date of days[field]) {
        const where = `${year} 年“${name}”${field}：${date}`;
        if (!date.startsWith(`${year}-`)) faults.push(`${where} 不在这一年`);
        const before = seen.get(date);
        if (before === field) faults.push(`${where} 重复`);
        else if (before !== undefined) faults.push(`${where} 既放假又上班`);
        seen.set(date, field);
        if (field === 'work' && ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()))
          faults.push(`${where} 不是周末，本来就上班，不是调休`);
      }
    }
  }
  return faults;
}
