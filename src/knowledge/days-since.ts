import { neededBy } from './needed-characters.ts';
import type { MightMatch, Needed } from './needed-characters.ts';
import { parseNumeral } from './numerals.ts';

/** Whole days between an event the text tells of and the call; span in the text that says so. */
export type CountedDays = {
  readonly fact: 'daysSinceReceipt' | 'daysSincePayment';
  readonly days: number;
  readonly start: number;
  readonly end: number;
};

const NUMBER = '[0-9零〇一二两三四五六七八九十百半几]{1,4}';
const RECEIPT = '(?:签收|收到|收货|到货|拿到手|拿到|取货|取回|到手)';
const PAYMENT =
  '(?:办(?:的|了)?[^，。；]{0,4}卡|充(?:的|了)?值|卡(?:是)?[买办充付]了?|买(?:的|了)?[^，。；]{0,3}卡|付(?:的|了)?[^，。；]{0,4}(?:款|钱|费)|交(?:的|了)?(?:钱|费|款|学费)|签(?:的|了)?(?:合同|约)|报(?:的|了)?名|办卡)';
const UNIT_DAYS: Readonly<Record<string, number>> = {
  天: 1,
  日: 1,
  周: 7,
  星期: 7,
  礼拜: 7,
  月: 30,
  年: 365,
};
const NEAR_DAYS: Readonly<Record<string, number>> = {
  今天: 0,
  今早: 0,
  刚刚: 0,
  昨天: 1,
  昨日: 1,
  昨晚: 1,
  前天: 2,
  前日: 2,
  大前天: 3,
};

type Guarded = { readonly pattern: RegExp; readonly needed: Needed };
type Anchor = {
  readonly fact: CountedDays['fact'];
  readonly inWords: readonly Guarded[];
  /** `第四天` in a text that speaks of what the anchor is about. */
  readonly nth: Guarded;
  readonly near: Guarded;
  readonly dated: Guarded;
};

const guarded = (source: string): Guarded => {
  const pattern = new RegExp(source, 'u');
  return { pattern, needed: neededBy(pattern) };
};
/** Beyond a term: the days told are one more. */
const EXCEEDS = '(?:超过了?|过了|超了|不止|多于)';
const UNIT = '(天|日|周|星期|礼拜|月|年)';
const BEYOND = new RegExp(EXCEEDS, 'u');
const anchored = (fact: CountedDays['fact'], anchor: string, about: string): Anchor => ({
  fact,
  inWords: [
    guarded(
      `${anchor}(?:后|才|已经?|都|到现在|有|了|还|不到|的?时候|至今|今天(?:是)?|商品|东西|货){0,4}第?(${NUMBER})个?${UNIT}`,
    ),
    guarded(`${anchor}[^，。；]{0,4}${EXCEEDS}(${NUMBER})个?${UNIT}`),
    guarded(`${anchor}(?:才|已经?|都|有)?(${NUMBER})${UNIT}`),
    guarded(`(${NUMBER})个?${UNIT}(?:之?前|以前)[^，。；]{0,10}${anchor}`),
  ],
  nth: guarded(`(?:${about})[^。；]{0,30}?第(${NUMBER})[天日](?!内|之内|以内|起)`),
  near: guarded(`(大前天|前天|前日|昨天|昨日|昨晚|今天|今早|刚刚)[^，。；]{0,8}${anchor}`),
  dated: guarded(
    `(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号][^，。；]{0,10}${anchor}|${anchor}[^，。；]{0,4}(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号]`,
  ),
});
const ANCHORS: readonly Anchor[] = [
  anchored('daysSinceReceipt', RECEIPT, `${RECEIPT}|网购|网上买|下单`),
  anchored('daysSincePayment', PAYMENT, PAYMENT),
];

/** Days since receipt and since payment, where the text says so in words or by date; dates count against `day`. */
export function countedDays(text: string, day: string | undefined, mightMatch: MightMatch): CountedDays[] {
  const read = ({ pattern, needed }: Guarded): RegExpExecArray | null =>
    mightMatch(needed) ? pattern.exec(text) : null;
  return ANCHORS.flatMap((anchor) => {
    const counted = daysSince(anchor, read, day);
    return counted ? [{ fact: anchor.fact, ...counted }] : [];
  });
}

function daysSince(
  anchor: Anchor,
  read: (guarded: Guarded) => RegExpExecArray | null,
  day: string | undefined,
): Omit<CountedDays, 'fact'> | null {
  for (const pattern of anchor.inWords) {
    const match = read(pattern);
    const days = match && wordsToDays(match[1] as string, match[2] as string);
    if (match && days !== null) {
      const beyond = BEYOND.test(match[0]) ? 1 : 0;
      return { days: (days as number) + beyond, ...spanOf(match) };
    }
  }
  const nth = read(anchor.nth);
  if (nth) {
    // The day after is the second day: 第三天 is two days later, of which people speak as three.
    const days = wordsToDays(nth[1] as string, '天');
    if (days !== null) return { days, ...spanOf(nth) };
  }
  const near = read(anchor.near);
  if (near) return { days: NEAR_DAYS[near[1] as string] as number, ...spanOf(near) };
  if (day === undefined) return null;
  const dated = read(anchor.dated);
  if (!dated) return null;
  const year = dated[1] ?? dated[4];
  const month = Number(dated[2] ?? dated[5]);
  const date = Number(dated[3] ?? dated[6]);
  const end = Date.parse(day);
  let from = Date.UTC(year ? Number(year) : Number(day.slice(0, 4)), month - 1, date);
  if (!year && from > end) from = Date.UTC(Number(day.slice(0, 4)) - 1, month - 1, date);
  const days = Math.round((end - from) / 86_400_000);
  return days >= 0 ? { days, ...spanOf(dated) } : null;
}

const spanOf = (match: RegExpExecArray): { start: number; end: number } => ({
  start: match.index,
  end: match.index + match[0].length,
});

function wordsToDays(number: string, unit: string): number | null {
  const size = UNIT_DAYS[unit] as number;
  if (number === '半') return Math.round(size / 2);
  if (number.includes('几')) return null;
  const value = parseNumeral(number);
  return value === null ? null : value * size;
}
