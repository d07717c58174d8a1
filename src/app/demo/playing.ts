import type { EvidenceKind, EvidencePurpose } from '../../kernel/evidence-words.ts';
import { beijingDay } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { lifeEventsOf, lifeEventsOfMany } from '../../store/events.ts';
import { orderById, ordersByIds } from '../../store/orders.ts';
import type { Store } from '../../store/store.ts';
import type { CallbackRecord } from '../callback/callback-types.ts';
import type { EvidenceDesk } from '../life/evidence-desk.ts';
import type { Sweeping } from '../life/sweeping.ts';
import type { Actor, OrderInput, Services } from '../types.ts';
import { happenings, receivedAt, retold } from './story.ts';
import type { Happening, Story, StoryStep } from './story.ts';

/** The use cases under a clock of their own. */
export type Past = (clock: Clock) => {
  readonly services: Pick<Services, 'intake' | 'handling' | 'callbacks'> & {
    readonly evidence?: EvidenceDesk;
  };
  readonly sweeping: Sweeping;
};

/** What is handed in as evidence: a document and a picture. */
export type DemoFiles = { readonly plan: Uint8Array; readonly record: Uint8Array };

export type Play = {
  readonly store: Store;
  readonly past: Past;
  /** The demonstration as it is shipped. */
  readonly orders: readonly OrderInput[];
  readonly story: Story;
  readonly files: DemoFiles;
  /** Who hands the orders in. */
  readonly importer: Actor;
  /** Who acts: accounts of the demonstration by name, people of a unit by its code. */
  readonly actors: { readonly of: (name: string) => Actor; readonly unit: (code: string) => Actor };
  readonly now: number;
  /** Told of a step that a use case refuses: the story of that order ends there. */
  readonly onRefused: (id: string, error: AppError) => void;
};

/** Orders that came within so long are handed over together. */
const TOGETHER = 40 * 60_000;

/**
 * Tells the story of the demonstration orders through the use cases, with their clock set to when it happened. What is
 * in the database already is passed over, so that a start that was cut short is gone on with; it is then told as of the
 * moment at which it began. Where triage decides otherwise than the story expects (another model, another profile), the
 * story of that order ends early. Returns the number of orders. Throws `bad_file` for an order that is refused.
 */
export async function play(parts: Play): Promise<number> {
  const { store, story } = parts;
  const now = await beginning(parts);
  const told = parts.orders.map((order) => retold(order, story, now));
  let time = now;
  const { services, sweeping } = parts.past({ now: () => time });
  const events = happenings(told, story, now);
  const before = await lastOf(store, idsOf(told));
  const ended = new Set<string>();
  for (let i = 0; i < events.length; i++) {
    const one = events[i] as Happening;
    if (one.kind === 'arrival') {
      const batch = arrivalsFrom(events, i);
      i += batch.length - 1;
      time = (batch.at(-1) as Happening).at;
      await handIn(
        services,
        parts.importer,
        batch.map(({ order }) => order),
      );
      continue;
    }
    time = one.at;
    if (one.kind === 'sweep') {
      // What came after it is stored already: it was swept, or nobody will miss it.
      if (one.at >= before) await sweeping.sweep();
    } else if (!ended.has(one.id)) {
      try {
        await step(parts, services, one, time);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        ended.add(one.id);
        parts.onRefused(one.id, error);
      }
    }
  }
  return (await store.read((db) => ordersByIds(db, idsOf(told)))).length;
}

const idsOf = (orders: readonly OrderInput[]): string[] => orders.flatMap(({ id }) => id ?? []);

/** When the story was begun: told by the first of its orders that is stored, or now. */
async function beginning({ store, orders, story, now }: Play): Promise<number> {
  const stored = await store.read((db) => ordersByIds(db, idsOf(orders)));
  for (const row of stored) {
    const entry = story[row.id];
    if (entry !== undefined && 'minutesAgo' in entry) return row.receivedAt + entry.minutesAgo * 60_000;
  }
  const [first] = stored;
  const original = orders.find(({ id }) => id === first?.id);
  const entry = first && story[first.id];
  if (first === undefined || entry === undefined || original === undefined) return now;
  // Told by days: the same day and the same time of day give the same times.
  const shift = first.receivedAt - receivedAt(entry, Date.parse(original.receivedAt), now);
  return now + shift;
}

