import type { SaidWords } from './topic-words.ts';

/** A place of an order as far as it can be compared. */
export type TopicPlace = {
  /** The same spot has the same key. */
  readonly key: string;
  /** What comes before the number of the house, shared by neighbours. */
  readonly stem: string;
  /** As it is shown: without floors and rooms. */
  readonly show: string;
  /** Narrow enough for two orders about it to be about one spot. */
  readonly exact: boolean;
};

/** What topics go by of an order. Nothing in it names or reaches a caller. */
export type TopicOrder = {
  /** Number of the order, unique and positive; the first one's is the number of the topic. */
  readonly seq: number;
  /** UTC milliseconds at which it was received. */
  readonly at: number;
  /** Tells one caller from another; null where nobody knows who called, which counts as somebody else each time. */
  readonly caller: string | null;
  readonly issueType: string | null;
  readonly street: string | null;
  readonly places: readonly TopicPlace[];
  /** Proper names of who is complained about. */
  readonly subjects: readonly string[];
  /** Words of the text with how often it says each, the most telling first. */
  readonly words: SaidWords;
};

/** Why an order joined a topic. `share` is what it brought of the score asked for. */
export type TopicEvidence = {
  readonly feature: 'text' | 'place' | 'nearPlace' | 'subject' | 'issueType' | 'street';
  readonly value: string;
  readonly share: number;
};

/** Where an order went. */
export type Joined = {
  readonly seq: number;
  readonly topic: number;
  /** Empty for the order that founded the topic. */
  readonly evidence: readonly TopicEvidence[];
};

/** How topics are told apart; `TOPIC_RULES` are in use. */
export type TopicRules = {
  /** Days an order counts, and a topic waits for the next one. */
  readonly windowDays: number;
  /** Orders kept at most; where more come within the window, the oldest days go first. */
  readonly mostOrders: number;
  /** Score asked for: cosine of wording with the topic plus what follows. */
  readonly asked: number;
  /** Least cosine of wording, whatever else agrees. */
  readonly leastWording: number;
  readonly place: number;
  readonly nearPlace: number;
  readonly subject: number;
  readonly issueType: number;
  readonly street: number;
  /** Taken away where both name a place or a subject and none agrees. */
  readonly otherPlace: number;
  readonly otherSubject: number;
  /**
   * Taken away at least beside that where it is about another place, subject or street; all that the wording brings,
   * where that is more. Rare words make up for it.
   */
  readonly otherSpot: number;
};
