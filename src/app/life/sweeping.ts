import { beijingDay } from '../../kernel/clock.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import type { HandlingRules } from '../../orders/handling-rules.ts';
import { dueReminders, quietUntil, sweptOrder } from '../../orders/sweep.ts';
import type { DueReminder, ReminderKind } from '../../orders/sweep.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { refreshDue, sweptOrders, sweptSeqs } from '../../store/sweeps.ts';
import type { SweptRow } from '../../store/sweeps.ts';
import type { Context } from '../context.ts';
import { calendarOf, clocksFor, nearestDue } from './deadlines.ts';
import { standingOf } from './live-changes.ts';
import type { LiveChange } from './live-changes.ts';
import { columnsOf, moveIn, SYSTEM } from './order-life.ts';
import type { MoveRequest, Moved } from './order-life.ts';
import { dutyNames } from './duty.ts';

/** What a sweep did, or would do. */
export type SweepReport = {
  /** UTC milliseconds by which everything was judged. */
  readonly at: number;
  readonly orders: number;
  readonly made: Readonly<Partial<Record<ReminderKind, number>>>;
  /** Deadlines of the queue that were computed anew: calendar or policies are others than before. */
  readonly refreshed: number;
  /** Years that the calendar does not know, and how many orders need them. */
  readonly unknownYears: Readonly<Record<number, number>>;
  /** Orders that could not be swept. They are named in the log and stop no other. */
  readonly failed: number;
  /** Told to stop before the end. */
  readonly stopped: boolean;
};

export type SweepOptions = {
  /** Finds what is due and does nothing. */
  readonly dryRun?: boolean;
  /** Called with everything that was done, or would be. */
  readonly tell?: (order: { readonly id: string; readonly number: string }, due: DueReminder) => void;
  readonly stopping?: () => boolean;
};

export type Sweeping = { readonly sweep: (options?: SweepOptions) => Promise<SweepReport> };

type Needs = Pick<Context, 'store' | 'profile' | 'names' | 'clock' | 'log' | 'changes'>;

/** Orders of one read and, where something is due, of one write: few enough that requests do not wait for long. */
export const SWEEP_PAGE = 100;

/** What was found of one order. */
type Found = {
  readonly row: SweptRow;
  readonly due: readonly DueReminder[];
  /** The nearest deadline as it is computed now. */
  readonly dueAt: number | null;
  readonly unknownYears: readonly number[];
  /** Before when nothing can become due, unless something happens; UTC milliseconds. */
  readonly quietUntil: number;
};

/** What is remembered of an order from one sweep to the next. */
type Quiet = {
  readonly version: number;
  readonly dueAt: number | null;
  readonly from: number;
  readonly until: number;
  readonly unknownYears: readonly number[];
};

/**
 * Goes over all open orders, page by page, and does what time alone brings about: reminders, levels of supervision, ends
 * of holds and of merchants' time. What is due is found from a read and found again in the write that does it, so that
 * two sweeps at once, or one after a crash, do everything once.
 */
