import { and, eq, gte, lt, notInArray, or, sql } from 'drizzle-orm';
import type { Column, SQL } from 'drizzle-orm';
import type { EntityKind } from '../text/types.ts';
import { phoneDigits, reversedDigits } from '../kernel/phone.ts';
import { dayAt } from './case-facts.ts';
import { orders } from './schema/orders.ts';
import { matchAll } from './search-tokens.ts';

/**
 * What a list of orders may be narrowed by beside its queues: what the caller said and who called. The same words
 * narrow the list on the screen, its counts and its export. Adding one is one line here, one in `SEARCHES` and one in
 * the schema of `http/filter.ts`.
 */
export type OrderSearch = {
  /** Part of the caller's name, as given or as said in the call. */
  readonly caller?: string;
  /** The caller's telephone number, or its tail. */
  readonly phone?: string;
  /** Part of the name of who is complained about 被反映主体. */
  readonly subject?: string;
  /** Part of the name of the product or service 商品或服务. */
  readonly product?: string;
  /** Part of what is asked for 诉求. */
  readonly demand?: string;
  /** Part of the community 社区. */
  readonly community?: string;
  /** Our number or its beginning, or the whole number of the system it came from. */
  readonly number?: string;
  /** Account or name of who answers for it. */
  readonly handledBy?: string;
  /** Not ended, and past its nearest deadline at this moment, UTC milliseconds. */
  readonly lateAt?: number;
  /** What the caller said of how it was handled: 双否, neither solved nor satisfied. */
  readonly verdict?: 'bothNo';
};

/** Whose callers are not found by who they are. */
export type Blind = 'all' | 'confidential';

/** Orders whose caller whoever is blind may find. */
export const unseen = (blind: Blind): SQL =>
  blind === 'all' ? sql`0` : sql`${orders.confidentiality} = 'none'`;

/** What ends an order: no deadline of it is late any more. */
const ENDED = ['closed', 'excluded', 'terminated'] as const;

/** Received at or after; narrows what else is looked through. */
type Since = { readonly from?: number };
const SEARCHES: {
  readonly [K in keyof OrderSearch]-?: (value: NonNullable<OrderSearch[K]>, since: Since) => SQL;
} = {
  // Names are read from their index, never from the orders.
  caller: (value) =>
    sql`(${orders.seq} IN (
      SELECT seq FROM orders INDEXED BY orders_caller WHERE input ->> '$.caller.name' IS NOT NULL
        AND instr(lower(input ->> '$.caller.name'), ${value.trim().toLowerCase()}) > 0) OR ${says('caller', value)})`,
  phone: (value) => {
    const digits = phoneDigits(value);
    // A number without digits is nobody's.
    return digits === null ? sql`0` : beginsWith(orders.phoneReversed, [...digits].reverse().join(''));
  },
  subject: (value) => says('subject', value),
  product: (value) => says('product', value),
  demand: (value) => says('request', value),
  community: (value) => says('community', value),
  number: (value) => or(beginsWith(orders.number, value.trim()), eq(orders.externalId, value.trim())) as SQL,
  handledBy: (value) => or(eq(orders.personId, value.trim()), eq(orders.personName, value.trim())) as SQL,
  lateAt: (value) => sql`(${lt(orders.dueAt, value)} AND ${notInArray(orders.state, [...ENDED])})`,
  verdict: (_, { from }) => sql`${orders.id} IN (
    SELECT order_id FROM case_facts INDEXED BY case_facts_both_no
    WHERE solved = 'unsolved' AND satisfied = 'dissatisfied'${from === undefined ? sql`` : sql` AND day >= ${dayAt(from)}`})`,
};

/** A range, not a pattern: what is typed may hold the marks of one, and LIKE has no use for an index. */
export const beginsWith = (column: Column, start: string): SQL =>
  and(gte(column, start), lt(column, `${start}\uffff`)) as SQL;

/** The conditions of a search; none for what is left out. */
export function searchConditions(search: OrderSearch & Since): SQL[] {
  return Object.entries(SEARCHES).flatMap(([name, condition]) => {
    const value = search[name as keyof OrderSearch];
    return value === undefined || value === ''
      ? []
      : [(condition as (value: unknown, since: Since) => SQL)(value, search)];
  });
}

/**
 * Whether triage found something of this kind in the text that holds these words. The words of an entity stand in the
 * text, so the index of texts says first which orders are worth looking at.
 */
function says(kind: EntityKind, value: string): SQL {
  const words = value.trim();
  const found = sql`EXISTS (
    SELECT 1 FROM json_each((
      SELECT d.result FROM decisions d WHERE d.order_id = ${orders.id} ORDER BY d.id DESC LIMIT 1), '$.entities') e
    WHERE e.value ->> 'kind' = ${kind} AND instr(lower(e.value ->> 'text'), ${words.toLowerCase()}) > 0)`;
  const match = matchAll(words);
  return match === null
    ? found
    : sql`(${orders.seq} IN (SELECT rowid FROM orders_fts WHERE orders_fts MATCH ${match}) AND ${found})`;
}

/** Words of the text, an order number or its beginning, an id, or the tail of a telephone number. */
export function matching(q: string, blind: Blind | undefined): SQL {
  const parts: SQL[] = [eq(orders.id, q)];
  if (/^\d{8}(-\d{0,6})?$/.test(q)) parts.push(beginsWith(orders.number, q));
  if (blind !== 'all' && /^\+?\d{4,}$/.test(q)) {
    const tail = beginsWith(orders.phoneReversed, reversedDigits(q) ?? '');
    parts.push(blind === undefined ? tail : sql`(${tail} AND ${unseen(blind)})`);
  }
  // Callers say their numbers too; of what is kept the index of texts has none.
  const words = matchAll(blind === 'all' ? q.replace(/\d{4,}/g, ' ') : q);
  if (words !== null) {
    parts.push(sql`${orders.seq} IN (SELECT rowid FROM orders_fts WHERE orders_fts MATCH ${words})`);
  }
  return or(...parts) as SQL;
}
