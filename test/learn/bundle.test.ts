import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { decodeWeights, encodeWeights, type Weights } from '../../src/learn/bundle.ts';
import { packLinear } from '../../src/learn/linear.ts';

const float32 = fc.float({ noNaN: true });
const some = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: length, maxLength: length });

const anyWeights: fc.Arbitrary<Weights> = fc
  .tuple(fc.nat(7), fc.integer({ min: 1, max: 5 }), fc.nat(4))
  .chain(([features, classes, blocks]) =>
    fc
      .tuple(
        some(fc.integer({ min: 1, max: 0xffffffff }), features),
        some(float32, features),
        some(fc.double({ noNaN: true }), blocks),
        some(some(float32, features), classes),
        some(float32, classes),
      )
      .map(([keys, idf, blockWeights, columns, biases]) => ({
        vocabulary: { keys: Uint32Array.from(keys), idf: Float32Array.from(idf), blockWeights },
        linear: packLinear(
          columns.map((weights, k) => ({ weights: Float32Array.from(weights), bias: biases[k] as number })),
        ),
      })),
  );

const sample: Weights = {
  vocabulary: { keys: Uint32Array.of(1, 0xfffffffe), idf: Float32Array.of(1.5, 2), blockWeights: [1, 1.4] },
  linear: {
    classes: 2,
    quantised: Int8Array.of(1, -127, 0, 5),
    scales: Float32Array.of(0.01, 0.5),
    biases: Float32Array.of(-1, 0.25),
  },
};

function refusal(bytes: Uint8Array): AppError {
  try {
    decodeWeights(bytes, 'some-model');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a weights file', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(anyWeights, (weights) => {
        expect(decodeWeights(encodeWeights(weights), 'm')).toEqual(weights);
      }),
    );
  });

  it('is read from the middle of a larger buffer as well, at any alignment', () => {
    const bytes = encodeWeights(sample);
    for (const offset of [0, 1, 2, 3, 8]) {
      const larger = new Uint8Array(bytes.length + 16).fill(255);
      larger.set(bytes, offset);
      expect(decodeWeights(larger.subarray(offset, offset + bytes.length), 'm')).toEqual(sample);
      // A Buffer shares its memory where an array would be copied.
      expect(decodeWeights(Buffer.from(larger.buffer, offset, bytes.length), 'm')).toEqual(sample);
    }
  });

  it('has the documented layout: magic, format and sizes first, little-endian', () => {
    const bytes = encodeWeights(sample);
    expect(bytes).toHaveLength(20 + 2 * 8 + 2 * 12 + 2 * 4 + 2 * 2);
    expect([...new Uint32Array(bytes.slice(0, 20).buffer)]).toEqual([0x4a53554d, 1, 2, 2, 2]);
    // Class-major: both features of the first class, then of the second.
    expect([...new Int8Array(bytes.slice(-4).buffer)]).toEqual([1, 0, -127, 5]);
  });

  it('is refused as bad_model wherever it is cut off, and with anything behind it', () => {
    const bytes = encodeWeights(sample);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.slice(0, length)).code).toBe('bad_model');
    }
    expect(refusal(Uint8Array.of(...bytes, 0)).code).toBe('bad_model');
  });

  it('is refused with another magic, another format, or sizes that do not fit', () => {
    for (let at = 0; at < 20; at++) {
      const bytes = encodeWeights(sample);
      bytes[at] = (bytes[at] as number) ^ 0x15;
      const error = refusal(bytes);
      expect(error.code).toBe('bad_model');
      expect(error.message).toContain('some-model');
    }
  });

  it('is refused where it is something else altogether', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => refusal(bytes).code === 'bad_model'));
  });
});
