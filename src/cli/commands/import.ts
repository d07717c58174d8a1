import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ColumnMap } from '../../app/import/columns.ts';
import { kindOfFile } from '../../app/import/file-kind.ts';
import { importOrders, type ImportReport } from '../../app/import/importing.ts';
import { refusedWriter } from '../../app/import/refused-file.ts';
import type { Actor, Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { DB, configOf, crewOf, profileOf, readInput, withServices } from '../opening.ts';
import { openOpinions } from '../opinion-run.ts';
import { openOutput } from '../output.ts';
import { startProgress } from '../progress.ts';

const IMPORTER: Actor = { id: 'cli-import', name: '命令行导入', role: 'system', unit: null };

/** Bytes of a file from which on other threads are worth their start: some thousand orders. */
const WORTH_A_CREW = 1024 ** 2;

/** The bar counts in thousandths of the file: how many rows it has is known only at its end. */
const STEPS = 1000;

export const command = defineCommand({
  name: 'import',
  summary: '把 jsonl、csv 或 xlsx 文件里的工单入库并派单；中断后重来，已有的算重复',
  usage: ['import FILE [--map NAME|FILE] [--save-map NAME] [--refused FILE]'],
  options: {
    map: {
      type: 'string',
      value: 'NAME|FILE',
      help: '列映射：已存的名称，或 JSON 文件（列名 → 字段名，null 为不用此列）',
    },
    'save-map': {
      type: 'string',
      value: 'NAME',
      help: '把 --map 文件里的列映射以此名存入数据库，以后按名称使用',
    },
    refused: {
      type: 'string',
      value: 'FILE',
      help: '把拒收的行连同行号、列、原因写到这个文件，改好可再导入',
    },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    const [file] = takeWords(positionals, ['文件']);
    const config = configOf(io, { db: values.db });
    const bytes = await readInput(file);
    const { map: mapped, refused: refusedFile, 'save-map': saved } = values;
    const fromFile = mapped !== undefined && existsSync(mapped) ? await readMap(mapped) : null;
    if (saved !== undefined && fromFile === null)
      throw new AppError('bad_usage', { reason: '选项 --save-map 须与 --map 的文件一起用' });
    // Looked at before the models are loaded: what cannot be read is told at once.
    kindOfFile(bytes, basename(file));
    const profile = profileOf(config);
    const refusedOut = refusedFile === undefined ? null : openOutput(refusedFile, io);
    const importing = async (services: Services): Promise<ImportReport> => {
      const { importing: desk } = services;
      const map = fromFile ?? (mapped === undefined ? undefined : await desk?.map(IMPORTER, mapped));
      if (saved !== undefined && fromFile !== null) await desk?.saveMap(IMPORTER, saved, fromFile);
      const writer = refusedOut === null ? null : refusedWriter(file, refusedOut.write);
      const progress = startProgress(io, '导入', { quiet: values.quiet });
      try {
        return await importOrders(services, IMPORTER, bytes, basename(file), {
          ...(map === undefined ? {} : { map }),
          layouts: profile.orderLayouts ?? [],
          ...(desk === undefined ? {} : { stored: desk.stored }),
          ...(writer === null ? {} : { onHeadings: writer.headings, onRefused: writer.row }),
          onProgress: ({ done }) => progress.update(Math.round(done * STEPS), STEPS),
        });
      } finally {
        progress.end();
      }
    };
    const report = await withServices(
      config,
      io,
      importing,
      (engine) => openOpinions(engine, config, io),
      (versions) => (bytes.length < WORTH_A_CREW ? null : crewOf(config, io, versions)),
    );
    refusedOut?.close();
    const { accepted, duplicate, refused, refusedCount, ignored } = report;
    if (ignored.length > 0) io.err(`未使用的列：${ignored.join('、')}\n`);
    for (const { row, sheet, column, code, reason } of refused)
      io.out(
        `拒收 ${sheet === undefined ? '' : `“${sheet}”`}第 ${row} 行${column === undefined ? '' : ` ${column}`} [${code}] ${reason}\n`,
      );
    if (refusedCount > refused.length)
      io.out(`另有 ${refusedCount - refused.length} 行拒收，用 --refused 可写到文件\n`);
    io.out(`新收 ${accepted} 件，重复 ${duplicate} 件，拒收 ${refusedCount} 件\n`);
    // A file none of whose rows could be taken is a failure; single bad rows are not.
    return refusedCount > 0 && accepted + duplicate === 0 ? 1 : 0;
  },
});

async function readMap(file: string): Promise<ColumnMap> {
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
  return value as ColumnMap;
}
