import { blockText, readMarkdown, type Block } from './markdown.ts';

/** A section: the anchor links lead to, and what stands under it. */
export type HandbookSection = {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Title and words, lower case, for searching. */
  readonly text: string;
};

export type HandbookChapter = {
  readonly id: string;
  readonly title: string;
  /** The first has what stands before any section; its id is the chapter's. */
  readonly sections: readonly HandbookSection[];
};

/**
 * Chapters from Markdown texts: `# title {#id}` begins a chapter, `## title {#id}` a section.
 * @throws Error for a text without a chapter's head or an anchor that stands twice: a link would lead astray.
 */
export function readHandbook(texts: readonly string[]): HandbookChapter[] {
  const seen = new Set<string>();
  const once = (id: string): string => {
    if (seen.has(id)) throw new Error(`handbook: anchor ${id} stands twice`);
    seen.add(id);
    return id;
  };
  return texts.map((text) => {
    const [head, ...blocks] = readMarkdown(text);
    if (head?.kind !== 'heading' || head.level !== 1)
      throw new Error('handbook: a chapter begins with # title');
    const sections: { id: string; title: string; blocks: Block[] }[] = [
      { id: once(head.id), title: head.text, blocks: [] },
    ];
    for (const block of blocks) {
      if (block.kind === 'heading' && block.level === 2)
        sections.push({ id: once(block.id), title: block.text, blocks: [] });
      else {
        if (block.kind === 'heading') once(block.id);
        sections.at(-1)?.blocks.push(block);
      }
    }
    return {
      id: head.id,
      title: head.text,
      sections: sections.map((section) => ({
        ...section,
        text: [section.title, ...section.blocks.map(blockText)].join('\n').toLowerCase(),
      })),
    };
  });
}

export type HandbookHit = { readonly chapter: HandbookChapter; readonly section: HandbookSection };

/** Share of a question's character pairs that a section must have where its words do not stand in it as they are. */
const ENOUGH = 0.6;
const MOST = 12;

/**
 * Sections in which all words stand, those with a word in the title first; where there is none, those that share most
 * of the pairs of characters, so that a question in a whole sentence finds something as well.
 */
export function searchHandbook(chapters: readonly HandbookChapter[], query: string): HandbookHit[] {
  const words = query
    .toLowerCase()
    .split(/[\s，,、;；。？?]+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const all = chapters.flatMap((chapter) => chapter.sections.map((section) => ({ chapter, section })));
  const inTitle = ({ section }: HandbookHit): number =>
    words.filter((word) => section.title.toLowerCase().includes(word)).length;
  const whole = all.filter(({ section }) => words.every((word) => section.text.includes(word)));
  if (whole.length > 0) return whole.sort((a, b) => inTitle(b) - inTitle(a)).slice(0, MOST);
  const pairs = [...new Set(words.flatMap(pairsOf))];
  const scored = all
    .map((hit) => ({
      hit,
      share: pairs.filter((pair) => hit.section.text.includes(pair)).length / pairs.length,
    }))
    .filter(({ share }) => share >= ENOUGH)
    .sort((a, b) => b.share - a.share || inTitle(b.hit) - inTitle(a.hit));
  return scored.slice(0, MOST).map(({ hit }) => hit);
}

const pairsOf = (word: string): string[] => {
  const characters = [...word];
  return characters.length < 2 ? [word] : characters.slice(1).map((c, i) => `${characters[i] as string}${c}`);
};
