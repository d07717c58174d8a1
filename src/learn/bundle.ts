import { AppError } from '../kernel/errors.ts';
import type { LinearModel } from './linear.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The numbers of a trained model. Labels, thresholds and provenance stand in the manifest beside it. */
export type Weights = { readonly vocabulary: Vocabulary; readonly linear: LinearModel };

const MAGIC = 0x4a53554d; // "JSUM"
const FORMAT = 1;
/** Features that are put in order at a time. */
const ROWS = 256;

/**
 * Little-endian layout: magic, format, features F, classes K, blocks B (uint32 each); block weights
 * (float64 x B); keys (uint32 x F); idf (float32 x F); scales (float32 x F); biases (float32 x K);
 * quantised (int8 x F*K, class-major, so that equal neighbours compress well).
 */
export function encodeWeights({ vocabulary, linear }: Weights): Uint8Array {
  const features = vocabulary.keys.length;
  const { classes } = linear;
  const blocks = vocabulary.blockWeights.length;
  const size = 20 + blocks * 8 + features * 12 + classes * 4 + features * classes;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const value of [MAGIC, FORMAT, features, classes, blocks]) {
    view.setUint32(at, value, true);
    at += 4;
  }
  for (const weight of vocabulary.blockWeights) {
    view.setFloat64(at, weight, true);
    at += 8;
  }
  for (const array of [vocabulary.keys, vocabulary.idf, linear.scales, linear.biases]) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  for (let k = 0; k < classes; k++) {
    for (let f = 0; f < features; f++) bytes[at++] = linear.quantised[f * classes + k] as number;
  }
  return bytes;
}

/** Reads what `encodeWeights` wrote. @throws AppError `bad_model` where the bytes are no such file. */
export function decodeWeights(bytes: Uint8Array, name: string): Weights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 20 || view.getUint32(0, true) !== MAGIC) {
    throw new AppError('bad_model', { dir: name, reason: '不是权重文件' });
  }
  if (view.getUint32(4, true) !== FORMAT) {
    throw new AppError('bad_model', {
      dir: name,
      reason: `权重格式版本 ${view.getUint32(4, true)} 不受支持`,
    });
  }
  const features = view.getUint32(8, true);
  const classes = view.getUint32(12, true);
  const blocks = view.getUint32(16, true);
  const size = 20 + blocks * 8 + features * 12 + classes * 4 + features * classes;
  if (bytes.byteLength !== size) {
    throw new AppError('bad_model', {
      dir: name,
      reason: `权重文件应有 ${size} 字节，实有 ${bytes.byteLength}`,
    });
  }
  let at = 20;
  const blockWeights = Array.from({ length: blocks }, (_, b) => view.getFloat64(at + b * 8, true));
  at += blocks * 8;
  const take = (length: number): ArrayBuffer => {
    // A Buffer's own slice shares its memory; a typed array must start on a copy of just its bytes.
    const part = new Uint8Array(bytes.subarray(at, at + length)).buffer;
    at += length;
    return part;
  };
  const keys = new Uint32Array(take(features * 4));
  const idf = new Float32Array(take(features * 4));
  const scales = new Float32Array(take(features * 4));
  const biases = new Float32Array(take(classes * 4));
  const quantised = new Int8Array(features * classes);
  // Some features at a time, so that the rows that are written stay in the processor's cache.
  for (let from = 0; from < features; from += ROWS) {
    const to = Math.min(from + ROWS, features);
    for (let k = 0; k < classes; k++) {
      const row = at + k * features;
      for (let f = from; f < to; f++) quantised[f * classes + k] = bytes[row + f] as number;
    }
  }
  return { vocabulary: { keys, idf, blockWeights }, linear: { classes, quantised, scales, biases } };
}
