import type { Permitted } from '../kernel/reach.ts';
import { and, desc, eq, gte, inArray, lt, lte, max, or, sql } from 'drizzle-orm';
import type { AuditRow } from './audit.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { apiKeys, users } from './schema/accounts.ts';
import { audit } from './schema/journal.ts';
import { orders } from './schema/orders.ts';

export type AuditFilter = {
  /** Ids of who acted; empty: nobody. */
  readonly actors?: readonly string[];
  readonly action?: string;
  /** Any of these. */
  readonly subjects?: readonly string[];
  /** UTC milliseconds, `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  /** Older than this row. */
  readonly after?: { readonly at: number; readonly seq: number };
};

/** Rows newest first. Every combination of filters runs along an index that ends in the time. */
export async function searchAudit(
  db: Db,
  _right: Permitted<'audit.read'>,
  filter: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  const { actors, action, subjects, from, to, after } = filter;
  if (actors?.length === 0 || subjects?.length === 0) return [];
  const where = and(
    actors === undefined ? undefined : inArray(audit.actorId, [...actors]),
    action === undefined ? undefined : eq(audit.action, action),
    subjects === undefined ? undefined : inArray(audit.subject, [...subjects]),
    from === undefined ? undefined : gte(audit.at, from),
    to === undefined ? undefined : lt(audit.at, to),
    after === undefined
      ? undefined
      : and(lte(audit.at, after.at), or(lt(audit.at, after.at), lt(audit.seq, after.seq))),
  );
  return db.select().from(audit).where(where).orderBy(desc(audit.at), desc(audit.seq)).limit(limit);
}

/** Ids of accounts and keys that go by this word: user name, name or id; of the program itself as the log names it. */
export async function actorIdsOf(db: Db, word: string): Promise<string[]> {
  const people = await db
    .select({ id: users.id })
    .from(users)
    .where(or(eq(users.username, word), eq(users.name, word), eq(users.id, word)));
  const keys = await db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(or(eq(apiKeys.name, word), eq(apiKeys.id, word)));
  return [...new Set([...people, ...keys].map(({ id }) => id))];
}

/** Every action the log holds, each found by one step along the index. */
export async function actionsInAudit(db: Db): Promise<string[]> {
  const rows = (await db.all(sql`
    WITH RECURSIVE found(action) AS (
      SELECT min(action) FROM audit
      UNION ALL
      SELECT (SELECT min(action) FROM audit WHERE action > found.action) FROM found WHERE action IS NOT NULL)
    SELECT action FROM found WHERE action IS NOT NULL`)) as { action: string }[];
  return rows.map(({ action }) => action);
}

/** The order of a number; null where there is none. */
export async function orderByNumber(
  db: Db,
  number: string,
): Promise<{ readonly id: string; readonly number: string; readonly storedAt: number } | null> {
  const { id, storedAt } = orders;
  const rows = await db
    .select({ id, number: orders.number, storedAt })
    .from(orders)
    .where(eq(orders.number, number))
    .limit(1);
  return rows[0] ?? null;
}

/** Numbers of the orders among these, by id. */
export async function orderNumbers(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: orders.id, number: orders.number })
    .from(orders)
    .where(sql`${orders.id} IN (SELECT value FROM json_each(${jsonOf([...ids])}))`);
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** Everything recorded of one subject before a moment (inclusive), oldest first. */
export async function auditOf(
  db: Db,
  _right: Permitted<'audit.read'>,
  subject: string,
  until: number,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(audit)
    .where(and(eq(audit.subject, subject), lte(audit.at, until)))
    .orderBy(audit.at, audit.seq);
}

/** What became of accounts: their making, changes, and times out of use, in the order in which it was done. */
export async function accountHistory(db: Db): Promise<AuditRow[]> {
  return db
    .select()
    .from(audit)
    .where(inArray(audit.action, ['account.add', 'account.change', 'account.disable', 'account.enable']))
    .orderBy(audit.seq);
}

/** Who last did something to each of these subjects. */
export async function lastActorOf(
  db: Db,
  action: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (subjects.length === 0) return new Map();
  const rows = await db
    .select({ subject: audit.subject, by: audit.actorName, seq: max(audit.seq) })
    .from(audit)
    .where(and(eq(audit.action, action), inArray(audit.subject, [...subjects])))
    .groupBy(audit.subject);
  return new Map(rows.map(({ subject, by }) => [subject, by]));
}
