import { seededRandom } from './random.ts';
import type { Random } from './random.ts';

/** A stream of numbers of its own for each thing that is drawn, so that one more draw here changes nothing there. */
export function randomOf(seed: number, ...names: readonly (string | number)[]): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of names.join('\u0001')) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  const random = seededRandom(hash ^ Math.imul(seed + 1, 0x9e3779b1));
  // Neighbouring seeds give neighbouring first numbers.
  random();
  return random;
}

/** Uniform. Throws where there is nothing to choose from. */
export function pick<T>(random: Random, list: readonly T[]): T {
  if (list.length === 0) throw new Error('Nothing to choose from.');
  return list[Math.floor(random() * list.length)] as T;
}

/** Whole numbers, both ends included. */
export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** The first ones of a list far more often than the last. */
export const pickFew = <T>(random: Random, list: readonly T[]): T =>
  list[Math.min(list.length - 1, Math.floor(list.length * random() ** 2.2))] as T;

/** Standard normal (Box and Muller). */
export const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Draws indices by weight; the sums are made once. */
export function weighted(weights: ArrayLike<number>): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) sums[i] = total += weights[i] as number;
  return (random) => {
    const wanted = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
