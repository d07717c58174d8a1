import type { Branch, Reach } from '../../src/kernel/reach.ts';

/** What a check would give: the orders of a unit, or of all. */
export const reachOf = (unit: string | null = null): Reach => ({ unit, letIn: null }) as unknown as Reach;

/** Of whoever may make reports of everything. */
export const everywhere = { unit: null, letIn: null, branch: undefined } as unknown as Branch<'report.read'>;