/** The last thing that happened to any of these orders; 0 where nothing did. */
async function lastOf(store: Store, ids: readonly string[]): Promise<number> {
  const events = await store.read((db) => lifeEventsOfMany(db, ids));
  return Math.max(0, ...[...events.values()].map((list) => list.at(-1)?.at ?? 0));
}

type Arrival = Extract<Happening, { kind: 'arrival' }>;

function arrivalsFrom(events: readonly Happening[], from: number): Arrival[] {
  const batch: Arrival[] = [];
  for (const one of events.slice(from)) {
    if (one.kind !== 'arrival' || one.at - (batch[0]?.at ?? one.at) > TOGETHER) break;
    batch.push(one);
  }
  return batch;
}

async function handIn(
  { intake }: Pick<Services, 'intake'>,
  importer: Actor,
  orders: readonly OrderInput[],
): Promise<void> {
  for (const outcome of await intake.accept(importer, orders))
    if (outcome.status === 'refused')
      throw new AppError('bad_file', { file: 'demo.jsonl', reason: outcome.error.message });
}

async function step(
  { store, actors, files, story }: Play,
  { handling, evidence, callbacks }: ReturnType<Past>['services'],
  { id, nth, step: asked }: Extract<Happening, { kind: 'step' }>,
  at: number,
): Promise<void> {
  const { order, made } = await store.read(async (db) => ({
    order: await orderById(db, id),
    made: await lifeEventsOf(db, id),
  }));
  if (order === null) return;
  // What the program did by itself is no step of the story, except that it sent the order out.
  const sentOut = made.some(({ kind, actor }) => kind === 'dispatch' && actor.role === 'system');
  const sending = sentOut && story[id]?.steps[0]?.do === 'dispatch' ? 1 : 0;
  if (made.filter(({ actor }) => actor.role !== 'system').length + sending > nth) return;
  const unit = asked.who === 'joint' ? order.jointUnit : order.leadUnit;
  if (unit === null) return;
  const actor = asked.who === 'unit' || asked.who === 'joint' ? actors.unit(unit) : actors.of(asked.who);
  switch (asked.do) {
    case 'dispatch':
      await handling.dispatch(actor, id);
      return;
    case 'acknowledge':
      await handling.acknowledge(actor, id);
      return;
    case 'callback':
      await callbacks?.record(actor, id, { data: asked.data as CallbackRecord });
      return;
    case 'evidence': {
      const { name, mediaType, bytes, ...what } = evidenceOf(asked, files);
      await evidence?.add(actor, id, {
        stream: (async function* () {
          yield bytes;
        })(),
        name,
        mediaType,
        ...what,
      });
      return;
    }
    default:
      await handling.move(actor, id, { move: asked.do, data: dataAt(asked, at) });
  }
}

/** A picture that stands for a record of a call or a visit where the step says what it is of, else the plan. */
function evidenceOf({ data }: StoryStep, { plan, record }: DemoFiles) {
  if (data === undefined)
    return {
      name: '工作计划.pdf',
      mediaType: 'application/pdf',
      bytes: plan,
      kind: 'document',
      purpose: 'result',
    } as const;
  const { kind, purpose } = data as { readonly kind: EvidenceKind; readonly purpose: EvidencePurpose };
  return { name: '演示截图.png', mediaType: 'image/png', bytes: record, kind, purpose } as const;
}

function dataAt({ do: move, data = {} }: StoryStep, at: number): unknown {
  const { planDays, ...rest } = data;
  const told = move === 'reply' ? { toldAt: new Date(at).toISOString(), way: 'phone' } : {};
  const planDay = typeof planDays === 'number' ? { planDay: beijingDay(at + planDays * 86_400_000) } : {};
  return { ...rest, ...told, ...planDay };
}
