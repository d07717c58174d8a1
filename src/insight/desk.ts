import type { KnownRise } from '../kernel/known-rise.ts';
import { knownSeasons } from './known-seasons.ts';
import { createSurges } from './surge.ts';
import type { Alarm, SurgeRules, Surges, TopicNow, Watched } from './surge.ts';
import { TOPIC_RULES, createTopics } from './topics.ts';
import type { Topics } from './topics.ts';
import { tallyOf } from './tally.ts';
import type { Joined, TopicOrder, TopicRules } from './topic-types.ts';

/** Topics and surges of one stream. */
export type InsightDesk = {
  readonly topics: Topics;
  readonly surges: Surges;
  readonly take: (
    order: TopicOrder,
    says?: (name: string) => boolean,
  ) => { readonly joined: Joined; readonly alarm: Alarm | null };
  readonly restore: (order: TopicOrder, topic: number) => void;
};

/** Latest orders of a topic in which callers are counted, and by which it is told what it is about. */
const LOOKED_AT = 1000;
const TOLD_BY = 100;
/** From this share of a topic's orders on, it is about a place, a subject, a street, a type. */
const ABOUT = 0.5;

export function createInsightDesk(
  background: (word: string) => number,
  rules: {
    readonly topics?: TopicRules;
    readonly surge?: SurgeRules;
    readonly seasons?: readonly KnownRise[];
  } = {},
): InsightDesk {
  const topics = createTopics(background, rules.topics ?? TOPIC_RULES);
  const surges = createSurges(rules.surge, knownSeasons(rules.seasons ?? []));
  const surgeOrder = (order: TopicOrder) => ({
    ...order,
    places: order.places.filter(({ exact }) => exact).map(({ key }) => key),
  });
  return {
    topics,
    surges,
    take: (order, says) => {
      const joined = topics.add(order, says);
      const members = topics.orders(joined.topic, LOOKED_AT);
      const within = narrowest(members.slice(-TOLD_BY));
      const foundedAt = topics.foundedAt(joined.topic);
      const now: TopicNow | null =
        within === null || foundedAt === null
          ? null
          : { topic: joined.topic, foundedAt, members, within, issueType: mostType(members.slice(-TOLD_BY)) };
      return { joined, alarm: surges.observe(surgeOrder(order), now) };
    },
    restore: (order, topic) => {
      topics.restore(order, topic);
      surges.restore(surgeOrder(order));
    },
  };
}

const mostType = (members: readonly Pick<TopicOrder, 'issueType'>[]): string | null =>
  tallyOf(members.map(({ issueType }) => (issueType === null ? [] : [issueType]))).most()?.value ?? null;

/** The narrowest thing watched that most orders of a topic belong to; null where they have nothing of the kind. */
export function narrowest(members: readonly Omit<TopicOrder, 'words'>[]): Watched | null {
  const least = ABOUT * members.length;
  const of = (said: readonly (readonly string[])[]): string | null => {
    const most = tallyOf(said).most();
    return most !== null && most.count >= least ? most.value : null;
  };
  const place = of(members.map(({ places }) => places.filter(({ exact }) => exact).map(({ key }) => key)));
  if (place !== null) return { kind: 'place', key: place };
  const subject = of(members.map(({ subjects }) => subjects));
  if (subject !== null) return { kind: 'subject', key: subject };
  const cell = of(
    members.map(({ issueType, street }) =>
      issueType === null || street === null ? [] : [`${issueType}|${street}`],
    ),
  );
  if (cell !== null) return { kind: 'cell', key: cell };
  const type = of(members.map(({ issueType }) => (issueType === null ? [] : [issueType])));
  return type === null ? null : { kind: 'type', key: type };
}
