import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  featureBuffer,
  isWordUnit,
  pushCharacters,
  pushFeature,
  pushNamed,
  pushWords,
  type FeatureBuffer,
} from '../../src/learn/features.ts';

type Occurrence = { key: number; start: number; end: number; block: number };

function read(buffer: FeatureBuffer): Occurrence[] {
  return Array.from({ length: buffer.length }, (_, i) => ({
    key: buffer.keys[i] as number,
    start: buffer.starts[i] as number,
    end: buffer.ends[i] as number,
    block: buffer.blocks[i] as number,
  }));
}

function characters(text: string, maxN = 3, block = 1, from = 0, to = text.length): Occurrence[] {
  const buffer = featureBuffer(4);
  pushCharacters(buffer, text, from, to, maxN, block);
  return read(buffer);
}

type Cut = { readonly start: number; readonly end: number };

function cut(words: readonly string[]): { text: string; spans: Cut[] } {
  let at = 0;
  const spans = words.map((word) => ({ start: at, end: (at += word.length) }));
  return { text: words.join(''), spans };
}

function wordFeatures(words: readonly string[], block = 0): (Occurrence & { text: string })[] {
  const { text, spans } = cut(words);
  const buffer = featureBuffer(4);
  pushWords(buffer, text, spans, 0, text.length, block);
  return read(buffer).map((o) => ({ ...o, text: text.slice(o.start, o.end) }));
}

/** What a feature is made of, in plain strings: digits alike, upper and lower case alike. */
const folded = (text: string): string =>
  text.replace(/[0-9]/g, '0').replace(/[A-Z]/g, (c) => c.toLowerCase());
const WORD = /^[\p{L}\p{N}\p{M}]+$/u;

const mixed = fc.string({ unit: fc.constantFrom(...'退货费水电A1a9B，。 \n-Ω'), maxLength: 20 });

describe('character n-grams', () => {
  it('are all stretches of one to n units without a separator, each at its place', () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 1, max: 4 }), (text, maxN) => {
        const naive: string[] = [];
        for (let start = 0; start < text.length; start++) {
          for (let end = start + 1; end <= Math.min(text.length, start + maxN); end++) {
            if (WORD.test(text.slice(start, end))) naive.push(`${start}-${end}`);
          }
        }
        const found = characters(text, maxN).map((o) => `${o.start}-${o.end}`);
        expect(found.sort()).toEqual(naive.sort());
      }),
    );
  });

  it('have the same key exactly where the folded strings are the same', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const keys = new Map<string, number>();
        for (const o of characters(text)) {
          const name = folded(text.slice(o.start, o.end));
          expect(keys.get(name) ?? o.key).toBe(o.key);
          keys.set(name, o.key);
        }
        expect(new Set(keys.values()).size).toBe(keys.size);
      }),
    );
  });

  it('do not tell one digit from another, nor upper case from lower', () => {
    const keys = (text: string): number[] => characters(text).map((o) => o.key);
    expect(keys('交1680元')).toEqual(keys('交9999元'));
    expect(keys('WiFi')).toEqual(keys('wifi'));
    expect(keys('交1680元')).not.toEqual(keys('交168元'));
  });

  it('of a stretch stay inside it and keep their places in the whole text', () => {
    fc.assert(
      fc.property(mixed, fc.nat(20), fc.nat(20), (text, a, b) => {
        const from = Math.min(a, b, text.length);
        const to = Math.min(Math.max(a, b), text.length);
        const whole = characters(text).filter((o) => o.start >= from && o.end <= to);
        expect(characters(text, 3, 1, from, to)).toEqual(whole);
      }),
    );
  });

  it('of different blocks never share a key', () => {
    const first = new Set(characters('退货退款', 3, 1).map((o) => o.key));
    expect(characters('退货退款', 3, 2).some((o) => first.has(o.key))).toBe(false);
    expect(characters('退货', 3, 2).every((o) => o.block === 2)).toBe(true);
  });
});

