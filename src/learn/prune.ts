import type { Weights } from './bundle.ts';

/**
 * Keeps the `maxFeatures` features that can move a score most (largest weight of any class times idf), in the
 * order they had. A feature seen in one text only has small weights everywhere and costs the same space.
 */
export function pruneWeights(weights: Weights, maxFeatures: number): Weights {
  const { vocabulary, linear } = weights;
  const features = vocabulary.keys.length;
  if (features <= maxFeatures) return weights;
  const reach = Float64Array.from(
    { length: features },
    (_, f) => (linear.scales[f] as number) * (vocabulary.idf[f] as number),
  );
  const order = Array.from({ length: features }, (_, f) => f);
  order.sort((a, b) => (reach[b] as number) - (reach[a] as number) || a - b);
  const kept = order.slice(0, maxFeatures).sort((a, b) => a - b);
  const { classes } = linear;
  const quantised = new Int8Array(kept.length * classes);
  kept.forEach((f, at) => {
    quantised.set(linear.quantised.subarray(f * classes, (f + 1) * classes), at * classes);
  });
  return {
    vocabulary: {
      ...vocabulary,
      keys: Uint32Array.from(kept, (f) => vocabulary.keys[f] as number),
      idf: Float32Array.from(kept, (f) => vocabulary.idf[f] as number),
    },
    linear: {
      ...linear,
      quantised,
      scales: Float32Array.from(kept, (f) => linear.scales[f] as number),
    },
  };
}
