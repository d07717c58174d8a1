/** Texts read together at most, and tokens with the filling: memory grows with the square of a text's length. */
const TEXTS = 32;
const TOKENS = 2048;

/**
 * Which rows are read together, by their lengths in tokens: like lengths beside each other, so that little is filled
 * up; every row once. `alone` reads each by itself.
 */
export function batchesOf(lengths: readonly number[], alone = false): number[][] {
  const order = lengths
    .map((_, row) => row)
    .sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  const batches: number[][] = [];
  for (const row of order) {
    const batch = batches.at(-1);
    const room = alone
      ? 1
      : Math.min(TEXTS, Math.max(1, Math.floor(TOKENS / Math.max(1, lengths[row] as number))));
    if (batch !== undefined && batch.length < room) batch.push(row);
    else batches.push([row]);
  }
  return batches;
}

/** Characters of a text that can make so many tokens; what follows is not even cut into tokens. */
export function readableCharacters(maxTokens: number): number {
  return Math.min(8192, 8 * maxTokens);
}

/** The beginning of a text, at most `limit` code units, no character cut in half, and none that is only half there. */
export function beginningOf(text: string, limit: number): string {
  // A pair that the cut tears apart is left out whole.
  const end = text.length > limit && isHigh(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, end).toWellFormed();
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
