/** Whether a program of that name can be run. */
type Has = (program: string) => boolean;

export const MINIMUM_NODE: number;
/** The build tools this machine lacks, by their usual names. */
export function missingBuildTools(has?: Has): string[];
/** Null when this Node will do, else one Chinese line. */
export function checkNode(version?: string): string | null;
/** Null when nodejieba's native part loads, else one Chinese line that names what is missing. */
export function checkNative(root?: string, load?: (root: string) => void, has?: Has): string | null;
/** All checks in order; the first complaint, or null. */
export function preflight(root?: string): string | null;
