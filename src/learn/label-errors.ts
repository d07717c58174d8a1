/** An example whose given label its held-out probabilities contradict. */
export type LabelSuspect = {
  readonly index: number;
  /** Columns of the probabilities. */
  readonly given: number;
  readonly suggested: number;
  /** Probability of the given label minus that of the suggested one: the lower, the more suspect. */
  readonly margin: number;
};

/**
 * Confident learning (Northcutt, Jiang, Chuang, JAIR 2021): a label's threshold is the mean probability that
 * examples given that label have of it; an example is suspect where another label passes its own threshold, is
 * the likeliest of those that do, and is likelier than the given one. Most suspect first.
 * `probabilities[i]` must come from a model that did not see example i.
 */
export function findLabelErrors(
  probabilities: readonly ArrayLike<number>[],
  given: readonly number[],
): LabelSuspect[] {
  const width = probabilities[0]?.length ?? 0;
  const sums = new Float64Array(width);
  const counts = new Int32Array(width);
  given.forEach((label, i) => {
    sums[label] = (sums[label] as number) + ((probabilities[i] as ArrayLike<number>)[label] as number);
    counts[label] = (counts[label] as number) + 1;
  });
  // A label that nobody was given has no threshold and is never suggested.
  const thresholds = Array.from(sums, (sum, k) => (counts[k] === 0 ? Infinity : sum / (counts[k] as number)));
  const suspects: LabelSuspect[] = [];
  given.forEach((label, index) => {
    const row = probabilities[index] as ArrayLike<number>;
    let suggested = -1;
    for (let k = 0; k < width; k++) {
      if (k === label || (row[k] as number) < (thresholds[k] as number)) continue;
      if (suggested === -1 || (row[k] as number) > (row[suggested] as number)) suggested = k;
    }
    if (suggested === -1 || (row[suggested] as number) <= (row[label] as number)) return;
    suspects.push({
      index,
      given: label,
      suggested,
      margin: (row[label] as number) - (row[suggested] as number),
    });
  });
  return suspects.sort((a, b) => a.margin - b.margin || a.index - b.index);
}
