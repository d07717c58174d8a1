/**
 * Chance of `count` or more under a negative binomial distribution (Poisson with a rate that is itself gamma
 * distributed) of mean `mean` and variance `mean + mean² / shape`; an infinite `shape` is Poisson. Summed term by term
 * from `count` upwards, so that small chances keep their digits.
 */
export function upperTail(count: number, mean: number, shape: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  const poisson = !Number.isFinite(shape);
  const odds = poisson ? 0 : mean / (mean + shape);
  let log = poisson ? -mean : shape * Math.log1p(-odds);
  for (let k = 0; k < count; k++)
    log += poisson ? Math.log(mean / (k + 1)) : Math.log(((shape + k) / (k + 1)) * odds);
  let term = Math.exp(log);
  let sum = 0;
  for (let k = count; ; k++) {
    sum += term;
    const ratio = poisson ? mean / (k + 1) : ((shape + k) / (k + 1)) * odds;
    term *= ratio;
    // From here on terms shrink at least as fast as a geometric series of this ratio.
    if (ratio < 1 && term < 1e-12 * sum * (1 - ratio)) break;
  }
  return Math.min(1, sum);
}
