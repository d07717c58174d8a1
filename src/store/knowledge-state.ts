import { eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { knowledgeState } from './schema/knowledge-state.ts';

/** How often knowledge has changed; equal numbers mean equal knowledge. */
export async function knowledgeRevision(db: Db): Promise<number> {
  const rows = await db.select({ revision: knowledgeState.revision }).from(knowledgeState).limit(1);
  return rows[0]?.revision ?? 0;
}

/** Notes a change of knowledge. Inside the write lane only, in the write that changes it. */
export async function bumpKnowledgeRevision(db: Db): Promise<void> {
  await db
    .update(knowledgeState)
    .set({ revision: sql`${knowledgeState.revision} + 1` })
    .where(eq(knowledgeState.id, 1));
}

const TABLES = ['knowledge_state', 'law_versions', 'law_tombstones', 'knowledge_items'];

/** Whether the database has all tables of knowledge: one written by an older program has not. */
export async function hasKnowledgeTables(db: Db): Promise<boolean> {
  const names = sql.join(
    TABLES.map((name) => sql`${name}`),
    sql`, `,
  );
  const rows = await db.all<{ many: number }>(
    sql`SELECT count(*) AS many FROM sqlite_master WHERE type = 'table' AND name IN (${names})`,
  );
  return rows[0]?.many === TABLES.length;
}
