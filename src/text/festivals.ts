/** First and last day (UTC midnight, inclusive) of a feast or of the shopping days named after one. */
export type Festival = { readonly from: number; readonly to: number };

const DAY = 86_400_000;
const solar =
  (month: number, day: number, days = 1) =>
  (year: number): Festival => {
    const from = Date.UTC(year, month - 1, day);
    return { from, to: from + (days - 1) * DAY };
  };

const LUNAR = new Intl.DateTimeFormat('en-u-ca-chinese', {
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
});
const knownDays = new Map<number, number>();

/** Month (`bis` marks a leap month) and day of the Chinese calendar, as Node's ICU prints them. */
function lunarDay(ms: number): string {
  return LUNAR.formatToParts(ms)
    .filter((part) => part.type === 'month' || part.type === 'day')
    .map((part) => part.value)
    .join('/');
}

/** The day of a solar year on which a month and day of the Chinese calendar falls, looked for from `from` on. */
function lunar(year: number, month: number, day: number): number | null {
  const key = year * 10_000 + month * 100 + day;
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  // Month m of the Chinese year begins 20 to 50 days after the first of month m.
  const from = Date.UTC(year, month - 1, 18 + day - 1);
  for (let i = 0; i < 70; i++) {
    const at = from + i * DAY;
    if (lunarDay(at) !== `${month}/${day}`) continue;
    knownDays.set(key, at);
    return at;
  }
  return null;
}

const lunarFeast =
  (month: number, day: number, before: number, days: number) =>
  (year: number): Festival | null => {
    const at = lunar(year, month, day);
    return at === null ? null : { from: at - before * DAY, to: at + (days - 1 - before) * DAY };
  };

/** Qingming by the usual formula for the 21st century (off by a day at most). */
const qingming = (year: number): Festival => {
  const y = year % 100;
  return solar(4, Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4))(year);
};

const FEASTS: Readonly<Record<string, (year: number) => Festival | null>> = {
  元旦: solar(1, 1),
  情人节: solar(2, 14),
  三八: solar(3, 8),
  '3·15': solar(3, 15),
  三一五: solar(3, 15),
  五一: solar(5, 1, 5),
  劳动节: solar(5, 1, 5),
  六一: solar(6, 1),
  儿童节: solar(6, 1),
  六一八: solar(6, 1, 20),
  '618': solar(6, 1, 20),
  国庆: solar(10, 1, 7),
  十一假期: solar(10, 1, 7),
  十一长假: solar(10, 1, 7),
  双十一: solar(11, 11),
  双11: solar(11, 11),
  双十二: solar(12, 12),
  双12: solar(12, 12),
  圣诞: solar(12, 25),
  平安夜: solar(12, 24),
  清明: qingming,
  除夕: lunarFeast(1, 1, 1, 1),
  大年三十: lunarFeast(1, 1, 1, 1),
  大年初一: lunarFeast(1, 1, 0, 1),
  大年初二: lunarFeast(1, 2, 0, 1),
  大年初三: lunarFeast(1, 3, 0, 1),
  春节: lunarFeast(1, 1, 1, 8),
  过年: lunarFeast(1, 1, 1, 8),
  元宵: lunarFeast(1, 15, 0, 1),
  端午: lunarFeast(5, 5, 0, 1),
  七夕: lunarFeast(7, 7, 0, 1),
  中秋: lunarFeast(8, 15, 0, 1),
  重阳: lunarFeast(9, 9, 0, 1),
};

/** Names of the feasts, longest first, as alternatives of a pattern. */
export const FESTIVAL_NAMES = Object.keys(FEASTS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** The days of a feast in a year; null for an unknown name. */
export function festival(name: string, year: number): Festival | null {
  return FEASTS[name]?.(year) ?? null;
}
