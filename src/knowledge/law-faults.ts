import { chineseNumeral } from './numerals.ts';

/** What is wrong with a text of law; `line` counts from 1. Values, not errors: the caller decides what to do. */
export type LawFault = { readonly line: number } & (
  | { readonly code: 'no_article' }
  | { readonly code: 'no_title' }
  /** Articles `from` … `to` are not there. */
  | { readonly code: 'missing_number'; readonly from: number; readonly to: number }
  | { readonly code: 'doubled_number'; readonly label: string; readonly firstLine: number }
  /** The count begins again: two texts in one, or parts that are counted each for itself. */
  | { readonly code: 'restart'; readonly label: string }
  | { readonly code: 'out_of_order'; readonly label: string; readonly after: string }
  | { readonly code: 'bad_date'; readonly text: string }
);

const article = (number: number): string => `第${chineseNumeral(number)}条`;

/** The fault in Chinese, without its line. */
export function faultMessage(fault: LawFault): string {
  switch (fault.code) {
    case 'no_article':
      return '没有找到条文（行首须为“第一条”或“一、”）';
    case 'no_title':
      return '没有标题';
    case 'missing_number':
      return fault.from === fault.to
        ? `缺少${article(fault.from)}`
        : `缺少${article(fault.from)}至${article(fault.to)}`;
    case 'doubled_number':
      return `${fault.label}重复（第 ${fault.firstLine} 行已有）`;
    case 'restart':
      return `条号重新从${fault.label}开始`;
    case 'out_of_order':
      return `${fault.label}排在${fault.after}之后`;
    case 'bad_date':
      return `“${fault.text}”不是日期`;
  }
}

export type Numbered = {
  readonly label: string;
  readonly number: number;
  readonly sub: number;
  readonly line: number;
};

/** Gaps, doubles and disorder in the numbers of articles, in their order. */
export function numberFaults(articles: readonly Numbered[]): LawFault[] {
  const faults: LawFault[] = [];
  let seen = new Map<string, number>();
  let before: Numbered | null = null;
  for (const one of articles) {
    const { label, number, sub, line } = one;
    const key = `${number}.${sub}`;
    const firstLine = seen.get(key);
    const expected = before === null ? 1 : before.number + 1;
    if (before !== null && number === 1 && sub === 0 && before.number > 1) {
      faults.push({ code: 'restart', line, label });
      seen = new Map();
    } else if (firstLine !== undefined) {
      faults.push({ code: 'doubled_number', line, label, firstLine });
    } else if (number > expected) {
      faults.push({ code: 'missing_number', line, from: expected, to: number - 1 });
    } else if (
      before !== null &&
      (number < before.number || (number === before.number && sub < before.sub))
    ) {
      faults.push({ code: 'out_of_order', line, label, after: before.label });
    }
    if (!seen.has(key)) seen.set(key, line);
    before = one;
  }
  return faults;
}
