import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { createTable, embedBag, WHOLE } from '../../src/learn/bag-table.ts';
import {
  createSentenceEncoder,
  decodeSentenceWeights,
  encodeSentenceWeights,
  packTable,
  type CutWords,
} from '../../src/learn/sentence-encoder.ts';
import { partReader, readVocabulary } from '../../src/learn/text-parts.ts';

const TEXTS = [
  '房东不退押金怎么办',
  '出租人应当返还押金',
  '七日内可以退货',
  '收到商品之日起七日内退货，押金不退',
];
/** Words of two characters, side by side. */
const inPairs: CutWords = (text) =>
  Array.from({ length: text.length >> 1 }, (_, i) => ({ start: 2 * i, end: 2 * i + 2 }));
const OPTIONS = { longest: 2, minDocuments: 1, maxFeatures: 500 };
const vocabulary = readVocabulary(TEXTS, inPairs, OPTIONS);
const table = createTable(vocabulary.keys.length, 16, seededRandom(4));
const weights = packTable(vocabulary, table, 2);
const encode = createSentenceEncoder(weights, inPairs);
const text = fc.string({ unit: fc.constantFrom(...new Set(TEXTS.join(''))), maxLength: 12 });

describe('vectors of texts', () => {
  it('are those of the trained table, but for 8 bits', () => {
    const reader = partReader(vocabulary, inPairs, 2);
    const parts = TEXTS.map(reader.add);
    const rows = reader.finish();
    TEXTS.forEach((one, i) => {
      const exact = new Float32Array(16);
      embedBag(table, rows, { parts: [parts[i] as number], mask: WHOLE }, exact, 0);
      encode(one).forEach((value, k) => expect(Math.abs(value - (exact[k] as number))).toBeLessThan(0.02));
    });
  });

  it('have unit length, or are zero where nothing is known', () => {
    fc.assert(
      fc.property(text, (one) => {
        const length = Math.hypot(...encode(one));
        if (one === '' || one === '，') expect(length).toBe(0);
        else if (length > 0) expect(length).toBeCloseTo(1, 5);
      }),
    );
    expect([...encode('□■ΩΩ')].every((value) => value === 0)).toBe(true);
  });

  it('do not depend on what was read before', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const first = encode(one);
        encode(other);
        expect(encode(one)).toEqual(first);
      }),
    );
  });

  it('survive being written and read', () => {
    const bytes = encodeSentenceWeights(weights);
    expect(decodeSentenceWeights(bytes, 'x')).toEqual(weights);
    // Bytes that begin anywhere in a larger buffer.
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSentenceWeights(shifted.subarray(3), 'x')).toEqual(weights);
  });

  it('are refused where the bytes are no such file', () => {
    const bytes = encodeSentenceWeights(weights);
    const format = bytes.slice();
    format[4] = 9;
    for (const wrong of [new Uint8Array(4), bytes.slice(1), bytes.slice(0, -1), format])
      expect(() => decodeSentenceWeights(wrong, 'x')).toThrow(AppError);
  });
});

describe('reading texts into parts', () => {
  it('counts each known stretch times its idf, once a row', () => {
    const reader = partReader(vocabulary, inPairs, 2);
    const row = reader.add('退退退货');
    const rows = reader.finish();
    const from = rows.offsets[row] as number;
    const indices = Array.from(rows.indices.subarray(from));
    expect(new Set(indices).size).toBe(indices.length);
    // 退 three times, 货 once, the pair 退货 as neighbours and as a word; 退退 stands in no text.
    const counts = indices.map((f, i) => (rows.values[from + i] as number) / (vocabulary.idf[f] as number));
    expect(counts.map((count) => Math.round(count)).sort()).toEqual([1, 1, 1, 3]);
  });

  it('keeps the most frequent stretches', () => {
    const few = readVocabulary(TEXTS, inPairs, { ...OPTIONS, maxFeatures: 5 });
    expect(few.keys).toEqual(vocabulary.keys.slice(0, 5));
    expect(few.idf).toEqual(vocabulary.idf.slice(0, 5));
  });

  it('reads any number of texts as it reads each alone', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const together = partReader(vocabulary, inPairs, 2);
        texts.forEach((one) => together.add(one));
        const rows = together.finish();
        texts.forEach((one, i) => {
          const alone = partReader(vocabulary, inPairs, 2);
          alone.add(one);
          const single = alone.finish();
          const [from, to] = [rows.offsets[i], rows.offsets[i + 1]];
          expect(rows.indices.slice(from, to)).toEqual(single.indices);
          expect(rows.values.slice(from, to)).toEqual(single.values);
        });
      }),
    );
  });
});
