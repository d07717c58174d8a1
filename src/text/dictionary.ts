import { addWord, copyOf, wordTrie, type WordTrie } from './word-trie.ts';

/** Words by how often they are used, as jieba's dictionaries list them. */
export type Dictionary = {
  readonly trie: WordTrie;
  /** ln of the relative frequency, by the number that the trie has for a word. */
  readonly weights: number[];
  /** Weight of a character that is no word. */
  readonly least: number;
  /** The number of a word added without a frequency: that of the median weight. */
  readonly median: number;
};

/** Edges of jieba's dictionary and some more. */
const CAPACITY = 500_000;
const NEW_LINE = 10;
const BLANK = 32;
const ZERO = 48;

/**
 * Reads a dictionary (`word frequency tag`, one a line) and a short one of a user's words (frequency and tag may be
 * missing), with the weights cppjieba gives them.
 */
export function readDictionary(text: string, userText: string): Dictionary {
  const trie = wordTrie(CAPACITY);
  // A number stands for a frequency: there are some thousand of them. `times[n]` words have it.
  const numbers = new Map<number, number>();
  const frequencies = [0];
  const times = [0];
  let sum = 0;
  let words = 0;
  for (let start = 0; start < text.length;) {
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== BLANK) end++;
    let frequency = 0;
    let at = end + 1;
    for (
      let digit = text.charCodeAt(at) - ZERO;
      digit >= 0 && digit < 10;
      digit = text.charCodeAt(++at) - ZERO
    )
      frequency = frequency * 10 + digit;
    while (at < text.length && text.charCodeAt(at) !== NEW_LINE) at++;
    let number = numbers.get(frequency);
    if (number === undefined) {
      number = frequencies.push(frequency) - 1;
      times.push(0);
      numbers.set(frequency, number);
    }
    times[number] = (times[number] as number) + 1;
    sum += frequency;
    words++;
    addWord(trie, text, start, end, number);
    start = at + 1;
  }
  const weights = frequencies.map((frequency) => Math.log(frequency / sum));
  const rising = [...numbers].sort(([a], [b]) => a - b);
  let before = 0;
  const [, median] = rising.find(([, number]) => (before += times[number] as number) > words >> 1) as [
    number,
    number,
  ];
  const least = weights[(rising[0] as [number, number])[1]] as number;
  for (const line of userText.split('\n')) {
    const [word = '', frequency, tag] = line.split(' ');
    if (word === '') continue;
    // Only where all three columns are there is the second one a frequency.
    const number = tag === undefined ? median : weights.push(Math.log(Number(frequency) / sum)) - 1;
    addWord(trie, word, 0, word.length, number);
  }
  return { trie, weights, least, median };
}

/** A dictionary with more words, of at least one unit each, that are to be kept whole; the given one stays as it is. */
export function withTerms(dictionary: Dictionary, terms: readonly string[]): Dictionary {
  const trie = copyOf(dictionary.trie);
  for (const term of terms) addWord(trie, term, 0, term.length, dictionary.median);
  return { ...dictionary, trie };
}
