const Z = 1.959963984540054;
export const RESIDENTS = 10_000;

export type PerResidents = { readonly value: number; readonly low: number; readonly high: number };

/**
 * Cases per 10,000 residents with the 95 % interval of a Poisson count by Byar's approximation (Breslow and Day, Statistical
 * Methods in Cancer Research II, 1987, p. 69). Null where nobody lives there or the number is not known: nothing is guessed.
 */
export function perResidents(cases: number, residents: number | null): PerResidents | null {
  if (residents === null || residents <= 0) return null;
  const per = RESIDENTS / residents;
  const [low, high] = byar(cases);
  return { value: cases * per, low: low * per, high: high * per };
}

/** 95 % interval of the mean of a Poisson count that was seen once. */
export function byar(count: number): readonly [low: number, high: number] {
  const cube = (n: number, side: 1 | -1): number =>
    n * (1 - 1 / (9 * n) + (side * Z) / (3 * Math.sqrt(n))) ** 3;
  return [count === 0 ? 0 : cube(count, -1), cube(count + 1, 1)];
}
