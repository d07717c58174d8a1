import { and, asc, desc, eq, gte, like } from 'drizzle-orm';
import type { Ruling } from '../triage/rulings.ts';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { prepared } from './prepared.ts';
import { orders } from './schema/orders.ts';
import { rulings } from './schema/rulings.ts';

type Row = typeof rulings.$inferSelect;

/** A ruling with who entered it and who ended it; times are UTC milliseconds. */
export type StoredRuling = Ruling & Pick<Row, 'enteredBy' | 'at' | 'endedBy' | 'endedAt' | 'endReason'>;

/** Stands in the table for "no assisting unit". */
const NONE = '-';

function read({ joint, ...row }: Row): StoredRuling {
  return joint === null ? row : { ...row, joint: joint === NONE ? null : joint };
}

/** Every ruling there ever was, oldest first. */
export async function listRulings(db: Db): Promise<StoredRuling[]> {
  return (await all(db, {})).map(read);
}

const all = prepared<Record<string, never>, Row[]>((db) =>
  db.select().from(rulings).orderBy(asc(rulings.at), asc(rulings.id)),
);

export async function rulingById(db: Db, id: string): Promise<StoredRuling | null> {
  const rows = await db.select().from(rulings).where(eq(rulings.id, id)).limit(1);
  return rows[0] === undefined ? null : read(rows[0]);
}

/** Keeps a ruling under the next number of its year, `R2026-0001`, and returns it. Inside the write lane only. */
export async function insertRuling(
  db: Db,
  made: Omit<Ruling, 'id'> & Pick<Row, 'enteredBy' | 'at'>,
): Promise<StoredRuling> {
  const year = `R${made.effectiveFrom.slice(0, 4)}-`;
  const last = await db
    .select({ id: rulings.id })
    .from(rulings)
    .where(like(rulings.id, `${year}%`))
    .orderBy(desc(rulings.id))
    .limit(1);
  const number = Number(last[0]?.id.slice(year.length) ?? 0) + 1;
  const { joint, ...rest } = made;
  const row: Row = {
    ...rest,
    id: `${year}${String(number).padStart(4, '0')}`,
    joint: joint === undefined ? null : (joint ?? NONE),
    endedBy: null,
    endedAt: null,
    endReason: null,
  };
  await db.insert(rulings).values(row);
  return read(row);
}

/** Gives a ruling an end, or an earlier one. */
export async function endRuling(
  db: Db,
  id: string,
  end: {
    readonly effectiveTo: string;
    readonly endedBy: string;
    readonly endedAt: number;
    readonly endReason: string;
  },
): Promise<void> {
  await db.update(rulings).set(end).where(eq(rulings.id, id));
}

/** Orders of a type received since a time (UTC milliseconds), newest first. */
export async function ordersOfType(
  db: Db,
  issueType: string,
  since: number,
  limit: number,
): Promise<StoredOrder[]> {
  return (await db
    .select()
    .from(orders)
    .where(and(eq(orders.issueType, issueType), gte(orders.receivedAt, since)))
    .orderBy(desc(orders.receivedAt))
    .limit(limit)) as StoredOrder[];
}

/** Orders received since a time (UTC milliseconds), newest first. */
export async function ordersSince(db: Db, since: number, limit: number): Promise<StoredOrder[]> {
  return (await db
    .select()
    .from(orders)
    .where(gte(orders.receivedAt, since))
    .orderBy(desc(orders.receivedAt))
    .limit(limit)) as StoredOrder[];
}
