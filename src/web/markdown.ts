/** A piece of a line. Everything is text: nothing of it is ever taken as HTML. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly id: string; readonly text: string }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const HEADING = /^(#{1,3})\s+(.*?)(?:\s+\{#([a-z0-9_-]+)\})?\s*$/u;
const ITEM = /^(?:[-*]|(\d+)\.)\s+(.*)$/u;
const RULE = /^\|(?:\s*:?-{2,}:?\s*\|)+\s*$/u;

/**
 * Reads the strict part of Markdown the handbook is written in: headings (1 to 3, with an id in `{#id}`; without one the
 * text is the id), paragraphs, flat lists, tables, and within a line **strong**, `code` and [text](/path). Anything
 * else, HTML above all, stays the text it is.
 */
export function readMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = (lines[at] as string).trimEnd();
    const heading = HEADING.exec(line);
    if (line === '') at++;
    else if (heading) {
      const [, marks = '', text = '', id] = heading;
      blocks.push({ kind: 'heading', level: marks.length as 1 | 2 | 3, id: id ?? text, text });
      at++;
    } else if (line.startsWith('|') && RULE.test((lines[at + 1] ?? '').trimEnd())) {
      const rows = runOf(lines, at, (one) => one.startsWith('|'));
      blocks.push({ kind: 'table', head: cellsOf(line), rows: rows.slice(2).map(cellsOf) });
      at += rows.length;
    } else if (ITEM.test(line)) {
      const ordered = ITEM.exec(line)?.[1] !== undefined;
      const items = runOf(
        lines,
        at,
        (one) => (ITEM.exec(one)?.[1] !== undefined) === ordered && ITEM.test(one),
      );
      blocks.push({
        kind: 'list',
        ordered,
        items: items.map((one) => readInline(ITEM.exec(one)?.[2] ?? '')),
      });
      at += items.length;
    } else {
      const text = runOf(
        lines,
        at,
        (one) => one !== '' && !HEADING.test(one) && !ITEM.test(one) && !one.startsWith('|'),
      );
      // A line that begins like a table and is none is a paragraph of its own.
      const taken = text.length === 0 ? [line] : text;
      blocks.push({ kind: 'paragraph', inline: readInline(taken.join('')) });
      at += taken.length;
    }
  }
  return blocks;
}

/** The lines from a place on that belong together. */
function runOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): string[] {
  const run: string[] = [];
  for (let i = from; i < lines.length; i++) {
    const line = (lines[i] as string).trimEnd();
    if (!belongs(line)) break;
    run.push(line);
  }
  return run;
}

const cellsOf = (line: string): Inline[][] =>
  line
    .replace(/^\|/u, '')
    .replace(/\|\s*$/u, '')
    .split('|')
    .map((cell) => readInline(cell.trim()));

const INLINE = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)/gu;
/** Only into the program itself: a path or a place on the page. `//host` is neither. */
const OWN = /^(?:\/(?!\/)|#)/u;

/** Strong, code and links of one line; a link that leads elsewhere stays text. */
export function readInline(line: string): Inline[] {
  const parts: Inline[] = [];
  const push = (text: string): void => {
    if (text !== '') parts.push({ kind: 'text', text });
  };
  let at = 0;
  for (const match of line.matchAll(INLINE)) {
    const [whole, strong, code, text, href] = match;
    push(line.slice(at, match.index));
    at = match.index + whole.length;
    if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (text !== undefined && href !== undefined && OWN.test(href))
      parts.push({ kind: 'link', text, href });
    else push(whole);
  }
  push(line.slice(at));
  return parts;
}

const inlineText = (inline: readonly Inline[]): string => inline.map(({ text }) => text).join('');

/** The words of a block, for searching. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return block.text;
    case 'paragraph':
      return inlineText(block.inline);
    case 'list':
      return block.items.map(inlineText).join('\n');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(inlineText).join(' ')).join('\n');
  }
}
