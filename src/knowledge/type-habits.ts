import { resolveCitations } from './citation-votes.ts';
import type { Cited } from './citation-votes.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { Precedent } from './types.ts';

/** An article and the share of a type's handled orders that cite it, 0 to 1, drawn towards 0 where orders are few. */
export type Habit = { readonly cited: Cited; readonly share: number };

/** For each issue type, what its handled orders cite whatever their words. */
export function typeHabits(shelf: ArticleShelf, precedents: readonly Precedent[]): Map<string, Habit[]> {
  const counts = new Map<string, { orders: number; cited: Map<string, { cited: Cited; times: number }> }>();
  for (const { issueType, laws } of precedents) {
    let held = counts.get(issueType);
    if (!held) counts.set(issueType, (held = { orders: 0, cited: new Map() }));
    held.orders++;
    for (const law of laws) {
      const key = `${law.law}|${law.article}`;
      const before = held.cited.get(key);
      if (before) before.times++;
      else for (const cited of resolveCitations(shelf, [law])) held.cited.set(key, { cited, times: 1 });
    }
  }
  const habits = new Map<string, Habit[]>();
  for (const [type, { orders, cited }] of counts)
    habits.set(
      type,
      [...cited.values()].map((habit) => ({ cited: habit.cited, share: habit.times / (orders + 2) })),
    );
  return habits;
}
