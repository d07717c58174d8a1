import { NUMERAL } from '../numerals.ts';

const DIGITS = /\d+(?:[.,，]\d+)*%?/gu;
const COUNTED = new RegExp(
  `[一二两三四五六七八九十百千万零〇]+(?=个?(?:工作日|小时|分钟|季度|日|天|周|月|年|元|倍|成|折|次|人|户|件|名|处|家|台|辆|份|平方米|米))`,
  'gu',
);
/** 一、 （二） 3. at the head of a line, and 第二十五条, are no figures of the matter. */
const NUMBERING = new RegExp(
  `^\\s*(?:[（(]?[一二三四五六七八九十\\d]{1,2}[）)、.．](?!\\d))|(?<=[：:；;。，\\s])\\d{1,2}[.．、](?!\\d)|第\\s*[${NUMERAL}]{1,9}\\s*[条款项章节编]|〔[^〔〕]*〕`,
  'gmu',
);
/** Words that hold a numeral and count nothing. */
const IDLE = /一(?:次性|日游|天到晚|家人|件事|处不)/gu;

/** Dates, amounts, periods and counts of a text, in one spelling. */
export function figuresIn(text: string): Set<string> {
  const plain = text.normalize('NFKC').replace(NUMBERING, ' ').replace(IDLE, ' ');
  const found = new Set<string>();
  for (const [digits] of plain.matchAll(DIGITS))
    found.add(digits.replace(/[,，]/gu, '').replace(/^0+(?=\d)/u, ''));
  for (const [words] of plain.matchAll(COUNTED)) found.add(words);
  return found;
}

/** A year is often left out where it is told before. */
export const isYear = (figure: string): boolean => /^(?:19|20)\d{2}$/u.test(figure);
