import { ranked, tallyOf } from './tally.ts';
import type { TopicOrder } from './topic-types.ts';

/** What a topic is called, in words its orders say themselves. */
export type TopicTitle = {
  readonly title: string;
  readonly place: string | null;
  readonly subject: string | null;
  /** Name of the issue type most have, or telling words that several say. */
  readonly matter: string;
  readonly issueType: string | null;
};

/** From this share on a place or a name stands in the title, and an issue type is its matter. */
const TITLE_SHARE = 0.3;
const TYPE_SHARE = 0.5;
/** Words are shown only where at least this many orders say them: a single caller's words stay in the order. */
const SHARED_WORDS = 3;
const TITLE_WORDS = 3;

/**
 * The title of a topic: commonest place, subject and matter. Depends on which orders it has, not on their sequence.
 * `typeName` gives the name of an issue type.
 */
export function titleOf(orders: readonly TopicOrder[], typeName: (code: string) => string): TopicTitle {
  const least = TITLE_SHARE * orders.length;
  const places = tallyOf(
    orders.map((order) => order.places.filter((one) => one.exact).map(({ show }) => show)),
  );
  const stems = tallyOf(orders.map((order) => order.places.map(({ stem }) => stem)));
  const subjects = tallyOf(orders.map((order) => order.subjects));
  const types = tallyOf(orders.map((order) => (order.issueType === null ? [] : [order.issueType])));
  const [exact, near, subject, type] = [places.most(), stems.most(), subjects.most(), types.most()];
  const named = exact !== null && exact.count >= least ? exact : near;
  const place = named !== null && named.count >= least ? named.value : null;
  const subjectShown = subject !== null && subject.count >= least ? subject.value : null;
  const mostType = type !== null && type.count >= TYPE_SHARE * orders.length ? type.value : null;
  const shown = [place, subjectShown].filter((part) => part !== null);
  const matter = mostType === null ? matterWords(orders, shown) : typeName(mostType);
  // 三里河 in 三里河一区: one of them says it all.
  const heads = shown.filter(
    (part, i) => !shown.some((other, j) => i !== j && other.includes(part) && (other !== part || j < i)),
  );
  const title = [...heads, ...(matter === '' ? [] : [matter])].join(' ');
  const fallback = type === null ? '' : typeName(type.value);
  return {
    title: title === '' ? fallback : title,
    place,
    subject: subjectShown,
    matter: matter === '' ? fallback : matter,
    issueType: mostType,
  };
}

function matterWords(orders: readonly TopicOrder[], shown: readonly string[]): string {
  const words = tallyOf(orders.map((order) => order.words.map(([word]) => word)));
  const said = ranked(words.counts).filter(({ count }) => count >= SHARED_WORDS);
  return (
    said
      .map(({ value }) => value)
      .filter((word) => !shown.some((part) => part.includes(word)))
      // 五矿 where 五矿万境 is shared as well: the longer one says it all.
      .filter((word) => !said.some(({ value }) => value !== word && value.includes(word)))
      .slice(0, TITLE_WORDS)
      .join('、')
  );
}
