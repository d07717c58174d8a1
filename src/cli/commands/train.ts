import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLabelledOrders } from '../../app/labelled-order.ts';
import { readRegistry, saveModel, writeRegistry } from '../../app/model-files.ts';
import { createReadingKit } from '../../app/reading-kit.ts';
import { retrain, type TrainingSource } from '../../app/retraining.ts';
import { AppError } from '../../kernel/errors.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import { defineCommand, QUIET } from '../command.ts';
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
    const sources = readSources([...(values.data ?? []), ...positionals]);
    const kit = createReadingKit(profileOf(config));
    const progress = startProgress(io, '训练', { quiet: values.quiet });
    const result = retrain({
      kit,
      sources,
      entries: loadKnowledge(programPath(config.knowledgeDir)).entries,
      options: { seed },
      onProgress: (done, all) => progress.update(done, all),
    });
    progress.end();
    const { version } = result.manifest;
    const dir = values.out ?? join(modelDir, version);
    saveModel(dir, result.manifest, result.weights, result.card);
    if (values.out === undefined && !existsSync(join(modelDir, 'registry.json'))) {
      writeRegistry(modelDir, { current: version, history: [] });
    } else if (values.out === undefined && readRegistry(modelDir).current !== version) {
      io.err(`模型 ${version} 已写入 ${dir}，尚未启用；启用：jiesu models promote ${version}\n`);
    }
    io.out(result.card);
    return 0;
  },
});

/** Every jsonl file named or found in a named folder, once, in name order. */
function readSources(paths: readonly string[]): TrainingSource[] {
  if (paths.length === 0) throw new AppError('bad_usage', { reason: '缺少 --data' });
  const files = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) throw new AppError('file_unreadable', { file: path, reason: '文件不存在' });
    if (!stat.isDirectory()) return [path];
    const inside = readdirSync(path)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    if (inside.length === 0)
      throw new AppError('file_unreadable', { file: path, reason: '目录中没有 .jsonl 文件' });
    return inside.map((name) => join(path, name));
  });
  return [...new Set(files)].map((file) => ({
    name: basename(file),
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    orders: readLabelledOrders(file),
  }));
}
