import type { SaleChannel } from '../text/types.ts';
import { FACT_CUES, isDenied } from './fact-cues.ts';
import { parseNumeral } from './numerals.ts';
import type { FactEvidence, Facts } from './types.ts';

export type FactsInput = {
  /** Clean text of the order or question. */
  readonly text: string;
  /** What triage or the caller of this function knows of the sale channel; `unknown` counts as not known. */
  readonly saleChannel?: SaleChannel;
  /** ISO day the text came in; dates in the text are counted against it. */
  readonly day?: string;
};

export type FactsFound = { readonly facts: Facts; readonly evidence: readonly FactEvidence[] };

/**
 * Reads the facts a rule may turn on out of a text, each with the span that states it. A fact that is stated both
 * ways, or not at all, is left out: unknown is an answer, a guess is not.
 */
export function factsFromText({ text, saleChannel, day }: FactsInput): FactsFound {
  const flags = new Map<keyof Facts, Set<boolean>>();
  const evidence: FactEvidence[] = [];
  for (const clause of clausesOf(text)) {
    for (const cue of FACT_CUES) {
      const match = cue.pattern.exec(clause.text);
      if (!match) continue;
      if (cue.unless?.test(clause.text)) continue;
      // 是不是 asks; it denies nothing.
      if (clause.text.slice(Math.max(0, match.index - 1)).startsWith('是不是')) continue;
      if (cue.value && isDenied(clause.text.slice(0, match.index))) continue;
      const start = clause.start + match.index;
      evidence.push({ fact: cue.fact, start, end: start + match[0].length, text: match[0] });
      const held = flags.get(cue.fact);
      if (held) held.add(cue.value);
      else flags.set(cue.fact, new Set([cue.value]));
    }
  }
  const facts: Record<string, unknown> = {};
  for (const [fact, values] of flags) {
    if (values.size === 1) facts[fact] = [...values][0];
  }
  const contradicted = new Set([...flags].filter(([, values]) => values.size > 1).map(([fact]) => fact));

  for (const [fact, anchor] of COUNTED) {
    const counted = daysSince(text, anchor, day);
    if (!counted) continue;
    facts[fact] = counted.days;
    evidence.push({
      fact,
      start: counted.start,
      end: counted.end,
      text: text.slice(counted.start, counted.end),
    });
  }
  if (saleChannel !== undefined && saleChannel !== 'unknown') facts['saleChannel'] = saleChannel;
  return {
    facts: facts as Facts,
    evidence: evidence.filter((found) => !contradicted.has(found.fact)).sort((a, b) => a.start - b.start),
  };
}

/** Clauses with their place; commas divide, because a negation does not reach across one. */
function clausesOf(text: string): { start: number; text: string }[] {
  const clauses: { start: number; text: string }[] = [];
  for (const match of text.matchAll(/[^，。；！？,;!?\s]+[？?]?/gu)) {
    if (match.index !== undefined) clauses.push({ start: match.index, text: match[0] });
  }
  return clauses;
}

const NUMBER = '[0-9零〇一二两三四五六七八九十百半几]{1,4}';
const RECEIPT = '(?:签收|收到|收货|到货|拿到手|拿到|取货|取回|到手)';
const PAYMENT =
  '(?:办(?:的|了)?[^，。；]{0,4}卡|充(?:的|了)?值|付(?:的|了)?(?:款|钱|费)|交(?:的|了)?(?:钱|费|款|学费)|签(?:的|了)?(?:合同|约)|报(?:的|了)?名|办卡)';
const COUNTED: readonly (readonly ['daysSinceReceipt' | 'daysSincePayment', string])[] = [
  ['daysSinceReceipt', RECEIPT],
  ['daysSincePayment', PAYMENT],
];
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

/** Days between the anchor (receipt, payment) and the call, where the text says so in words or by date. */
function daysSince(
  text: string,
  anchor: string,
  day: string | undefined,
): { days: number; start: number; end: number } | null {
  const unit = '(天|日|周|星期|礼拜|月|年)';
  const patterns = [
    new RegExp(
      `${anchor}(?:后|才|已经?|都|到现在|有|了|还|不到|的?时候|至今|今天(?:是)?|商品|东西|货){0,4}第?(${NUMBER})个?${unit}`,
      'u',
    ),
    new RegExp(`(${NUMBER})个?${unit}(?:之?前|以前)[^，。；]{0,10}${anchor}`, 'u'),
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    const days = match && wordsToDays(match[1] as string, match[2] as string);
    if (match && days !== null)
      return { days: days as number, start: match.index, end: match.index + match[0].length };
  }
  const near = new RegExp(
    `(大前天|前天|前日|昨天|昨日|昨晚|今天|今早|刚刚)[^，。；]{0,8}${anchor}`,
    'u',
  ).exec(text);
  if (near)
    return {
      days: NEAR_DAYS[near[1] as string] as number,
      start: near.index,
      end: near.index + near[0].length,
    };
  if (day === undefined) return null;
  const dated = new RegExp(
    `(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号][^，。；]{0,10}${anchor}|${anchor}[^，。；]{0,4}(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号]`,
    'u',
  ).exec(text);
  if (!dated) return null;
  const year = dated[1] ?? dated[4];
  const month = Number(dated[2] ?? dated[5]);
  const date = Number(dated[3] ?? dated[6]);
  const end = Date.parse(day);
  let from = Date.UTC(year ? Number(year) : Number(day.slice(0, 4)), month - 1, date);
  if (!year && from > end) from = Date.UTC(Number(day.slice(0, 4)) - 1, month - 1, date);
  const days = Math.round((end - from) / 86_400_000);
  return days >= 0 ? { days, start: dated.index, end: dated.index + dated[0].length } : null;
}

function wordsToDays(number: string, unit: string): number | null {
  const size = UNIT_DAYS[unit] as number;
  if (number === '半') return Math.round(size / 2);
  if (number.includes('几')) return null;
  const value = parseNumeral(number);
  return value === null ? null : value * size;
}
