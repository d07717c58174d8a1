import type { ScoredQuestion } from '../retrieve.ts';
import type { KnowledgeEntry } from '../types.ts';
import type { Rule } from './table.ts';

/**
 * How near a query is to what people ask about a rule, 0 to 1: the nearest of the rule's own questions, or of those of
 * an entry that one of its lines names.
 */
export function createNearness(
  rules: readonly Rule[],
  entries: readonly KnowledgeEntry[],
): (nearest: readonly ScoredQuestion[]) => (rule: Rule) => number {
  const rulesOf = new Map<string, string[]>();
  for (const { id, rows } of rules)
    for (const entry of new Set(rows.flatMap((row) => row.entries ?? [])))
      rulesOf.set(entry, [...(rulesOf.get(entry) ?? []), id]);
  return (nearest) => {
    const best = new Map<string, number>();
    for (const { asked, score } of nearest) {
      const id = asked.entry === null ? undefined : entries[asked.entry]?.id;
      const named = asked.rule === null ? (id === undefined ? [] : (rulesOf.get(id) ?? [])) : [asked.rule];
      for (const rule of named) if (!best.has(rule)) best.set(rule, score * score);
    }
    return ({ id }) => best.get(id) ?? 0;
  };
}
