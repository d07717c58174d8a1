import { parseNumeral } from './numerals.ts';

/** A list item: 项 directly under a paragraph, 目 and whatever is deeper under an item. */
export type LawItem = {
  /** As written: `（一）`, `1.`. */
  readonly label: string;
  readonly number: number;
  /** `[start, end)`: the item's own line without its ending, from label to last character. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly LawItem[];
};

/** 款: a line that is no item, with the items that follow it. Offsets as in `LawItem`. */
export type LawParagraph = {
  /** 1, 2, …: 第一款, 第二款. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly items: readonly LawItem[];
};

const STYLES: readonly (readonly [style: string, pattern: RegExp])[] = [
  ['（一）', new RegExp(`^[（(]([一二三四五六七八九十百零〇]+)[）)]`, 'u')],
  ['（1）', /^[（(](\d{1,3})[）)]/u],
  ['1.', /^(\d{1,3})(?:[．、]|\.(?!\d))/u],
  ['①', /^([①-⑳])/u],
  ['一、', /^([一二三四五六七八九十百]+)、/u],
];

export type ItemMark = { readonly style: string; readonly label: string; readonly number: number };

/** The number in front of a line of a list, or null where the line is none. */
export function readItem(text: string): ItemMark | null {
  for (const [style, pattern] of STYLES) {
    const found = pattern.exec(text);
    const spelling = found?.[1];
    if (!found || spelling === undefined) continue;
    const number = style === '①' ? spelling.charCodeAt(0) - 0x2460 + 1 : parseNumeral(spelling);
    if (number !== null) return { style, label: found[0], number };
  }
  return null;
}

type OpenItem = { -readonly [K in keyof LawItem]: LawItem[K] } & { items: OpenItem[] };
type OpenParagraph = { number: number; start: number; end: number; items: OpenItem[] };

/** Collects lines into 款, 项 and 目: the first way of numbering met in a paragraph is 项, the next one 目. */
export function paragraphBuilder(): {
  readonly add: (text: string, start: number, end: number) => { readonly depth: number };
  readonly paragraphs: readonly LawParagraph[];
} {
  const paragraphs: OpenParagraph[] = [];
  let open: { style: string; item: OpenItem }[] = [];
  const newParagraph = (start: number, end: number): OpenParagraph => {
    open = [];
    const made = { number: paragraphs.length + 1, start, end, items: [] };
    paragraphs.push(made);
    return made;
  };
  return {
    paragraphs,
    add: (text, start, end) => {
      const mark = readItem(text);
      if (mark === null) {
        newParagraph(start, end);
        return { depth: 0 };
      }
      // A list without a line to open it stands in a paragraph of its own, of no length.
      const paragraph = paragraphs.at(-1) ?? newParagraph(start, start);
      const held = open.findIndex(({ style }) => style === mark.style);
      if (held >= 0) open.length = held;
      const item: OpenItem = { label: mark.label, number: mark.number, start, end, items: [] };
      (open.at(-1)?.item ?? paragraph).items.push(item);
      open.push({ style: mark.style, item });
      return { depth: open.length };
    },
  };
}
