import { AppError } from '../../kernel/errors.ts';
import { MOVE_NAMES, STATE_NAMES } from '../../kernel/move-words.ts';
import type { Move, OrderState } from '../../kernel/move-words.ts';
import type { Actor as LifeActor, EventData, LifeEvent } from '../../orders/life-events.ts';
import { applyEvent, isDisputed, lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import type { MoveFacts } from '../../orders/needs.ts';
import { moveOrder } from '../../orders/states.ts';
import type { Effect } from '../../orders/states.ts';
import type { Db } from '../../store/client.ts';
import { appendEvents, lifeEventsOf } from '../../store/events.ts';
import { updateOrder } from '../../store/orders.ts';
import type { NewOrder } from '../../store/orders.ts';
import type { Profile } from '../../profile/types.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { keepCases } from './case-keeping.ts';
import type { KnownCase } from './case-keeping.ts';
import { clocksFor, queueTimesOf } from './deadlines.ts';
import type { Clocked } from './deadlines.ts';
import type { Actor } from '../types.ts';

/** A move with what it brings. */
export type MoveRequest = { readonly [K in Move]: { readonly move: K; readonly data: EventData[K] } }[Move];

/** What a move left behind. */
export type Moved = {
  readonly before: Life;
  readonly after: Life;
  readonly effects: readonly Effect[];
  readonly event: LifeEvent;
};

/** The program itself. */
export const SYSTEM: LifeActor = { ...SYSTEM_ACTOR, role: 'system', unit: null };

export const lifeActor = ({ id, name, role, unit }: Actor): LifeActor => ({ id, name, role, unit });

/** A clock set back by less is put up with: the event takes the time of the one before it. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** The part an actor's unit takes in an order. */
export function partOf(unit: string | null, life: Life): MoveFacts['part'] {
  if (unit === null) return 'none';
  if (unit === life.lead) return 'lead';
  if (unit === life.joint) return 'joint';
  return life.whistles.some((whistle) => whistle.units.some((one) => one.unit === unit)) ? 'called' : 'none';
}

/** The newest call 吹哨 on a unit: the one it answers to. */
export function callOn(unit: string | null, life: Life): Life['whistles'][number]['units'][number] | null {
  return life.whistles.flatMap(({ units }) => units).findLast((one) => one.unit === unit) ?? null;
}

/**
 * What the table of moves asks about an order and an actor, as far as its events tell. What needs rules of the
 * profile or comes with the move is given in `more`.
 */
export function factsOf(life: Life, actor: LifeActor, more: Partial<MoveFacts> = {}): MoveFacts {
  return {
    part: partOf(actor.unit, life),
    actorId: actor.id,
    ...(life.before === null ? {} : { before: life.before }),
    pending: life.pending === null ? null : { kind: life.pending.kind, by: life.pending.by.id },
    disputed: isDisputed(life),
    ruled: life.ruled,
    contactDone: life.contacts.some(({ result }) => result !== 'noAnswer'),
    missingEvidence: [],
    missingProof: [],
    openDemands: [],
    unanswered: [],
    verdictGiven: life.callbacks.some(({ verdict }) => verdict !== null),
    notCallable: null,
    justDispatched: life.justDispatched,
    whistles: life.whistles.length,
    reported: callOn(actor.unit, life)?.reportedAt != null,
    supervisionLevel: life.supervision.level,
    withMerchant: life.merchant !== null,
    confidentiality: life.confidentiality,
    // Whoever hands on a restricted order says who of the unit is let in.
    leadLetIn: life.confidentiality !== 'restricted',
    given: {},
    ...more,
  };
}

/**
 * Makes one move in the write of `db`: table, event, and what follows from it in the order's row. `detail` is the line
 * of the history. Throws `illegal_move` with the rule, `clock_moved_back` where the server's clock stands well before
 * the last event.
 */
export async function moveIn(
  { profile }: Pick<Context, 'profile'>,
  db: Db,
  step: {
    readonly order: KnownCase['order'];
    readonly actor: LifeActor;
    readonly now: number;
    readonly detail: string;
    readonly facts?: Partial<MoveFacts>;
    /** The order's events, where they were read in this write already. */
    readonly events?: readonly LifeEvent[];
  },
  { move, data }: MoveRequest,
): Promise<Moved> {
  const { order, detail } = step;
  const events = step.events ?? (await lifeEventsOf(db, order.id));
  const moved = movedBy(lifeOf(events), step, { move, data } as MoveRequest);
  await appendEvents(db, [{ orderId: order.id, detail, event: moved.event }]);
  const after = [...events, moved.event];
  await updateOrder(db, order.id, rowAfter(profile, order, moved.after, after));
  await keepCases(db, profile, [{ order, life: moved.after, events: after }]);
  return moved;
}

/** What a move makes of a life; throws what `moveIn` throws, and writes nothing. */
export function movedBy(
  before: Life,
  step: { readonly actor: LifeActor; readonly now: number; readonly facts?: Partial<MoveFacts> },
  { move, data }: MoveRequest,
): Moved {
  const { actor, now, facts } = step;
  const result = moveOrder(before.state, move, actor.role, factsOf(before, actor, facts));
  if (!result.ok) throw illegal(before.state, move, result);
  const at = timeAfter(before, now);
  const event = { version: before.version + 1, at, kind: move, actor, to: result.to, data } as LifeEvent;
  return { before, after: applyEvent(before, event), effects: result.effects, event };
}

/** What queues keep of an order whose events, oldest first, make this life. */
export function rowAfter(profile: Profile, order: Clocked, life: Life, events: readonly LifeEvent[]) {
  const columns = columnsOf(life);
  const clocks = clocksFor(profile, { ...order, ...columns }, events, life.at);
  return { ...columns, ...queueTimesOf(profile, clocks) };
}

/** Never before the event before it. */
function timeAfter(life: Life, now: number): number {
  if (now >= life.at) return now;
  if (life.at - now <= CLOCK_SLACK_MS) return life.at;
  throw new AppError('clock_moved_back', {
    now: new Date(now).toISOString(),
    last: new Date(life.at).toISOString(),
  });
}

export function illegal(
  state: OrderState,
  move: Move,
  { code, rule }: { readonly code: string; readonly rule: string },
): AppError {
  return new AppError('illegal_move', {
    state: STATE_NAMES[state],
    event: MOVE_NAMES[move],
    rule,
    need: code,
  });
}

/** The first events of an order: received, read, and sent out where triage did so by itself. */
export function openingEvents(
  row: Pick<NewOrder, 'state' | 'issueType' | 'leadUnit' | 'jointUnit' | 'confidentiality'>,
  actor: LifeActor,
  at: number,
): LifeEvent[] {
  const units = { lead: row.leadUnit, joint: row.jointUnit };
  const { confidentiality = 'none' } = row;
  const events: LifeEvent[] = [
    {
      version: 1,
      at,
      kind: 'received',
      actor,
      to: 'received',
      data: confidentiality === 'none' ? {} : { confidentiality },
    },
    {
      version: 2,
      at,
      kind: 'triaged',
      actor: SYSTEM,
      to: 'received',
      data: { issueType: row.issueType, ...units },
    },
  ];
  if (row.state === 'dispatched')
    events.push({ version: 3, at, kind: 'dispatch', actor: SYSTEM, to: 'dispatched', data: units });
  return events;
}

/** What queues look at, of an order as its events leave it. */
export function columnsOf(life: Life) {
  return {
    version: life.version,
    state: life.state,
    since: life.since,
    issueType: life.issueType,
    leadUnit: life.lead,
    jointUnit: life.joint,
    personId: life.person?.id ?? null,
    personName: life.person?.name ?? null,
    pending: life.pending?.kind ?? null,
    supervision: life.supervision.level,
    supervisedBefore: Math.max(0, ...life.supervisedBefore.map(({ level }) => level)),
    calledUnits: [...new Set(life.whistles.flatMap(({ units }) => units.map(({ unit }) => unit)))],
    confidentiality: life.confidentiality,
    letIn: life.letIn,
  } as const;
}
