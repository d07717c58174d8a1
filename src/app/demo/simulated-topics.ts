import { createInsightDesk } from '../../insight/desk.ts';
import type { InsightDesk } from '../../insight/desk.ts';
import { SURGE_RULES } from '../../insight/surge.ts';
import type { Alarm } from '../../insight/surge.ts';
import type { TopicOrder } from '../../insight/topic-types.ts';
import { meanWeight, packShingles, shingle } from '../../learn/shingles.ts';
import { updateWarning } from '../../store/warnings.ts';
import { saveMembers } from '../../store/topics.ts';
import type { StoredMember, TopicChange } from '../../store/topics.ts';
import type { Db } from '../../store/client.ts';
import { insertSignatures, simulatedMembers } from '../../store/simulation.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { warningsTold } from '../../store/warnings.ts';
import { placeKey } from '../../triage/matter.ts';
import type { MatterFacts } from '../../triage/matter.ts';
import type { Context } from '../context.ts';
import { createInsightMemory, orderOf } from '../insight/insight-memory.ts';
import { callerOf, standing, warn } from '../insight/placing.ts';
import { topicOrderOf } from '../insight/topic-order.ts';
import { createDuplicateMemory } from '../relations/duplicate-memory.ts';
import { factsOf } from '../relations/finding-relations.ts';
import type { TriageResult } from '../types.ts';

/** Rows read in one go. */
const CHUNK = 500;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Warnings that are younger at the end wait for somebody. */
const WAITING_DAYS = 7;

/** An order read for topics and for finding what was said before; its number is known when it is stored. */
export type ReadForTopics = {
  readonly facts: MatterFacts;
  readonly order: Omit<TopicOrder, 'seq'>;
  readonly signature: Uint8Array;
  readonly places: readonly string[];
};

export type SimulatedTopics = {
  readonly read: (order: Parameters<typeof factsOf>[0], triage: TriageResult) => ReadForTopics;
  /**
   * Puts the orders of one slice, in order of time, into topics of their own stream, raises warnings as of the moment, and
   * keeps what relations are found by. `again`: the slice is written anew, so that what is held is read back first. Inside
   * the lane only.
   */
  readonly write: (
    db: Db,
    orders: readonly {
      readonly stored: StoredOrder;
      readonly read: ReadForTopics;
      readonly planted: boolean;
    }[],
    again: boolean,
  ) => Promise<void>;
};

/**
 * Topics of the made-up stream by itself: it lies in the past, and what real orders say is not looked at. `until`: the
 * end of the simulation, UTC milliseconds.
 */
export function createSimulatedTopics(
  context: Pick<Context, 'store' | 'profile' | 'names'>,
  until: number,
): SimulatedTopics {
  const { store, profile, names } = context;
  // Not built: rarity is that of the background, whatever else the database holds.
  const duplicates = createDuplicateMemory(store);
  const weight = duplicates.weight();
  const memory = createInsightMemory({ store, profile, duplicates });
  let desk: InsightDesk | null = null;

  async function opened(db: Db): Promise<InsightDesk> {
    const made = createInsightDesk((word) => meanWeight(word, weight), {
      surge: profile.warnings?.alarms ?? SURGE_RULES,
      ...(profile.seasons === undefined ? {} : { seasons: profile.seasons }),
    });
    for (const { key, at, callers, seqs } of await warningsTold(db))
      if (at <= until) made.surges.told(key, at, callers, seqs);
    for (let after = 0; ;) {
      const chunk = await simulatedMembers(db, after, CHUNK);
      const last = chunk.at(-1);
      if (last === undefined) return made;
      for (const member of chunk) made.restore(orderOf(member), member.topic);
      after = last.orderSeq;
    }
  }

  return {
    read: (order, triage) => {
      const facts = factsOf(order, triage);
      const caller = facts.phone === null ? null : callerOf(facts.phone);
      const { seq: _, ...topicOrder } = topicOrderOf(
        { seq: 0, facts, caller, words: memory.words(facts.text, []), typed: true },
        weight,
      );
      return {
        facts,
        order: topicOrder,
        signature: packShingles(shingle(facts.text)),
        places: facts.places.filter(({ exact }) => exact).map(placeKey),
      };
    },
    write: async (db, orders, again) => {
      if (again) desk = null;
      const open = (desk ??= await opened(db));
      const members: StoredMember[] = [];
      const last = new Map<number, TopicOrder>();
      const alarms: { alarm: Alarm; topic: number; at: number; planted: boolean }[] = [];
      for (const { stored, read, planted } of orders) {
        const order: TopicOrder = { seq: stored.seq, ...read.order };
        const text = read.facts.text.toLowerCase();
        const { joined, alarm } = open.take(order, (name) => text.includes(name));
        const { at, caller, street, places, subjects, words } = order;
        members.push({
          orderSeq: stored.seq,
          orderId: stored.id,
          topic: joined.topic,
          at,
          caller,
          issueType: stored.issueType,
          street,
          places: [...places],
          subjects: [...subjects],
          words: [...words],
          evidence: [...joined.evidence],
        });
        last.set(joined.topic, order);
        if (alarm !== null)
          alarms.push({ alarm, topic: joined.topic, at: stored.storedAt + MINUTE, planted });
      }
      const standings = new Map(
        [...last].map(([topic, order]): [number, TopicChange] => [
          topic,
          standing(open, topic, order, names.issueType),
        ]),
      );
      await saveMembers(db, members, [...standings.values()]);
      await insertSignatures(
        db,
        orders.map(({ stored, read }) => ({
          seq: stored.seq,
          id: stored.id,
          bytes: read.signature,
          places: read.places,
        })),
      );
      for (const { alarm, topic, at, planted } of alarms) {
        const id = await warn(db, context, alarm, standings.get(topic) as TopicChange, at);
        if (until - at < WAITING_DAYS * DAY) continue;
        await updateWarning(db, id, 1, {
          state: planted ? 'confirmed' : 'dismissed',
          reason: planted ? null : '季节性增多，没有同一起因',
          decidedBy: 'sim-dispatcher-1',
          decidedByName: '值班派单员',
          decidedAt: at + 40 * MINUTE,
        });
      }
    },
  };
}
