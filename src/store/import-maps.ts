import { asc, eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { importMaps } from './schema/import-maps.ts';

export type StoredMap = typeof importMaps.$inferSelect;

export async function importMapNamed(db: Db, name: string): Promise<StoredMap | null> {
  return (await db.select().from(importMaps).where(eq(importMaps.name, name)).limit(1))[0] ?? null;
}

/** All of them, by name. */
export async function listImportMaps(db: Db): Promise<StoredMap[]> {
  return db.select().from(importMaps).orderBy(asc(importMaps.name));
}

/** Keeps a map under its name, in place of one that was there. */
export async function putImportMap(db: Db, map: StoredMap): Promise<void> {
  const { name: _, ...set } = map;
  await db.insert(importMaps).values(map).onConflictDoUpdate({ target: importMaps.name, set });
}

/** Whether there was one. */
export async function dropImportMap(db: Db, name: string): Promise<boolean> {
  return (await db.delete(importMaps).where(eq(importMaps.name, name))).rowsAffected > 0;
}
