import { sql } from 'drizzle-orm';
import type { SQL, SQLWrapper } from 'drizzle-orm';
import type { Reach } from '../kernel/reach.ts';
import { jsonOf } from './json-rows.ts';

/**
 * That an order, by its running number, is none that is kept from this reader; nothing for who is let in to all. There are
 * few restricted orders and an index holds them alone, so that lists and counts run along theirs as before.
 */
export const notHidden = ({ letIn }: Pick<Reach, 'letIn'>, seq: SQLWrapper): SQL | undefined =>
  letIn === null ? undefined : sql`${seq} NOT IN (SELECT seq FROM orders ${hidden(letIn)})`;

/** The same as a condition that always is one. */
export const openTo = (reach: Pick<Reach, 'letIn'>, seq: SQLWrapper): SQL => notHidden(reach, seq) ?? sql`1`;

const hidden = (letIn: readonly string[]): SQL => sql`INDEXED BY orders_restricted
  WHERE confidentiality = 'restricted' AND NOT EXISTS (
    SELECT 1 FROM json_each(let_in) WHERE value IN (SELECT value FROM json_each(${jsonOf(letIn)})))`;

/** That an order, by its id, is not restricted at all: nothing is learned from those, and no topic is made of them. */
export const notRestricted = (id: SQLWrapper): SQL =>
  sql`${id} NOT IN (SELECT id FROM orders INDEXED BY orders_restricted WHERE confidentiality = 'restricted')`;
