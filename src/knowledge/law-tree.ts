import type { LawPiece } from './law-text.ts';

/**
 * A node of the tree 编 > 分编 > 章 > 节 > 条 > 款 > 项 > 目. Children cover their parent without gap or overlap;
 * the leaves are the pieces of the text in order.
 */
export type LawNode = {
  readonly kind: 'law' | 'division' | 'article' | 'paragraph' | 'item' | LawPiece['kind'];
  /** Words of the heading, or `第二十五条`. */
  readonly name: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: readonly LawNode[];
};

type Open = { kind: LawNode['kind']; name: string | null; start: number; end: number; children: Open[] };

/** Depths in the tree: divisions have the ranks 1 to 5 of their level, the rest stands below. */
const ARTICLE = 10;
const PARAGRAPH = 11;

export function buildTree(pieces: readonly LawPiece[], length: number): LawNode {
  const root: Open = { kind: 'law', name: null, start: 0, end: length, children: [] };
  const open: { rank: number; node: Open }[] = [{ rank: 0, node: root }];
  const enter = (rank: number, kind: LawNode['kind'], name: string | null, start: number): void => {
    while ((open.at(-1) as { rank: number }).rank >= rank) open.pop();
    const node: Open = { kind, name, start, end: start, children: [] };
    (open.at(-1) as { node: Open }).node.children.push(node);
    open.push({ rank, node });
  };
  for (const piece of pieces) {
    const { kind, name, start, end, depth } = piece;
    if (kind === 'heading') enter(depth, 'division', name, start);
    else if (kind === 'label') enter(ARTICLE, 'article', name, start);
    else if (kind === 'line') enter(PARAGRAPH + depth, depth === 0 ? 'paragraph' : 'item', null, start);
    else if (kind === 'annex' || kind === 'preface') while (open.at(-1)!.rank >= ARTICLE) open.pop();
    (open.at(-1) as { node: Open }).node.children.push({ kind, name, start, end, children: [] });
    for (const { node } of open) if (node.end < end) node.end = end;
  }
  return root;
}

/** The leaves under a node, in order. */
export function leavesOf(node: LawNode): LawNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}
