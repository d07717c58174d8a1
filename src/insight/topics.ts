import { beijingDayNumber } from './days.ts';
import { createWordBook, emphasisIn, idIn, wordingWith } from './topic-words.ts';
import type { WordVector } from './topic-words.ts';
import { summaryOf } from './topic-summary.ts';
import type { TopicSummary } from './topic-summary.ts';
import type { Joined, TopicEvidence, TopicOrder, TopicRules } from './topic-types.ts';

/**
 * Set by hand in the image of the rules of duplicates (triage/duplicates.ts): a topic asks for less agreement of
 * wording than the same matter does, and for more than any of the other features brings by itself.
 */
export const TOPIC_RULES: TopicRules = {
  windowDays: 180,
  mostOrders: 200_000,
  asked: 0.25,
  leastWording: 0.1,
  place: 0.1,
  nearPlace: 0.05,
  subject: 0.12,
  issueType: 0.03,
  street: 0.02,
  otherPlace: 0.08,
  otherSubject: 0.06,
  otherSpot: 0.4,
};

/** Orders remembered of each word, the latest. */
const POSTINGS = 16;
/** Latest orders of a place or a subject whose topics are looked at. */
const RECENT_OF_NAME = 12;
/** Topics scored for one order, those most words point to first. */
const SCORED = 16;
/** Summaries kept ready, of the topics last looked at: one takes some thousand bytes, and most topics are of one order. */
const READY = 2000;
/** Words shown as evidence. */
const SHARED_SHOWN = 4;

export type Topics = {
  /**
   * Puts an order into the topic it belongs to, or founds one; an order that is there already stays where it is.
   * `says` tells whether its text has a name in it. Orders older than the window found a topic that nobody joins.
   */
  readonly add: (order: TopicOrder, says?: (name: string) => boolean) => Joined;
  /** Puts an order where it is known to belong: what was kept is read back in the order it came in. */
  readonly restore: (order: TopicOrder, topic: number) => void;
  /** The latest orders of a topic within the window, in the order they came in; none where it has closed. */
  readonly orders: (topic: number, most?: number) => readonly Omit<TopicOrder, 'words'>[];
  /** When the order that founded a topic was received; null where it has left the window. */
  readonly foundedAt: (topic: number) => number | null;
  /** The latest of them with their words, each once. */
  readonly latest: (topic: number, most: number) => readonly TopicOrder[];
  /** Topics that may still be joined. */
  readonly live: () => IterableIterator<number>;
  readonly sizes: () => { readonly orders: number; readonly topics: number; readonly postings: number };
};

/** An order in its topic; `words`: where its words lie in the word book. */
type Placed = {
  readonly order: Omit<TopicOrder, 'words'>;
  readonly topic: number;
  readonly words: number;
};

/**
 * Topics of a stream of orders, one pass, each order looked at once. What is held depends on the orders of the window
 * alone, so that it can be read back after a restart. `background` is the rarity of a word in texts of the same kind.
 */
