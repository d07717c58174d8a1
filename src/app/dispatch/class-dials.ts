import { dialPoint, type DialPoint, type Outcome } from '../../learn/selective.ts';

/** Below so many orders a figure about one class says little. */
export const TOO_SMALL = 20;

/** Lines at which classes are measured; finer ones would only repeat the same few orders. */
const CLASS_LINES = [0, 0.8, 0.9, 0.95];

/** Coverage against precision of one class: of the orders that the model gave it. */
export type ClassDial = {
  /** Code of an issue type, or of a group of them. */
  readonly label: string;
  readonly n: number;
  /** Fewer than `TOO_SMALL` orders. */
  readonly few: boolean;
  readonly points: readonly DialPoint[];
};

/** Dials of one solution (the lead unit, or the issue type), by class. */
export type SolutionDials = { readonly byGroup: readonly ClassDial[]; readonly byType: readonly ClassDial[] };

/** An outcome with the issue type that the model said. */
export type ClassOutcome = Outcome & { readonly label: string };

/** The group of a type: the first two digits of its code. */
function groupOf(type: string): string {
  return type.slice(0, 2);
}

/** One dial a class, in order of code; classes the model never said are left out. */
export function classDials(outcomes: readonly ClassOutcome[]): SolutionDials {
  return {
    byGroup: dialsOf(outcomes, (outcome) => groupOf(outcome.label)),
    byType: dialsOf(outcomes, (outcome) => outcome.label),
  };
}

function dialsOf(outcomes: readonly ClassOutcome[], of: (outcome: ClassOutcome) => string): ClassDial[] {
  const byLabel = new Map<string, ClassOutcome[]>();
  for (const outcome of outcomes) {
    const label = of(outcome);
    const own = byLabel.get(label);
    if (own) own.push(outcome);
    else byLabel.set(label, [outcome]);
  }
  return [...byLabel]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, own]) => ({
      label,
      n: own.length,
      few: own.length < TOO_SMALL,
      points: CLASS_LINES.map((line) => dialPoint(own, line)),
    }));
}
