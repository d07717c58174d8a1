import type { Sources } from './sources.ts';
import type { Article, KnowledgeEntry } from './types.ts';

/** An article as an encoder reads it: the law's name, then the text. */
export const articleText = ({ law, text }: Pick<Article, 'law' | 'text'>): string => `${law}\n${text}`;

/** An entry as an encoder reads it: what it is about, what it says, what follows. */
export const entryText = ({ title, rule, keyPoints }: KnowledgeEntry): string =>
  [title, rule, ...keyPoints].join('\n');

/** The texts of everything in use that is searched by meaning, each once: entries first, then articles. */
export function embeddedTexts({ entries, articles }: Pick<Sources, 'entries' | 'articles'>): string[] {
  return [...new Set([...entries.map(entryText), ...articles.map(articleText)])];
}
