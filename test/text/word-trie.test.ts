import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWord, nextNode, wordEnding, wordTrie, type WordTrie } from '../../src/text/word-trie.ts';

const word = fc
  .array(fc.constantFrom(...'一二三四五abc'), { minLength: 1, maxLength: 6 })
  .map((units) => units.join(''));

function numberOf(trie: WordTrie, text: string): number {
  let node = text.charCodeAt(0);
  for (let at = 1; at < text.length; at++) {
    node = nextNode(trie, node, text.charCodeAt(at));
    if (node === -1) return 0;
  }
  return wordEnding(trie, node);
}

describe('a trie in a hash table', () => {
  it('knows every word by its last number and no other, however often it had to grow', () => {
    const numbered = fc.tuple(word, fc.integer({ min: 1, max: 65_535 }));
    fc.assert(
      fc.property(fc.array(numbered, { maxLength: 200 }), fc.array(word), (pairs, others) => {
        const trie = wordTrie(2);
        for (const [text, number] of pairs) addWord(trie, text, 0, text.length, number);
        const numbers = new Map(pairs);
        for (const text of [...numbers.keys(), ...others])
          expect(numberOf(trie, text)).toBe(numbers.get(text) ?? 0);
      }),
    );
  });

  it('takes a word from the middle of a text', () => {
    const trie = wordTrie(8);
    addWord(trie, '甲乙丙丁', 1, 3, 7);
    expect(numberOf(trie, '乙丙')).toBe(7);
    expect(numberOf(trie, '甲乙')).toBe(0);
  });
});
