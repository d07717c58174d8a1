import type { Background } from './near-duplicates.ts';
import { SHINGLE_VERSION, SLOTS } from './shingles.ts';

/** Shingles of a single text are left out: they count as rare without being listed. */
const LISTED = 2;

/** Frequencies as bytes: version, texts and number of keys, then distances of keys, then counts; base 128. */
export function packBackground({ texts, frequencies }: Background): Uint8Array {
  const keys: number[] = [];
  for (let key = 0; key < frequencies.length; key++) {
    if ((frequencies[key] as number) >= LISTED) keys.push(key);
  }
  const numbers = [SHINGLE_VERSION, texts, keys.length];
  keys.forEach((key, i) => numbers.push(key - (i === 0 ? 0 : (keys[i - 1] as number))));
  for (const key of keys) numbers.push(frequencies[key] as number);
  const bytes: number[] = [];
  for (let value of numbers) {
    while (value >= 128) {
      bytes.push((value & 127) | 128);
      value >>>= 7;
    }
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

/** The way back; null for bytes of another version of shingles or that are cut short. */
export function unpackBackground(bytes: Uint8Array): Background | null {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return -1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return -1;
  };
  if (next() !== SHINGLE_VERSION) return null;
  const texts = next();
  const length = next();
  if (texts < 0 || length < 0 || length > SLOTS) return null;
  const frequencies = new Uint32Array(SLOTS);
  const keys = new Uint32Array(length);
  let key = 0;
  for (let i = 0; i < length; i++) {
    key += next();
    if (key < 0 || key >= SLOTS) return null;
    keys[i] = key;
  }
  for (const listed of keys) {
    const count = next();
    if (count < 0) return null;
    frequencies[listed] = count;
  }
  return { texts, frequencies };
}
