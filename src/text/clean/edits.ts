import type { CleanText } from '../types.ts';

/** Replace `[start, end)` of a text by `text`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** The text as it is, every code unit mapped to itself. */
export function identity(source: string): CleanText {
  const starts = new Int32Array(source.length);
  const ends = new Int32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    starts[i] = i;
    ends[i] = i + 1;
  }
  return { source, text: source, starts, ends };
}

/**
 * Applies edits, which must be in order and not overlap, and carries the map along. A replacement as long
 * as what it replaces maps unit by unit; any other maps each of its units to the whole replaced stretch.
 */
export function applyEdits(clean: CleanText, edits: readonly Edit[]): CleanText {
  if (edits.length === 0) return clean;
  let length = clean.text.length;
  for (const edit of edits) length += edit.text.length - (edit.end - edit.start);
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  const parts: string[] = [];
  let from = 0;
  let to = 0;
  const keep = (until: number) => {
    if (until <= from) return;
    parts.push(clean.text.slice(from, until));
    starts.set(clean.starts.subarray(from, until), to);
    ends.set(clean.ends.subarray(from, until), to);
    to += until - from;
    from = until;
  };
  for (const edit of edits) {
    keep(edit.start);
    const same = edit.text.length === edit.end - edit.start;
    for (let i = 0; i < edit.text.length; i++) {
      starts[to] = clean.starts[same ? edit.start + i : edit.start] ?? 0;
      ends[to] = clean.ends[same ? edit.start + i : edit.end - 1] ?? clean.source.length;
      to++;
    }
    parts.push(edit.text);
    from = edit.end;
  }
  keep(clean.text.length);
  return { source: clean.source, text: parts.join(''), starts, ends };
}

/** Edits for every match of `pattern` (global) for which `replace` gives a text other than the match. */
export function editsOf(
  text: string,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string | null,
): Edit[] {
  const edits: Edit[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const to = replace(match);
    if (to !== null && to !== match[0])
      edits.push({ start: match.index, end: match.index + match[0].length, text: to });
    if (match[0].length === 0) pattern.lastIndex++;
  }
  return edits;
}
