import { asc, eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { lawAliases, lawInstruments, lawSuccessors } from './schema/knowledge.ts';

export type StoredSuccessor = typeof lawSuccessors.$inferSelect;

/** Stores what instruments are called besides their titles; answers how many are new. Write lane only. */
export async function putAliases(
  db: Db,
  aliases: readonly { readonly alias: string; readonly instrumentId: number }[],
): Promise<number> {
  let added = 0;
  for (const row of aliases)
    added += (await db.insert(lawAliases).values(row).onConflictDoNothing()).rowsAffected;
  return added;
}

/** Aliases with the title they mean, by alias. */
export async function listAliases(db: Db): Promise<{ readonly alias: string; readonly law: string }[]> {
  return db
    .select({ alias: lawAliases.alias, law: lawInstruments.title })
    .from(lawAliases)
    .innerJoin(lawInstruments, eq(lawInstruments.id, lawAliases.instrumentId))
    .orderBy(asc(lawAliases.alias), asc(lawInstruments.title));
}

/** Stores links, the later word of two on the same pair; answers those that changed anything. Write lane only. */
export async function putSuccessors(db: Db, links: readonly StoredSuccessor[]): Promise<StoredSuccessor[]> {
  const changed: StoredSuccessor[] = [];
  for (const link of links) {
    const done = await db
      .insert(lawSuccessors)
      .values(link)
      .onConflictDoUpdate({
        target: [lawSuccessors.law, lawSuccessors.successor],
        set: { on: link.on, basis: link.basis },
        setWhere: sql`on_day IS NOT ${link.on} OR basis IS NOT ${link.basis}`,
      });
    if (done.rowsAffected > 0) changed.push(link);
  }
  return changed;
}

/** By the law that gave way. */
export async function listSuccessors(db: Db): Promise<StoredSuccessor[]> {
  return db.select().from(lawSuccessors).orderBy(asc(lawSuccessors.law), asc(lawSuccessors.successor));
}