export function createTopics(
  background: (word: string) => number,
  rules: TopicRules = TOPIC_RULES,
  mostReady = READY,
): Topics {
  const book = createWordBook(background);
  const topics = new Map<number, Placed[]>();
  const ready = new Map<number, TopicSummary>();
  const placed = new Map<number, Placed>();
  const byDay = new Map<number, number[]>();
  const byWord = new Map<number, number[]>();
  const byName = new Map<string, number[]>();
  const nameCounts = new Map<string, number>();
  let newestDay = -Infinity;
  let floor = -Infinity;

  function candidates(order: TopicOrder, vector: WordVector): number[] {
    const votes = new Map<number, number>();
    const vote = (seqs: readonly number[] | undefined, strength: number): void => {
      for (const seq of seqs ?? []) {
        const topic = (placed.get(seq) as Placed).topic;
        votes.set(topic, (votes.get(topic) ?? 0) + strength);
      }
    };
    for (const word of vector) {
      const rarity = book.rarity(idIn(word));
      vote(byWord.get(idIn(word)), rarity * rarity * emphasisIn(word));
    }
    for (const name of namesOf(order)) vote(byName.get(name)?.slice(-RECENT_OF_NAME), 20 * rarity(name));
    return [...votes]
      .sort((a, b) => b[1] - a[1] || b[0] - a[0])
      .slice(0, SCORED)
      .map(([topic]) => topic);
  }

  /** 1 for a name hardly anybody else says, towards 0 for one that everybody says. */
  function rarity(name: string): number {
    const count = nameCounts.get(name) ?? 0;
    return 1 - Math.log1p(count) / Math.log(placed.size + Math.E);
  }

  function summary(topic: number): TopicSummary {
    const made = ready.get(topic) ?? summaryOf(topics.get(topic) as Placed[], book.at);
    ready.delete(topic);
    ready.set(topic, made);
    if (ready.size > mostReady) ready.delete(ready.keys().next().value as number);
    return made;
  }

  function score(
    order: TopicOrder,
    vector: WordVector,
    topic: number,
    says: (name: string) => boolean,
  ): { score: number; evidence: TopicEvidence[] } {
    const about = summary(topic);
    const evidence: TopicEvidence[] = [];
    let total = 0;
    const add = (feature: TopicEvidence['feature'], value: string, share: number): void => {
      if (share > 0) evidence.push({ feature, value, share });
      total += share;
    };
    const { cosine, shared, rare } = wordingWith(vector, about.mean, book);
    if (cosine < rules.leastWording) return { score: 0, evidence };
    add('text', shared.slice(0, SHARED_SHOWN).map(book.word).join('、'), cosine);
    const place = about.placeOf(order, says);
    if (place.agreement === 'same')
      add('place', place.show, rules.place * Math.max(0.3, rarity(placeName(place.key))));
    else if (place.agreement === 'near') add('nearPlace', place.show, rules.nearPlace);
    else if (place.agreement === 'differ') total -= rules.otherPlace;
    const subject = about.subjectOf(order, says);
    if (subject.agreement === 'same')
      add('subject', subject.show, rules.subject * Math.max(0.3, rarity(subjectName(subject.show))));
    else if (subject.agreement === 'differ') total -= rules.otherSubject;
    // What goes wrong of one kind is told alike wherever it does: only words that few others say join two spots.
    const isElsewhere =
      place.agreement === 'differ' ||
      subject.agreement === 'differ' ||
      (place.agreement !== 'same' && about.isOtherStreet(order));
    if (isElsewhere && subject.agreement !== 'same') total -= Math.max(rules.otherSpot, cosine) * (1 - rare);
    if (order.issueType !== null)
      add('issueType', order.issueType, rules.issueType * about.issueTypes.shareOf(order.issueType));
    if (order.street !== null)
      add('street', order.street, rules.street * about.streets.shareOf(order.street));
    return { score: total, evidence };
  }

  function enter(entering: TopicOrder, topicId: number, vector: WordVector): void {
    const { words: _, ...order } = entering;
    const one: Placed = { order, topic: topicId, words: book.enter(vector) };
    placed.set(order.seq, one);
    const members = topics.get(topicId);
    if (members === undefined) topics.set(topicId, [one]);
    else members.push(one);
    ready.delete(topicId);
    for (const word of vector) pushTo(byWord, idIn(word), order.seq, POSTINGS);
    for (const name of namesOf(order)) {
      pushTo(byName, name, order.seq, RECENT_OF_NAME);
      nameCounts.set(name, (nameCounts.get(name) ?? 0) + 1);
    }
    pushTo(byDay, beijingDayNumber(order.at), order.seq, Infinity);
  }

  function leave(seq: number): void {
    const one = placed.get(seq) as Placed;
    placed.delete(seq);
    const members = topics.get(one.topic) as Placed[];
    // The oldest go first.
    members.splice(members.indexOf(one), 1);
    ready.delete(one.topic);
    if (members.length === 0) topics.delete(one.topic);
    for (const word of book.at(one.words)) takeFrom(byWord, idIn(word), seq);
    book.leave(one.words);
    for (const name of namesOf(one.order)) {
      takeFrom(byName, name, seq);
      const left = (nameCounts.get(name) ?? 1) - 1;
      if (left === 0) nameCounts.delete(name);
      else nameCounts.set(name, left);
    }
  }

  function expire(day: number): void {
    newestDay = Math.max(newestDay, day);
    floor = Math.max(floor, newestDay - rules.windowDays);
    const days = [...byDay.keys()].sort((a, b) => a - b);
    for (const old of days) {
      const full = placed.size > rules.mostOrders && old < newestDay;
      if (full) floor = Math.max(floor, old + 1);
      if (old >= floor) return;
      for (const seq of byDay.get(old) ?? []) leave(seq);
      byDay.delete(old);
    }
  }

  return {
    add: (order, says = () => false) => {
      const before = placed.get(order.seq);
      if (before !== undefined) return { seq: order.seq, topic: before.topic, evidence: [] };
      const day = beijingDayNumber(order.at);
      if (day < floor) return { seq: order.seq, topic: order.seq, evidence: [] };
      if (day > newestDay || placed.size > rules.mostOrders) expire(day);
      const vector = book.vector(order.words);
      let best: { topic: number; score: number; evidence: TopicEvidence[] } | null = null;
      for (const topic of candidates(order, vector)) {
        const found = score(order, vector, topic, says);
        if (found.score >= rules.asked && (best === null || found.score > best.score))
          best = { topic, ...found };
      }
      const topic = best?.topic ?? order.seq;
      enter(order, topic, vector);
      return { seq: order.seq, topic, evidence: best?.evidence ?? [] };
    },
    restore: (order, topic) => {
      const day = beijingDayNumber(order.at);
      if (placed.has(order.seq) || day < floor) return;
      if (day > newestDay || placed.size > rules.mostOrders) expire(day);
      enter(order, topic, book.vector(order.words));
    },
    orders: (topic, most = Infinity) => (topics.get(topic) ?? []).slice(-most).map(({ order }) => order),
    foundedAt: (topic) => placed.get(topic)?.order.at ?? null,
    latest: (topic, most) =>
      (topics.get(topic) ?? []).slice(-most).map(({ order, words }) => ({
        ...order,
        words: Array.from(book.at(words), (word): [string, number] => [book.word(idIn(word)), 1]),
      })),
    live: () => topics.keys(),
    sizes: () => ({ orders: placed.size, topics: topics.size, postings: byWord.size }),
  };
}

const placeName = (key: string): string => `p ${key}`;
const subjectName = (name: string): string => `s ${name}`;

/** The names an order can be found under: its places, what stands before the house, its subjects. */
function namesOf(order: Pick<TopicOrder, 'places' | 'subjects'>): Set<string> {
  return new Set([
    ...order.places.flatMap((place) => [placeName(place.key), `n ${place.stem}`]),
    ...order.subjects.map(subjectName),
  ]);
}

function pushTo<K>(lists: Map<K, number[]>, key: K, seq: number, most: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [seq]);
  else {
    list.push(seq);
    if (list.length > most) list.shift();
  }
}

function takeFrom<K>(lists: Map<K, number[]>, key: K, seq: number): void {
  const list = lists.get(key);
  const at = list?.indexOf(seq) ?? -1;
  if (list === undefined || at < 0) return;
  list.splice(at, 1);
  if (list.length === 0) lists.delete(key);
}
