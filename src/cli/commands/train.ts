import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withColumnCrew } from '../../app/learning/column-crew.ts';
import { saveJudged } from '../../app/learning/held-back.ts';
import { readRegistry, saveModel, writeRegistry } from '../../app/learning/model-files.ts';
import { createReadingKit, type ReadingKit } from '../../app/intake/reading-kit.ts';
import {
  encodeOrders,
  notEncodedBecause,
  type Encoded,
  type NotEncoded,
} from '../../app/learning/opinion-training.ts';
import { retrain, type TrainingSource } from '../../app/learning/retraining.ts';
import { readSources } from '../../app/learning/training-data.ts';
import { AppError } from '../../kernel/errors.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import type { Config } from '../../config.ts';
import { defineCommand, QUIET, type Io } from '../command.ts';
import { openEncoderOf } from '../opinion-run.ts';
import { configOf, profileOf, programPath } from '../opening.ts';
import { startProgress } from '../progress.ts';

export const command = defineCommand({
  name: 'train',
  summary: '用有标注的工单训练分拣模型，在留出的部分上评估，写出带清单和评估卡的模型',
  usage: ['train --data PATH… [--out DIR] [--seed 1]'],
  options: {
    data: { type: 'string', value: 'PATH', multiple: true, help: '标注工单：jsonl 文件，或放这些文件的目录' },
    out: {
      type: 'string',
      value: 'DIR',
      help: '写到哪个目录（默认模型库下以版本为名的目录，模型库为空时即启用）',
    },
    seed: {
      type: 'string',
      value: 'N',
      help: '随机种子；同样的数据和种子得到逐字节相同的模型',
      default: '1',
    },
    ...QUIET,
  },
  async run({ values, positionals }, io) {
    const seed = Number(values.seed);
    // Number('') is 0: an empty value must not pass for a seed.
    if (!/^\d+$/.test(values.seed) || !Number.isSafeInteger(seed))
      throw new AppError('bad_usage', { reason: '--seed 须为非负整数' });
    const config = configOf(io);
    const modelDir = programPath(config.modelDir);
    const paths = [...(values.data ?? []), ...positionals];
    if (paths.length === 0) throw new AppError('bad_usage', { reason: '缺少 --data' });
    const sources = readSources(paths);
    const kit = createReadingKit(profileOf(config));
    const encoded = await encodedBy(config, kit, sources, values.quiet, io);
    const progress = startProgress(io, '训练', { quiet: values.quiet });
    const { entries } = loadKnowledge(programPath(config.knowledgeDir));
    const onProgress = (done: number, all: number): void => progress.update(done, all);
    const result = withColumnCrew(({ train }) =>
      retrain({ kit, sources, entries, options: { seed }, onProgress, trainColumns: train, encoded }),
    );
    progress.end();
    const { version } = result.manifest;
    const dir = values.out ?? join(modelDir, version);
    saveJudged(dir, result, sources);
    saveModel(dir, result.manifest, result.weights, result.card, result.dial, result.opinion);
    if (values.out === undefined && !existsSync(join(modelDir, 'registry.json'))) {
      writeRegistry(modelDir, { current: version, history: [] });
    } else if (values.out === undefined && readRegistry(modelDir).current !== version) {
      io.err(`模型 ${version} 已写入 ${dir}，尚未启用；启用：jiesu models promote ${version}\n`);
    }
    io.out(result.card);
    return 0;
  },
});

/** All labelled orders as the encoder of the settings reads them; without one training goes on and the card says why. */
async function encodedBy(
  config: Config,
  kit: ReadingKit,
  sources: readonly TrainingSource[],
  quiet: boolean,
  io: Io,
): Promise<Encoded | NotEncoded> {
  const opened = await openEncoderOf(config);
  if (opened.state !== 'ready') return { without: notEncodedBecause(opened) };
  const progress = startProgress(io, '请编码器读工单', { quiet });
  try {
    const orders = sources.flatMap((source) => source.orders);
    return await encodeOrders(kit, orders, opened.encoder, (done, all) => progress.update(done, all));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    io.err(`提示：${error.message}；训练不用编码器\n`);
    return { without: error.message };
  } finally {
    progress.end();
    await opened.encoder.close();
  }
}
