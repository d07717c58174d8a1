/** A line of two texts: in both, only in the older (`out`), only in the newer (`in`). */
export type DifferenceLine = { readonly mark: 'same' | 'out' | 'in'; readonly text: string };

/** Cells of the table of common lines at most; beyond, everything between what both begin and end with is replaced. */
const MOST_CELLS = 4_000_000;

/** Line by line what became of a text: a longest common subsequence, lines that go before those that come. */
export function lineDifference(older: readonly string[], newer: readonly string[]): DifferenceLine[] {
  let start = 0;
  while (start < older.length && start < newer.length && older[start] === newer[start]) start++;
  let end = 0;
  while (
    end < older.length - start &&
    end < newer.length - start &&
    older[older.length - 1 - end] === newer[newer.length - 1 - end]
  )
    end++;
  const same = (text: string): DifferenceLine => ({ mark: 'same', text });
  return [
    ...older.slice(0, start).map(same),
    ...between(older.slice(start, older.length - end), newer.slice(start, newer.length - end)),
    ...older.slice(older.length - end).map(same),
  ];
}

function between(older: readonly string[], newer: readonly string[]): DifferenceLine[] {
  const out = (text: string): DifferenceLine => ({ mark: 'out', text });
  const into = (text: string): DifferenceLine => ({ mark: 'in', text });
  if (older.length * newer.length > MOST_CELLS) return [...older.map(out), ...newer.map(into)];
  const width = newer.length + 1;
  // Length of the longest common subsequence of what follows row i and column j.
  const longest = new Uint32Array((older.length + 1) * width);
  for (let i = older.length - 1; i >= 0; i--)
    for (let j = newer.length - 1; j >= 0; j--)
      longest[i * width + j] =
        older[i] === newer[j]
          ? (longest[(i + 1) * width + j + 1] as number) + 1
          : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
  const lines: DifferenceLine[] = [];
  let i = 0;
  let j = 0;
  while (i < older.length || j < newer.length) {
    if (i < older.length && j < newer.length && older[i] === newer[j]) {
      lines.push({ mark: 'same', text: older[i] as string });
      i++;
      j++;
    } else if (
      j >= newer.length ||
      (i < older.length && (longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number))
    )
      lines.push(out(older[i++] as string));
    else lines.push(into(newer[j++] as string));
  }
  return lines;
}
