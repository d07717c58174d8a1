import type { TopicOrder, TopicPlace } from '../../insight/topic-types.ts';
import type { SaidWords } from '../../insight/topic-words.ts';
import { meanWeight } from '../../learn/shingles.ts';
import { RELATION_RULES } from '../../triage/duplicates.ts';
import { placeKey } from '../../triage/matter.ts';
import type { MatterFacts } from '../../triage/matter.ts';

/** Names looked at of one order: beyond that a text lists them. */
const MOST_NAMES = 6;
/** Words kept of one order. */
const MOST_WORDS = 64;
/** 《电磁辐射防护规定》: what is quoted is no party. */
const RULE = /(?:法|条例|规定|办法|规范|通知|意见|标准|细则|解释|合同|协议|公告|方案)$/;
/** Rarity from which a word may be part of a name: about one text in three thousand says it. */
const NAME_RARITY = 8;
/** How often a text says two rare words side by side before they are taken for a name. */
const NAME_SAID = 2;
const CONTENT = /^[\u4e00-\u9fa5a-z]{2,12}$/;

/** What topics go by of an order whose matter is read already. `weight` is the rarity of a piece of text. */
export function topicOrderOf(
  order: {
    readonly seq: number;
    readonly facts: MatterFacts;
    readonly caller: string | null;
    readonly words: SaidWords;
    readonly typed: boolean;
    /** Names of callers: nobody is complained about by calling. */
    readonly persons?: readonly string[];
  },
  weight: (term: number) => number,
): TopicOrder {
  const { seq, facts, caller, words, typed, persons = [] } = order;
  return {
    seq,
    at: facts.receivedAt,
    caller,
    issueType: typed ? facts.issueType : null,
    street: facts.street,
    places: facts.places.slice(0, MOST_NAMES).map((place): TopicPlace => ({
      key: placeKey(place),
      stem: place.stem,
      show: place.stem + place.house,
      exact: place.exact,
    })),
    subjects: facts.names
      .filter((name) => !persons.includes(name) && !RULE.test(name) && !facts.merelyQuoted.includes(name))
      .filter((name) => meanWeight(name, weight) >= RELATION_RULES.tellingName)
      .slice(0, MOST_NAMES),
    words,
  };
}

/**
 * Words of a text that may tell its matter, with how often each is said: what is said often and rare elsewhere first.
 * Single characters, numbers and marks tell nothing. Two rare words that stand side by side more than once are a name
 * the dictionary lacks, and count as a word beside their parts.
 */
export function saidWords(
  cut: readonly string[],
  rarity: (word: string) => number,
  leftOut: readonly string[] = [],
): SaidWords {
  const counts = new Map<string, number>();
  const names = new Map<string, number>();
  let before = '';
  for (const raw of cut) {
    const word = raw.toLowerCase();
    const tells = CONTENT.test(word) && !leftOut.some((name) => name.includes(word));
    if (tells) counts.set(word, (counts.get(word) ?? 0) + 1);
    const rare = tells && rarity(word) >= NAME_RARITY;
    if (rare && before !== '') names.set(before + word, (names.get(before + word) ?? 0) + 1);
    before = rare ? word : '';
  }
  for (const [name, count] of names) if (count >= NAME_SAID) counts.set(name, count);
  return [...counts]
    .map(([word, count]) => ({ word, count, worth: (1 + Math.log(count)) * rarity(word) }))
    .sort((a, b) => b.worth - a.worth || (a.word < b.word ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(({ word, count }) => [word, count] as const);
}
