import { isWordUnit } from './features.ts';
import { pairSlotAt } from './shingles.ts';

/** A stretch that two texts share, in code units of each. `weight` is the sum over its character pairs. */
export type SharedPhrase = {
  readonly first: { readonly start: number; readonly end: number };
  readonly second: { readonly start: number; readonly end: number };
  readonly weight: number;
};

/** Places of one pair that are tried at most: a text that repeats itself must not cost the square of its length. */
const TRIED = 24;
/** What a phrase must weigh in all, and on the average of its pairs, to say anything. */
const LEAST = 5;
const LEAST_MEAN = 2;

/**
 * The longest stretches two texts have in common, heaviest first, at most `limit`, none over another in either
 * text, none across punctuation; letters compare without case. Stretches of everyday words are left out.
 */
export function sharedPhrases(
  first: string,
  second: string,
  options: { readonly weight: (key: number) => number; readonly limit: number },
): SharedPhrase[] {
  const places = new Map<number, number[]>();
  for (let i = 0; i < first.length; i++) {
    const slot = pairSlotAt(first, i);
    if (slot === 0) continue;
    const known = places.get(slot);
    if (known === undefined) places.set(slot, [i]);
    else if (known.length < TRIED) known.push(i);
  }
  const found: SharedPhrase[] = [];
  for (let j = 0; j + 1 < second.length;) {
    let length = 0;
    let at = 0;
    for (const i of places.get(pairSlotAt(second, j)) ?? []) {
      const run = runLength(first, i, second, j);
      if (run > length) {
        length = run;
        at = i;
      }
    }
    if (length >= 2) {
      let weight = 0;
      for (let k = j; k < j + length - 1; k++) weight += options.weight(pairSlotAt(second, k));
      if (weight >= LEAST && weight >= LEAST_MEAN * (length - 1)) {
        found.push({
          first: { start: at, end: at + length },
          second: { start: j, end: j + length },
          weight,
        });
      }
    }
    j += Math.max(1, length - 1);
  }
  return chosen(found, options.limit);
}

/** How far the two texts run on alike from here. */
function runLength(first: string, i: number, second: string, j: number): number {
  let length = 0;
  while (i + length < first.length && j + length < second.length) {
    const a = first.charCodeAt(i + length);
    const b = second.charCodeAt(j + length);
    if (!isWordUnit(a) || (a !== b && lower(a) !== lower(b))) break;
    length++;
  }
  return length;
}

function lower(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

function chosen(found: readonly SharedPhrase[], limit: number): SharedPhrase[] {
  const kept: SharedPhrase[] = [];
  const apart = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
    a.end <= b.start || b.end <= a.start;
  for (const phrase of [...found].sort((a, b) => b.weight - a.weight || a.second.start - b.second.start)) {
    if (kept.length === limit) break;
    if (kept.every((k) => apart(k.first, phrase.first) && apart(k.second, phrase.second))) kept.push(phrase);
  }
  return kept;
}
