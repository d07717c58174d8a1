const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  幺: 1,
  二: 2,
  贰: 2,
  两: 2,
  俩: 2,
  三: 3,
  叁: 3,
  仨: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const GROUPS: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8 };

/** Characters of a Chinese number, for building patterns. */
export const CHINESE_DIGIT = '零〇一二两俩三仨四五六七八九壹贰叁肆伍陆柒捌玖';

/**
 * The value of a Chinese or Arabic number written whole: 一千六百八十, 五千八 (5800), 一万二 (12000), 一千零五,
 * 二〇二五, 三点五万, 1.2万, 23,800, 1千2. Null where it is none.
 */
export function parseNumber(text: string): number | null {
  const plain = text.replace(/[,，\s]/g, '');
  if (plain === '') return null;
  const arabic = /^(\d+(?:\.\d+)?)([十百千万亿kKwW]*)$/.exec(plain);
  if (arabic) return round(Number(arabic[1]) * multiplier(arabic[2] ?? ''));
  const mixed = /^(\d+(?:\.\d+)?)(万|千|百)(\d)$/.exec(plain);
  if (mixed) return round((Number(mixed[1]) + Number(mixed[3]) / 10) * multiplier(mixed[2] ?? ''));
  const mixedTail = /^(\d+)万(\d{1,4})$/.exec(plain);
  if (mixedTail) return Number(mixedTail[1]) * 1e4 + Number(mixedTail[2]);
  const point = /^([^点]+)点([零〇一二三四五六七八九]+)([十百千万亿]*)$/.exec(plain);
  if (point) {
    const whole = parseChinese(point[1] ?? '');
    if (whole === null) return null;
    const decimals = [...(point[2] ?? '')].map((c) => DIGITS[c] ?? 0).join('');
    return round(Number(`${whole}.${decimals}`) * multiplier(point[3] ?? ''));
  }
  return parseChinese(plain);
}

function multiplier(units: string): number {
  let product = 1;
  for (const unit of units) {
    product *= UNITS[unit] ?? GROUPS[unit] ?? (unit === 'k' || unit === 'K' ? 1000 : 1e4);
  }
  return product;
}

/** Removes the noise of binary fractions: 1.1 * 10000 is 11000. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function parseChinese(text: string): number | null {
  if (text === '') return null;
  const characters = [...text];
  if (characters.length >= 2 && characters.every((c) => DIGITS[c] !== undefined)) {
    return Number(characters.map((c) => DIGITS[c]).join(''));
  }
  let total = 0;
  let group = 0;
  let digit: number | null = null;
  let last = 1;
  let zero = false;
  for (const c of characters) {
    const value = DIGITS[c];
    const unit = UNITS[c];
    const big = GROUPS[c];
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = value;
      if (value === 0) zero = true;
    } else if (unit !== undefined) {
      if (digit === null && unit !== 10) return null;
      group += (digit ?? 1) * unit;
      digit = null;
      last = unit;
      zero = false;
    } else if (big !== undefined) {
      const sum = group + (digit ?? 0);
      if (sum === 0 && total === 0) return null;
      // 一万亿 multiplies what is already there; 一亿二千万 adds to it.
      total = total > 0 && total < big ? (total + sum) * big : total + sum * big;
      group = 0;
      digit = null;
      last = big;
      zero = false;
      continue;
    } else return null;
  }
  if (digit !== null) {
    // 五千八 is 5800 and 一万二 is 12000, but 五千零八 is 5008 and 五十八 is 58.
    group += !zero && last >= 100 ? (digit * last) / 10 : digit;
  }
  return total + group;
}

const ARABIC = String.raw`\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,14}(?:\.\d{1,6})?`;

/** Source of a pattern for one number, Arabic with or without 万 and the like, or Chinese. */
export const NUMBER = String.raw`(?:(?:${ARABIC})\s?(?:[万亿千百](?:\d{1,4}(?!\d))?)?|[${CHINESE_DIGIT}十百千万亿拾佰仟]{1,16}(?:点[零〇一二三四五六七八九]{1,8}[百千万亿]?)?)`;
