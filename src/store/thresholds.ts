import { asc, eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { prepared } from './prepared.ts';
import { dispatchThresholds } from './schema/outcomes.ts';

/** A dispatch line set by a person; `*` stands for all types. */
export type DispatchThreshold = typeof dispatchThresholds.$inferSelect;

export async function listThresholds(db: Db): Promise<DispatchThreshold[]> {
  return all(db, {});
}

const all = prepared<Record<string, never>, DispatchThreshold[]>((db) =>
  db.select().from(dispatchThresholds).orderBy(asc(dispatchThresholds.issueType)),
);

export async function setThreshold(db: Db, value: DispatchThreshold): Promise<void> {
  const { threshold, changedBy, at } = value;
  await db
    .insert(dispatchThresholds)
    .values(value)
    .onConflictDoUpdate({ target: dispatchThresholds.issueType, set: { threshold, changedBy, at } });
}

/** Back to the line of the profile. */
export async function clearThreshold(db: Db, issueType: string): Promise<void> {
  await db.delete(dispatchThresholds).where(eq(dispatchThresholds.issueType, issueType));
}
