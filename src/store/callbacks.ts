import { and, asc, eq, gt, inArray, isNull, lte } from 'drizzle-orm';
import type { Db } from './client.ts';
import { callbackClaims, callbackLinks } from './schema/callbacks.ts';
import { caseFacts } from './schema/case-facts.ts';

export type CallbackClaim = typeof callbackClaims.$inferSelect;
export type CallbackLink = typeof callbackLinks.$inferSelect;

/** Ids of orders whose caller was told and has not judged, the one told longest ago first. */
export async function unjudgedIds(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: caseFacts.orderId })
    .from(caseFacts)
    .where(and(inArray(caseFacts.state, ['replied', 'callback']), isNull(caseFacts.verdictAt)))
    .orderBy(asc(caseFacts.repliedAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Ids of orders that stand at the callback with a verdict: somebody decides what follows from it. */
export async function judgedOpenIds(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: caseFacts.orderId })
    .from(caseFacts)
    .where(and(eq(caseFacts.state, 'callback'), eq(caseFacts.callback, 'verdict')))
    .orderBy(asc(caseFacts.verdictAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Claims that still hold at a moment. */
export async function claimsOf(
  db: Db,
  orderIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, CallbackClaim>> {
  const rows = await db
    .select()
    .from(callbackClaims)
    .where(and(inArray(callbackClaims.orderId, [...orderIds]), gt(callbackClaims.until, now)));
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Takes the place of a claim of before. Inside the write lane only. */
export async function putClaim(db: Db, claim: CallbackClaim): Promise<void> {
  await db
    .insert(callbackClaims)
    .values(claim)
    .onConflictDoUpdate({ target: callbackClaims.orderId, set: claim });
}

export async function dropClaim(db: Db, orderId: string): Promise<void> {
  await db.delete(callbackClaims).where(eq(callbackClaims.orderId, orderId));
}

/** A new link for an order; those of before hold no longer. Inside the write lane only. */
export async function putLink(db: Db, link: CallbackLink): Promise<void> {
  await db.delete(callbackLinks).where(eq(callbackLinks.orderId, link.orderId));
  await db.insert(callbackLinks).values(link);
}

export async function linkByHash(db: Db, tokenHash: string): Promise<CallbackLink | null> {
  const rows = await db.select().from(callbackLinks).where(eq(callbackLinks.tokenHash, tokenHash)).limit(1);
  return rows[0] ?? null;
}

/** Takes links away that nobody can use any more. Inside the write lane only. */
export async function dropOldLinks(db: Db, before: number): Promise<void> {
  await db.delete(callbackLinks).where(lte(callbackLinks.expiresAt, before));
}
