import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesIn } from '../../src/text/sentences.ts';
import { shortenByMeaning } from '../../src/text/shorten.ts';
import type { Span } from '../../src/text/types.ts';

const spanOf = (text: string, words: string): Span => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

describe('a text made shorter by what it means', () => {
  const text = '我是附近居民。上周买了一双鞋。穿了三天开胶。要求退款。店在西单北大街。谢谢接听。';
  const asked = [spanOf(text, '要求退款。')];

  it('keeps the sentence that asks, then the nearest, in their order', () => {
    expect(shortenByMeaning(text, asked, 5)).toBe('要求退款。');
    expect(shortenByMeaning(text, asked, 13)).toBe('穿了三天开胶。要求退款。');
    expect(shortenByMeaning(text, asked, 22)).toBe('穿了三天开胶。要求退款。店在西单北大街。');
  });

  it('goes on with what still fits where a sentence does not, and marks the gap with a line', () => {
    const long = `要求退款。${'这一句很长'.repeat(10)}。谢谢接听。`;
    expect(shortenByMeaning(long, [spanOf(long, '要求退款。')], 14)).toBe('要求退款。\n谢谢接听。');
  });

  it('keeps the beginning where nothing is asked', () => {
    expect(shortenByMeaning(text, [], 8)).toBe('我是附近居民。');
    expect(shortenByMeaning('一'.repeat(50), [], 8)).toBe('一'.repeat(8));
  });

  it('cuts a demand that alone is too long, no character in half', () => {
    expect(shortenByMeaning('要求𠮷𠮷𠮷。前后', [{ start: 0, end: 5 }], 5)).toBe('要求𠮷');
    expect(shortenByMeaning('𠮷𠮷', [], 1)).toBe('');
  });

  it('does with 200,000 characters', () => {
    const long = `${'市民反映噪音扰民。'.repeat(22_000)}要求制止。${'市民表示感谢。'.repeat(300)}`;
    const short = shortenByMeaning(long, [spanOf(long, '要求制止。')], 100);
    expect(short).toContain('要求制止。');
    expect(short.length).toBeLessThanOrEqual(100);
  });
});

const piece = fc.constantFrom('要求退款。', '甲乙丙。', '丁', '𠮷！', '  ', '\n', '一二三四五六七八九十；');
const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
const demands = fc.array(fc.tuple(fc.nat(120), fc.nat(20)), { maxLength: 4 });

it('never grows over the limit, keeps the order, and keeps every demand where all of them fit', () => {
  fc.assert(
    fc.property(text, demands, fc.integer({ min: 0, max: 120 }), (given, spans, limit) => {
      const asked = spans.map(([start, length]) => ({ start, end: start + length }));
      const short = shortenByMeaning(given, asked, limit);
      if (given.length <= limit) return void expect(short).toBe(given);
      expect(short.length).toBeLessThanOrEqual(limit);
      expect(short.isWellFormed()).toBe(true);
      let at = 0;
      for (const line of short.split('\n')) {
        const found = given.indexOf(line.trim(), at);
        expect(found).toBeGreaterThanOrEqual(at);
        at = found;
      }
      const wanted = sentencesIn(given, { start: 0, end: given.length }).filter((one) =>
        asked.some(({ start, end }) => start < one.end && end > one.start && end > start),
      );
      const needed = wanted.reduce((sum, { start, end }) => sum + end - start + 1, -1);
      if (needed > limit) return;
      for (const { start, end } of wanted) expect(short).toContain(given.slice(start, end));
    }),
  );
});
