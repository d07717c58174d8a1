import type { Reach } from '../../src/kernel/reach.ts';

/** What a check would give: the orders of a unit, or of all. */
export const reachOf = (unit: string | null = null): Reach => ({ unit }) as Reach;
