import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { loadCalendar, parseCalendar } from '../../src/profile/calendar-file.ts';

const SHIPPED = join(import.meta.dirname, '../../data/calendar/cn.json');

type Holiday = { name: string; off: string[]; work: string[] };
type File = {
  format: string;
  name: string;
  years: { year: number; notices: string[]; holidays: Holiday[] }[];
};
const file = (): File => ({
  format: 'jiesu-calendar/1',
  name: '试验',
  years: [
    {
      year: 2026,
      notices: ['https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm'],
      holidays: [{ name: '元旦', off: ['2026-01-01', '2026-01-02', '2026-01-03'], work: ['2026-01-04'] }],
    },
  ],
});

function refusal(value: unknown): string {
  try {
    parseCalendar(typeof value === 'string' ? value : JSON.stringify(value), 'x.json');
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('bad_calendar');
    return (error as AppError).message;
  }
  return '';
}

function changed(change: (year: File['years'][number], holiday: Holiday, all: File) => void): string {
  const value = file();
  const [year] = value.years;
  const [holiday] = year?.holidays ?? [];
  if (year && holiday) change(year, holiday, value);
  return refusal(value);
}

describe('the shipped calendar file', () => {
  it('is read, with a notice of the State Council for each year', () => {
    const { years } = loadCalendar(SHIPPED);
    expect(years).toHaveLength(8);
    for (const { notices } of years) {
      expect(notices.length).toBeGreaterThan(0);
      for (const url of notices) expect(url).toMatch(/^https?:\/\/www\.gov\.cn\/zhengce\//);
    }
    // The new year's holiday of 2023 reaches into 2022, and so does its notice.
    const of2022 = years.find(({ year }) => year === 2022);
    expect(of2022?.notices).toHaveLength(2);
    expect(of2022?.holidays.at(-1)).toEqual({ name: '元旦', off: ['2022-12-31'], work: [] });
  });
});

describe('a calendar file', () => {
  it('that is right is taken as it is', () => {
    expect(parseCalendar(JSON.stringify(file()), 'x.json')).toEqual({ name: '试验', years: file().years });
  });

  it.each<[string, (year: File['years'][number], holiday: Holiday, all: File) => void]>([
    ['2026 年“元旦”work：2026-01-03 既放假又上班', (_, h) => void h.work.push('2026-01-03')],
    ['2026 年“元旦”off：2025-12-31 不在这一年', (_, h) => void h.off.push('2025-12-31')],
    ['2026 年“元旦”off：2026-01-01 重复', (_, h) => void h.off.push('2026-01-01')],
    [
      '2026 年“元旦”work：2026-01-05 不是周末，本来就上班，不是调休',
      (_, h) => void h.work.push('2026-01-05'),
    ],
    ['2026 年 holidays[0].off[3]：须为存在的日期', (_, h) => void h.off.push('2026-02-30')],
    ['2026 年 holidays[0].name：缺少节日名称', (_, h) => void (h.name = '')],
    ['2026 年“元旦”：没有一天', (_, h) => void ((h.off = []), (h.work = []))],
    ['2026 年 notices：缺少通知的网址', (y) => void (y.notices = [])],
    ['2026 年 notices[0]：须为通知的网址', (y) => void (y.notices = ['国办发明电'])],
    ['2026 年 holidays：没有一个节日', (y) => void (y.holidays = [])],
    ['2026 年重复', (y, _, all) => void all.years.push(y)],
    ['years：没有一个年份', (_y, _h, all) => void (all.years = [])],
    ['format：', (_y, _h, all) => void (all.format = 'other')],
  ])('is refused: %s', (message, change) => {
    expect(changed(change)).toContain(`日历 x.json 有误：${message}`);
  });

  it('with an unknown field, a year that is none or no JSON at all is refused in Chinese', () => {
    expect(changed((y) => void ((y as { holiday?: number }).holiday = 1))).toMatch(/2026 年：.*holiday/);
    expect(changed((y) => void ((y.year as unknown) = '2026'))).toMatch(
      /第 1 个年份 year：.*\p{Script=Han}/u,
    );
    expect(refusal('{')).toBe('日历 x.json 有误：不是合法的 JSON');
    expect(refusal('[]')).toMatch(/\p{Script=Han}/u);
    expect(refusal('null')).toMatch(/\p{Script=Han}/u);
  });

  it('with many faults is told the first five and how many there are', () => {
    const message = changed(
      (_, h) =>
        void (h.work = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-12']),
    );
    expect(message.match(/不是周末/g)).toHaveLength(5);
    expect(message).toContain('等 6 处');
  });

  it('that is not there is unreadable', () => {
    expect(() => loadCalendar('/nowhere/calendar.json')).toThrow(
      expect.objectContaining({ code: 'file_unreadable' }),
    );
  });
});
