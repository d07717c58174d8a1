import { expect, test } from 'vitest';
import { saidWords } from '../../../src/app/insight/topic-order.ts';

/** Two names nobody else says, among everyday words. */
const rarity = (word: string): number => (['五矿', '万境'].includes(word) ? 9 : 4);
const wordsOf = (cut: readonly string[], leftOut: readonly string[] = []): string[] =>
  saidWords(cut, rarity, leftOut).map(([word]) => word);

test('rare words that stand side by side more than once are a name beside its parts', () => {
  const text = ['五矿', '万境', '的', '房子', '开裂', '，', '五矿', '万境', '漏水'];
  expect(saidWords(text, rarity)).toContainEqual(['五矿万境', 2]);
  expect(wordsOf(text)).toEqual(expect.arrayContaining(['五矿', '万境', '房子', '开裂', '漏水']));
});

test('once, or with anything between them, they are not; everyday words never are', () => {
  expect(wordsOf(['五矿', '万境', '漏水'])).not.toContain('五矿万境');
  const apart = ['五矿', '、', '万境', '五矿', '的', '万境'];
  expect(wordsOf(apart)).not.toContain('五矿万境');
  expect(wordsOf(['小区', '漏水', '小区', '漏水'])).not.toContain('小区漏水');
});

test('what is left out is no part of a name', () => {
  expect(wordsOf(['五矿', '万境', '五矿', '万境'], ['万境'])).toEqual(['五矿']);
});
