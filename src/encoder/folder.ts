import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EncoderRefusal } from './types.ts';
import type { EncoderInfo } from './types.ts';

/** Goes into every id: another number where the same files would give other vectors than before. */
const RULES = 1;
/** Tokens read where neither file says how many; attention takes time by their square. */
const TOKENS = 512;
const MOST_TOKENS = 1024;

/** The 8-bit model where there is one. */
const MODELS = ['onnx/model_quantized.onnx', 'onnx/model.onnx'] as const;

const whole = z.int().min(1);
const configSchema = z.looseObject({
  hidden_size: whole.optional(),
  d_model: whole.optional(),
  dim: whole.optional(),
  n_embd: whole.optional(),
  vocab_size: whole.optional(),
  max_position_embeddings: whole.optional(),
  pad_token_id: z.int().min(0).nullish(),
});

const words = z.string().max(200);
const settingsSchema = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  pooling: z.enum(['mean', 'cls']).optional(),
  maxTokens: z.int().min(8).max(MOST_TOKENS).optional(),
  prefix: z.union([words, z.strictObject({ query: words.optional(), passage: words.optional() })]).optional(),
  unseen: z
    .strictObject({ of: z.int().min(2).max(1000), part: z.int().min(0) })
    .refine(({ of, part }) => part < of)
    .optional(),
});

/** A folder with a model, read and checked as far as can be without running it. */
export type ModelFolder = Pick<
  EncoderInfo,
  'dir' | 'id' | 'name' | 'width' | 'maxTokens' | 'pooling' | 'prefix' | 'bytes' | 'unseen'
> & {
  readonly quantized: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  /** Pieces the model says it knows; null where it does not say. */
  readonly pieces: number | null;
  readonly pad: number | null;
  /** What is computed from a text is brought to 8 bits by all texts of a batch: such a model reads one at a time. */
  readonly alone: boolean;
};

/** Whether any file of a model lies in a folder. */
export function holdsModel(dir: string): boolean {
  return ['config.json', 'tokenizer.json', ...MODELS].some((name) => existsSync(join(dir, name)));
}

/** @throws EncoderRefusal `missing_file`, `broken_file`, `other_width` */
export function readModelFolder(dir: string): ModelFolder {
  const model = MODELS.find((name) => existsSync(join(dir, name)));
  const missing = ['config.json', 'tokenizer.json'].filter((name) => !existsSync(join(dir, name)));
  if (model === undefined) missing.push(MODELS.join(' 或 '));
  if (model === undefined || missing.length > 0)
    throw new EncoderRefusal('missing_file', `缺少 ${missing.join('、')}`);
  const hash = createHash('sha256').update(`rules ${RULES}\n`);
  let bytes = 0;
  const take = (name: string): Buffer => {
    const content = reading(dir, name);
    hash.update(`${name} ${content.length}\n`).update(content);
    bytes += content.length;
    return content;
  };
  const json = (name: string): unknown => parsed(name, take(name));
  const config = checked('config.json', configSchema, json('config.json'));
  const tokenizer = checked(
    'tokenizer.json',
    z.looseObject({ model: z.looseObject({}) }),
    json('tokenizer.json'),
  );
  const optional = (name: string): unknown => (existsSync(join(dir, name)) ? json(name) : {});
  const tokenizerConfig = checked(
    'tokenizer_config.json',
    z.looseObject({}),
    optional('tokenizer_config.json'),
  );
  const settings = checked('jiesu.json', settingsSchema, optional('jiesu.json'));
  const weights = take(model);
  if (existsSync(join(dir, `${model}_data`))) take(`${model}_data`);
  const width = config.hidden_size ?? config.d_model ?? config.dim ?? config.n_embd;
  if (width === undefined) throw new EncoderRefusal('other_width', 'config.json 没有写 hidden_size');
  const { prefix = '' } = settings;
  const places = config.max_position_embeddings ?? TOKENS;
  return {
    dir,
    id: hash.digest('hex'),
    name: settings.name ?? dir.split(/[\\/]/).findLast((part) => part !== '') ?? dir,
    width,
    maxTokens: settings.maxTokens ?? Math.min(places, TOKENS),
    pooling: settings.pooling ?? 'mean',
    prefix:
      typeof prefix === 'string'
        ? { query: prefix, passage: prefix }
        : { query: prefix.query ?? '', passage: prefix.passage ?? '' },
    bytes,
    ...(settings.unseen === undefined ? {} : { unseen: settings.unseen }),
    quantized: model === MODELS[0],
    config,
    tokenizer,
    tokenizerConfig,
    pieces: config.vocab_size ?? null,
    pad: config.pad_token_id ?? null,
    alone: weights.includes('DynamicQuantize'),
  };
}

function reading(dir: string, name: string): Buffer {
  try {
    return readFileSync(join(dir, name));
  } catch (cause) {
    throw new EncoderRefusal('broken_file', `读不出 ${name}`, cause);
  }
}

function parsed(name: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw new EncoderRefusal('broken_file', `${name} 不是完整的 JSON`, cause);
  }
}

function checked<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') ?? '';
  throw new EncoderRefusal('broken_file', field === '' ? `${name} 内容有误` : `${name} 字段“${field}”有误`);
}