describe('words', () => {
  it('stand alone and in pairs with the neighbour', () => {
    const found = wordFeatures(['物业', '不给', '供暖']).map((o) => o.text);
    expect(found.sort()).toEqual(['不给', '不给供暖', '供暖', '物业', '物业不给']);
  });

  it('form no pair across a separator', () => {
    const found = wordFeatures(['停水', '，', '物业', ' ', '不管']).map((o) => o.text);
    expect(found).toEqual(['停水', '物业', '不管']);
  });

  it('have the same key wherever they stand, and a pair another key than the pair turned round', () => {
    const keyOf = (words: string[], text: string): number =>
      wordFeatures(words).find((o) => o.text === text)?.key as number;
    expect(keyOf(['电梯', '坏', '了'], '电梯')).toBe(keyOf(['。', '坏', '电梯'], '电梯'));
    expect(keyOf(['电梯', '坏'], '电梯坏')).not.toBe(keyOf(['坏', '电梯'], '坏电梯'));
    expect(keyOf(['电梯', '坏'], '电梯坏')).not.toBe(keyOf(['电梯坏'], '电梯坏'));
  });

  it('follow a naive reading of any cut', () => {
    const parts = fc.array(fc.constantFrom('水', '停水', '物业', 'A座', '12', '，', '。', ' '), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(parts, (words) => {
        const naive: string[] = [];
        words.forEach((word, i) => {
          if (!WORD.test(word)) return;
          naive.push(word);
          const before = words[i - 1];
          if (before !== undefined && WORD.test(before)) naive.push(before + word);
        });
        expect(
          wordFeatures(words)
            .map((o) => o.text)
            .sort(),
        ).toEqual(naive.sort());
      }),
    );
  });

  it('of a stretch are those wholly inside it', () => {
    const { text, spans } = cut(['物业', '不给', '供暖', '了']);
    const buffer = featureBuffer();
    pushWords(buffer, text, spans, 1, 6, 0);
    expect(read(buffer).map((o) => text.slice(o.start, o.end))).toEqual(['不给', '供暖', '不给供暖']);
  });
});

describe('the buffer', () => {
  it('grows without losing what it holds', () => {
    const buffer = featureBuffer(1);
    for (let i = 0; i < 1000; i++) pushFeature(buffer, i * 7, i, i + 2, i % 4);
    expect(read(buffer)).toEqual(
      Array.from({ length: 1000 }, (_, i) => ({ key: i * 7, start: i, end: i + 2, block: i % 4 })),
    );
  });

  it('takes named facts, whose key follows the name and the block', () => {
    const buffer = featureBuffer();
    pushNamed(buffer, 'form:summary', 0, 0, 3);
    pushNamed(buffer, 'form:message', 0, 0, 3);
    pushNamed(buffer, 'form:summary', 2, 5, 3);
    pushNamed(buffer, 'form:summary', 0, 0, 2);
    const [a, b, c, d] = read(buffer).map((o) => o.key);
    expect(c).toBe(a);
    expect(b).not.toBe(a);
    expect(d).not.toBe(a);
    expect(read(buffer)[2]).toMatchObject({ start: 2, end: 5, block: 3 });
  });
});

describe('units that can stand inside a feature', () => {
  it.each(['退', 'a', 'Z', '7', 'é', 'Ω', '々'])('%s can', (letter) =>
    expect(isWordUnit(letter.charCodeAt(0))).toBe(true),
  );
  it.each(['，', '。', ' ', '\n', '-', '￥', '、', '\0'])('%j cannot', (mark) =>
    expect(isWordUnit(mark.charCodeAt(0))).toBe(false),
  );
  it('include both halves of a rare character, which stays in one piece', () => {
    const rare = '𠮷';
    expect(characters(rare, 2).map((o) => o.end - o.start)).toContain(2);
  });
});
