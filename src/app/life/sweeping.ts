import { beijingDay } from '../../kernel/clock.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import type { HandlingRules } from '../../orders/handling-rules.ts';
import type { DueReminder, ReminderKind } from '../../orders/sweep.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { sweptOrders, sweptSeqs } from '../../store/sweeps.ts';
import type { SweptRow } from '../../store/sweeps.ts';
import type { Context } from '../context.ts';
import { findDue, isOutdated, timesKey } from './sweep-finding.ts';
import type { Found } from './sweep-finding.ts';
import { settle } from './sweep-writing.ts';
import type { Done, SweepRun } from './sweep-writing.ts';

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
  /** Lets others have their turn, after each page. */
  readonly breathe?: () => Promise<void>;
};

export type Sweeping = { readonly sweep: (options?: SweepOptions) => Promise<SweepReport> };

type Needs = Pick<Context, 'store' | 'profile' | 'names' | 'clock' | 'log' | 'changes'>;

/** Orders of one read, some milliseconds, and at most of one write: few enough that requests do not wait for long. */
const READ_PAGE = 25;
const WRITE_PAGE = 100;

/** What is remembered of an order from one sweep to the next. */
type Quiet = {
  readonly version: number;
  /** What queues keep of its clocks, as one word. */
  readonly times: string;
  readonly from: number;
  readonly until: number;
  readonly unknownYears: readonly number[];
};

/**
 * Goes over all open orders, page by page, and does what time alone brings about: reminders, levels of supervision, ends
 * of holds and of merchants' time. What is due is found from a read; the write that does it finds it again where the order is
 * not as it was, so that two sweeps at once, or one after a crash, do everything once.
 */
export function createSweeping(context: Needs): Sweeping {
  const { store, profile, clock, log } = context;
  /** Orders that need not be looked at before a time: their events are not even read. */
  let quiet = new Map<string, Quiet>();
  let reported = '';

  const sweep: Sweeping['sweep'] = async ({
    dryRun = false,
    tell,
    stopping = () => false,
    breathe = nextTurn,
  } = {}) => {
    const at = clock.now();
    const rules = profile.handling === undefined ? null : rulesOn(profile.handling, beijingDay(at));
    if (profile.handling !== undefined && rules === null) {
      log.error({ day: beijingDay(at) }, 'no rules of handling are in force: nobody is reminded');
    }
    const made: Partial<Record<ReminderKind, number>> = {};
    const years: Record<number, number> = {};
    let [orders, refreshed, failed] = [0, 0, 0];
    const next = new Map<string, Quiet>();
    const run: SweepRun = { rules, at, duty: new Map() };
    /** Found and not written yet: written together as soon as it fills a page, since each commit waits for the disk. */
    const work: Found[] = [];
    const seqs = await store.read(sweptSeqs);
    for (let from = 0; from < seqs.length; from += READ_PAGE) {
      if (stopping()) return { at, orders, made, refreshed, unknownYears: years, failed, stopped: true };
      const { rows, found, bad } = await store.read(async (db) => {
        const page = await sweptOrders(db, seqs.slice(from, from + READ_PAGE));
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
      for (const { row, due, times, unknownYears, quietUntil: until } of found) {
        for (const year of unknownYears) years[year] = (years[year] ?? 0) + 1;
        if (due.length > 0 || until <= at) continue;
        next.set(row.id, { version: row.version, times: timesKey(times), from: at, until, unknownYears });
      }
      work.push(...found.filter((one) => one.due.length > 0 || isOutdated(one)));
      const isLast = from + READ_PAGE >= seqs.length;
      while (work.length >= (isLast ? 1 : WRITE_PAGE)) {
        const part = work.splice(0, WRITE_PAGE);
        const done = dryRun ? wouldDo(part) : await settle(context, part, run);
        refreshed += done.refreshed;
        failed += done.failed;
        for (const { row, due } of done.made) {
          made[due.kind] = (made[due.kind] ?? 0) + 1;
          tell?.(row, due);
        }
        context.changes.publish(done.changes);
      }
      // Requests come first.
      await breathe();
    }
    quiet = next;
    report(years, beijingDay(at));
    return { at, orders, made, refreshed, unknownYears: years, failed, stopped: false };
  };

  /** What is remembered of an order that cannot have become due; null where it has to be looked at. */
  const asleep = (row: SweptRow, at: number): Quiet | null => {
    const known = quiet.get(row.id);
    if (known?.version !== row.version || known.times !== timesKey(row)) return null;
    return known.from <= at && at < known.until ? known : null;
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
        return [findDue(profile, rules, row, events.get(row.id) ?? [], at)];
      } catch (error) {
        bad++;
        log.error({ err: error, order: row.id }, 'order could not be swept');
        return [];
      }
    });
    return { found, bad };
  }

  const wouldDo = (work: readonly Found[]): Done => ({
    made: work.flatMap(({ row, due }) => due.map((one) => ({ row, due: one }))),
    changes: [],
    refreshed: work.filter((found) => found.due.length === 0 && isOutdated(found)).length,
    failed: 0,
  });

  return { sweep };
}
