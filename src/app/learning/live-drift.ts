import { driftOf } from '../../learn/drift.ts';
import type { Drift } from '../../learn/drift.ts';
import type { Db } from '../../store/client.ts';
import { recentPredictions } from '../../store/training-runs.ts';
import type { ModelManifest } from './model-files.ts';

/** Orders looked back at most: enough for shares of a few per cent, few enough to read with a page. */
const WINDOW = 1000;

/** How far the latest orders are from what the running model was made on. */
export type LiveDrift = Omit<Drift, 'unknown'> & { readonly model: string };

/**
 * Drift of the latest orders that this model decided first, by the types it said and how sure it was. The share of
 * unknown features, which needs every text read anew, is measured by `jiesu evaluate`. Null where the model was
 * made before it kept a reference.
 */
export async function liveDrift(
  db: Db,
  manifest: Pick<ModelManifest, 'version' | 'drift'>,
): Promise<LiveDrift | null> {
  const reference = manifest.drift;
  if (reference === undefined) return null;
  const recent = await recentPredictions(db, manifest.version, WINDOW);
  const observed = recent.map((one) => ({ ...one, unknown: reference.unknown.mean }));
  const { unknown: _, ...drift } = driftOf(reference, observed);
  return { ...drift, model: manifest.version };
}
