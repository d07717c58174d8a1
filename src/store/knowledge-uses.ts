import { eq, gte, max, min, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertValues } from './insert-rows.ts';
import type { Insertion } from './insert-rows.ts';
import { knowledgeUses } from './schema/knowledge-items.ts';

export type KnowledgeUse = typeof knowledgeUses.$inferSelect;
export type UseKind = KnowledgeUse['kind'];

/** Adds to the counts of a day. Inside the write lane only. */
export async function addUses(db: Db, uses: readonly KnowledgeUse[]): Promise<void> {
  await insertValues(
    db,
    USES,
    uses.map(({ day, kind, key, times }) => [day, kind, key, times]),
  );
}

const USES: Insertion = {
  into: 'INTO knowledge_uses (day, kind, key, times)',
  row: '(?, ?, ?, ?)',
  tail: 'ON CONFLICT (kind, key, day) DO UPDATE SET times = times + excluded.times',
};

export type UseCount = { readonly times: number; readonly last: string };

/** How often each key of a kind was used, and on which day last; of `since` (ISO day) and later alone where given. */
export async function useCounts(db: Db, kind: UseKind, since?: string): Promise<Map<string, UseCount>> {
  const rows = await db
    .select({
      key: knowledgeUses.key,
      times: sql<number>`sum(${knowledgeUses.times})`,
      last: max(knowledgeUses.day),
    })
    .from(knowledgeUses)
    .where(
      since === undefined
        ? eq(knowledgeUses.kind, kind)
        : sql`${eq(knowledgeUses.kind, kind)} AND ${gte(knowledgeUses.day, since)}`,
    )
    .groupBy(knowledgeUses.key);
  return new Map(rows.map(({ key, times, last }) => [key, { times, last: last ?? '' }]));
}

/** The first day anything was counted; null where nothing was yet. */
export async function countedSince(db: Db): Promise<string | null> {
  const rows = await db.select({ day: min(knowledgeUses.day) }).from(knowledgeUses);
  return rows[0]?.day ?? null;
}
