import type { HandlingRules } from '../../orders/handling-rules.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import type { DueReminder } from '../../orders/sweep.ts';
import { appendAudit } from '../../store/audit.ts';
import type { AuditEntry } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { appendEvents, lifeEventsOfMany } from '../../store/events.ts';
import { isOfAll } from '../../store/lane.ts';
import type { NewEvent } from '../../store/events.ts';
import { updateOrders } from '../../store/orders.ts';
import type { OrderChange } from '../../store/orders.ts';
import { sweptStandings } from '../../store/sweeps.ts';
import type { SweptRow, SweptStanding } from '../../store/sweeps.ts';
import type { Context } from '../context.ts';
import { leaveClocks } from './deadlines.ts';
import { dutyNames } from './duty.ts';
import { standingOf } from './live-changes.ts';
import type { LiveChange } from './live-changes.ts';
import { apart } from './order-check.ts';
import { columnsOf, movedBy, rowAfter, SYSTEM } from './order-life.ts';
import type { MoveRequest } from './order-life.ts';
import { keepCases } from './case-keeping.ts';
import type { KnownCase } from './case-keeping.ts';
import { findDue, timesKey } from './sweep-finding.ts';
import type { Found } from './sweep-finding.ts';

/** What the writes of a sweep did. */
export type Done = {
  readonly made: readonly { readonly row: SweptRow; readonly due: DueReminder }[];
  readonly changes: readonly LiveChange[];
  /** Orders of which queues keep something else of the clocks now, though nothing happened. */
  readonly refreshed: number;
  readonly failed: number;
};

/** What holds for every write of one sweep. */
export type SweepRun = {
  readonly rules: HandlingRules | null;
  /** UTC milliseconds by which everything is judged. */
  readonly at: number;
  /** Names of those on duty by unit, as far as they were asked for. */
  readonly duty: Map<string, string>;
};

const NONE: Done = { made: [], changes: [], refreshed: 0, failed: 0 };

/**
 * Does what was found to be due, in one write. If it fails for one order's sake, each order has a write of its own, and
 * the one that cannot be written is named in the log. What happened to an order since it was looked at is taken into
 * account: the write lane looks again.
 */
export async function settle(
  context: Pick<Context, 'store' | 'profile' | 'log'>,
  work: readonly Found[],
  run: SweepRun,
): Promise<Done> {
  try {
    return await context.store.write((db) => settleIn(context, db, work, run));
  } catch (error) {
    // Each by itself would be refused as well, after the same wait.
    if (isOfAll(error)) throw error;
    if (work.length <= 1) {
      context.log.error({ err: error, order: work[0]?.row.id }, 'order could not be swept');
      return { ...NONE, failed: work.length };
    }
    let done = NONE;
    for (const one of work) done = together(done, await settle(context, [one], run));
    return done;
  }
}

const together = (a: Done, b: Done): Done => ({
  made: [...a.made, ...b.made],
  changes: [...a.changes, ...b.changes],
  refreshed: a.refreshed + b.refreshed,
  failed: a.failed + b.failed,
});

/** All orders are thought through first; then there is a statement for the events, a few for the rows, one for the audit. */
async function settleIn(
  { profile }: Pick<Context, 'profile'>,
  db: Db,
  work: readonly Found[],
  run: SweepRun,
): Promise<Done> {
  const { rules, at } = run;
  const ids = work.map(({ row }) => row.id);
  const stored = await sweptStandings(db, ids);
  const stale = work.filter((found) => !stillSo(found, stored.get(found.row.id)));
  const events = await lifeEventsOfMany(
    db,
    stale.map(({ row }) => row.id),
  );
  const made: { row: SweptRow; due: DueReminder }[] = [];
  const changes: LiveChange[] = [];
  const told: NewEvent[] = [];
  const rows: OrderChange[] = [];
  const cases: KnownCase[] = [];
  const entries: AuditEntry[] = [];
  let refreshed = 0;
  for (const seen of work) {
    const order = stored.get(seen.row.id);
    if (order === undefined) continue;
    const found = stale.includes(seen)
      ? findDue(profile, rules, order, events.get(order.id) ?? [], at)
      : seen;
    let { life } = found;
    const after: LifeEvent[] = [...found.events];
    for (const due of found.due) {
      const about = await withDuty(db, order, due, run);
      const given = due.does === 'supervise' ? { facts: { given: { reason: true, level: due.level } } } : {};
      const moved = movedBy(life, { actor: SYSTEM, now: at, ...given }, requestOf(due, about));
      life = moved.after;
      after.push(moved.event);
      const detail = due.does === 'supervise' ? `${due.level} 级督办；${about}` : about;
      told.push({ orderId: order.id, detail, event: moved.event });
      made.push({ row: order, due });
      if (due.does !== 'remind') entries.push(auditOf(order, due, at));
    }
    const set = apart<Partial<SweptStanding>>(
      found.due.length === 0
        ? found.times
        : leaveClocks(profile, after.slice(found.events.length))
          ? { ...columnsOf(life), ...found.times }
          : rowAfter(profile, order, life, after),
      order,
    );
    if (Object.keys(set).length === 0) continue;
    if (found.due.length === 0) refreshed++;
    // A reminder changes no fact; another calendar or policy does.
    if (found.due.length === 0 || found.due.some(({ does }) => does !== 'remind'))
      cases.push({ order, life, events: after });
    rows.push({ id: order.id, version: order.version, set });
    changes.push({ before: standingOf(order), after: standingOf({ ...order, ...set }) });
  }
  await appendEvents(db, told);
  await updateOrders(db, rows);
  await keepCases(db, profile, cases);
  await appendAudit(db, entries);
  return { made, changes, refreshed, failed: 0 };
}

/** Whether an order is as it was when it was looked at, so that what was found holds in the write as well. */
function stillSo({ row, life }: Found, stored: SweptStanding | undefined): boolean {
  return (
    stored !== undefined &&
    life.version === stored.version &&
    row.version === stored.version &&
    row.urgency === stored.urgency &&
    row.demandKind === stored.demandKind &&
    row.receivedAt === stored.receivedAt &&
    timesKey(row) === timesKey(stored)
  );
}

const auditOf = ({ id, number }: SweptRow, { does, about }: DueReminder, at: number): AuditEntry => ({
  at,
  actorId: SYSTEM.id,
  actorName: SYSTEM.name,
  action: `order.${does}`,
  subject: id,
  detail: `${number} ${about}`,
});

/** Who lies on an order is told by name, or else whoever is on duty at the unit. */
async function withDuty(
  db: Db,
  { personName, leadUnit }: SweptStanding,
  due: DueReminder,
  { at, duty }: SweepRun,
): Promise<string> {
  if (due.kind === 'undispatched' || due.kind === 'decide' || due.kind === 'callbackOver') return due.about;
  if (personName === null && !duty.has(leadUnit)) {
    duty.set(leadUnit, (await dutyNames(db, leadUnit, at)).join('、'));
  }
  const name = personName ?? duty.get(leadUnit) ?? '';
  if (name === '') return due.about;
  return `${due.about}；${personName === null ? '值班' : '承办人'}：${name}`;
}

function requestOf({ does, key, level }: DueReminder, about: string): MoveRequest {
  switch (does) {
    case 'remind':
      return { move: 'remind', data: { about, key } };
    case 'resume':
      return { move: 'resume', data: {} };
    case 'close':
      return { move: 'close', data: {} };
    case 'merchantFailed':
      return { move: 'merchantFailed', data: { reason: about } };
    case 'supervise':
      return { move: 'supervise', data: { level, reason: about } };
  }
}
