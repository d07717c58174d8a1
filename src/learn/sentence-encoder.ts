import { AppError } from '../kernel/errors.ts';
import { toUnitLength, type BagTable } from './bag-table.ts';
import { featureBuffer, pushCharacters, pushNamed, type FeatureBuffer, type WordSpan } from './features.ts';
import { buildLookup, indexOf, type Vocabulary } from './vocabulary.ts';

/** Cuts a text into words, in order. */
export type CutWords = (text: string) => readonly WordSpan[];

/** What turns a text into a vector: a row of 8-bit numbers and a scale for every stretch of text known. */
export type SentenceWeights = {
  readonly width: number;
  /** Stretches of one to so many characters are read, and words of two and more. */
  readonly longest: number;
  readonly keys: Uint32Array;
  readonly scales: Float32Array;
  /** Row f at `[f * width, (f + 1) * width)`. */
  readonly rows: Int8Array;
};

/**
 * The stretches of a text that its vector is made of: characters, neighbours, and words, which so count twice and can
 * be longer. Overwrites the buffer.
 */
export function readStretches(buffer: FeatureBuffer, text: string, cut: CutWords, longest: number): void {
  buffer.length = 0;
  pushCharacters(buffer, text, 0, text.length, longest, 0);
  for (const { start, end } of cut(text))
    if (end - start >= 2) pushNamed(buffer, text.slice(start, end), start, end, 0);
}

/** Multiplies the idf into the vectors and brings each to 8 bits. */
export function packTable(vocabulary: Vocabulary, table: BagTable, longest: number): SentenceWeights {
  const { width, vectors } = table;
  const features = vocabulary.keys.length;
  const scales = new Float32Array(features);
  const rows = new Int8Array(features * width);
  for (let f = 0; f < features; f++) {
    const row = vectors.subarray(f * width, (f + 1) * width);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) continue;
    scales[f] = (largest / 127) * (vocabulary.idf[f] as number);
    row.forEach((value, k) => (rows[f * width + k] = Math.round((value / largest) * 127)));
  }
  return { width, longest, keys: vocabulary.keys, scales, rows };
}

/**
 * Texts to vectors of unit length (all zero where nothing is known): the cosine of two texts is the dot product of
 * their vectors. The vector of a text is the direction of the sum of the rows of what stands in it, so that a title
 * and a body read together give the sum of the two.
 */
export function createSentenceEncoder(
  weights: SentenceWeights,
  cut: CutWords,
): (text: string) => Float32Array {
  const { width, longest, keys, scales, rows } = weights;
  const lookup = buildLookup({ keys, idf: scales, blockWeights: [1] });
  const buffer = featureBuffer();
  return (text) => {
    readStretches(buffer, text, cut, longest);
    const vector = new Float32Array(width);
    for (let i = 0; i < buffer.length; i++) {
      const feature = indexOf(lookup, buffer.keys[i] as number);
      if (feature === -1) continue;
      const scale = scales[feature] as number;
      const from = feature * width;
      for (let k = 0; k < width; k++) vector[k] = (vector[k] as number) + scale * (rows[from + k] as number);
    }
    toUnitLength(vector, 0, width);
    return vector;
  };
}

const MAGIC = 0x4a535645; // "JSVE"
const FORMAT = 1;
const HEADER = 20;

/**
 * Little-endian layout: magic, format, width D, longest, features F (uint32 each); keys (uint32 x F); scales
 * (float32 x F); rows (int8 x F*D).
 */
export function encodeSentenceWeights({ width, longest, keys, scales, rows }: SentenceWeights): Uint8Array {
  const bytes = new Uint8Array(sizeOf(keys.length, width));
  const view = new DataView(bytes.buffer);
  [MAGIC, FORMAT, width, longest, keys.length].forEach((value, i) => view.setUint32(i * 4, value, true));
  let at = HEADER;
  for (const array of [keys, scales, rows]) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

const sizeOf = (features: number, width: number): number => HEADER + features * (8 + width);

/** Reads what `encodeSentenceWeights` wrote. @throws AppError `bad_model` where the bytes are no such file. */
export function decodeSentenceWeights(bytes: Uint8Array, name: string): SentenceWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (reason: string): AppError => new AppError('bad_model', { dir: name, reason });
  if (bytes.byteLength < HEADER || view.getUint32(0, true) !== MAGIC) throw bad('不是句向量权重文件');
  if (view.getUint32(4, true) !== FORMAT) throw bad(`句向量权重格式版本 ${view.getUint32(4, true)} 不受支持`);
  const width = view.getUint32(8, true);
  const features = view.getUint32(16, true);
  const size = sizeOf(features, width);
  if (bytes.byteLength !== size) throw bad(`句向量权重应有 ${size} 字节，实有 ${bytes.byteLength}`);
  let at = HEADER;
  const take = (length: number): ArrayBuffer => {
    // A typed array of wider numbers must start on a copy of just its bytes.
    const part = new Uint8Array(bytes.subarray(at, at + length)).buffer;
    at += length;
    return part;
  };
  return {
    width,
    longest: view.getUint32(12, true),
    keys: new Uint32Array(take(features * 4)),
    scales: new Float32Array(take(features * 4)),
    rows: new Int8Array(take(features * width)),
  };
}
