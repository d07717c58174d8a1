import { createInsightDesk } from '../../insight/desk.ts';
import type { InsightDesk } from '../../insight/desk.ts';
import { SURGE_RULES } from '../../insight/surge.ts';
import type { Alarm } from '../../insight/surge.ts';
import type { Joined, TopicOrder } from '../../insight/topic-types.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { meanWeight } from '../../learn/shingles.ts';
import type { Profile } from '../../profile/types.ts';
import { membersAfter, newestMemberAt } from '../../store/topics.ts';
import type { StoredMember } from '../../store/topics.ts';
import { warningsTold } from '../../store/warnings.ts';
import type { Store } from '../../store/store.ts';
import { loadSegmenter } from '../../text/segment.ts';
import type { Segmenter } from '../../text/types.ts';
import type { DuplicateMemory } from '../relations/duplicate-memory.ts';
import { saidWords } from './topic-order.ts';
import type { SaidWords } from '../../insight/topic-words.ts';

const DAY = 86_400_000;
/** Rows read in one go, some milliseconds of work. */
const CHUNK = 100;
/** History that seasons are learned from. */
const HISTORY_DAYS = 430;
/** Outcomes remembered until they are surely written: one order is written at a time. */
const REMEMBERED = 100;

export type Outcome = { readonly order: TopicOrder; readonly joined: Joined; readonly alarm: Alarm | null };

/** The topics of one store, held in memory. */
export type InsightMemory = {
  /** Built from what is stored the first time it is asked for. */
  readonly desk: () => Promise<InsightDesk>;
  /** Takes an order in once, however often its job is done again; what came of it the first time is said again. */
  readonly take: (seq: number, make: () => TopicOrder, says: (name: string) => boolean) => Promise<Outcome>;
  /** Words of a text, without those in `leftOut`. */
  readonly words: (text: string, leftOut: readonly string[]) => SaidWords;
  /** Forgets everything: what is stored has been made anew. */
  readonly reset: () => void;
  /** Gives up building and resolves when nothing is read any more. */
  readonly close: () => Promise<void>;
};

export function createInsightMemory(options: {
  readonly store: Store;
  readonly profile: Profile;
  readonly duplicates: Pick<DuplicateMemory, 'weight'>;
  /** Lets others go first, between the pieces of a year of orders. */
  readonly breathe?: () => Promise<void>;
}): InsightMemory {
  const { store, profile, duplicates, breathe = nextTurn } = options;
  const rules = profile.warnings?.alarms ?? SURGE_RULES;
  const rarity = (word: string): number => meanWeight(word, duplicates.weight());
  const outcomes = new Map<number, Outcome>();
  let segmenter: Segmenter | null = null;
  let building: Promise<InsightDesk> | null = null;
  let closed = false;
  let past: Promise<unknown> = Promise.resolve();
  /** What is being read; once it was given up it is of no account what comes of it. */
  let generation = 0;

  function desk(): Promise<InsightDesk> {
    if (building !== null) return building;
    const mine = generation;
    const made = build(() => closed || mine !== generation).then(
      (built) => (mine === generation ? built : desk()),
      (error: unknown) => {
        if (mine !== generation && !closed) return desk();
        if (mine === generation) building = null;
        throw error;
      },
    );
    building = made;
    return made;
  }

  async function build(isOver: () => boolean): Promise<InsightDesk> {
    const made = createInsightDesk(rarity, {
      surge: rules,
      ...(profile.seasons === undefined ? {} : { seasons: profile.seasons }),
    });
    // What was told stays told where topics are made anew.
    for (const { key, at, callers, seqs } of await store.read(warningsTold))
      made.surges.told(key, at, callers, seqs);
    const from = ((await store.read(newestMemberAt)) ?? 0) - HISTORY_DAYS * DAY;
    for (let after = 0; ;) {
      if (isOver()) throw new Error('Given up while topics were being read.');
      const chunk = await store.read((db) => membersAfter(db, after, from, CHUNK));
      const last = chunk.at(-1);
      if (last === undefined) break;
      for (const member of chunk) made.restore(orderOf(member), member.topic);
      after = last.orderSeq;
      await breathe();
    }
    return made;
  }

  return {
    desk,
    take: async (seq, make, says) => {
      const known = outcomes.get(seq);
      if (known !== undefined) return known;
      const made = await desk();
      const order = make();
      const outcome = { order, ...made.take(order, says) };
      outcomes.set(seq, outcome);
      for (const old of outcomes.keys()) {
        if (outcomes.size <= REMEMBERED) break;
        outcomes.delete(old);
      }
      return outcome;
    },
    words: (text, leftOut) => {
      segmenter ??= loadSegmenter(profile.terms);
      return saidWords(segmenter.cut(text), rarity, leftOut);
    },
    reset: () => {
      // Only whether it has ended: what was read would be held for ever.
      past = Promise.allSettled([past, building]).then(() => undefined);
      generation++;
      building = null;
      outcomes.clear();
    },
    close: async () => {
      closed = true;
      await Promise.allSettled([past, building]);
    },
  };
}

export function orderOf(member: StoredMember): TopicOrder {
  const { orderSeq, at, caller, issueType, street, places, subjects, words } = member;
  return { seq: orderSeq, at, caller, issueType, street, places, subjects, words };
}
