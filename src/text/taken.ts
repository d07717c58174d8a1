/**
 * Which units of a text are spoken for; keeps matches from overlapping at a cost of their own length only. The
 * marks are made when the first stretch is taken: most texts need none of most kinds.
 */
export type Taken = { readonly length: number; marks: Uint8Array | null };

/** A text of `length` units, none taken. */
export function nothingTaken(length: number): Taken {
  return { length, marks: null };
}

/** Whether no unit of `[start, end)` is taken. */
export function isFree({ marks }: Taken, start: number, end: number): boolean {
  if (marks === null) return true;
  for (let i = start; i < end; i++) if (marks[i]) return false;
  return true;
}

/** Takes `[start, end)`. */
export function take(taken: Taken, start: number, end: number): void {
  taken.marks ??= new Uint8Array(taken.length);
  taken.marks.fill(1, start, end);
}
