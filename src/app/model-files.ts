import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { decodeWeights } from '../learn/bundle.ts';
import { buildLookup } from '../learn/vocabulary.ts';
import type { TriageModel } from '../triage/model.ts';

const headSchema = z.object({
  name: z.enum(['issueType', 'demandKind', 'urgency', 'saleChannel']),
  labels: z.array(z.string()),
  first: z.number().int(),
  sharpness: z.number(),
});

const manifestSchema = z.object({
  /** First 12 hexadecimal digits of the sha256 of everything below: same data and seed, same version. */
  version: z.string(),
  taxonomy: z.string(),
  command: z.string(),
  options: z.record(z.string(), z.number()),
  data: z.array(z.object({ name: z.string(), rows: z.number(), sha256: z.string() })),
  heads: z.array(headSchema),
  unitCalibration: z.object({ weights: z.array(z.number()) }),
  weightsSha256: z.string(),
  /** Figures on held-back folds; see card.md for the whole card. */
  metrics: z.record(z.string(), z.unknown()),
});

/** What a model was made of and how; stands as `manifest.json` beside the weights. */
export type ModelManifest = z.infer<typeof manifestSchema>;

const registrySchema = z.object({ current: z.string(), history: z.array(z.string()) });
/** `current` is the version in use; `history` the versions that were, oldest first. */
export type ModelRegistry = z.infer<typeof registrySchema>;

/** Writes `weights.bin.gz`, `manifest.json` and `card.md` into `dir`. Whole or not at all: renamed at the end. */
export function saveModel(dir: string, manifest: ModelManifest, weights: Uint8Array, card: string): void {
  mkdirSync(dir, { recursive: true });
  const write = (name: string, content: Uint8Array | string): void => {
    writeFileSync(join(dir, `${name}.part`), content);
    renameSync(join(dir, `${name}.part`), join(dir, name));
  };
  write('weights.bin.gz', gzipSync(weights, { level: 9 }));
  write('card.md', card);
  write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Loads the model in `dir`: a bundle itself, or a registry of bundles (`registry.json` names the current one).
 * @throws AppError `bad_model` naming the folder and what is wrong with it.
 */
export function loadModel(dir: string): { model: TriageModel; manifest: ModelManifest } {
  const bundle = existsSync(join(dir, 'registry.json')) ? join(dir, readRegistry(dir).current) : dir;
  const manifest = readManifest(bundle);
  let weights: Uint8Array;
  try {
    weights = gunzipSync(readFileSync(join(bundle, 'weights.bin.gz')));
  } catch (cause) {
    throw new AppError(
      'bad_model',
      { dir: bundle, reason: `读不出权重：${(cause as Error).message}` },
      { cause },
    );
  }
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (sha256 !== manifest.weightsSha256) {
    throw new AppError('bad_model', { dir: bundle, reason: '权重与清单记载的校验和不符' });
  }
  const { vocabulary, linear } = decodeWeights(weights, bundle);
  return {
    manifest,
    model: {
      version: manifest.version,
      lookup: buildLookup(vocabulary),
      linear,
      heads: manifest.heads,
      unitCalibration: manifest.unitCalibration,
    },
  };
}

/** @throws AppError `bad_model` */
export function readManifest(bundle: string): ModelManifest {
  return readJson(bundle, 'manifest.json', manifestSchema);
}

/** @throws AppError `bad_model` */
export function readRegistry(dir: string): ModelRegistry {
  return readJson(dir, 'registry.json', registrySchema);
}

/** Replaces `registry.json` in one step. */
export function writeRegistry(dir: string, registry: ModelRegistry): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'registry.json.part'), `${JSON.stringify(registry, null, 2)}\n`);
  renameSync(join(dir, 'registry.json.part'), join(dir, 'registry.json'));
}

function readJson<T>(dir: string, name: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(dir, name), 'utf8'));
  } catch (cause) {
    throw new AppError(
      'bad_model',
      { dir, reason: `读不出 ${name}：${(cause as Error).message}` },
      { cause },
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('bad_model', { dir, reason: `${name} 字段“${issue?.path.join('.') ?? ''}”有误` });
}
