import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { OPINION_FILE, opinionSchema, readOpinion } from './opinion-file.ts';
import { readDial, type DialOrder } from '../dispatch/dial-file.ts';
import { decodeWeights } from '../../learn/bundle.ts';
import { buildLookup } from '../../learn/vocabulary.ts';
import type { HeldOut } from '../../triage/right-prior.ts';
import type { TriageModel } from '../../triage/model.ts';

const headSchema = z.object({
  name: z.enum(['issueType', 'demandKind', 'urgency', 'saleChannel', 'matters']),
  labels: z.array(z.string()),
  first: z.number().int(),
  sharpness: z.number(),
  mixing: z.object({ matrix: z.array(z.array(z.number())), offsets: z.array(z.number()) }).optional(),
  top: z.object({ weights: z.array(z.number()) }).optional(),
});

const count = { right: z.int().min(0), total: z.int().min(0) };
const dispatchEvidenceSchema = z.object({
  all: z.object(count),
  /** `duty` marks who owned the type when it was measured. */
  byType: z.record(z.string(), z.object({ ...count, duty: z.string() })),
});

const share = z.object({
  hits: z.int().min(0),
  n: z.int().min(0),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});
const loss = z.object({ difference: z.number(), low: z.number(), high: z.number() });
const robustnessSchema = z.object({
  levels: z
    .array(
      z.object({
        rate: z.number(),
        typeTop1: share,
        typeTop3: share,
        unit: share,
        safetyRecall: share,
        dispatched: share,
        dispatchedRight: share,
        loss: z.object({ typeTop1: loss, typeTop3: loss, unit: loss, safetyRecall: loss }),
      }),
    )
    .readonly(),
});

const conformalSchema = z.object({
  score: z.enum(['lac', 'raps']),
  levels: z.array(z.object({ coverage: z.number(), quantile: z.number() })).readonly(),
});

const meanOf = z.object({ mean: z.number(), deviation: z.number() });
const driftSchema = z.object({
  n: z.int().min(0),
  shares: z.record(z.string(), z.number()),
  confidence: meanOf,
  unknown: meanOf,
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
  /** Probability of several matters from which on a call is cut; absent in bundles that have not learned it. */
  severalThreshold: z.number().optional(),
  weightsSha256: z.string(),
  /** Types learned from hardly any example; absent where there are none. */
  few: z.array(z.string()).exactOptional(),
  /** Figures on held-back folds; see card.md for the whole card. */
  metrics: z.record(z.string(), z.unknown()),
  /** Held-back orders at or above the dispatch line, by the issue type the model said; absent in older models. */
  dispatchEvidence: dispatchEvidenceSchema.exactOptional(),
  /** sha256 of `dial.json`, where the bundle has one. */
  dialSha256: z.string().exactOptional(),
  /** Figures with character errors on held-back orders; absent in older models, as are the next two. */
  robustness: robustnessSchema.exactOptional(),
  /** What decides which issue types belong to a candidate set. */
  conformal: conformalSchema.exactOptional(),
  /** What later texts are compared with. */
  drift: driftSchema.exactOptional(),
  /** What an encoder adds to the issue type; absent where nothing was learned or nothing sure to help. */
  opinion: opinionSchema.exactOptional(),
});

/** What a model was made of and how; stands as `manifest.json` beside the weights. */
export type ModelManifest = z.infer<typeof manifestSchema>;

const registrySchema = z.object({
  current: z.string(),
  history: z.array(z.string()),
  log: z
    .array(
      z.object({
        at: z.string(),
        how: z.enum(['promote', 'rollback', 'force']),
        from: z.string(),
        to: z.string(),
        by: z.string(),
        reason: z.string(),
      }),
    )
    .exactOptional(),
});
/**
 * `current` is the version in use; `history` the versions a rollback leads back to, oldest first; `log` every
 * change there was, with who made it and over what objection.
 */
export type ModelRegistry = z.infer<typeof registrySchema>;

/**
 * Writes `weights.bin.gz`, `card.md`, `dial.json` and `opinion.bin.gz` where there is one, and `manifest.json` into `dir`. Whole or not
 * at all: renamed at the end.
 */
export function saveModel(
  dir: string,
  manifest: ModelManifest,
  weights: Uint8Array,
  card: string,
  dial?: string,
  opinion?: Uint8Array | null,
): void {
  mkdirSync(dir, { recursive: true });
  const write = (name: string, content: Uint8Array | string): void => {
    writeFileSync(join(dir, `${name}.part`), content);
    renameSync(join(dir, `${name}.part`), join(dir, name));
  };
  write('weights.bin.gz', gzipSync(weights, { level: 9 }));
  write('card.md', card);
  if (dial !== undefined) write('dial.json', dial);
  if (opinion != null) write(OPINION_FILE, gzipSync(opinion, { level: 9 }));
  write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Loads the model in `dir`: a bundle itself, or a registry of bundles (`registry.json` names the current one).
 * @throws AppError `bad_model` naming the folder and what is wrong with it.
 */
export function loadModel(dir: string): {
  model: TriageModel;
  manifest: ModelManifest;
  /** Null in a model that was trained before there was one. */
  dial: readonly DialOrder[] | null;
} {
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
    dial: manifest.dialSha256 === undefined ? null : readDial(bundle, manifest.dialSha256),
    model: {
      version: manifest.version,
      lookup: buildLookup(vocabulary),
      linear,
      heads: manifest.heads,
      unitCalibration: manifest.unitCalibration,
      severalThreshold: manifest.severalThreshold ?? 1,
      ...(manifest.opinion === undefined ? {} : { opinion: readOpinion(bundle, manifest.opinion) }),
    },
  };
}

/**
 * What the model's held-back orders say of automatic dispatch. A model without the figures by type has those of
 * all orders in its metrics; a model without either says nothing.
 */
export function dispatchEvidence(manifest: ModelManifest): HeldOut {
  if (manifest.dispatchEvidence !== undefined) return manifest.dispatchEvidence;
  const overall = z.object({ hits: z.int().min(0), n: z.int().min(0) });
  const parsed = overall.safeParse(manifest.metrics['dispatchedRight']);
  const all = parsed.success ? { right: parsed.data.hits, total: parsed.data.n } : { right: 0, total: 0 };
  return { all, byType: {} };
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
