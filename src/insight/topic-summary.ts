import { tallyOf } from './tally.ts';
import type { Tally } from './tally.ts';
import { meanOf } from './topic-words.ts';
import type { WordMean, WordVector } from './topic-words.ts';
import type { TopicOrder } from './topic-types.ts';

export type PlaceAgreement = {
  readonly agreement: 'same' | 'near' | 'differ' | 'unknown';
  readonly key: string;
  readonly show: string;
};
export type SubjectAgreement = {
  readonly agreement: 'same' | 'differ' | 'unknown';
  readonly show: string;
};

/** What the orders of a topic have in common, as far as the next order is compared with it. */
export type TopicSummary = {
  readonly mean: WordMean;
  readonly issueTypes: Tally;
  readonly streets: Tally;
  /** Whether the order is of a street that the topic has nothing of, though most of its orders name one. */
  readonly isOtherStreet: (order: Pick<TopicOrder, 'street'>) => boolean;
  readonly placeOf: (order: TopicOrder, says: (name: string) => boolean) => PlaceAgreement;
  readonly subjectOf: (order: TopicOrder, says: (name: string) => boolean) => SubjectAgreement;
};

/** Orders of a topic that are looked at, the latest: beyond that the mean hardly moves. */
const LATEST = 100;
/** A place or name said by fewer than this share of those that say any is not the topic's own. */
const OWN_SHARE = 0.25;
/** From this share of orders with a place (a name) on, a topic is about a place (a subject). */
const ABOUT = 0.6;

type Member = { readonly order: Omit<TopicOrder, 'words'>; readonly words: number };

/** `wordsAt`: the words of a member by what it says of them. */
export function summaryOf(members: readonly Member[], wordsAt: (words: number) => WordVector): TopicSummary {
  const latest = members.slice(-LATEST);
  const orders = latest.map(({ order }) => order);
  const exact = orders.map((order) => order.places.filter((place) => place.exact).map((place) => place.key));
  const keys = tallyOf(exact);
  const stems = tallyOf(orders.map((order) => order.places.map((place) => place.stem)));
  const shows = new Map(orders.flatMap((order) => order.places.map((place) => [place.key, place.show])));
  const subjects = tallyOf(orders.map((order) => order.subjects));
  const withPlace = exact.filter((list) => list.length > 0).length;
  const withSubject = orders.filter((order) => order.subjects.length > 0).length;
  const own = (count: number, all: number): boolean => count >= OWN_SHARE * all;
  const streets = tallyOf(orders.map((order) => (order.street === null ? [] : [order.street])));
  const withStreet = orders.filter((order) => order.street !== null).length;
  return {
    mean: meanOf(latest.map(({ words }) => wordsAt(words))),
    issueTypes: tallyOf(orders.map((order) => (order.issueType === null ? [] : [order.issueType]))),
    streets,
    isOtherStreet: ({ street }) =>
      street !== null &&
      withStreet >= ABOUT * orders.length &&
      !own(streets.counts.get(street) ?? 0, withStreet),
    placeOf: (order, says) => {
      for (const { key, show, exact: narrow } of order.places) {
        if (narrow && own(keys.counts.get(key) ?? 0, withPlace) && keys.counts.has(key))
          return { agreement: 'same', key, show };
      }
      for (const [key, count] of keys.counts) {
        const show = shows.get(key) as string;
        if (own(count, withPlace) && says(show)) return { agreement: 'same', key, show };
      }
      const withAny = orders.filter((one) => one.places.length > 0).length;
      for (const { stem } of order.places) {
        for (const [other, count] of stems.counts) {
          if (own(count, withAny) && (stem.includes(other) || other.includes(stem)))
            return { agreement: 'near', key: '', show: stem.length <= other.length ? stem : other };
        }
      }
      const differs = order.places.some((place) => place.exact) && withPlace >= ABOUT * orders.length;
      return { agreement: differs ? 'differ' : 'unknown', key: '', show: '' };
    },
    subjectOf: (order, says) => {
      for (const [name, count] of subjects.counts) {
        if (own(count, withSubject) && (order.subjects.includes(name) || says(name)))
          return { agreement: 'same', show: name };
      }
      const differs = order.subjects.length > 0 && withSubject >= ABOUT * orders.length;
      return { agreement: differs ? 'differ' : 'unknown', show: '' };
    },
  };
}
