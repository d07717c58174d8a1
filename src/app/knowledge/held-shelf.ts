import type { RuleTable } from '../../knowledge/applicability/table.ts';
import { createShelf } from '../../knowledge/citation-check.ts';
import type { ArticleShelf } from '../../knowledge/citation-check.ts';
import type { Sources } from '../../knowledge/sources.ts';
import type { AskedQuestion, KnowledgeEntry } from '../../knowledge/types.ts';

/** What is answered from, by the keys that its care asks for. */
export type HeldShelf = {
  readonly shelf: ArticleShelf;
  readonly entries: ReadonlyMap<string, KnowledgeEntry>;
  readonly rules: ReadonlyMap<string, RuleTable>;
  /** Questions of an entry whose answer is known. */
  readonly asked: ReadonlyMap<string, readonly AskedQuestion[]>;
  /** `law|article` -> the entries that cite it. */
  readonly citing: ReadonlyMap<string, readonly KnowledgeEntry[]>;
};

export const articleKey = (cited: { readonly law: string; readonly article: string }): string =>
  `${cited.law}|${cited.article}`;

const held = new WeakMap<Sources, HeldShelf>();

/** Made once for each knowledge that is held. */
export function heldShelf(sources: Sources): HeldShelf {
  const known = held.get(sources);
  if (known !== undefined) return known;
  const citing = new Map<string, KnowledgeEntry[]>();
  for (const entry of sources.entries)
    for (const key of new Set(entry.citations.map(articleKey))) push(citing, key, entry);
  const asked = new Map<string, AskedQuestion[]>();
  for (const question of sources.asked ?? []) push(asked, question.entry, question);
  const made: HeldShelf = {
    shelf: createShelf(sources.articles),
    entries: new Map(sources.entries.map((entry) => [entry.id, entry])),
    rules: new Map((sources.rules ?? []).map((rule) => [rule.id, rule])),
    asked,
    citing,
  };
  held.set(sources, made);
  return made;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