export function createSweeping(context: Needs): Sweeping {
  const { store, profile, clock, log } = context;
  const calendar = profile.calendar === undefined ? null : calendarOf(profile.calendar);
  /** Orders that need not be looked at before a time: their events are not even read. */
  let quiet = new Map<string, Quiet>();
  let reported = '';

  const sweep: Sweeping['sweep'] = async ({ dryRun = false, tell, stopping = () => false } = {}) => {
    const at = clock.now();
    const rules = profile.handling === undefined ? null : rulesOn(profile.handling, beijingDay(at));
    if (profile.handling !== undefined && rules === null) {
      log.error({ day: beijingDay(at) }, 'no rules of handling are in force: nobody is reminded');
    }
    const made: Partial<Record<ReminderKind, number>> = {};
    const years: Record<number, number> = {};
    let [orders, refreshed, failed] = [0, 0, 0];
    const next = new Map<string, Quiet>();
    const seqs = await store.read(sweptSeqs);
    for (let from = 0; from < seqs.length; from += SWEEP_PAGE) {
      if (stopping()) return { at, orders, made, refreshed, unknownYears: years, failed, stopped: true };
      const { rows, found, bad } = await store.read(async (db) => {
        const page = await sweptOrders(db, seqs.slice(from, from + SWEEP_PAGE));
        const awake = page.filter((row) => asleep(row, at) === null);
        return { rows: page, ...(await findAll(db, awake, rules, at)) };
      });
      orders += rows.length;
      failed += bad;
      for (const row of rows) {
        const kept = asleep(row, at);
        if (kept !== null) next.set(row.id, kept);
        for (const year of kept?.unknownYears ?? []) years[year] = (years[year] ?? 0) + 1;
      }
      for (const { row, due, dueAt, unknownYears, quietUntil: until } of found) {
        for (const year of unknownYears) years[year] = (years[year] ?? 0) + 1;
        if (due.length > 0 || dueAt !== row.dueAt || until <= at) continue;
        next.set(row.id, { version: row.version, dueAt, from: at, until, unknownYears });
      }
      const work = found.filter(({ row, due, dueAt }) => due.length > 0 || dueAt !== row.dueAt);
      if (work.length > 0) {
        const done = dryRun ? wouldDo(work) : await settle(work, rules, at);
        refreshed += done.refreshed;
        failed += done.failed;
        for (const { row, due } of done.made) {
          made[due.kind] = (made[due.kind] ?? 0) + 1;
          tell?.(row, due);
        }
        context.changes.publish(done.changes);
      }
      // Requests come first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    quiet = next;
    report(years, beijingDay(at));
    return { at, orders, made, refreshed, unknownYears: years, failed, stopped: false };
  };

  /** What is remembered of an order that cannot have become due; null where it has to be looked at. */
  const asleep = ({ id, version, dueAt }: SweptRow, at: number): Quiet | null => {
    const known = quiet.get(id);
    const same = known !== undefined && known.version === version && known.dueAt === dueAt;
    return same && known.from <= at && at < known.until ? known : null;
  };

  /** Said once a day, not once a minute. */
  function report(years: Readonly<Record<number, number>>, day: string): void {
    const said = `${day} ${Object.keys(years).join(' ')}`;
    if (said === reported) return;
    reported = said;
    for (const [year, orders] of Object.entries(years)) {
      log.warn({ year: Number(year), orders }, 'calendar does not know a year: deadlines are not computed');
    }
  }

  /** An order that cannot be read is left out and named; the others are not its hostages. */
  async function findAll(
    db: Db,
    rows: readonly SweptRow[],
    rules: HandlingRules | null,
    at: number,
  ): Promise<{ readonly found: Found[]; readonly bad: number }> {
    const events = await lifeEventsOfMany(
      db,
      rows.map(({ id }) => id),
    );
    let bad = 0;
    const found = rows.flatMap((row): Found[] => {
      try {
        return [find(row, events.get(row.id) ?? [], rules, at)];
      } catch (error) {
        bad++;
        log.error({ err: error, order: row.id }, 'order could not be swept');
        return [];
      }
    });
    return { found, bad };
  }

  function find(row: SweptRow, events: readonly LifeEvent[], rules: HandlingRules | null, at: number): Found {
    const life = lifeOf(events);
    const now = Math.max(at, life.at);
    const clocks = clocksFor(
      profile,
      { ...row, issueType: life.issueType, leadUnit: life.lead },
      events,
      now,
    );
    const order = sweptOrder(row.urgency, events);
    return {
      row,
      due: rules === null ? [] : dueReminders(rules, order, life, clocks, now),
      dueAt: nearestDue(clocks),
      quietUntil: rules === null ? now : quietUntil(rules, order, life, clocks, now, calendar),
      unknownYears: [
        ...new Set(
          clocks.flatMap(({ dueAt }) =>
            dueAt !== null && typeof dueAt !== 'number' ? [dueAt.unknownYear] : [],
          ),
        ),
      ],
    };
  }

  type Done = {
    readonly made: readonly { readonly row: SweptRow; readonly due: DueReminder }[];
    readonly changes: readonly LiveChange[];
    readonly refreshed: number;
    readonly failed: number;
  };

  const wouldDo = (work: readonly Found[]): Done => ({
    made: work.flatMap(({ row, due }) => due.map((one) => ({ row, due: one }))),
    changes: [],
    refreshed: work.filter(({ row, dueAt }) => dueAt !== row.dueAt).length,
    failed: 0,
  });

  /** One write for a page. If it fails for one order's sake, each order has a write of its own. */
  async function settle(work: readonly Found[], rules: HandlingRules | null, at: number): Promise<Done> {
    try {
      return await store.write((db) => settleIn(db, work, rules, at));
    } catch (error) {
      if (work.length > 1) {
        const parts: Done[] = [];
        for (const one of work) parts.push(await settle([one], rules, at));
        return {
          made: parts.flatMap(({ made }) => made),
          changes: parts.flatMap(({ changes }) => changes),
          refreshed: parts.reduce((sum, { refreshed }) => sum + refreshed, 0),
          failed: parts.reduce((sum, { failed }) => sum + failed, 0),
        };
      }
      log.error({ err: error, order: work[0]?.row.id }, 'order could not be swept');
      return { made: [], changes: [], refreshed: 0, failed: 1 };
    }
  }

  async function settleIn(
    db: Db,
    work: readonly Found[],
    rules: HandlingRules | null,
    at: number,
  ): Promise<Done> {
    const ids = work.map(({ row }) => row.id);
    const events = await lifeEventsOfMany(db, ids);
    const stored = new Map((await ordersByIds(db, ids)).map((order) => [order.id, order]));
    const made: { row: SweptRow; due: DueReminder }[] = [];
    const changes: LiveChange[] = [];
    const duty = new Map<string, string>();
    const entries: Parameters<typeof appendAudit>[1][number][] = [];
    let refreshed = 0;
    for (const { row: seen } of work) {
      const order = stored.get(seen.id);
      if (order === undefined) continue;
      const row: SweptRow = { ...seen, ...order };
      const { due, dueAt } = find(row, events.get(row.id) ?? [], rules, at);
      if (due.length === 0) {
        if (dueAt === row.dueAt) continue;
        await refreshDue(db, row, dueAt);
        refreshed++;
        changes.push({ before: standingOf(order), after: standingOf(order) });
        continue;
      }
      let told: readonly LifeEvent[] = events.get(row.id) ?? [];
      let after = standingOf(order);
      for (const one of due) {
        const moved = await make(db, order, one, at, told, duty);
        told = [...told, moved.event];
        after = standingOf({ id: order.id, ...columnsOf(moved.after) });
        made.push({ row, due: one });
        if (one.does === 'remind') continue;
        const who = { at, actorId: SYSTEM.id, actorName: SYSTEM.name };
        const detail = `${order.number} ${one.about}`;
        entries.push({ ...who, action: `order.${one.does}`, subject: order.id, detail });
      }
      changes.push({ before: standingOf(order), after });
    }
    await appendAudit(db, entries);
    return { made, changes, refreshed, failed: 0 };
  }

  async function make(
    db: Db,
    order: StoredOrder,
    due: DueReminder,
    at: number,
    events: readonly LifeEvent[],
    duty: Map<string, string>,
  ): Promise<Moved> {
    const about = await withDuty(db, order, due, at, duty);
    const given = due.does === 'supervise' ? { facts: { given: { reason: true, level: due.level } } } : {};
    const detail = due.does === 'supervise' ? `${due.level} 级督办；${about}` : about;
    const step = { order, actor: SYSTEM, now: at, detail, events, ...given };
    return moveIn(context, db, step, requestOf(due, about));
  }

  /** Who lies on an order is told by name, or else whoever is on duty at the unit; `known`: by unit, at this moment. */
  async function withDuty(
    db: Db,
    { personName, leadUnit }: StoredOrder,
    due: DueReminder,
    at: number,
    known: Map<string, string>,
  ): Promise<string> {
    if (due.kind === 'undispatched' || due.kind === 'decide') return due.about;
    if (personName === null && !known.has(leadUnit)) {
      known.set(leadUnit, (await dutyNames(db, leadUnit, at)).join('、'));
    }
    const name = personName ?? known.get(leadUnit) ?? '';
    if (name === '') return due.about;
    return `${due.about}；${personName === null ? '值班' : '承办人'}：${name}`;
  }

  return { sweep };
}

function requestOf({ does, key, level }: DueReminder, about: string): MoveRequest {
  switch (does) {
    case 'remind':
      return { move: 'remind', data: { about, key } };
    case 'resume':
      return { move: 'resume', data: {} };
    case 'merchantFailed':
      return { move: 'merchantFailed', data: { reason: about } };
    case 'supervise':
      return { move: 'supervise', data: { level, reason: about } };
  }
}
