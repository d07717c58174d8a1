import { and, asc, desc, eq, gt, inArray, max, or, sql } from 'drizzle-orm';
import type { RelationKind, RelationReason } from '../triage/duplicates.ts';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { jsonOf } from './json-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { reversedDigits } from '../kernel/phone.ts';
import type { StoredOrder } from './orders.ts';
import { mergedInto, orderLinks, orderPlaces, orderSignatures } from './schema/links.ts';
import { orders } from './schema/orders.ts';

/**
 * `proposed`: found, a person decides; `linked`: belong together; `merged`: the later one goes on in the
 * earlier one; `rejected`: not the same; `undone`: a link or merge taken back.
 */
export type LinkStatus = 'proposed' | 'linked' | 'merged' | 'rejected' | 'undone';

export type NewLink = {
  /** The order received first. */
  readonly firstId: string;
  readonly secondId: string;
  readonly kind: RelationKind;
  readonly status: LinkStatus;
  readonly score: number;
  readonly reasons: readonly RelationReason[];
  readonly actorId: string;
  readonly actorName: string;
  readonly at: number;
};
export type StoredLink = NewLink & { readonly id: number };

export type Signature = { readonly seq: number; readonly orderId: string; readonly bytes: Uint8Array };

/** Keeps the shingles and places of an order; a second time changes nothing. */
export async function saveSignature(
  db: Db,
  order: { readonly seq: number; readonly id: string },
  bytes: Uint8Array,
  places: readonly string[],
): Promise<void> {
  await insertSignature(db, { orderSeq: order.seq, orderId: order.id, signature: Buffer.from(bytes) });
  const rows = places.map((place) => ({ place, orderSeq: order.seq }));
  await insertRows(db, orderPlaces, rows, 'ignore');
}

const insertSignature = prepared<typeof orderSignatures.$inferInsert, unknown>((db) =>
  db
    .insert(orderSignatures)
    .values({
      orderSeq: sql.placeholder('orderSeq'),
      orderId: sql.placeholder('orderId'),
      signature: sql.placeholder('signature'),
    })
    .onConflictDoNothing(),
);

/** Signatures by ascending number, `limit` at most, beginning after `after`. */
export async function signaturesAfter(db: Db, after: number, limit: number): Promise<Signature[]> {
  const rows = await db
    .select()
    .from(orderSignatures)
    .where(gt(orderSignatures.orderSeq, after))
    .orderBy(asc(orderSignatures.orderSeq))
    .limit(limit);
  return rows.map(signatureOf);
}

/** Number of the last order that has a signature; 0 where none has. */
export async function newestSignature(db: Db): Promise<number> {
  const [last] = await db.select({ seq: max(orderSignatures.orderSeq) }).from(orderSignatures);
  return last?.seq ?? 0;
}

/** Signatures of the given orders; those without one are left out. */
export async function signaturesOf(db: Db, seqs: readonly number[]): Promise<Signature[]> {
  if (seqs.length === 0) return [];
  return (await signatures(db, { seqs: listOf(seqs) })).map(signatureOf);
}

const signatures = prepared<{ seqs: string }, (typeof orderSignatures.$inferSelect)[]>((db) =>
  db.select().from(orderSignatures).where(amongNamed(orderSignatures.orderSeq, 'seqs')),
);

function signatureOf(row: typeof orderSignatures.$inferSelect): Signature {
  return { seq: row.orderSeq, orderId: row.orderId, bytes: new Uint8Array(row.signature) };
}

/** Numbers of the latest other orders of the same telephone. */
export async function seqsOfPhone(
  db: Db,
  phone: string,
  excluding: number,
  limit: number,
): Promise<number[]> {
  const reversed = reversedDigits(phone);
  if (reversed === null) return [];
  // Orders of earlier versions were stored with the country code, +86 or 0086, last digit first.
  const stored = [reversed, `${reversed}68`, `${reversed}6800`];
  const rows = await db
    .select({ seq: orders.seq })
    .from(orders)
    .where(and(inArray(orders.phoneReversed, stored), sql`${orders.seq} <> ${excluding}`))
    .orderBy(desc(orders.seq))
    .limit(limit);
  return rows.map((row) => row.seq);
}

/** Numbers of the latest other orders of the same type about one of the places. */
export async function seqsOfPlaces(
  db: Db,
  places: readonly string[],
  issueType: string,
  excluding: number,
  limit: number,
): Promise<number[]> {
  if (places.length === 0) return [];
  const rows = await db
    .selectDistinct({ seq: orders.seq })
    .from(orderPlaces)
    .innerJoin(orders, eq(orders.seq, orderPlaces.orderSeq))
    .where(
      and(
        inArray(orderPlaces.place, [...places]),
        eq(orders.issueType, issueType),
        sql`${orders.seq} <> ${excluding}`,
      ),
    )
    .orderBy(desc(orders.seq))
    .limit(limit);
  return rows.map((row) => row.seq);
}

