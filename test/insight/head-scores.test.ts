import { expect, test } from 'vitest';
import { headScore, weightedMean } from '../../src/insight/head-scores.ts';

const EVEN = { response: 1, solved: 1, satisfied: 1 };

test('points are the weighted mean of the three rates, of a hundred', () => {
  expect(headScore({ response: 1, solved: 0.8, satisfied: 0.6 }, EVEN)).toBeCloseTo(80, 10);
  expect(
    headScore({ response: 1, solved: 0.8, satisfied: 0.6 }, { response: 0, solved: 3, satisfied: 1 }),
  ).toBeCloseTo(75, 10);
});

test('a rate nobody could answer for leaves its weight to the others; none at all is no score', () => {
  expect(headScore({ response: 1, solved: 0.5, satisfied: null }, EVEN)).toBeCloseTo(75, 10);
  expect(headScore({ response: null, solved: null, satisfied: null }, EVEN)).toBeNull();
  expect(headScore({ response: 1, solved: null, satisfied: null }, { ...EVEN, response: 0 })).toBeNull();
  expect(weightedMean([{ weight: 0, value: 1 }])).toBeNull();
});
