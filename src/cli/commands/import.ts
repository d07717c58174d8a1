import { basename } from 'node:path';
import { importOrders, type ImportReport } from '../../app/import/importing.ts';
import type { Actor, Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { DB, configOf, readInput, withServices } from '../opening.ts';
import { openOpinions } from '../opinion-run.ts';
import { startProgress } from '../progress.ts';

const IMPORTER: Actor = { id: 'cli-import', name: '命令行导入', role: 'system', unit: null };

/** The bar counts in thousandths of the file: how many rows it has is known only at its end. */
const STEPS = 1000;

export const command = defineCommand({
  name: 'import',
  summary: '把 jsonl、csv 或 xlsx 文件里的工单入库并派单；中断后重来，已有的算重复',
  usage: ['import FILE [--map FILE]'],
  options: {
    map: { type: 'string', value: 'FILE', help: '列名对照，JSON 对象：列名 → 字段名，null 为不用此列' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    const [file] = takeWords(positionals, ['文件']);
    const config = configOf(io, { db: values.db });
    const bytes = await readInput(file);
    const map = values.map === undefined ? {} : { map: await readMap(values.map) };
    const importing = async (services: Services): Promise<ImportReport> => {
      const progress = startProgress(io, '导入', { quiet: values.quiet });
      try {
        return await importOrders(services, IMPORTER, bytes, basename(file), {
          ...map,
          onProgress: ({ done }) => progress.update(Math.round(done * STEPS), STEPS),
        });
      } finally {
        progress.end();
      }
    };
    const report = await withServices(config, importing, (engine) => openOpinions(engine, config, io));
    const { accepted, duplicate, refused, ignored } = report;
    if (ignored.length > 0) io.err(`未使用的列：${ignored.join('、')}\n`);
    for (const { row, code, reason } of refused) io.out(`拒收 第 ${row} 行 [${code}] ${reason}\n`);
    io.out(`新收 ${accepted} 件，重复 ${duplicate} 件，拒收 ${refused.length} 件\n`);
    // A file none of whose rows could be taken is a failure; single bad rows are not.
    return refused.length > 0 && accepted + duplicate === 0 ? 1 : 0;
  },
});

async function readMap(file: string): Promise<Record<string, string | null>> {
  const bad = (reason: string, cause?: unknown) => new AppError('bad_file', { file, reason }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await readInput(file)));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw bad('不是合法的 JSON', error);
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || Object.values(value as object).some((field) => typeof field !== 'string' && field !== null)) {
    throw bad('须为“列名 → 字段名或 null”的 JSON 对象');
  }
  return value as Record<string, string | null>;
}
