import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../kernel/errors.ts';
import { beijingDay } from '../../kernel/clock.ts';
import type { EvidenceKind } from '../../kernel/evidence-words.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { dateOf, dayOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { insertDecisions } from '../../store/decisions.ts';
import { appendEvents } from '../../store/events.ts';
import { openFileFolder } from '../../store/file-folder.ts';
import { insertOrders } from '../../store/orders.ts';
import { enqueue } from '../../store/outbox.ts';
import {
  countRealOrders,
  insertFiles,
  markSimulated,
  moveSimulation,
  putSimulation,
  seeSimulatedReminders,
  simulationOf,
} from '../../store/simulation.ts';
import type { Simulation } from '../../store/simulation.ts';
import { OPEN_STATES } from '../../kernel/move-words.ts';
import { SUGGEST_TOPIC } from '../context.ts';
import type { Context } from '../context.ts';
import { keepCases } from '../life/case-keeping.ts';
import type { EvidenceOptions } from '../life/evidence-desk.ts';
import { REMINDER_DAYS } from '../life/reminders.ts';
import type { Actor } from '../types.ts';
import { linkSimulated, mergedBy } from './simulated-links.ts';
import type { StandIn } from './simulated-life.ts';
import { simulatedRows } from './simulated-slice.ts';
import type { SimulatedRow } from './simulated-slice.ts';
import { createSimulatedTopics } from './simulated-topics.ts';
import type { ReadForTopics } from './simulated-topics.ts';
import { readSimulationSource } from './simulation-source.ts';
import type { SimulationSource } from './simulation-source.ts';

const DEMO = fileURLToPath(new URL('../../../data/demo/', import.meta.url));
const DAY = 86_400_000;
const MINUTE = 60_000;
/** What is not at its end by then stays open, however late the year is told. */
const AFTERMATH_DAYS = 60;
/** Reminders of the last days wait for somebody. */
const UNSEEN_DAYS = 3;
export const MOST_ORDERS = 200_000;

export type SimulationAsked = {
  /** A calendar year; left out: the 365 days up to now. */
  readonly year?: number;
  readonly orders: number;
  readonly seed: number;
  /** Also beside orders that are real. */
  readonly besideReal?: boolean;
};

type Needs = Pick<Context, 'store' | 'profile' | 'names' | 'clock'>;

/**
 * Writes down what is to be simulated, or finds it written down already: what was cut short is gone on with. Throws
 * `simulation_refused` beside real orders or another simulation, `bad_field`.
 */
export async function beginSimulation(
  { store, clock }: Pick<Needs, 'store' | 'clock'>,
  actor: Actor,
  asked: SimulationAsked,
  demoIds: readonly string[],
): Promise<Simulation> {
  const now = clock.now();
  mustBeSensible(asked, now);
  return store.write(async (db) => {
    const known = await simulationOf(db);
    if (known !== null) {
      if (isAsked(known, asked)) return known;
      const { seed, orders, fromDay, toDay, endedAt } = known;
      const how = endedAt === null ? '没有写完，再用同样的参数可以接着写' : '已经写完';
      throw refused(
        `库里已有模拟数据（种子 ${seed}，${orders} 件，${fromDay} 至 ${toDay}），${how}；要换别的，先移除`,
      );
    }
    const real = await countRealOrders(db, demoIds);
    if (real > 0 && asked.besideReal !== true)
      throw refused(`库里有 ${real} 件不是演示的工单，模拟数据会混进统计和热点`);
    const { fromDay, toDay, until } = periodOf(asked, now);
    const run: Simulation = {
      id: `sim-${fromDay.replaceAll('-', '')}-${asked.seed}`,
      seed: asked.seed,
      fromDay,
      toDay,
      until,
      orders: asked.orders,
      done: 0,
      planted: {},
      startedAt: now,
      startedById: actor.id,
      startedByName: actor.name,
      endedAt: null,
    };
    await putSimulation(db, run);
    await audited(
      db,
      actor,
      now,
      'simulation.begin',
      run,
      `${fromDay} 至 ${toDay}，${run.orders} 件，种子 ${run.seed}`,
    );
    return run;
  });
}

