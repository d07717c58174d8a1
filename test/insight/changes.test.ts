import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { changesOf } from '../../src/insight/changes.ts';

const MONTH = { now: 30, before: 30 };
const thing = (key: string, before: number, now: number) => ({ key, name: key, before, now });
const verdictOf = (before: number, now: number): string =>
  changesOf([thing('a', before, now)], MONTH)[0]?.verdict ?? '';

test('what doubled on many cases is rising, a handful more is not, and few cases say nothing', () => {
  expect(verdictOf(60, 130)).toBe('rising');
  expect(verdictOf(130, 60)).toBe('falling');
  expect(verdictOf(100, 110)).toBe('none');
  expect(verdictOf(3, 8)).toBe('none');
  expect(verdictOf(1, 5)).toBe('few');
  expect(verdictOf(0, 9)).toBe('few');
  expect(verdictOf(0, 40)).toBe('rising');
});

test('the ratio goes by days and has an interval; nothing is divided by none', () => {
  const [one] = changesOf([thing('a', 100, 50)], { now: 15, before: 30 });
  expect(one).toMatchObject({ ratio: 1, verdict: 'none' });
  // ln 1.0 ± 1.96 √(1/50.5 + 1/100.5), about the ratio of 50.5 to 100.5.
  expect(one?.low).toBeCloseTo(0.717, 2);
  expect(one?.high).toBeCloseTo(1.409, 2);
  const [fresh] = changesOf([thing('a', 0, 20)], MONTH);
  expect(fresh).toMatchObject({ ratio: null, verdict: 'rising' });
  expect(fresh?.high).toBeLessThan(Infinity);
});

/** Knuth's way of drawing Poisson counts. */
function poisson(mean: number, random: () => number): number {
  const end = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > end; count++) product *= random();
  return count;
}

test('where nothing changes hardly anything is called rising, though a hundred things are compared', () => {
  const random = seededRandom(11);
  let told = 0;
  const TIMES = 200;
  for (let time = 0; time < TIMES; time++) {
    const things = Array.from({ length: 100 }, (_, i) => {
      const mean = 2 + i / 3;
      return thing(`${i}`, poisson(mean, random), poisson(mean, random));
    });
    if (changesOf(things, MONTH).some(({ verdict }) => verdict === 'rising' || verdict === 'falling')) told++;
  }
  expect(told / TIMES).toBeLessThan(0.06);
});

test('where all things are restless a single jump must be larger to be told', () => {
  const calm = Array.from({ length: 40 }, (_, i) => thing(`${i}`, 200, 200 + (i % 2 === 0 ? 5 : -5)));
  const restless = Array.from({ length: 40 }, (_, i) => thing(`${i}`, 200, i % 2 === 0 ? 300 : 120));
  const jump = thing('jump', 200, 310);
  const verdict = (others: readonly ReturnType<typeof thing>[]) =>
    changesOf([...others, jump], MONTH).find(({ key }) => key === 'jump')?.verdict;
  expect(verdict(calm)).toBe('rising');
  expect(verdict(restless)).toBe('none');
});
