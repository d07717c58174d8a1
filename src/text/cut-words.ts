import type { Dictionary } from './dictionary.ts';
import { cutUnknown, type WordModel } from './unknown-words.ts';
import { nextNode, wordEnding } from './word-trie.ts';

/** No word reaches over these: blank, tab, line end, comma, full stop. */
const isSeparator = (unit: number): boolean =>
  unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0xff0c || unit === 0x3002;
const isDigit = (unit: number): boolean => unit >= 48 && unit < 58;
const isLetter = (unit: number): boolean => (unit >= 65 && unit < 91) || (unit >= 97 && unit < 123);
const FULL_STOP = 46;

/** Scratch by place in the text: weight of the best words from there on, and where the first of them ends. */
let best = new Float64Array(1024);
let firstEnd = new Int32Array(1024);

/**
 * Where the words of a text end, in order and without gaps: the likeliest words of the dictionary (a unigram model, as
 * the best path through all words that stand in the text), and what it leaves as single characters joined by the
 * model of unknown words. The method and the words are those of jieba's `cut` with its hidden Markov model
 * (cppjieba, MixSegment).
 */
export function wordEnds(dictionary: Dictionary, model: WordModel, text: string): number[] {
  if (best.length <= text.length) {
    best = new Float64Array(text.length * 2);
    firstEnd = new Int32Array(text.length * 2);
  }
  const ends: number[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isSeparator(text.charCodeAt(at))) continue;
    if (at > from) cutStretch(dictionary, model, text, from, at, ends);
    ends.push(at + 1);
    from = at + 1;
  }
  if (text.length > from) cutStretch(dictionary, model, text, from, text.length, ends);
  return ends;
}

function cutStretch(
  dictionary: Dictionary,
  model: WordModel,
  text: string,
  from: number,
  to: number,
  ends: number[],
): void {
  weigh(dictionary, text, from, to);
  // Single characters side by side, until a word ends them.
  let singles: number[] = [];
  for (let at = from; at < to; at = firstEnd[at] as number) {
    const end = firstEnd[at] as number;
    if (end - at === characterLength(text, at, to)) {
      singles.push(at);
      continue;
    }
    if (singles.length > 0) {
      cutSingles(model, text, singles, at, ends);
      singles = [];
    }
    ends.push(end);
  }
  if (singles.length > 0) cutSingles(model, text, singles, to, ends);
}

/** Fills `best` and `firstEnd` for `[from, to)`, from the end to the beginning. */
function weigh({ trie, weights, least }: Dictionary, text: string, from: number, to: number): void {
  best[to] = 0;
  for (let at = to - 1; at >= from; at--) {
    const length = characterLength(text, at, to);
    let node = text.charCodeAt(at);
    const single = length === 1 ? wordEnding(trie, node) : 0;
    let weight = (best[at + length] as number) + (single === 0 ? least : (weights[single] as number));
    let end = at + length;
    for (let next = at + 1; next < to; next++) {
      node = nextNode(trie, node, text.charCodeAt(next));
      if (node === -1) break;
      const word = wordEnding(trie, node);
      if (word === 0) continue;
      const longer = (best[next + 1] as number) + (weights[word] as number);
      if (longer > weight) {
        weight = longer;
        end = next + 1;
      }
    }
    best[at] = weight;
    firstEnd[at] = end;
  }
}

/** 2 for a pair of surrogates, else 1. */
function characterLength(text: string, at: number, to: number): number {
  if ((text.charCodeAt(at) & 0xfc00) !== 0xd800 || at + 1 === to) return 1;
  return (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

/** Words of single characters that begin at `starts` and end at `to`: letters and digits by runs, the rest by the model. */
function cutSingles(model: WordModel, text: string, starts: number[], to: number, ends: number[]): void {
  const size = starts.length;
  starts.push(to);
  let left = 0;
  for (let i = 0; i < size;) {
    const unit = text.charCodeAt(starts[i] as number);
    if (unit >= 0x80) {
      i++;
      continue;
    }
    if (i > left) cutUnknown(model, text, starts, left, i, ends);
    i = asciiEnd(text, starts, i, size);
    ends.push(starts[i] as number);
    left = i;
  }
  if (size > left) cutUnknown(model, text, starts, left, size, ends);
}

/** Where the word of letters (digits may follow) or of digits and points that begins at `starts[i]` ends. */
function asciiEnd(text: string, starts: readonly number[], i: number, size: number): number {
  const unitOf = (j: number): number => text.charCodeAt(starts[j] as number);
  const first = unitOf(i);
  let j = i + 1;
  if (isLetter(first)) while (j < size && (isLetter(unitOf(j)) || isDigit(unitOf(j)))) j++;
  else if (isDigit(first)) while (j < size && (isDigit(unitOf(j)) || unitOf(j) === FULL_STOP)) j++;
  return j;
}
