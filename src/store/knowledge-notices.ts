import { and, asc, count, desc, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { knowledgeNotices } from './schema/knowledge-items.ts';
import { orders } from './schema/orders.ts';

export type StoredNotice = typeof knowledgeNotices.$inferSelect;
export type NoticeNews = Pick<StoredNotice, 'kind' | 'item' | 'version' | 'what' | 'types' | 'at'>;

/** Codes of the units that have an open order of one of the types, leading or assisting. */
export async function unitsWithOpenOrders(db: Db, types: readonly string[]): Promise<string[]> {
  if (types.length === 0) return [];
  const rows = await db
    .selectDistinct({ lead: orders.leadUnit, joint: orders.jointUnit })
    .from(orders)
    .where(and(inArray(orders.issueType, [...types]), ne(orders.state, 'received')));
  return [...new Set(rows.flatMap(({ lead, joint }) => (joint === null ? [lead] : [lead, joint])))].sort();
}

/**
 * Tells every unit that has an open order of the types; what was still unread of the same item gives way to the news.
 * Answers how many units. Inside the write lane only.
 */
export async function insertNotices(db: Db, news: NoticeNews): Promise<number> {
  const units = await unitsWithOpenOrders(db, news.types);
  if (units.length === 0) return 0;
  const { kind, item } = knowledgeNotices;
  await db
    .delete(knowledgeNotices)
    .where(
      and(
        eq(kind, news.kind),
        eq(item, news.item),
        isNull(knowledgeNotices.readAt),
        inArray(knowledgeNotices.unit, units),
      ),
    );
  await db
    .insert(knowledgeNotices)
    .values(units.map((unit) => ({ ...news, unit, readBy: null, readAt: null })));
  return units.length;
}

/** Notices, unread ones first, then the newest; of one unit alone where given. */
export async function listNotices(db: Db, unit: string | null, limit: number): Promise<StoredNotice[]> {
  return db
    .select()
    .from(knowledgeNotices)
    .where(unit === null ? undefined : eq(knowledgeNotices.unit, unit))
    .orderBy(desc(isNull(knowledgeNotices.readAt)), desc(knowledgeNotices.at), desc(knowledgeNotices.id))
    .limit(limit);
}

export async function unreadNotices(db: Db, unit: string): Promise<number> {
  const rows = await db
    .select({ n: count() })
    .from(knowledgeNotices)
    .where(and(eq(knowledgeNotices.unit, unit), isNull(knowledgeNotices.readAt)));
  return rows[0]?.n ?? 0;
}

/** Marks notices of a unit as read, all of them without `ids`; answers how many were not. Write lane only. */
export async function markNoticesRead(
  db: Db,
  unit: string,
  ids: readonly number[] | null,
  by: { readonly readBy: string; readonly readAt: number },
): Promise<number> {
  const among = ids === null ? undefined : inArray(knowledgeNotices.id, [...ids]);
  const done = await db
    .update(knowledgeNotices)
    .set(by)
    .where(and(eq(knowledgeNotices.unit, unit), isNull(knowledgeNotices.readAt), among));
  return done.rowsAffected;
}

/** Open orders of some types led or assisted by a unit, the oldest first. */
export async function openOrdersOf(
  db: Db,
  unit: string,
  types: readonly string[],
  limit: number,
): Promise<StoredOrder[]> {
  if (types.length === 0) return [];
  return (await db
    .select()
    .from(orders)
    .where(
      and(
        inArray(orders.issueType, [...types]),
        ne(orders.state, 'received'),
        // A notice is for the whole unit.
        ne(orders.confidentiality, 'restricted'),
        or(eq(orders.leadUnit, unit), eq(orders.jointUnit, unit)),
      ),
    )
    .orderBy(asc(orders.receivedAt))
    .limit(limit)) as StoredOrder[];
}
