import { and, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';

/** What a sweep looks at; not the text. */
export type SweptRow = Pick<
  StoredOrder,
  | 'seq'
  | 'id'
  | 'number'
  | 'state'
  | 'version'
  | 'urgency'
  | 'demandKind'
  | 'issueType'
  | 'leadUnit'
  | 'receivedAt'
  | 'dueAt'
  | 'soonAt'
  | 'soonSpans'
> & {
  /** Whether the caller of an order whose conclusion was told left a number; true, unread, of all others. */
  readonly reachable: boolean;
};

/** The same with all that its events could change. */
export type SweptStanding = SweptRow &
  Pick<
    StoredOrder,
    | 'since'
    | 'street'
    | 'channel'
    | 'jointUnit'
    | 'personId'
    | 'personName'
    | 'pending'
    | 'supervision'
    | 'supervisedBefore'
    | 'calledUnits'
    | 'confidentiality'
    | 'letIn'
  >;

/** Orders that are not at an end. */
const OPEN: readonly OrderState[] = [
  'received',
  'dispatched',
  'acknowledged',
  'contacted',
  'handling',
  'onHold',
  'replied',
  'callback',
];

const AT_AN_END: readonly OrderState[] = ['closed', 'excluded', 'mediationEnded', 'terminated'];

const { seq, id, state, dueAt } = orders;
const COLUMNS = {
  seq,
  id,
  number: orders.number,
  state,
  version: orders.version,
  urgency: orders.urgency,
  demandKind: orders.demandKind,
  issueType: orders.issueType,
  leadUnit: orders.leadUnit,
  receivedAt: orders.receivedAt,
  dueAt,
  soonAt: orders.soonAt,
  soonSpans: orders.soonSpans,
  // The text is long and lies elsewhere on the disk: it is read of the few orders that need it.
  reachable: sql<boolean>`CASE WHEN ${state} IN ('replied', 'callback')
    THEN coalesce(json_extract(${orders.input}, '$.caller.phone'), '') <> '' ELSE 1 END`.mapWith(Boolean),
};
const STANDING = {
  ...COLUMNS,
  since: orders.since,
  street: orders.street,
  channel: orders.channel,
  jointUnit: orders.jointUnit,
  personId: orders.personId,
  personName: orders.personName,
  pending: orders.pending,
  supervision: orders.supervision,
  supervisedBefore: orders.supervisedBefore,
  calledUnits: orders.calledUnits,
  confidentiality: orders.confidentiality,
  letIn: orders.letIn,
};

export const sweptCondition = () =>
  or(inArray(state, [...OPEN]), and(inArray(state, [...AT_AN_END]), isNotNull(dueAt)));

/**
 * Numbers of all orders to be swept, in the order in which they came: the open ones, and those at an end of which a clock
 * still runs. Answered from an index alone, so that it does not matter how many there have been.
 */
export async function sweptSeqs(db: Db): Promise<number[]> {
  const rows = await db.select({ seq }).from(orders).where(sweptCondition());
  return rows.map((row) => row.seq).sort((a, b) => a - b);
}

/** The orders of these numbers, in the order in which they came. Read as one row: rows are what reading costs. */
export async function sweptOrders(db: Db, seqs: readonly number[]): Promise<SweptRow[]> {
  const columns = Object.values(COLUMNS).map((column) => sql`${column}`);
  const rows = (await db.all(sql`
    SELECT json_group_array(json_array(${sql.join(columns, sql`, `)})) AS page FROM ${orders}
    WHERE ${among(seq, seqs)}`)) as { page: string }[];
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  return (JSON.parse(rows[0]?.page ?? '[]') as unknown[][])
    .map((row) => Object.fromEntries(names.map((name, i) => [name, valueOf(name, row[i])])) as SweptRow)
    .sort((a, b) => a.seq - b.seq);
}

const valueOf = (name: keyof typeof COLUMNS, value: unknown): unknown =>
  name === 'reachable'
    ? value === 1
    : value === null
      ? null
      : COLUMNS[name].mapFromDriverValue(value as never);

/** The orders of these ids as they stand, by id; unknown ids are left out. */
export async function sweptStandings(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SweptStanding>> {
  const rows = await db.select(STANDING).from(orders).where(among(id, ids));
  return new Map((rows as SweptStanding[]).map((row) => [row.id, row]));
}

/** In one parameter, whatever their number. */
const among = (column: typeof seq | typeof id, values: readonly (string | number)[]): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${jsonOf(values)}))`;
