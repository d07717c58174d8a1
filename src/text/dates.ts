import type { Span } from './types.ts';
import { festival, FESTIVAL_NAMES } from './festivals.ts';
import { parseNumber } from './numbers.ts';
import { matchesAround, matchesOf, presence, wordList, type WordList } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';

/** A mention of time. `value`: an ISO day, or `from/to` (both inclusive) where it names a stretch of days. */
export type DateHit = Span & { readonly value: string };

const DAY = 86_400_000;
const BEIJING = 8 * 3_600_000;

type Day = { readonly year: number; readonly month: number; readonly day: number };

function dayOf(ms: number): Day {
  const date = new Date(ms + BEIJING);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
const stamp = (day: Day): number => Date.UTC(day.year, day.month - 1, day.day);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const between = (from: number, to: number): string => (from === to ? iso(from) : `${iso(from)}/${iso(to)}`);

const N = '[\\d一二两三四五六七八九十几]{1,3}';
const CLOCK = `(?:(?:的)?(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|深夜|半夜|晚|早))?(?:的)?(?:\\d{1,2}[:：]\\d{2}|${N}(?:点|时)(?:半|整|许|多|${N}分?)?)?(?:左右|前后|许)?`;
const YEAR_WORD =
  '(?:大前年|前年|去年|今年|本年|明年|\\d{4}年|[二零〇一二三四五六七八九]{4}年|\\d{2}年(?=\\d{1,2}月))';
const MONTH_PART = '(?:初|上旬|中旬|中|下旬|底|末)';
const WEEKDAY = '[一二三四五六日天末1-6]';

const DASH = 1;
const MONTH = 2;
const FEAST = 4;
const WEEK = 8;
const BEFORE = 16;
const NEAR = 32;
const YEAR = 64;
const DIGIT = 128;
const DAY_WORD = 256;
const WHICH_DAY = 512;
/** The characters without which a rule finds nothing. */
const HOLDS = presence([
  '-/.',
  '月',
  FESTIVAL_NAMES.split('|')
    .map((name) => name[0])
    .join(''),
  '周星礼',
  '前',
  '这近',
  '年',
  '0123456789',
  '天日儿晚夜晨早',
  '前昨今当明后',
]);

/** A word that each match of a pattern holds, and how far from the beginning of the match it may begin. */
type Anchor = { readonly words: WordList; readonly least: number; readonly most: number };

/** `needs`: the text holds a character of each of these groups, or the pattern is not tried. */
type Rule = readonly [
  needs: number,
  pattern: string,
  read: (parts: readonly (string | undefined)[], now: Day) => string | null,
  anchor?: Anchor,
];

const count = (text: string | undefined): number =>
  text === undefined ? 1 : text === '半' ? 0.5 : (parseNumber(text.replace('几', '三')) ?? 1);

function yearOf(word: string | undefined, now: Day): number | null {
  if (word === undefined) return null;
  if (word === '今年' || word === '本年') return now.year;
  if (word === '去年') return now.year - 1;
  if (word === '前年') return now.year - 2;
  if (word === '大前年') return now.year - 3;
  if (word === '明年') return now.year + 1;
  const digits = parseNumber(word.replace('年', ''));
  if (digits === null) return null;
  return digits < 100 ? 2000 + digits : digits;
}

/** The year a month and day without one belong to: this year's unless that lies more than a month ahead. */
function nearYear(month: number, day: number, now: Day): number {
  return stamp({ year: now.year, month, day }) > stamp(now) + 31 * DAY ? now.year - 1 : now.year;
}

function part(year: number, month: number, which: string | undefined): string {
  const last = daysIn(year, month);
  const [from, to] =
    which === '初' || which === '上旬'
      ? [1, 10]
      : which === '中' || which === '中旬'
        ? [11, 20]
        : which === '下旬'
          ? [21, last]
          : which === '底' || which === '末'
            ? [Math.max(21, last - 9), last]
            : [1, last];
  return between(stamp({ year, month, day: from }), stamp({ year, month, day: to }));
}

function shiftMonth(now: Day, by: number): { year: number; month: number } {
  const at = now.year * 12 + now.month - 1 + by;
  return { year: Math.floor(at / 12), month: (at % 12) + 1 };
}

function valid(year: number, month: number, day: number): boolean {
  return year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

const RELATIVE_DAYS: Readonly<Record<string, number>> = {
  大前: -3,
  前: -2,
  昨: -1,
  今: 0,
  当: 0,
  明: 1,
  后: 2,
};
const SEASONS: Readonly<Record<string, readonly [number, number]>> = {
  春: [3, 5],
  夏: [6, 8],
  秋: [9, 11],
  冬: [12, 14],
};

/** A year takes up to five units (二〇二五年), 的 one and the number of a month two. */
const MONTH_ANCHOR: Anchor = { words: wordList(['月']), least: 1, most: 8 };
const FEAST_ANCHOR: Anchor = { words: wordList(FESTIVAL_NAMES.split('|')), least: 0, most: 6 };
const BEFORE_ANCHOR: Anchor = { words: wordList(['前']), least: 2, most: 8 };

const RULES: readonly Rule[] = [
  [
    DASH | DIGIT,
    `(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)`,
    ([, year, month, day]) => {
      const [y, m, d] = [Number(year), Number(month), Number(day)];
      return valid(y, m, d) ? iso(stamp({ year: y, month: m, day: d })) : null;
    },
  ],
  [
    MONTH,
    `(${YEAR_WORD})?的?(\\d{1,2}|[一二三四五六七八九十]{1,2}|正|腊)月份?(\\d{1,2}|[一二三四五六七八九十廿]{1,3})(?:日|号)?(?!\\d|[个块元折天月])`,
    ([whole, year, month, day], now) => {
      if (month === '正' || month === '腊') return null;
      const m = parseNumber(month ?? '');
      const d = parseNumber(day ?? '');
      if (m === null || d === null || m < 1 || m > 12 || d < 1 || d > 31) return null;
      if (!/[日号]$/.test(whole ?? '') && !/^\d/.test(month ?? '') && (day ?? '').length < 2) return null;
      const y = yearOf(year, now) ?? nearYear(m, d, now);
      return valid(y, m, d) ? iso(stamp({ year: y, month: m, day: d })) : null;
    },
    MONTH_ANCHOR,
  ],
  [
    FEAST,
    `(${YEAR_WORD})?的?(${FESTIVAL_NAMES})(?:节|期间|假期|长假|那几天|那天|当天|前后|时候|的时候){0,3}`,
    ([, year, name], now) => {
      const given = yearOf(year, now);
      const found = festival(name ?? '', given ?? now.year);
      if (found === null) return null;
      if (given !== null || found.from <= stamp(now) + 20 * DAY) return between(found.from, found.to);
      const earlier = festival(name ?? '', now.year - 1);
      return earlier === null ? null : between(earlier.from, earlier.to);
    },
    FEAST_ANCHOR,
  ],
  [
    MONTH,
    `(${YEAR_WORD})?的?(\\d{1,2}|[一二三四五六七八九十]{1,2}|元)月份?(${MONTH_PART})?(?![\\d一二三四五六七八九十]*[日号])`,
    ([, year, month, which], now) => {
      const m = month === '元' ? 1 : parseNumber(month ?? '');
      if (m === null || m < 1 || m > 12) return null;
      return part(yearOf(year, now) ?? nearYear(m, 1, now), m, which);
    },
    MONTH_ANCHOR,
  ],
  [
    MONTH,
    `(上上个?|上个?|这个?|本|当|下个?)月份?(?:(${MONTH_PART})|(\\d{1,2}|[一二三四五六七八九十]{1,3})(?:日|号))?`,
    ([, which, span, day], now) => {
      const by = which?.startsWith('上上')
        ? -2
        : which?.startsWith('上')
          ? -1
          : which?.startsWith('下')
            ? 1
            : 0;
      const { year, month } = shiftMonth(now, by);
      if (day === undefined) return part(year, month, span);
      const d = parseNumber(day);
      return d !== null && valid(year, month, d) ? iso(stamp({ year, month, day: d })) : null;
    },
  ],
  [
    WEEK,
    `(?:(上上|上|这|本|下)?个?)(?:周|星期|礼拜)(${WEEKDAY})`,
    ([, which, weekday], now) => {
      const today = stamp(now);
      const dow = (new Date(today).getUTCDay() + 6) % 7;
      const weekend = weekday === '末';
      const target = weekend
        ? 5
        : weekday === '日' || weekday === '天'
          ? 6
          : (parseNumber(weekday ?? '') ?? 1) - 1;
      const monday = today - dow * DAY;
      const week = which === '上上' ? -2 : which === '上' ? -1 : which === '下' ? 1 : 0;
      let at = monday + (week * 7 + target) * DAY;
      // A bare weekday is the last one that has begun.
      if (which === undefined && at > today) at -= 7 * DAY;
      return weekend ? between(at, at + DAY) : iso(at);
    },
  ],
  [
    WEEK,
    `(上上|上|这|本)个?(?:周|星期|礼拜)(?![${WEEKDAY.slice(1, -1)}])`,
    ([, which], now) => {
      const today = stamp(now);
      const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY;
      const from = monday - (which === '上上' ? 14 : which === '上' ? 7 : 0) * DAY;
      return between(from, from + 6 * DAY);
    },
  ],
  [
    WHICH_DAY | DAY_WORD,
    `(大前|前|昨|今|当|明|后)(?:天|日|儿个|儿|晚上|晚|夜里|夜|晨|早)`,
    ([, which], now) => iso(stamp(now) + (RELATIVE_DAYS[which ?? ''] ?? 0) * DAY),
  ],
  [BEFORE, `前(?:两|几)[天日](?!内)`, (_, now) => between(stamp(now) - 3 * DAY, stamp(now) - DAY)],
  [NEAR, `(?:这|最近|近)(?:两|几)[天日]`, (_, now) => between(stamp(now) - 3 * DAY, stamp(now))],
  [
    YEAR,
    `(大前年|前年|去年|今年)(?:的)?(?:(春|夏|秋|冬)[天季]|(年)?(初|底|末|中))?`,
    ([, word, season, , which], now) => {
      const year = yearOf(word, now) ?? now.year;
      const range = season === undefined ? undefined : SEASONS[season];
      if (range) {
        const from = stamp({ year, month: range[0], day: 1 });
        const endYear = range[1] > 12 ? year + 1 : year;
        const endMonth = range[1] > 12 ? range[1] - 12 : range[1];
        return between(from, stamp({ year: endYear, month: endMonth, day: daysIn(endYear, endMonth) }));
      }
      const [a, b] =
        which === '初'
          ? [1, 3]
          : which === '中'
            ? [5, 8]
            : which === '底' || which === '末'
              ? [11, 12]
              : [1, 12];
      return between(stamp({ year, month: a, day: 1 }), stamp({ year, month: b, day: daysIn(year, b) }));
    },
  ],
  [
    YEAR | DIGIT,
    `((?:19|20)\\d{2})年(初|底|末)?(?:(春|夏|秋|冬)[天季])?(?!\\d)`,
    ([, year, which, season]) => {
      const y = Number(year);
      const range = season === undefined ? undefined : SEASONS[season];
      const [a, b] = range
        ? [range[0], Math.min(range[1], 12)]
        : which === '初'
          ? [1, 3]
          : which
            ? [11, 12]
            : [1, 12];
      return between(stamp({ year: y, month: a, day: 1 }), stamp({ year: y, month: b, day: daysIn(y, b) }));
    },
  ],
  [
    BEFORE,
    `(半|${N})(?:个)?多?(小时|天|日|周|星期|礼拜|月|年)(?:之?前|以前)`,
    ([, number, unit], now) => {
      const n = count(number);
      const today = stamp(now);
      if (unit === '小时') return iso(today);
      if (unit === '天' || unit === '日') return iso(today - Math.round(n) * DAY);
      if (unit === '周' || unit === '星期' || unit === '礼拜')
        return between(today - (n * 7 + 3) * DAY, today - (n * 7 - 3) * DAY);
      if (unit === '月')
        return between(today - Math.round(n * 30 + 10) * DAY, today - Math.round(n * 30 - 10) * DAY);
      const days = Math.round(n * 365);
      return between(today - (days + 90) * DAY, today - (days - 90) * DAY);
    },
    BEFORE_ANCHOR,
  ],
];

const SCAN = RULES.map(
  ([needs, pattern, read, anchor]) => [needs, new RegExp(pattern, anchor ? 'y' : 'g'), read, anchor] as const,
);
const CLOCK_AFTER = new RegExp(`^${CLOCK}`);

/**
 * The times a text names, from left to right and without overlaps, read on the day (in Beijing) of `receivedAt`
 * (milliseconds UTC). A month and day without a year are the last ones gone by, or at most a month ahead. The
 * span takes in the hour said with the day; the value is the day or the days.
 */
export function findDates(text: string, receivedAt: number): DateHit[] {
  const now = dayOf(receivedAt);
  const found: DateHit[] = [];
  const taken = nothingTaken(text.length);
  const holds = HOLDS(text);
  for (const [needs, pattern, read, anchor] of SCAN) {
    if ((holds & needs) !== needs) continue;
    const matches = anchor
      ? matchesAround(pattern, text, anchor.words, anchor.least, anchor.most)
      : matchesOf(pattern, text);
    for (const match of matches) {
      const value = read(match, now);
      if (value === null) continue;
      const start = match.index;
      const end = start + match[0].length;
      if (!isFree(taken, start, end)) continue;
      take(taken, start, end);
      found.push({ start, end, value });
    }
  }
  return found
    .sort((a, b) => a.start - b.start)
    .filter((hit, i) => i > 0 || text[hit.start] !== '当')
    .map((hit, i, all) => {
      // 当天 and 当晚 are the day spoken of before.
      const before = text[hit.start] === '当' ? all[i - 1]?.value : undefined;
      const { start, end } = hit;
      const value = before !== undefined && before.length === 10 ? before : hit.value;
      const limit = all[i + 1]?.start ?? text.length;
      const clock = CLOCK_AFTER.exec(text.slice(end, Math.min(limit, end + 24)))?.[0] ?? '';
      return { start, end: end + clock.length, value };
    });
}
