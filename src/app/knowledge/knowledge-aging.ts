import { beijingDay } from '../../kernel/clock.ts';
import { staleItems } from '../../knowledge/staleness.ts';
import type { AgingItem, StaleItem } from '../../knowledge/staleness.ts';
import type { StoredItem } from '../../store/knowledge-items.ts';
import { SHIPPED_AUTHOR } from '../../store/knowledge-items.ts';
import type { ItemCount } from '../../store/ratings.ts';
import type { UseCount } from '../../store/knowledge-uses.ts';
import type { HeldKnowledge } from './knowledge-holder.ts';
import { heldShelf } from './held-shelf.ts';
import { poorlyRated } from './rating-words.ts';

export type AgingInput = {
  readonly held: HeldKnowledge;
  /** Versions by entry and by rule, oldest first. */
  readonly entries: ReadonlyMap<string, readonly StoredItem[]>;
  readonly rules: ReadonlyMap<string, readonly StoredItem[]>;
  readonly uses: ReadonlyMap<string, UseCount>;
  readonly countedSince: string | null;
  /** Ratings by what they are about. */
  readonly ratings: readonly ItemCount[];
  readonly today: string;
};

/** The version that decides what is answered from; null: what ships. */
export function decidingVersion(versions: readonly StoredItem[]): StoredItem | null {
  return (
    versions.findLast(
      ({ status, author }) => author !== SHIPPED_AUTHOR && (status === 'approved' || status === 'withdrawn'),
    ) ?? null
  );
}

/** Entries and rules in force that need a person, with why. */
export function agingOf(input: AgingInput): StaleItem[] {
  const { held, today, uses } = input;
  const { shelf, entries, rules } = heldShelf(held.sources);
  const shippedOn = /^\d{4}-\d{2}-\d{2}/.exec(held.version)?.[0] ?? null;
  const decisions = (versions: ReadonlyMap<string, readonly StoredItem[]>, id: string) => {
    const decided = decidingVersion(versions.get(id) ?? []);
    const since = decided?.decidedAt == null ? shippedOn : beijingDay(decided.decidedAt);
    return { since, reviewBy: decided?.reviewBy ?? null };
  };
  const rated = ratingsByItem(input.ratings);
  // What was said of an earlier text says nothing of the one in force.
  const complaint = (
    kind: AgingItem['kind'],
    versions: ReadonlyMap<string, readonly StoredItem[]>,
    id: string,
  ) => {
    const decidedAt = decidingVersion(versions.get(id) ?? [])?.decidedAt ?? 0;
    return poorlyRated((rated.get(`${kind}:${id}`) ?? []).filter(({ madeFrom }) => madeFrom >= decidedAt));
  };
  const items: AgingItem[] = [...entries.values()].map((entry) => ({
    kind: 'entry',
    id: entry.id,
    validTo: entry.validTo,
    supersededBy: entry.supersededBy,
    basis: entry.citations,
    lastUsed: uses.get(entry.id)?.last ?? null,
    poorlyRated: complaint('entry', input.entries, entry.id),
    ...decisions(input.entries, entry.id),
  }));
  for (const rule of rules.values()) {
    const articles = [...rule.subject, ...rule.rows.flatMap(({ basis }) => basis)];
    items.push({
      kind: 'rule',
      id: rule.id,
      validTo: rule.validTo,
      supersededBy: null,
      basis: articles.map(({ law, article }) => ({ law, article, quote: null })),
      // Rules are not counted one by one.
      lastUsed: today,
      poorlyRated: complaint('rule', input.rules, rule.id),
      ...decisions(input.rules, rule.id),
    });
  }
  return staleItems(items, {
    shelf,
    today,
    countedSince: input.countedSince,
    holdsToday: (kind, id) => {
      const item = kind === 'entry' ? entries.get(id) : rules.get(id);
      return item !== undefined && item.validFrom <= today && (item.validTo === null || today < item.validTo);
    },
  });
}

function ratingsByItem(counts: readonly ItemCount[]): Map<string, ItemCount[]> {
  const items = new Map<string, ItemCount[]>();
  for (const count of counts) {
    const held = items.get(count.item);
    if (held) held.push(count);
    else items.set(count.item, [count]);
  }
  return items;
}
