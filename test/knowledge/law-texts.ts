import { expect } from 'vitest';
import type { LawItem, LawParagraph } from '../../src/knowledge/law-paragraphs.ts';
import type { LawText } from '../../src/knowledge/law-text.ts';
import type { LawNode } from '../../src/knowledge/law-tree.ts';

/**
 * The pieces are the source, byte for byte; every node of the tree is its children; every article, paragraph and item
 * lies where it says. Throws where not, without the cost of an assertion for each of many pieces.
 */
export function expectLossless(source: string, { pieces, tree, articles }: LawText): void {
  let at = 0;
  for (const { start, end } of pieces) {
    if (start !== at || end <= start) throw new Error(`Piece at ${start} where ${at} is due.`);
    at = end;
  }
  expect(at).toBe(source.length);
  expect(pieces.map(({ start, end }) => source.slice(start, end)).join('')).toBe(source);
  checkNode(tree);
  expect([tree.start, tree.end]).toEqual([0, source.length]);
  for (const { start, end, label, text, paragraphs } of articles) {
    if (!source.slice(start, end).includes(label.slice(0, 1) === '第' ? label : ''))
      throw new Error(`${label} is not where it says.`);
    const words: string[] = [];
    for (const paragraph of paragraphs) wordsOf(paragraph, source, words, [start, end]);
    expect(words.filter((word) => word !== '').join('\n')).toBe(text);
  }
}

function wordsOf(
  part: LawParagraph | LawItem,
  source: string,
  words: string[],
  [from, to]: readonly [number, number],
): void {
  if (part.start < from || part.end > to) throw new Error(`Part at ${part.start} lies outside its article.`);
  words.push(source.slice(part.start, part.end));
  for (const item of part.items) wordsOf(item, source, words, [from, to]);
}

function checkNode(node: LawNode): void {
  if (node.children.length === 0) return;
  let at = node.start;
  for (const child of node.children) {
    if (child.start !== at) throw new Error(`Child at ${child.start} where ${at} is due.`);
    checkNode(child);
    at = child.end;
  }
  if (at !== node.end) throw new Error(`Children end at ${at}, their parent at ${node.end}.`);
}
