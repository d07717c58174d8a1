import { parseNumber } from '../../text/numbers.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const FIGURES = String.raw`(?:人民币)?[¥￥]?\s?(\d[\d,，]{0,15}(?:\.\d{1,2})?)\s?(万)?元(?:整)?`;
const WORDS = String.raw`((?:[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两]|[十百千万亿拾佰仟]){1,24})[元圆](?:([零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?(?:零?([一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?`;
const BOTH = new RegExp(`${FIGURES}\\s?[（(，,]?(?:即|大写|人民币|金额|为|：|:)*\\s?${WORDS}[）)]?`, 'gu');
const REVERSED = new RegExp(`${WORDS}\\s?[（(](?:即|小写|人民币|为|：|:)*\\s?${FIGURES}[）)]`, 'gu');

/** A sum in figures and the same sum in words, right beside it, that differ. */
export function amountMismatches({ text }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const check = (match: RegExpMatchArray, at: number, figures: number | null, words: number | null): void => {
    if (figures === null || words === null || Math.abs(figures - words) < 0.005) return;
    const end = at + match[0].length;
    faults.push(
      fault(
        'amount_mismatch',
        at,
        end,
        `“${match[0]}”数字与大写不一致（${figures} 元、${words} 元），请核对。`,
      ),
    );
  };
  for (const match of text.matchAll(BOTH)) {
    const [, number, wan, words, jiao, fen] = match;
    check(match, match.index, figuresOf(number, wan), wordsOf(words, jiao, fen));
  }
  for (const match of text.matchAll(REVERSED)) {
    const [, words, jiao, fen, number, wan] = match;
    check(match, match.index, figuresOf(number, wan), wordsOf(words, jiao, fen));
  }
  return faults;
}

const figuresOf = (number: string | undefined, wan: string | undefined): number | null =>
  number === undefined ? null : Number(number.replace(/[,，]/gu, '')) * (wan === undefined ? 1 : 10_000);

function wordsOf(
  words: string | undefined,
  jiao: string | undefined,
  fen: string | undefined,
): number | null {
  const whole = words === undefined ? null : parseNumber(words);
  if (whole === null) return null;
  const digit = (char: string | undefined): number => (char === undefined ? 0 : (parseNumber(char) ?? 0));
  return Math.round((whole + digit(jiao) / 10 + digit(fen) / 100) * 100) / 100;
}
