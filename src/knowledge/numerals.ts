const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Characters a whole number may be written with, for use inside a character class. */
export const NUMERAL = '0-9０-９零〇一二两三四五六七八九十百千';

/**
 * A whole number below 10,000 in any spelling: `25`, `２５`, `二十五`, `二五`, `一百四十八`, `一百零三`, `百四十八`.
 * Null when the spelling is no number.
 */
export function parseNumeral(spelling: string): number | null {
  const text = spelling.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  if (/^\d{1,4}$/.test(text)) return Number(text);
  if (/^[零〇一二两三四五六七八九]{1,4}$/.test(text))
    return Number([...text].map((digit) => DIGITS[digit]).join(''));
  let total = 0;
  let pending: number | null = null;
  let smallest = Number.POSITIVE_INFINITY;
  for (const char of text) {
    const digit = DIGITS[char];
    if (digit !== undefined) {
      if (pending !== null && pending !== 0) return null;
      pending = digit;
      continue;
    }
    const unit = UNITS[char];
    if (unit === undefined || unit >= smallest) return null;
    smallest = unit;
    total += (pending === null || pending === 0 ? 1 : pending) * unit;
    pending = null;
  }
  if (total === 0) return null;
  return total + (pending ?? 0);
}

const CHINESE = '零一二三四五六七八九';

/** `148` as `一百四十八`: the way statutes number their articles. Whole numbers from 1 to 9,999. */
export function chineseNumeral(value: number): string {
  let text = '';
  let zero = false;
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit === 0) {
      zero = text !== '';
      continue;
    }
    if (zero) text += '零';
    zero = false;
    text += unit === 10 && digit === 1 && text === '' ? name : `${CHINESE[digit]}${name}`;
  }
  return text;
}
