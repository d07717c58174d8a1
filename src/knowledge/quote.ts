import { exactQuote } from './citation-check.ts';
import { characterTokens } from './tokens.ts';
import type { Article } from './types.ts';

/** Articles up to this many characters are quoted whole. */
const WHOLE = 220;

/**
 * The words of an article to show: the sentence an entry chose, where it stands in this version; else the whole of a
 * short article; else the paragraph (with its list) that shares most with what was asked. Always an exact substring.
 */
export function quoteOf(article: Article, chosen: string | null, asked: ReadonlySet<number>): string {
  if (chosen !== null) {
    const exact = exactQuote(article.text, chosen);
    if (exact !== null) return exact;
  }
  if (article.text.length <= WHOLE) return article.text.trim();
  const paragraphs = paragraphsOf(article.text);
  let best = paragraphs[0] as string;
  let bestScore = -1;
  for (const paragraph of paragraphs) {
    const tokens = new Set(characterTokens(paragraph));
    let shared = 0;
    for (const token of tokens) if (token > 0xffff && asked.has(token)) shared++;
    const score = shared / Math.sqrt(tokens.size + 20);
    if (score > bestScore) {
      best = paragraph;
      bestScore = score;
    }
  }
  return best.trim();
}

/** Paragraphs of an article (款): list items `（一）` stay with the line that opens the list. */
function paragraphsOf(text: string): string[] {
  const starts: number[] = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    if (!/^[（(]/u.test(text.slice(at + 1))) starts.push(at + 1);
  return starts
    .map((start, index) => text.slice(start, starts[index + 1] ?? text.length))
    .filter((p) => p.trim() !== '');
}