/** Orders by number; unknown numbers are left out. */
export async function ordersBySeqs(db: Db, seqs: readonly number[]): Promise<StoredOrder[]> {
  if (seqs.length === 0) return [];
  return (await bySeqs(db, { seqs: listOf(seqs) })) as StoredOrder[];
}

const bySeqs = prepared<{ seqs: string }, (typeof orders.$inferSelect)[]>((db) =>
  db.select().from(orders).where(amongNamed(orders.seq, 'seqs')).orderBy(asc(orders.seq)),
);

/** Writes steps down. Inside the write lane only. */
export async function appendLinks(db: Db, links: readonly NewLink[]): Promise<void> {
  if (links.length > 0) await db.insert(orderLinks).values([...links]);
}

/** Every step ever taken on the pair, oldest first; the pair in either order. */
export async function linkHistory(db: Db, id: string, otherId: string): Promise<StoredLink[]> {
  const rows = await db
    .select()
    .from(orderLinks)
    .where(
      or(
        and(eq(orderLinks.firstId, id), eq(orderLinks.secondId, otherId)),
        and(eq(orderLinks.firstId, otherId), eq(orderLinks.secondId, id)),
      ),
    )
    .orderBy(asc(orderLinks.id));
  return rows as StoredLink[];
}

/** Every step ever taken between an order and any other one, oldest first. */
export async function linkStepsOf(db: Db, id: string): Promise<StoredLink[]> {
  const rows = await db
    .select()
    .from(orderLinks)
    .where(or(eq(orderLinks.firstId, id), eq(orderLinks.secondId, id)))
    .orderBy(asc(orderLinks.id));
  return rows as StoredLink[];
}

/** What is in force between an order and each other one: the last step of every pair, latest first. */
export async function linksOf(db: Db, id: string): Promise<StoredLink[]> {
  const rows = await db
    .select()
    .from(orderLinks)
    .where(or(eq(orderLinks.firstId, id), eq(orderLinks.secondId, id)))
    .orderBy(desc(orderLinks.id));
  const seen = new Set<string>();
  return (rows as StoredLink[]).filter((row) => {
    const pair = `${row.firstId}\n${row.secondId}`;
    return seen.has(pair) ? false : (seen.add(pair), true);
  });
}

export type Merge = typeof mergedInto.$inferSelect;

export async function mergeOf(db: Db, orderId: string): Promise<Merge | null> {
  return (await mergesOf(db, { orderId }))[0] ?? null;
}

const mergesOf = prepared<{ orderId: string }, Merge[]>((db) =>
  db
    .select()
    .from(mergedInto)
    .where(eq(mergedInto.orderId, sql.placeholder('orderId')))
    .limit(1),
);

/** The order in which this one goes on at the end of all merges; itself where it was not merged. */
export async function survivorOf(db: Db, orderId: string): Promise<string> {
  // No circle can come about: only an order that goes on in none is ever merged, and into another root.
  let at = orderId;
  for (let merge = await mergeOf(db, at); merge !== null; merge = await mergeOf(db, at))
    at = merge.survivorId;
  return at;
}

/** Ids of all orders that go on in this one, directly or through others. */
export async function mergedOrders(db: Db, survivorId: string): Promise<string[]> {
  const found: string[] = [];
  let level = [survivorId];
  while (level.length > 0) {
    const rows = await db.select().from(mergedInto).where(inArray(mergedInto.survivorId, level));
    level = rows.map((row) => row.orderId);
    found.push(...level);
  }
  return found;
}

/** Those of these orders that go on in another one. */
export async function mergedAmong(db: Db, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ orderId: mergedInto.orderId })
    .from(mergedInto)
    .where(sql`${mergedInto.orderId} IN (SELECT value FROM json_each(${jsonOf(orderIds)}))`);
  return new Set(rows.map(({ orderId }) => orderId));
}

/** Lets an order go on in another. Both must go on in none so far; the caller has asked `survivorOf`. */
export async function putMerge(db: Db, merge: Merge): Promise<void> {
  await db.insert(mergedInto).values(merge);
}

/** Lets each of these orders go on by itself again. Inside the write lane only. */
export async function takeMergesBack(db: Db, orderIds: readonly string[]): Promise<void> {
  await db.delete(mergedInto).where(inArray(mergedInto.orderId, [...orderIds]));
}

/** Pairs among these orders that are one matter by their last step: merged, or linked as repeats. Oldest first. */
export async function joiningLinks(db: Db, orderIds: readonly string[]): Promise<StoredLink[]> {
  const ids = [...orderIds];
  const rows = await db
    .select()
    .from(orderLinks)
    .where(and(inArray(orderLinks.firstId, ids), inArray(orderLinks.secondId, ids)))
    .orderBy(asc(orderLinks.id));
  const last = new Map((rows as StoredLink[]).map((row) => [`${row.firstId}\n${row.secondId}`, row]));
  return [...last.values()].filter(
    ({ status, kind }) => status === 'merged' || (status === 'linked' && kind === 'repeat'),
  );
}