function mustBeSensible({ year, orders, seed }: SimulationAsked, now: number): void {
  const bad = (field: string, reason: string) =>
    new AppError('bad_field', { where: '模拟：', field, reason });
  if (!Number.isInteger(orders) || orders < 1 || orders > MOST_ORDERS)
    throw bad('orders', `须为 1 到 ${MOST_ORDERS} 的整数`);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw bad('seed', '须为 0 到 4294967295 的整数');
  if (year === undefined) return;
  if (!Number.isInteger(year) || year < 2000 || year > Number(beijingDay(now).slice(0, 4)))
    throw bad('year', '须为 2000 到今年的年份');
}

const isAsked = (known: Simulation, { year, orders, seed }: SimulationAsked): boolean =>
  known.seed === seed &&
  known.orders === orders &&
  (year === undefined
    ? // Of the days up to now: those of then.
      dayOfDate(known.toDay) - dayOfDate(known.fromDay) === 365 && !known.fromDay.endsWith('-01-01')
    : known.fromDay === `${year}-01-01` && known.toDay === `${year + 1}-01-01`);

function periodOf({ year }: SimulationAsked, now: number): Pick<Simulation, 'fromDay' | 'toDay' | 'until'> {
  const moment = Math.floor(now / MINUTE) * MINUTE;
  if (year === undefined) {
    const to = dayOf(now) + 1;
    return { fromDay: dateOf(to - 365), toDay: dateOf(to), until: moment };
  }
  const toDay = `${year + 1}-01-01`;
  const until = Math.min(moment, startOfDay(dayOfDate(toDay)) + AFTERMATH_DAYS * DAY);
  return { fromDay: `${year}-01-01`, toDay, until };
}

const refused = (reason: string): AppError => new AppError('simulation_refused', { reason });

export type SimulationRun = {
  /** Orders of one write. */
  readonly slice: number;
  readonly onProgress?: (done: number, all: number) => void;
  /** Between two slices: told to stop, it can be gone on with. */
  readonly stopping?: () => boolean;
  readonly evidence: EvidenceOptions | null;
  /** Hands the shingles of what was written to the index that is in use. */
  readonly onWritten?: (orders: readonly { readonly seq: number; readonly read: ReadForTopics }[]) => void;
  readonly source?: SimulationSource;
};

/**
 * Writes what is left of a simulation, slice by slice; each is one transaction with everything that hangs on its orders,
 * and says how far it came. Whenever it is cut short, it ends in the same state once it is gone on with. False where it was
 * told to stop. Throws `simulation_refused` where another program writes it or takes it away meanwhile, as it may on a
 * database of a server: two never write the same slice.
 */
