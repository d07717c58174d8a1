import { and, asc, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { AbuseKind, AbuseVerdict } from '../kernel/abuse-words.ts';
import type { Db } from './client.ts';
import { abuseFlags } from './schema/abuse-flags.ts';
import { orders } from './schema/orders.ts';

type Row = typeof abuseFlags.$inferSelect;
export type StoredFlag = Omit<Row, 'kind' | 'verdict'> & {
  readonly kind: AbuseKind;
  readonly verdict: AbuseVerdict | null;
};
/** With the number of the order it was made at. */
export type ListedFlag = StoredFlag & { readonly number: string };

const LISTED = { flag: abuseFlags, number: orders.number };
const listed = (rows: readonly { flag: Row; number: string }[]): ListedFlag[] =>
  rows.map(({ flag, number }) => ({ ...(flag as StoredFlag), number }));

export async function insertFlag(
  db: Db,
  flag: Omit<StoredFlag, 'verdict' | 'verdictNote' | 'reviewedAt' | 'reviewedById' | 'reviewedByName'>,
): Promise<void> {
  await db.insert(abuseFlags).values(flag);
}

export async function flagById(db: Db, id: string): Promise<StoredFlag | null> {
  const [row] = await db.select().from(abuseFlags).where(eq(abuseFlags.id, id)).limit(1);
  return (row as StoredFlag | undefined) ?? null;
}

/** What stands at `now` of an order and of its caller, the latest first: neither lifted nor over. */
export async function standingFlags(
  db: Db,
  orderId: string,
  caller: string | null,
  now: number,
): Promise<ListedFlag[]> {
  const own = eq(abuseFlags.orderId, orderId);
  return listed(
    await db
      .select(LISTED)
      .from(abuseFlags)
      .innerJoin(orders, eq(orders.id, abuseFlags.orderId))
      .where(
        and(
          caller === null ? own : or(own, eq(abuseFlags.caller, caller)),
          gt(abuseFlags.expiresAt, now),
          sql`coalesce(${abuseFlags.verdict}, '') <> 'lifted'`,
        ),
      )
      .orderBy(desc(abuseFlags.madeAt)),
  );
}

/** Flags that no supervisor has looked at and that still stand, the oldest first. */
export async function waitingFlags(db: Db, now: number, limit: number): Promise<ListedFlag[]> {
  return listed(
    await db
      .select(LISTED)
      .from(abuseFlags)
      .innerJoin(orders, eq(orders.id, abuseFlags.orderId))
      .where(and(isNull(abuseFlags.verdict), gt(abuseFlags.expiresAt, now)))
      .orderBy(asc(abuseFlags.madeAt))
      .limit(limit),
  );
}

/** Keeps what a supervisor made of a flag; false where somebody has. Inside the lane only. */
export async function keepVerdict(
  db: Db,
  id: string,
  verdict: Pick<StoredFlag, 'verdict' | 'verdictNote' | 'reviewedAt' | 'reviewedById' | 'reviewedByName'>,
): Promise<boolean> {
  const result = await db
    .update(abuseFlags)
    .set(verdict)
    .where(and(eq(abuseFlags.id, id), isNull(abuseFlags.verdict)));
  return result.rowsAffected === 1;
}
