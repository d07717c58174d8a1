import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrie, longestAt } from '../../src/text/trie.ts';

const letters = fc.constantFrom('甲', '乙', '丙', '丁', 'a', '1');

describe('the trie of words', () => {
  it('gives the longest word at every place of a text, like a naive search', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: letters, minLength: 1, maxLength: 6 }), { maxLength: 40 }),
        fc.string({ unit: fc.oneof(letters, fc.constantFrom('戊', '\uffff', '\u0000')), maxLength: 40 }),
        (words, text) => {
          const trie = buildTrie(words);
          for (let start = 0; start <= text.length; start++) {
            const naive = words
              .filter((word) => text.startsWith(word, start))
              .sort((a, b) => b.length - a.length)[0];
            expect(words[longestAt(trie, text, start) - 1]).toBe(naive);
          }
        },
      ),
    );
  });

  it('keeps thousands of words of many characters apart', () => {
    const words = Array.from({ length: 4000 }, (_, i) =>
      String.fromCharCode(0x4e00 + (i % 97), 0x4e00 + i, 0x4e00 + ((i * 7) % 3001)),
    );
    const trie = buildTrie(words);
    for (const [i, word] of words.entries()) {
      expect(longestAt(trie, `${word}尾`, 0)).toBe(i + 1);
      expect(longestAt(trie, word.slice(0, 2), 0)).toBe(0);
    }
  });

  it('finds nothing where there are no words', () => {
    expect(longestAt(buildTrie([]), '甲乙', 0)).toBe(0);
  });
});