export async function runSimulation(
  context: Needs,
  run: Simulation,
  options: SimulationRun,
): Promise<boolean> {
  const { store, profile, clock } = context;
  if (run.endedAt !== null) return true;
  const source = options.source ?? readSimulationSource(profile);
  const standIn = await standIns(options.evidence);
  const { rows, planted } = simulatedRows(context, source, run, standIn);
  const topics = createSimulatedTopics(context, run.until);
  let done = run.done;
  let part: SimulatedRow[] = [];
  const next = rows(done);
  for (;;) {
    const { value, done: isOver } = next.next();
    if (isOver !== true) part.push(value);
    // Lives are thought out a few at a time: requests have their turn.
    if (part.length % BREATH === 0) await nextTurn();
    if (isOver !== true && part.length < options.slice) continue;
    if (part.length > 0) {
      if (options.stopping?.() === true) return false;
      const read = part.map((one) => topics.read(one.row, one.triage));
      const now = part;
      const before = done;
      let tries = 0;
      const stored = await store.write(async (db) => {
        await mustStandAt(db, run, before);
        return writeSlice(db, now, read, tries++ > 0);
      });
      options.onWritten?.(stored.map(({ seq }, i) => ({ seq, read: read[i] as ReadForTopics })));
      done += part.length;
      part = [];
      options.onProgress?.(done, run.orders);
    }
    if (isOver === true) break;
  }
  await store.write(async (db) => {
    await mustStandAt(db, run, done);
    await moveSimulation(db, run.id, { done, endedAt: clock.now() });
    await seeSimulatedReminders(db, run.until - REMINDER_DAYS * DAY, run.until - UNSEEN_DAYS * DAY);
    const actor = { id: run.startedById, name: run.startedByName };
    await audited(db, actor, clock.now(), 'simulation.end', run, `${done} 件`);
  });
  return true;

  async function writeSlice(
    db: Db,
    slice: readonly SimulatedRow[],
    read: readonly ReadForTopics[],
    again: boolean,
  ): Promise<readonly { readonly seq: number }[]> {
    const stored = await insertOrders(
      db,
      slice.map(({ row, text }) => ({ row, text })),
    );
    await insertDecisions(
      db,
      slice.map(({ row, triage }) => ({
        orderId: row.id,
        at: row.storedAt,
        result: { ...triage },
        ...triage.versions,
      })),
    );
    await markSimulated(db, stored);
    await appendEvents(
      db,
      slice.flatMap(({ told }) => told),
    );
    await insertFiles(
      db,
      slice.flatMap(({ files }) => files),
    );
    await linkSimulated(db, run, slice);
    await keepCases(
      db,
      profile,
      slice.map((one, i) => ({
        order: stored[i] as (typeof stored)[number],
        life: one.life,
        events: one.events,
        merged: mergedBy(run, one),
      })),
    );
    await topics.write(
      db,
      slice.map((one, i) => ({
        stored: stored[i] as (typeof stored)[number],
        read: read[i] as ReadForTopics,
        planted: one.origin.kind !== 'usual',
      })),
      again,
    );
    // Whoever opens what is open still wants to know what law and like orders say.
    const open = stored.filter(
      ({ state }) => OPEN_STATES.includes(state) && state !== 'replied' && state !== 'callback',
    );
    await enqueue(
      db,
      open.map(({ id }) => ({ topic: SUGGEST_TOPIC, payload: { orderId: id } })),
      clock.now(),
    );
    const reached = slice.at(-1)?.n ?? 0;
    await moveSimulation(db, run.id, { done: reached, planted: { ...planted } });
    return stored;
  }
}

/** Throws `simulation_refused` where what is stored of a simulation is not as it was left. */
async function mustStandAt(db: Db, run: Simulation, done: number): Promise<void> {
  const stored = await simulationOf(db);
  if (stored?.id !== run.id || stored.done !== done || stored.endedAt !== null)
    throw refused('模拟数据正由另一个程序写入或者移除，本次停止');
}

/** Lives thought out before requests have their turn. */
const BREATH = 8;

const audited = (
  db: Db,
  actor: Pick<Actor, 'id' | 'name'>,
  at: number,
  action: string,
  { id }: Pick<Simulation, 'id'>,
  detail: string,
): Promise<void> =>
  appendAudit(db, [{ at, actorId: actor.id, actorName: actor.name, action, subject: id, detail }]);

/** Puts what stands for evidence into its place; null where there is none. */
async function standIns(evidence: EvidenceOptions | null): Promise<StandIn | null> {
  if (evidence === null) return null;
  const folder = openFileFolder(evidence.folder);
  const { limit } = evidence;
  const put = (bytes: Uint8Array, name: string, as: EvidenceKind) =>
    folder.putFile(
      (async function* () {
        yield bytes;
      })(),
      { name, mediaType: '', limit, as },
    );
  const plan = readFileSync(join(DEMO, 'plan.pdf'));
  const picture = readFileSync(join(DEMO, 'record.png'));
  const contents = {
    document: await put(plan, '演示材料.pdf', 'document'),
    photo: await put(picture, '演示照片.png', 'photo'),
    screenshot: await put(picture, '演示截图.png', 'screenshot'),
    recording: await put(silence(), '演示录音.wav', 'recording'),
  };
  return (kind) => {
    const { sha256, name, mediaType, bytes } = contents[kind];
    return { sha256, name, mediaType, bytes };
  };
}

/** A second of silence as WAV: 8 kHz, 8 bits. */
function silence(): Uint8Array {
  const samples = 8000;
  const bytes = Buffer.alloc(44 + samples, 0x80);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples, 40);
  return bytes;
}
