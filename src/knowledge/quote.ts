import { exactQuote } from './citation-check.ts';
import { characterTokens } from './tokens.ts';
import type { Article } from './types.ts';

/** Articles up to this many characters are quoted whole. */
const WHOLE = 220;

/** Words of an article to show; `chosen` is the sentence an entry picked, `asked` the tokens of what was asked. */
export type Quoter = (article: Article, chosen: string | null, asked: ReadonlySet<number>) => string;

type Paragraph = { readonly text: string; readonly pairs: readonly number[]; readonly damping: number };

/**
 * The words to show: the sentence an entry chose, where it stands in this version; else the whole of a short article;
 * else the paragraph (with its list) that shares most with what was asked. Always an exact substring. Paragraphs of
 * an article are read once.
 */
export function createQuoter(): Quoter {
  const read = new Map<Article, readonly Paragraph[]>();
  const paragraphs = (article: Article): readonly Paragraph[] => {
    let held = read.get(article);
    if (!held) read.set(article, (held = paragraphsOf(article.text).map(paragraphOf)));
    return held;
  };
  return (article, chosen, asked) => {
    if (chosen !== null) {
      const exact = exactQuote(article.text, chosen);
      if (exact !== null) return exact;
    }
    if (article.text.length <= WHOLE) return article.text.trim();
    let best: Paragraph | undefined;
    let bestScore = -1;
    for (const paragraph of paragraphs(article)) {
      let shared = 0;
      for (const token of paragraph.pairs) if (asked.has(token)) shared++;
      const score = shared / paragraph.damping;
      if (score > bestScore) {
        best = paragraph;
        bestScore = score;
      }
    }
    return (best?.text ?? article.text).trim();
  };
}

function paragraphOf(text: string): Paragraph {
  const tokens = new Set(characterTokens(text));
  return {
    text,
    pairs: [...tokens].filter((token) => token > 0xffff),
    damping: Math.sqrt(tokens.size + 20),
  };
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
