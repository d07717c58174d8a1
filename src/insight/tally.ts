/** How many of some orders say each of several things. */
export type Tally = {
  readonly counts: ReadonlyMap<string, number>;
  /** Share of all orders that say this. */
  readonly shareOf: (value: string) => number;
  /** What most say; of equals the one that sorts first. Null where nobody says anything. */
  readonly most: () => { readonly value: string; readonly count: number } | null;
};

/** Each order counts once for each thing it says. */
export function tallyOf(orders: readonly (readonly string[])[]): Tally {
  const counts = new Map<string, number>();
  for (const said of orders)
    for (const value of new Set(said)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return {
    counts,
    shareOf: (value) => (orders.length === 0 ? 0 : (counts.get(value) ?? 0) / orders.length),
    most: () => ranked(counts)[0] ?? null,
  };
}

/** By count, of equals by code unit, so that it is the same on every machine. */
export function ranked(counts: ReadonlyMap<string, number>): { value: string; count: number }[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
