import type { SparseVector } from '../../learn/vocabulary.ts';

/** Less than this in common is chance. */
const LEAST = 0.1;

/**
 * Candidates by how like they are to the model they are most like (cosine, 0 to 1), best first; those that are like none
 * of them are left out.
 */
export function nearestFirst(
  models: readonly SparseVector[],
  candidates: readonly SparseVector[],
): { readonly index: number; readonly likeness: number }[] {
  const unit = models.map((vector) => ({ weights: weightsOf(vector), norm: normOf(vector) }));
  return candidates
    .map((vector, index) => {
      const own = normOf(vector);
      const best = unit.reduce((most, { weights, norm }) => {
        if (own === 0 || norm === 0) return most;
        let dot = 0;
        vector.indices.forEach((feature, k) => {
          dot += (weights.get(feature) ?? 0) * (vector.values[k] as number);
        });
        return Math.max(most, dot / (own * norm));
      }, 0);
      return { index, likeness: Math.min(1, best) };
    })
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness || a.index - b.index);
}

function weightsOf({ indices, values }: SparseVector): Map<number, number> {
  const weights = new Map<number, number>();
  indices.forEach((feature, k) => weights.set(feature, values[k] as number));
  return weights;
}

function normOf({ values }: SparseVector): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
