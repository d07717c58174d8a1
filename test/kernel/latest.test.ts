import { expect, test } from 'vitest';
import { createLatest } from '../../src/kernel/latest.ts';

test('keeps the answers of the latest questions and forgets the one not asked for longest', () => {
  const asked: string[] = [];
  const latest = createLatest<number | undefined>(2);
  const ask = (question: string): number | undefined =>
    latest.of(question, () => {
      asked.push(question);
      return question === 'none' ? undefined : question.length;
    });
  expect(['a', 'bb', 'a', 'none', 'a', 'none', 'bb'].map(ask)).toEqual([1, 2, 1, undefined, 1, undefined, 2]);
  // Asked again in between, `a` outlived `bb`; an answer of nothing is an answer too.
  expect(asked).toEqual(['a', 'bb', 'none', 'bb']);
});

test('a question as long as a book is answered anew each time', () => {
  let asked = 0;
  const latest = createLatest<number>(2);
  const book = '字'.repeat(10_000);
  expect([book, book].map((question) => latest.of(question, () => ++asked))).toEqual([1, 2]);
});

test('a question whose answer fails is asked again', () => {
  const latest = createLatest<number>(2);
  const fail = (): never => {
    throw new Error('not now');
  };
  expect(() => latest.of('q', fail)).toThrow('not now');
  expect(latest.of('q', () => 7)).toBe(7);
});
