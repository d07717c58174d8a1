import { and, asc, eq, inArray, isNotNull, or } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { DemandKind, Urgency } from '../triage/types.ts';
import type { Db } from './client.ts';
import { orders } from './schema/orders.ts';

/** What a sweep looks at; not the text. */
export type SweptRow = {
  readonly seq: number;
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  readonly version: number;
  readonly urgency: Urgency;
  readonly demandKind: DemandKind;
  readonly issueType: string;
  readonly leadUnit: string;
  readonly receivedAt: number;
  readonly dueAt: number | null;
};

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

const { seq, id, number, state, version, urgency, demandKind, issueType, leadUnit, receivedAt, dueAt } =
  orders;
const COLUMNS = {
  seq,
  id,
  number,
  state,
  version,
  urgency,
  demandKind,
  issueType,
  leadUnit,
  receivedAt,
  dueAt,
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

/** The orders of these numbers, in the order in which they came. */
export async function sweptOrders(db: Db, seqs: readonly number[]): Promise<SweptRow[]> {
  const rows = await db
    .select(COLUMNS)
    .from(orders)
    .where(inArray(seq, [...seqs]))
    .orderBy(asc(seq));
  return rows as SweptRow[];
}

/** Keeps a deadline that was computed anew, of an order that has not moved since. Inside the write lane only. */
export async function refreshDue(db: Db, row: Pick<SweptRow, 'id' | 'version'>, due: number | null) {
  await db
    .update(orders)
    .set({ dueAt: due })
    .where(and(eq(orders.id, row.id), eq(orders.version, row.version)));
}
