import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureBuffer, pushFeature, type FeatureBuffer } from '../../src/learn/features.ts';
import {
  buildLookup,
  indexOf,
  vectorize,
  vocabularyBuilder,
  type Vocabulary,
} from '../../src/learn/vocabulary.ts';

type Feature = readonly [key: number, block: number];

const WEIGHTS = [1, 1.4, 0.3];

function bufferOf(features: readonly Feature[]): FeatureBuffer {
  const buffer = featureBuffer(2);
  features.forEach(([key, block], i) => pushFeature(buffer, key, i, i + 1, block));
  return buffer;
}

function vocabularyOf(documents: readonly (readonly Feature[])[], minDocuments = 1): Vocabulary {
  const builder = vocabularyBuilder();
  for (const document of documents) builder.add(bufferOf(document));
  return builder.finish(minDocuments, WEIGHTS);
}

// The block follows from the key, as it does in real features.
const feature = fc.integer({ min: 1, max: 40 }).map((key): Feature => [key * 104729, key % 3]);
const document = fc.array(feature, { maxLength: 25 });

describe('building a vocabulary', () => {
  it('counts texts, not occurrences, and puts the most frequent first, ties by key', () => {
    const { keys } = vocabularyOf([
      [
        [7, 0],
        [7, 0],
        [7, 0],
      ],
      [
        [9, 0],
        [5, 0],
      ],
      [[9, 0]],
    ]);
    expect([...keys]).toEqual([9, 5, 7]);
  });

  it('leaves out features of too few texts', () => {
    const documents: Feature[][] = [
      [[1, 0]],
      [
        [1, 0],
        [2, 0],
      ],
      [
        [3, 0],
        [1, 0],
      ],
    ];
    expect([...vocabularyOf(documents, 2).keys]).toEqual([1]);
    expect([...vocabularyOf(documents, 4).keys]).toEqual([]);
  });

  it('has the smoothed inverse document frequency of scikit-learn', () => {
    const { keys, idf } = vocabularyOf([[[1, 0]], [[1, 0]], [[2, 0]]]);
    expect([...keys]).toEqual([1, 2]);
    expect(idf[0]).toBeCloseTo(Math.log(4 / 3) + 1, 6);
    expect(idf[1]).toBeCloseTo(Math.log(4 / 2) + 1, 6);
  });

  it('is the same whatever the order of the texts', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 8 }), (documents) => {
        expect(vocabularyOf([...documents].reverse())).toEqual(vocabularyOf(documents));
      }),
    );
  });
});

describe('looking up a key', () => {
  it('answers as a map does, also for keys that fall on one slot', () => {
    const keys = fc.uniqueArray(
      fc.oneof(
        fc.integer({ min: 1, max: 0xffffffff }),
        // All of these begin at slot 3.
        fc.integer({ min: 0, max: 5000 }).map((n) => n * 65536 + 3),
      ),
      { maxLength: 900 },
    );
    fc.assert(
      fc.property(keys, fc.array(fc.integer({ min: 1, max: 0xffffffff })), (known, others) => {
        const lookup = buildLookup({
          keys: Uint32Array.from(known),
          idf: new Float32Array(known.length),
          blockWeights: WEIGHTS,
        });
        const oracle = new Map(known.map((key, index) => [key, index]));
        for (const key of [...known, ...others, 3 + 65536 * 5001]) {
          expect(indexOf(lookup, key)).toBe(oracle.get(key) ?? -1);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Dense tf-idf with each block brought to unit length and then to its weight. */
function naive(vocabulary: Vocabulary, features: readonly Feature[]): number[] {
  const index = new Map([...vocabulary.keys].map((key, i) => [key, i]));
  const dense = Array.from({ length: vocabulary.keys.length }, () => 0);
  WEIGHTS.forEach((weight, block) => {
    const own = features.filter(([key, b]) => b === block && index.has(key)).map(([key]) => key);
    const values = new Map<number, number>();
    for (const key of new Set(own)) {
      const tf = own.filter((other) => other === key).length;
      const i = index.get(key) as number;
      values.set(i, (1 + Math.log(tf)) * (vocabulary.idf[i] as number));
    }
    const length = Math.sqrt([...values.values()].reduce((sum, v) => sum + v * v, 0));
    for (const [i, value] of values) dense[i] = (value / length) * weight;
  });
  return dense;
}

describe('a text as a vector', () => {
  it('equals dense tf-idf with each block normalised on its own', () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), document, (documents, text) => {
        const vocabulary = vocabularyOf(documents);
        const { indices, values } = vectorize(buildLookup(vocabulary), bufferOf(text));
        expect(new Set(indices).size).toBe(indices.length);
        const dense = Array.from({ length: vocabulary.keys.length }, () => 0);
        indices.forEach((f, i) => (dense[f] = values[i] as number));
        naive(vocabulary, text).forEach((value, f) => expect(dense[f]).toBeCloseTo(value, 5));
      }),
    );
  });

  it('leaves the lookup table as it was, so that no text colours the next', () => {
    fc.assert(
      fc.property(document, document, (one, two) => {
        const lookup = buildLookup(vocabularyOf([one, two]));
        const fresh = lookup.slots.slice();
        const alone = vectorize(lookup, bufferOf(two));
        vectorize(lookup, bufferOf(one));
        expect(lookup.slots).toEqual(fresh);
        expect(vectorize(lookup, bufferOf(two))).toEqual(alone);
      }),
    );
  });

  it('tells for each occurrence its place in the vector, and -1 where the model does not know it', () => {
    fc.assert(
      fc.property(document, document, (known, text) => {
        const lookup = buildLookup(vocabularyOf([known]));
        const occurrences = new Int32Array(text.length);
        const { indices } = vectorize(lookup, bufferOf(text), occurrences);
        text.forEach(([key], i) => {
          const place = occurrences[i] as number;
          expect(place === -1 ? -1 : indices[place]).toBe(indexOf(lookup, key));
        });
      }),
    );
  });

  it('is empty for a text of which the model knows nothing', () => {
    const { indices, values } = vectorize(buildLookup(vocabularyOf([[[5, 0]]])), bufferOf([[4, 0]]));
    expect(indices).toHaveLength(0);
    expect(values).toHaveLength(0);
  });

  it('counts a feature that stands very often to the end', () => {
    const lookup = buildLookup(
      vocabularyOf([
        [
          [5, 0],
          [6, 0],
        ],
      ]),
    );
    const many = featureBuffer();
    for (let i = 0; i < 70_000; i++) pushFeature(many, 5, 0, 1, 0);
    pushFeature(many, 6, 0, 1, 0);
    const { indices, values } = vectorize(lookup, many);
    const ratio = (values[indices.indexOf(0)] as number) / (values[indices.indexOf(1)] as number);
    expect(ratio).toBeCloseTo(1 + Math.log(70_000), 3);
  });
});

describe('a block that is younger than the model', () => {
  it('is unknown to it, also under the key of a known feature', () => {
    const lookup = buildLookup(vocabularyOf([[[7, 0]], [[8, 1]]]));
    const old = vectorize(lookup, bufferOf([[7, 0]]));
    const occurrences = new Int32Array(2);
    const vector = vectorize(
      lookup,
      bufferOf([
        [8, WEIGHTS.length],
        [7, 0],
      ]),
      occurrences,
    );
    expect(vector).toEqual(old);
    expect([...occurrences]).toEqual([-1, 0]);
  });
});
