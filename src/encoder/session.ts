import { availableParallelism } from 'node:os';
import { AutoModel, Tensor } from '@xenova/transformers';
import type { ModelFolder } from './folder.ts';
import type { Tokens } from './tokens.ts';
import { EncoderRefusal } from './types.ts';

/** What the model answers to rows of tokens: `width` numbers for each of `length` places of each row. */
export type States = { readonly data: Float32Array; readonly length: number; readonly width: number };
export type Run = (rows: readonly (readonly number[])[]) => Promise<States>;

/** Threads of one calculation: a core stays free for those who wait for an answer. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));
/** A tokenizer may know so large a share of pieces fewer than the model has rows: some round their tables up. */
const SPARE = 0.1;

/** @throws EncoderRefusal `broken_model` where the file cannot be read to its end. */
export async function createRun(folder: ModelFolder, filler: number): Promise<Run> {
  const { dir, config, quantized } = folder;
  const model = await loading(dir, config, quantized);
  return async (rows) => {
    const length = rows.reduce((most, row) => Math.max(most, row.length), 0);
    const ids = new BigInt64Array(rows.length * length).fill(BigInt(filler));
    const mask = new BigInt64Array(rows.length * length);
    rows.forEach((row, i) =>
      row.forEach((id, k) => {
        ids[i * length + k] = BigInt(id);
        mask[i * length + k] = 1n;
      }),
    );
    const shape = [rows.length, length];
    const output = (await model({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    })) as Record<string, Tensor | undefined>;
    const states = output['last_hidden_state'] ?? output['token_embeddings'];
    if (states === undefined || states.type !== 'float32' || states.dims.length !== 3)
      throw new EncoderRefusal('broken_model', '模型没有给出 last_hidden_state，不是特征提取模型');
    return { data: states.data as Float32Array, length, width: states.dims[2] as number };
  };
}

type Model = (inputs: Record<string, Tensor>) => Promise<unknown>;

async function loading(dir: string, config: object, quantized: boolean): Promise<Model> {
  try {
    return (await AutoModel.from_pretrained(dir, {
      local_files_only: true,
      config: config as never,
      dtype: quantized ? 'q8' : 'fp32',
      device: 'cpu',
      session_options: {
        intraOpNumThreads: THREADS,
        interOpNumThreads: 1,
        // Waiting threads sleep: between two texts nothing takes time from the server.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      },
    })) as unknown as Model;
  } catch (cause) {
    const file = quantized ? 'onnx/model_quantized.onnx' : 'onnx/model.onnx';
    throw new EncoderRefusal('broken_model', `${file} 读不出来，文件不完整或已损坏`, cause);
  }
}

/**
 * Runs the model over what could fail later, with some other text: its width, the first and last piece of the
 * tokenizer and of the model, and the longest row.
 * @throws EncoderRefusal `broken_model`, `other_width`, `other_vocabulary`, `too_many_tokens`
 */
export async function checkFit(folder: ModelFolder, tokens: Tokens, run: Run): Promise<void> {
  const { width, pieces, maxTokens } = folder;
  const first = [...tokens.of('的')].map((id) => (pieces === null ? id : Math.min(id, pieces - 1)));
  const answer = await attempt(run, [first], 'broken_model', '模型运行失败');
  if (answer.width !== width)
    throw new EncoderRefusal(
      'other_width',
      `config.json 写的 hidden_size 是 ${width}，模型给出的是 ${answer.width}`,
    );
  const known = tokens.highest + 1;
  if (pieces !== null && (known > pieces || known < pieces * (1 - SPARE)))
    throw new EncoderRefusal(
      'other_vocabulary',
      `分词器有 ${known} 个词，config.json 写的 vocab_size 是 ${pieces}，不是同一个模型的`,
    );
  const last = Math.max(tokens.highest, (pieces ?? 0) - 1);
  await attempt(run, [[last]], 'other_vocabulary', `分词器的第 ${last} 号词不在模型的词向量表里`);
  const longest = Array.from({ length: maxTokens }, (_, i) => first[i % first.length] as number);
  await attempt(
    run,
    [longest],
    'too_many_tokens',
    `模型读不了 ${maxTokens} 个词那么长，请改 jiesu.json 的 maxTokens`,
  );
}

async function attempt(
  run: Run,
  rows: readonly (readonly number[])[],
  fault: 'broken_model' | 'other_vocabulary' | 'too_many_tokens',
  reason: string,
): Promise<States> {
  try {
    return await run(rows);
  } catch (cause) {
    throw cause instanceof EncoderRefusal ? cause : new EncoderRefusal(fault, reason, cause);
  }
}
