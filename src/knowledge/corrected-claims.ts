import type { ArticleShelf } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import { chineseNumeral } from './numerals.ts';
import type { Misquote } from './types.ts';

/** How an agent puts a claim about the law right. */
const CORRECTION =
  /前提|规定的是|说的是|指的是|针对的是|限于|仅限|只适用|仅适用|不适用|不属于|不符合|没有规定|并没有|不等于|才(?:可以|能|算|承担)|同时(?:要求|规定)|已(?:经)?(?:改|废止|失效)|新法|另有规定|不能这么/u;
const AGENT = /^\s*(?:坐席|客服|话务员|接线员|工作人员|受理员)[：:]/u;
/** A claim is shown with at most this many characters. */
const LONGEST = 48;

/**
 * In a transcript: an article the citizen names, answered by the agent in the very next turn with a correction.
 * The agent knew the article and the facts; the words are theirs to repeat, the article is shown for checking.
 */
export function correctedClaims(
  shelf: ArticleShelf,
  text: string,
  references: readonly LawReference[],
  day: string,
): Misquote[] {
  const found: Misquote[] = [];
  const lines: { start: number; text: string }[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    lines.push({ start: at, text: line });
    at += line.length + 1;
  }
  const inOrder = byPlace(references);
  lines.forEach((line, i) => {
    const next = lines[i + 1];
    if (!next || AGENT.test(line.text) || !AGENT.test(next.text)) return;
    const correction = next.text.split(/[。；！？]/u).find((sentence) => CORRECTION.test(sentence));
    if (correction === undefined) return;
    const end = line.start + line.text.length;
    for (const reference of inOrder.within(line.start, end)) {
      const number = reference.articles[0];
      if (number === undefined) continue;
      const article = `第${chineseNumeral(number)}条`;
      const law = reference.laws.find((title) => shelf.inForce(title, article, day) >= 0);
      if (law === undefined) continue;
      const rest = text.slice(reference.start, end);
      const sentence = /^[^。？！]*/u.exec(rest)?.[0].slice(0, LONGEST) ?? '';
      const why = `坐席已说明：${correction.replace(AGENT, '').trim()}`;
      const from = reference.start;
      found.push({ claim: sentence, start: from, end: from + sentence.length, law, article, why });
    }
  });
  return found;
}

/** References by their place; lines are asked about from the first to the last, so each is passed once. */
function byPlace(references: readonly LawReference[]): {
  readonly within: (start: number, end: number) => LawReference[];
} {
  const sorted = [...references].sort((a, b) => a.start - b.start);
  let next = 0;
  return {
    within: (start, end) => {
      while (next < sorted.length && (sorted[next] as LawReference).start < start) next++;
      const found: LawReference[] = [];
      for (; next < sorted.length && (sorted[next] as LawReference).start <= end; next++) {
        const reference = sorted[next] as LawReference;
        if (reference.end <= end) found.push(reference);
      }
      return found;
    },
  };
}
