import { describe, expect, it } from 'vitest';
import {
  FIRST_WEIGHTS,
  rankStatutes,
  STATUTE_FEATURES,
  statuteFeatures,
} from '../../src/knowledge/statute-ranking.ts';

/** Two laws of three and two articles. */
const LAWS = Int32Array.of(0, 0, 0, 1, 1);
const EAST = [1, 0, 0, 0];
const NORTH = [0, 1, 0, 0];

const read = statuteFeatures(LAWS, {
  vectors: Float32Array.from([...EAST, ...NORTH, ...EAST]),
  articles: [[3], [0, 1], []],
});
const signals = {
  vector: Float32Array.from(EAST),
  lexical: Float32Array.of(2, 0, 4, 1, 0),
  cosines: Float32Array.of(0.5, 0.25, 0.125, 0.75, -0.5),
};
const features = read(signals);
const column = (name: (typeof STATUTE_FEATURES)[number]): number[] =>
  [...LAWS].map((_, i) => features[i * STATUTE_FEATURES.length + STATUTE_FEATURES.indexOf(name)] as number);

describe('features of articles for a question', () => {
  it('carry BM25 as it is and as a share of the best', () => {
    expect(column('lexical')).toEqual([2, 0, 4, 1, 0]);
    expect(column('lexicalShare')).toEqual([0.5, 0, 1, 0.25, 0]);
  });

  it('carry the cosine, the best of the law and the better of the neighbours in the law', () => {
    expect(column('cosine')).toEqual([0.5, 0.25, 0.125, 0.75, -0.5]);
    expect(column('bestOfLaw')).toEqual([0.5, 0.5, 0.5, 0.75, 0.75]);
    expect(column('neighbour')).toEqual([0.25, 0.5, 0.25, 0, 0.75]);
  });

  it('count what was cited before', () => {
    const [one, two] = [Math.fround(Math.log(2)), Math.fround(Math.log(3))];
    expect(column('articleCited')).toEqual([one, one, 0, one, 0]);
    expect(column('lawCited')).toEqual([two, two, two, one, one]);
  });

  it('let likelier questions vote more, those that cite nothing not at all', () => {
    const [first, , , second] = column('lawVotes') as [number, number, number, number];
    expect(first + second).toBeCloseTo(1, 6);
    expect(second / first).toBeCloseTo(Math.exp(10), -2);
  });

  it('stay finite where nothing is known', () => {
    const empty = statuteFeatures(LAWS, { vectors: new Float32Array(0), articles: [] })({
      vector: new Float32Array(4),
      lexical: new Float32Array(5),
      cosines: new Float32Array(5),
    });
    expect([...empty].every(Number.isFinite)).toBe(true);
  });

  it('rank the articles by their weighted sum', () => {
    const only = new Float64Array(STATUTE_FEATURES.length);
    only[STATUTE_FEATURES.indexOf('lexical')] = 1;
    expect(rankStatutes(only, features, 2).map(({ row }) => row)).toEqual([2, 0]);
    expect(rankStatutes(FIRST_WEIGHTS, features, 5).map(({ row }) => row)[0]).toBe(3);
  });
});
