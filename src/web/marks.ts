/** A stretch to highlight, in UTF-16 code units of the text, and what is to be said of it. */
export type Mark = {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly label: string;
};

/** A piece of text and the marks that cover all of it, in the order given. */
export type Segment = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly marks: readonly Mark[];
};

const splitsPair = (text: string, at: number): boolean => {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
};

/** Marks clipped to `[from, to)`, widened so that no character outside the BMP is cut; empty ones dropped. */
function clipped(text: string, marks: readonly Mark[], from: number, to: number): Mark[] {
  return marks.flatMap((mark) => {
    let start = Math.max(from, Math.min(to, Math.trunc(mark.start)));
    let end = Math.max(from, Math.min(to, Math.trunc(mark.end)));
    if (!(start < end)) return [];
    if (start > from && splitsPair(text, start)) start--;
    if (end < to && splitsPair(text, end)) end++;
    return [{ ...mark, start, end }];
  });
}

/**
 * Cuts `[from, to)` of a text at every border of a mark, so that overlapping marks need no nesting.
 * The pieces joined are exactly that part of the text. Marks outside the text are ignored.
 */
export function segmentText(text: string, marks: readonly Mark[], from = 0, to = text.length): Segment[] {
  if (from >= to) return [];
  const inside = clipped(text, marks, from, to);
  const cuts = [...new Set([from, to, ...inside.flatMap((mark) => [mark.start, mark.end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] as number;
    return {
      start,
      end,
      text: text.slice(start, end),
      marks: inside.filter((mark) => mark.start <= start && end <= mark.end),
    };
  });
}
