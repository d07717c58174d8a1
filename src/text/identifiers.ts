import type { Span } from './types.ts';
import { matchesOf } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';

/** A number that identifies a person or a thing of a person. `value`: digits (and X), without separators. */
export type Identifier = Span & {
  readonly kind: 'phone' | 'idNumber' | 'bankCard' | 'plate';
  readonly value: string;
};

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether 18 characters are a resident identity number: plausible birthday and check digit (GB 11643-1999). */
export function isIdNumber(digits: string): boolean {
  if (!/^[1-9]\d{16}[\dXx]$/.test(digits)) return false;
  const month = Number(digits.slice(10, 12));
  const day = Number(digits.slice(12, 14));
  if (!/^(?:18|19|20)/.test(digits.slice(6)) || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return '10X98765432'[sum % 11] === digits[17]?.toUpperCase();
}

/** Luhn's check (ISO/IEC 7812-1), which bank card numbers satisfy. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const SEP = '[-\\s]?';
const LONG = new RegExp(`(?<![\\dA-Za-z.])\\d(?:${SEP}\\d){14,18}(?:${SEP}[Xx])?(?![\\dA-Za-z])`, 'g');
const MOBILE = new RegExp(
  `(?<![\\d*＊])(?:(?:\\+|00)86${SEP})?(1[3-9]\\d${SEP}[\\d*＊xX]{4}${SEP}[\\d*＊]{4})(?![\\d*＊])`,
  'g',
);
const FIXED =
  /(?<![\d-])(?:\(?0\d{2,3}\)?[-\s]?)[2-8]\d{6,7}(?:[-转]\d{1,5})?(?!\d)|(?<![\d-])[468]00[-\s]?\d{3}[-\s]?\d{4}(?!\d)|(?<=(?:电话|座机|联系方式|号码|手机)[^\d，。；\n]{0,8})[2-8]\d{7}(?!\d)/g;
const SPOKEN = new RegExp(
  '[一幺](?:[三四五六七八九])[零〇一幺二三四五六七八九](?:[，、\\s]?[零〇一幺二两三四五六七八九]){8}(?![零〇一幺二三四五六七八九])',
  'g',
);
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const PLATE = new RegExp(
  `[${PROVINCES}][A-HJ-NP-Z][·•\\s]?(?:[A-HJ-NP-Z0-9*]{5,6}|[A-HJ-NP-Z0-9*]{4}[挂学警港澳])(?![A-Za-z0-9])`,
  'gi',
);
const SPOKEN_DIGITS: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  一: '1',
  幺: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

const DIGIT = 1;
const MASK = 2;
const SPOKEN_DIGIT = 4;
const LETTER = 8;
const PROVINCE = 16;
const KIND = new Uint8Array(65536);
for (const [characters, flag] of [
  ['0123456789', DIGIT],
  ['*＊xX', MASK],
  ['零〇一幺二两三四五六七八九', SPOKEN_DIGIT],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', LETTER],
  [PROVINCES, PROVINCE],
] as const)
  for (const c of characters) KIND[c.charCodeAt(0)] = (KIND[c.charCodeAt(0)] as number) | flag;

/** How many characters of each kind a text holds: a pattern that needs more of them than there are is not tried. */
function census(text: string) {
  let digits = 0;
  let masks = 0;
  let spoken = 0;
  let letters = 0;
  let provinces = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = KIND[text.charCodeAt(i)] as number;
    if (kind === 0) continue;
    if (kind & DIGIT) digits++;
    if (kind & MASK) masks++;
    if (kind & SPOKEN_DIGIT) spoken++;
    if (kind & LETTER) letters++;
    if (kind & PROVINCE) provinces++;
  }
  return { digits, masks, spoken, letters, provinces };
}

/**
 * Phones (mobile, masked, fixed, 400, spoken in Chinese digits), identity numbers, bank cards and plates, from left
 * to right. A long number is an identity number or a card only if its check digit says so.
 */
export function findIdentifiers(text: string): Identifier[] {
  const found: Identifier[] = [];
  const { digits: count, masks, spoken, letters, provinces } = census(text);
  const taken = nothingTaken(text.length);
  const add = (kind: Identifier['kind'], start: number, raw: string, value: string) => {
    const end = start + raw.length;
    if (!isFree(taken, start, end)) return;
    take(taken, start, end);
    found.push({ kind, start, end, value });
  };
  for (const match of count >= 15 ? matchesOf(LONG, text) : []) {
    const digits = match[0].replace(/[-\s]/g, '').toUpperCase();
    if (isIdNumber(digits)) add('idNumber', match.index, match[0], digits);
    else if (
      /^\d{15}$/.test(digits) &&
      /身份证[^，。\n]{0,8}$/.test(text.slice(Math.max(0, match.index - 12), match.index))
    )
      add('idNumber', match.index, match[0], digits);
    else if (/^[3-6]\d{15,18}$/.test(digits) && isLuhn(digits))
      add('bankCard', match.index, match[0], digits);
  }
  for (const match of count >= 3 && count + masks >= 11 ? matchesOf(MOBILE, text) : [])
    add('phone', match.index, match[0], (match[1] ?? '').replace(/[-\s]/g, ''));
  for (const match of count >= 8 ? matchesOf(FIXED, text) : [])
    add('phone', match.index, match[0], match[0].replace(/[^\d转]/g, ''));
  for (const match of spoken >= 11 ? matchesOf(SPOKEN, text) : [])
    add('phone', match.index, match[0], [...match[0]].map((c) => SPOKEN_DIGITS[c] ?? '').join(''));
  for (const match of letters > 0 && provinces > 0 ? matchesOf(PLATE, text) : [])
    add('plate', match.index, match[0], match[0].replace(/[·•\s]/g, '').toUpperCase());
  return found.sort((a, b) => a.start - b.start);
}
