import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesAround, matchesOf, nextWord, presence, wordAt, wordList } from '../../src/text/scan.ts';

const letters = fc.string({ unit: fc.constantFrom('甲', '乙', '丙', '丁', '，'), maxLength: 40 });
const words = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('甲', '乙', '丙'), minLength: 1, maxLength: 3 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const spans = (matches: readonly RegExpExecArray[]) => matches.map((match) => `${match.index}${match[0]}`);

describe('scanning a text', () => {
  it('finds what matchAll finds, whatever was searched before', () => {
    fc.assert(
      fc.property(letters, letters, (text, other) => {
        const pattern = /甲+乙?|丙丁/g;
        matchesOf(pattern, other);
        expect(spans(matchesOf(pattern, text))).toEqual(
          [...text.matchAll(pattern)].map((m) => `${m.index}${m[0]}`),
        );
      }),
    );
  });

  it('finds the word that an alternation of the list finds', () => {
    fc.assert(
      fc.property(words, letters, (list, text) => {
        const made = wordList(list);
        const pattern = new RegExp(`(?:${list.join('|')})`, 'y');
        for (let at = 0; at < text.length; at++) {
          pattern.lastIndex = at;
          expect(wordAt(made, text, at)).toBe(pattern.exec(text)?.[0].length ?? 0);
        }
        expect(nextWord(made, text, 0)).toBe(text.search(new RegExp(list.join('|'))));
      }),
    );
  });

  it('finds around its anchors what the same pattern finds everywhere', () => {
    fc.assert(
      fc.property(words, fc.nat(2), fc.nat(3), letters, (list, least, more, text) => {
        const source = `[甲乙丙]{${least},${least + more}}?(?:${list.join('|')})[丁，]?`;
        const around = matchesAround(new RegExp(source, 'y'), text, wordList(list), least, least + more);
        expect(spans(around)).toEqual(spans(matchesOf(new RegExp(source, 'g'), text)));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out the matches that begin with none of the heads, and only those', () => {
    const pattern = /[甲乙]丙/y;
    expect(spans(matchesAround(pattern, '甲丙乙丙', wordList(['丙']), 1, 1, wordList(['乙'])))).toEqual([
      '2乙丙',
    ]);
  });

  it('tells which groups of characters are there', () => {
    fc.assert(
      fc.property(letters, (text) => {
        const expected = (/[甲乙]/.test(text) ? 1 : 0) | (/丙/.test(text) ? 2 : 0);
        expect(presence(['甲乙', '丙'])(text)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the answers of several askers about several texts apart', () => {
    const first = presence(['甲', '乙']);
    const second = presence(['乙', '丙', '丁']);
    fc.assert(
      fc.property(fc.array(letters), (texts) => {
        for (const text of texts) {
          expect(second(text)).toBe(
            (text.includes('乙') ? 1 : 0) | (text.includes('丙') ? 2 : 0) | (text.includes('丁') ? 4 : 0),
          );
          expect(first(text)).toBe((text.includes('甲') ? 1 : 0) | (text.includes('乙') ? 2 : 0));
        }
      }),
    );
  });

  it('tells words apart though more lists are held than there are bits to tell them by', () => {
    const lists = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨'].map(
      (word) => ({
        word,
        list: wordList([word]),
      }),
    );
    for (const { list } of lists)
      expect(lists.filter(({ word }) => wordAt(list, word, 0) === 1).map((one) => one.list)).toEqual([list]);
  });
});
