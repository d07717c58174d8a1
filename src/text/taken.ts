/** Which units of a text are spoken for; keeps matches from overlapping at a cost of their own length only. */
export type Taken = {
  readonly free: (start: number, end: number) => boolean;
  readonly take: (start: number, end: number) => void;
};

/** A text of `length` units, none taken. */
export function nothingTaken(length: number): Taken {
  const marks = new Uint8Array(length);
  return {
    free: (start, end) => {
      for (let i = start; i < end; i++) if (marks[i]) return false;
      return true;
    },
    take: (start, end) => void marks.fill(1, start, end),
  };
}
