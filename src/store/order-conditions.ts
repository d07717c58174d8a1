import { and, asc, desc, eq, gt, gte, inArray, lt, lte, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { Reach } from '../kernel/reach.ts';
import type { DemandKind, Urgency } from '../triage/types.ts';
import { notHidden } from './confidential.ts';
import { matching, searchConditions, unseen } from './order-search.ts';
import type { Blind, OrderSearch } from './order-search.ts';
import { orders } from './schema/orders.ts';

/** What a list of orders asks for; what is left out does not matter. */
export type OrderQuery = OrderSearch & {
  readonly state?: OrderState;
  /** In one of these. */
  readonly states?: readonly OrderState[];
  /** Led by this unit. */
  readonly lead?: string;
  /** Id of who answers for it. */
  readonly person?: string;
  /** An application waits: any, one to be reviewed, or a return to be adjudicated. */
  readonly pending?: 'any' | 'review' | 'ruling';
  /** Nearest deadline, UTC milliseconds, `[dueFrom, dueBefore)`. */
  readonly dueFrom?: number;
  readonly dueBefore?: number;
  /** Soon due 临期 at this moment (UTC milliseconds): one of its clocks says so. */
  readonly soonAt?: number;
  /** Soon due or late at this moment. */
  readonly nearAt?: number;
  /** Under supervision 督办, or it was under an earlier unit or in an earlier round. */
  readonly supervised?: boolean;
  /** This unit was to assist or was called in, and has not answered. */
  readonly awaiting?: string;
  /** Nearest deadline first; left out: as the state asks for. */
  readonly sort?: 'due';
  readonly action?: 'dispatch' | 'review';
  readonly urgency?: Urgency;
  readonly demandKind?: DemandKind;
  /** Four digits for a type, two for its group. */
  readonly issueType?: string;
  readonly unit?: string;
  readonly street?: string;
  readonly channel?: string;
  /** UTC milliseconds, `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  /** Words, an order number, or the tail of a telephone number. */
  readonly q?: string;
  /**
   * For whoever may not see who called, in any order or in those that are kept 保密: of these neither names nor telephone
   * numbers find anything.
   */
  readonly blind?: Blind;
  /**
   * Of a unit: only orders that it leads, assists or was called into, and that have been dispatched. Restricted orders
   * only where one is let in.
   */
  readonly reach: Reach;
};

/** The order of a list; ends with the running number, so that no two rows are equal in it. */
export function orderingOf(query: Pick<OrderQuery, 'sort' | 'state'>): SQL[] {
  if (query.sort === 'due') return [sql`${orders.dueAt} IS NULL`, asc(orders.dueAt), asc(orders.seq)];
  return query.state === 'received'
    ? [asc(orders.urgencyRank), asc(orders.receivedAt), asc(orders.seq)]
    : [desc(orders.receivedAt), desc(orders.seq)];
}

/** What an order must fulfil to be in the list; nothing for all of them. */
export function conditions(query: OrderQuery): SQL | undefined {
  const parts: (SQL | undefined)[] = [
    query.state && eq(orders.state, query.state),
    query.states && inArray(orders.state, [...query.states]),
    query.action && eq(orders.action, query.action),
    query.urgency && eq(orders.urgency, query.urgency),
    query.demandKind && eq(orders.demandKind, query.demandKind),
    query.street && eq(orders.street, query.street),
    query.channel && eq(orders.channel, query.channel),
    query.unit && ledOrAssisted(query.unit, query.verdict !== undefined),
    query.lead && eq(orders.leadUnit, query.lead),
    query.person && eq(orders.personId, query.person),
    query.pending && waiting(query.pending),
    query.dueFrom === undefined ? undefined : gte(orders.dueAt, query.dueFrom),
    query.dueBefore === undefined ? undefined : lt(orders.dueAt, query.dueBefore),
    query.soonAt === undefined ? undefined : soonDue(query.soonAt),
    query.nearAt === undefined ? undefined : lte(orders.soonAt, query.nearAt),
    query.supervised ? supervised : undefined,
    query.awaiting && notAnswered(query.awaiting),
    query.from === undefined ? undefined : gte(orders.receivedAt, query.from),
    query.to === undefined ? undefined : lt(orders.receivedAt, query.to),
    query.issueType && startsWith(query.issueType),
    query.q && query.q.trim() !== '' ? matching(query.q.trim(), query.blind) : undefined,
    query.blind && (query.caller || query.phone) ? unseen(query.blind) : undefined,
    ...searchConditions(query),
  ].map((part) => part || undefined);
  const onlyUnit = query.reach.unit;
  if (onlyUnit !== null) {
    if (query.lead !== onlyUnit) parts.push(takenPartIn(onlyUnit, query.verdict !== undefined));
    parts.push(sql`${orders.state} <> 'received'`);
  }
  parts.push(notHidden(query.reach, orders.seq));
  return and(...parts);
}

/** What somebody reaches, of few orders that something else has found: they are looked at one by one. */
export const reachedBy = ({ unit }: Pick<Reach, 'unit'>): SQL | undefined =>
  unit === null ? undefined : and(sql`${orders.state} <> 'received'`, takenPartIn(unit, true));

/**
 * Leads, assists or is called. Three indexes, one after the other: an OR over them reads every order. Where something else
 * finds few orders (`isRare`) each of them is looked at instead: two sets would be tried against one another.
 */
const takenPartIn = (unit: string, isRare: boolean): SQL =>
  isRare
    ? sql`(+${orders.leadUnit} = ${unit} OR +${orders.jointUnit} = ${unit} OR +${orders.calledUnits} LIKE ${`%"${unit}"%`})`
    : sql`${orders.seq} IN (
        SELECT seq FROM orders WHERE lead_unit = ${unit} UNION
        SELECT seq FROM orders WHERE joint_unit = ${unit} UNION ${calling(unit)})`;

/** `isRare`: something else finds fewer orders than a unit has; the plus keeps the unit's from being read one by one. */
const ledOrAssisted = (unit: string, isRare: boolean): SQL =>
  isRare
    ? sql`(+${orders.leadUnit} = ${unit} OR +${orders.jointUnit} = ${unit})`
    : (or(eq(orders.leadUnit, unit), eq(orders.jointUnit, unit)) as SQL);

/**
 * An application that waits. A return is to be adjudicated where one was decided on before or its proposed owner led
 * the order before; everything else is reviewed.
 */
function waiting(which: NonNullable<OrderQuery['pending']>): SQL {
  // A range, for which the index serves: most orders wait for nothing.
  const any = gt(orders.pending, '');
  if (which === 'any') return any;
  const disputed = sql`EXISTS (
    SELECT 1 FROM events e WHERE e.order_id = ${orders.id} AND (
      e.event IN ('acceptReturn', 'refuseReturn') OR
      (e.state <> 'received' AND json_extract(e.data, '$.lead') = (
        SELECT json_extract(p.data, '$.owner') FROM events p
        WHERE p.order_id = ${orders.id} AND p.event = 'proposeReturn' ORDER BY p.version DESC LIMIT 1))))`;
  const ruling = sql`${orders.pending} = 'return' AND ${disputed}`;
  return which === 'ruling' ? ruling : sql`${any} AND NOT (${ruling})`;
}

/** One of the stretches holds the moment; those orders are looked at alone whose first one has begun. */
const soonDue = (at: number): SQL => sql`${lte(orders.soonAt, at)} AND EXISTS (
  SELECT 1 FROM json_each(${orders.soonSpans}) AS span WHERE ${at} BETWEEN span.value ->> 0 AND span.value ->> 1)`;

/** Now, or under an earlier unit or in an earlier round. Two indexes, one after the other. */
const supervised = sql`${orders.seq} IN (
  SELECT seq FROM orders WHERE supervision > 0 UNION SELECT seq FROM orders WHERE supervised_before > 0)`;

/** Whether a unit that assists or was called in has not answered since; one that leads or assists answers as that. */
function notAnswered(unit: string): SQL {
  const later = (event: string, since: SQL) => sql`NOT EXISTS (
    SELECT 1 FROM events a WHERE a.order_id = ${orders.id} AND a.event = ${event} AND a.actor_unit = ${unit}
    AND a.version > coalesce((
      SELECT max(b.version) FROM events b WHERE b.order_id = ${orders.id} AND ${since}), 0))`;
  // Handed to other units, or from the beginning; handed to the same ones it goes on where it was.
  const asked = sql`(b.event = 'reopen' OR (
    b.event IN ('triaged', 'carried', 'dispatch', 'correctUnit', 'correctType', 'acceptReturn', 'rule') AND
    json_extract(b.data, '$.joint') = ${unit} AND NOT EXISTS (
      SELECT 1 FROM events c WHERE c.order_id = b.order_id AND c.version = (
        SELECT max(e.version) FROM events e WHERE e.order_id = b.order_id AND e.version < b.version AND
          e.event IN ('triaged', 'carried', 'dispatch', 'correctUnit', 'correctType', 'acceptReturn', 'rule'))
      AND json_extract(c.data, '$.joint') = ${unit} AND (b.event = 'correctType' OR
        coalesce(json_extract(c.data, '$.lead'), '') = json_extract(b.data, '$.lead')))))`;
  const whistled = sql`b.event = 'whistle' AND b.data LIKE ${`%"${unit}"%`}`;
  const assists = and(eq(orders.jointUnit, unit), later('answerJointly', asked));
  const called = and(
    sql`${orders.leadUnit} <> ${unit} AND ${orders.jointUnit} IS NOT ${unit}`,
    sql`${orders.seq} IN (${calling(unit)})`,
    later('answerWhistle', whistled),
  );
  return sql`${orders.seq} IN (
    SELECT seq FROM orders WHERE joint_unit = ${unit} UNION ${calling(unit)}) AND ${or(assists, called)}`;
}

/** Orders that have called a unit in; few call any, and those have an index of their own. */
const calling = (unit: string): SQL =>
  sql`SELECT seq FROM orders WHERE called_units <> '[]' AND called_units LIKE ${`%"${unit}"%`}`;

/** A type by its four digits, a group by its first two. */
function startsWith(code: string): SQL {
  return code.length >= 4
    ? eq(orders.issueType, code)
    : (and(gte(orders.issueType, code), lt(orders.issueType, `${code}\uffff`)) as SQL);
}
