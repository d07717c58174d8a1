import type { ArticleShelf } from './citation-check.ts';
import { exactQuote, isInForce } from './citation-check.ts';
import type { Article } from './types.ts';

/** An entry or rule as far as its age goes. Days are ISO days. */
export type AgingItem = {
  readonly kind: 'entry' | 'rule';
  readonly id: string;
  /** The day by which it was to be looked at again; null: none was set. */
  readonly reviewBy: string | null;
  /** The day its text was approved, or shipped; null where nobody knows. */
  readonly since: string | null;
  /** Day, exclusive, on which it ends; null: none. */
  readonly validTo: string | null;
  readonly supersededBy: string | null;
  /** Articles it rests on; `quote` null where it only names the article. */
  readonly basis: readonly {
    readonly law: string;
    readonly article: string;
    readonly quote: string | null;
  }[];
  /** The last day it was used; null: never since counting began. */
  readonly lastUsed: string | null;
  /** What handlers' ratings say against it, in words; null or left out: nothing. */
  readonly poorlyRated?: string | null;
};

export type StaleCode =
  'review_due' | 'article_gone' | 'article_changed' | 'superseded' | 'poorly_rated' | 'unused';
export type StaleReason = { readonly code: StaleCode; readonly text: string };
export type StaleItem = Pick<AgingItem, 'kind' | 'id'> & { readonly reasons: readonly StaleReason[] };

export type StalenessOptions = {
  readonly shelf: Pick<ArticleShelf, 'all' | 'versions'>;
  readonly today: string;
  /** The day uses began to be counted; null: they are not, and nothing counts as unused. */
  readonly countedSince: string | null;
  /** Whether an entry or rule of this id holds today. */
  readonly holdsToday: (kind: AgingItem['kind'], id: string) => boolean;
};

/** Days without any use after which an item counts as unused. */
export const UNUSED_DAYS = 180;

/** The items that need a person, each with why; those that ended are history and left alone. */
export function staleItems(items: readonly AgingItem[], options: StalenessOptions): StaleItem[] {
  const { today } = options;
  return items.flatMap((item) => {
    if (item.validTo !== null && item.validTo <= today) return [];
    const reasons = [
      ...reviewReasons(item, today),
      ...articleReasons(item, options),
      ...supersededReasons(item, options),
      ...ratedReasons(item),
      ...unusedReasons(item, options),
    ];
    return reasons.length === 0 ? [] : [{ kind: item.kind, id: item.id, reasons }];
  });
}

function reviewReasons({ reviewBy }: AgingItem, today: string): StaleReason[] {
  return reviewBy !== null && reviewBy <= today
    ? [{ code: 'review_due', text: `复核日期 ${reviewBy} 已到` }]
    : [];
}

function articleReasons(
  { kind, basis, since }: AgingItem,
  { shelf, today }: StalenessOptions,
): StaleReason[] {
  /** Days on which something else the item rests on, in force today, began. */
  const begins = new Set(
    basis.flatMap(({ law, article }) =>
      shelf
        .versions(law, article)
        .map((index) => shelf.all[index] as Article)
        .filter((one) => isInForce(one, today))
        .map(({ effectiveFrom }) => effectiveFrom),
    ),
  );
  const reasons: StaleReason[] = [];
  const seen = new Set<string>();
  for (const { law, article, quote } of basis) {
    const named = `《${law}》${article}`;
    if (seen.has(`${named}${quote ?? ''}`)) continue;
    seen.add(`${named}${quote ?? ''}`);
    const versions = shelf.versions(law, article).map((index) => shelf.all[index] as Article);
    const now = versions.find((one) => isInForce(one, today));
    if (now === undefined) {
      const last = versions.filter(({ effectiveTo }) => effectiveTo !== null && effectiveTo <= today).at(-1);
      // A rule names what held before and what took its place on that very day, for events on either side.
      if (kind === 'rule' && last?.effectiveTo != null && begins.has(last.effectiveTo)) continue;
      const coming = versions.find(({ effectiveFrom }) => effectiveFrom > today);
      const why =
        last !== undefined
          ? `已于 ${last.effectiveTo} 失效`
          : coming !== undefined
            ? `${coming.effectiveFrom} 才施行`
            : '不在知识库里';
      reasons.push({ code: 'article_gone', text: `${named}${why}` });
    } else if (quote !== null && exactQuote(now.text, quote) === null)
      reasons.push({
        code: 'article_changed',
        text: `${named}的现行文本（${now.effectiveFrom} 起）没有所引的文字`,
      });
    else if (since !== null && now.effectiveFrom > since) {
      const then = versions.find((one) => isInForce(one, since));
      if (then !== undefined && then.text !== now.text)
        reasons.push({
          code: 'article_changed',
          text: `${named}的文字于 ${now.effectiveFrom} 改动，条目写于 ${since}`,
        });
    }
  }
  return reasons;
}

function supersededReasons(item: AgingItem, { holdsToday }: StalenessOptions): StaleReason[] {
  const { kind, supersededBy } = item;
  return supersededBy !== null && holdsToday(kind, supersededBy)
    ? [{ code: 'superseded', text: `已由 ${supersededBy} 取代，而没有写明终止日期` }]
    : [];
}

function ratedReasons({ poorlyRated }: AgingItem): StaleReason[] {
  return poorlyRated == null ? [] : [{ code: 'poorly_rated', text: poorlyRated }];
}

function unusedReasons(
  { since, lastUsed }: AgingItem,
  { today, countedSince }: StalenessOptions,
): StaleReason[] {
  const from = dayBefore(today, UNUSED_DAYS);
  if (countedSince === null || countedSince > from) return [];
  if (since !== null && since > from) return [];
  if (lastUsed !== null && lastUsed >= from) return [];
  const text = lastUsed === null ? `${countedSince} 以来没有用到过` : `${lastUsed} 以后没有再用到`;
  return [{ code: 'unused', text: `${text}（满 ${UNUSED_DAYS} 天）` }];
}

/** The ISO day so many days before another. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
