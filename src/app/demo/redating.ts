const DAY = 86_400_000;
const BEIJING = 8 * 3_600_000;

/** Chinese numerals of the months, from January. */
const MONTHS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'] as const;
const NUMERAL = '十[一二]?|[一二三四五六七八九]';

/** A year, a month or a stretch of months, a day. A day without its month (`7号晚上`) is told of the own month or the last. */
const DATE = new RegExp(
  `(?:(今年|去年|前年|\\d{4}年)(?:的)?)?(?:(\\d{1,2})[至到])?(\\d{1,2}|${NUMERAL})月(?:份)?(?:(\\d{1,2})([日号]))?|(\\d{4})年`,
  'gu',
);

/** Feasts stay where they are, and so does what happened on one. */
const FEAST = /国庆|春节|过年|元旦|五一|中秋|端午|清明|双十一/u;

type Month = { readonly year: number; readonly month: number };

/**
 * A text told at `from` as it would be told at `to` (UTC milliseconds): days move by as many days, months and years by
 * as many months. What is told from the day of the call (`昨天`, `三天前`) needs no change; a text that names a feast is
 * left as it is.
 */
export function redated(text: string, from: number, to: number): string {
  if (FEAST.test(text)) return text;
  const days = dayNumber(to) - dayNumber(from);
  const months = Math.round(days / 30.44);
  const told = monthOf(from);
  const now = monthOf(to);
  return text.replace(DATE, (found, year, first, month, day, mark, lone) => {
    if (lone !== undefined) return `${Number(lone) + Math.round(months / 12)}年`;
    const number = /^\d/u.test(month) ? Number(month) : MONTHS.indexOf(month) + 1;
    if (number < 1 || number > 12) return found;
    const named = yearNamed(year, told.year);
    const at = { year: named ?? nearYear(number, told), month: number };
    const moved = day === undefined ? later(at, months) : movedDay(at, Number(day), days);
    const yearWords = named === null ? '' : yearWord(year, moved.year, now.year);
    const start = first === undefined ? '' : `${later({ ...at, month: Number(first) }, months).month}至`;
    const monthWord = /^\d/u.test(month) ? `${moved.month}` : MONTHS[moved.month - 1];
    return `${yearWords}${start}${monthWord}月${day === undefined ? '' : `${moved.day}${mark}`}`;
  });
}

const dayNumber = (ms: number): number => Math.floor((ms + BEIJING) / DAY);

function monthOf(ms: number): Month {
  const date = new Date(ms + BEIJING);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

function later({ year, month }: Month, by: number): Month & { readonly day: number } {
  const date = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: 1 };
}

function movedDay({ year, month }: Month, day: number, by: number): Month & { readonly day: number } {
  const date = new Date(Date.UTC(year, month - 1, day) + by * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function yearNamed(word: string | undefined, year: number): number | null {
  if (word === undefined) return null;
  const before = ['今年', '去年', '前年'].indexOf(word);
  return before >= 0 ? year - before : Number(word.slice(0, 4));
}

/** A month without a year is the last one of that name. */
const nearYear = (month: number, { year, month: now }: Month): number => (month > now ? year - 1 : year);

/** As it was told: by its number, or from the year of the call where there is a word for that. */
function yearWord(told: string, year: number, now: number): string {
  if (/^\d/u.test(told)) return `${year}年`;
  return ['今年', '去年', '前年'][now - year] ?? `${year}年`;
}
