import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { decodeOpinion, encodeOpinion } from '../../src/triage/opinion-bytes.ts';

const numbers = { weights: Float32Array.of(1, -2, 0.25, 1e-8, 3, 4), biases: Float32Array.of(0.5, -0.5) };
const shape = { classes: 2, width: 3 };

function refusal(bytes: Uint8Array, expected = shape): string {
  try {
    decodeOpinion(bytes, expected, 'm1');
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_model') return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the file of a second opinion', () => {
  it('comes back as it was written, from a part of a larger buffer too', () => {
    const bytes = encodeOpinion(numbers);
    expect(decodeOpinion(bytes, shape, 'm1')).toEqual(numbers);
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    expect(decodeOpinion(padded.subarray(3), shape, 'm1')).toEqual(numbers);
  });

  it('is refused when it is cut, of another kind, of another shape, or holds no numbers', () => {
    const bytes = encodeOpinion(numbers);
    expect(refusal(bytes.subarray(0, -1))).toContain('字节');
    expect(refusal(bytes.subarray(0, 4))).toContain('不是');
    expect(refusal(new Uint8Array(40))).toContain('不是');
    expect(refusal(bytes, { classes: 3, width: 2 })).toContain('清单');
    expect(refusal(encodeOpinion({ ...numbers, biases: Float32Array.of(Number.NaN, 0) }))).toContain(
      '不是数',
    );
  });

  it('never takes a spoilt file for another error', () => {
    const bytes = encodeOpinion(numbers);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 40 }), (noise, at) => {
        const spoilt = bytes.slice();
        spoilt.set(noise.subarray(0, Math.max(0, spoilt.length - at)), Math.min(at, spoilt.length));
        try {
          decodeOpinion(spoilt, shape, 'm1');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});
