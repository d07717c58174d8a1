import { LogLevel, env } from '@xenova/transformers';
import { batchesOf } from './batches.ts';
import { readModelFolder } from './folder.ts';
import { poolInto } from './pooling.ts';
import { checkFit, createRun } from './session.ts';
import { createTokens } from './tokens.ts';
import { EncoderRefusal } from './types.ts';
import type { EncoderInfo, Role } from './types.ts';

// Once for the whole thread: nothing is ever fetched, and what is read is never logged (the library would print the
// tokens of a text that failed).
env.allowRemoteModels = false;
env.useFSCache = false;
env.logLevel = LogLevel.NONE;

/** 110 characters, as a short order has. */
const SAMPLE =
  '市民反映在西单北大街一家健身房办理年卡，预付三千八百元，上周商家关门停业，电话无人接听，多次联系要求退还剩余费用未果，认为商家侵害消费者权益，希望市场监管部门尽快核实处理，责令商家退款并给予书面答复，请于工作日联系市民。';

/** Texts on their way to vectors, one batch at a time, so that a short call can pass a long one. */
export type Reading = {
  readonly rows: readonly (readonly number[])[];
  readonly batches: readonly (readonly number[])[];
  /** Vectors end to end. */
  readonly out: Float32Array;
};

export type LoadedModel = {
  readonly info: EncoderInfo;
  readonly begin: (texts: readonly string[], role: Role) => Reading;
  /** Fills in the vectors of one batch. */
  readonly read: (reading: Reading, batch: number) => Promise<void>;
};

/**
 * Loads a folder and runs it once over what could go wrong. `began`: when that was asked for, UTC milliseconds.
 * @throws EncoderRefusal naming what does not fit.
 */
export async function loadEncoderModel(dir: string, began: number): Promise<LoadedModel> {
  const folder = readModelFolder(dir);
  const { width, maxTokens, prefix, alone } = folder;
  const tokens = createTokens(folder);
  const run = await createRun(folder, tokens.filler);
  await checkFit(folder, tokens, run);

  const begin = (texts: readonly string[], role: Role): Reading => {
    const rows = texts.map((text) => tokens.of(prefix[role] + text));
    const lengths = rows.map(({ length }) => length);
    return { rows, batches: batchesOf(lengths, alone), out: new Float32Array(texts.length * width) };
  };
  const read = async ({ rows, batches, out }: Reading, at: number): Promise<void> => {
    const batch = batches[at] as readonly number[];
    const picked = batch.map((row) => rows[row] as readonly number[]);
    const states = await run(picked);
    picked.forEach(({ length }, i) => {
      const row = batch[i] as number;
      poolInto(out.subarray(row * width, (row + 1) * width), states, i, length, folder.pooling);
    });
  };

  const times: number[] = [];
  let loadMs = 0;
  for (let i = 0; i < 6; i++) {
    const start = performance.now();
    const reading = begin([SAMPLE], 'passage');
    await read(reading, 0);
    if (!reading.out.every(Number.isFinite))
      throw new EncoderRefusal('broken_model', '算出的向量不是有限的数');
    if (i === 0) loadMs = Date.now() - began;
    else times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const { id, name, pooling, bytes, unseen } = folder;
  const msPerText = times[times.length >> 1] as number;
  return {
    info: {
      dir,
      id,
      name,
      width,
      maxTokens,
      pooling,
      prefix,
      bytes,
      loadMs,
      msPerText,
      ...(unseen === undefined ? {} : { unseen }),
    },
    begin,
    read,
  };
}
