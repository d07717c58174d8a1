import { AppError } from '../kernel/errors.ts';
import type { Opinion } from './second-opinion.ts';

/** The numbers of a second opinion; everything else of it stands in the manifest. */
export type OpinionNumbers = Pick<Opinion, 'weights' | 'biases'>;

const MAGIC = 0x4a53554f; // "JSUO"
const FORMAT = 1;
const HEAD = 16;

/** Little-endian: magic, format, classes K, width D (uint32 each); biases (float32 x K); weights (float32 x K*D, by class). */
export function encodeOpinion({ weights, biases }: OpinionNumbers): Uint8Array {
  const classes = biases.length;
  const bytes = new Uint8Array(HEAD + (classes + weights.length) * 4);
  const view = new DataView(bytes.buffer);
  [MAGIC, FORMAT, classes, classes === 0 ? 0 : weights.length / classes].forEach((value, i) =>
    view.setUint32(i * 4, value, true),
  );
  let at = HEAD;
  for (const numbers of [biases, weights]) {
    for (const value of numbers) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads what `encodeOpinion` wrote, for so many classes and such a width. @throws AppError `bad_model` where the bytes
 * are no such file or hold something else.
 */
export function decodeOpinion(
  bytes: Uint8Array,
  expected: { readonly classes: number; readonly width: number },
  name: string,
): OpinionNumbers {
  const refuse = (reason: string): AppError => new AppError('bad_model', { dir: name, reason });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < HEAD || view.getUint32(0, true) !== MAGIC) throw refuse('不是第二意见的权重文件');
  const format = view.getUint32(4, true);
  if (format !== FORMAT) throw refuse(`第二意见的格式版本 ${format} 不受支持`);
  const [classes, width] = [view.getUint32(8, true), view.getUint32(12, true)];
  if (classes !== expected.classes || width !== expected.width)
    throw refuse(
      `第二意见有 ${classes} 类、${width} 维，清单记载 ${expected.classes} 类、${expected.width} 维`,
    );
  const size = HEAD + classes * (width + 1) * 4;
  if (bytes.byteLength !== size) throw refuse(`第二意见应有 ${size} 字节，实有 ${bytes.byteLength}`);
  const take = (from: number, count: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => view.getFloat32(from + i * 4, true));
  const numbers = { biases: take(HEAD, classes), weights: take(HEAD + classes * 4, classes * width) };
  if (![...numbers.biases, ...numbers.weights].every(Number.isFinite))
    throw refuse('第二意见里有不是数的权重');
  return numbers;
}
