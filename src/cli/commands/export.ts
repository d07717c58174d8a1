import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { createExporting } from '../../app/export/exporting.ts';
import { FORMATS } from '../../app/export/export-types.ts';
import { namesOf } from '../../app/context.ts';
import type { Actor } from '../../app/types.ts';
import type { z } from 'zod';
import { apiFilterSchema, exportShape, toExportAsked, toOrderFilter } from '../../http/filter.ts';
import { filterText, parseFilterText } from '../../http/filter-text.ts';
import { validationError } from '../../http/validation.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { openStore } from '../../store/store.ts';
import { actorNamed } from '../acting.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { isAbsent } from '../encoder-run.ts';
import { DB, configOf, profileOf } from '../opening.ts';
import { openOutput } from '../output.ts';
import { startProgress } from '../progress.ts';

/** Whoever can read the database file can read every order in it. */
const OPERATOR: Actor = { id: 'operator', name: '运维（命令行）', role: 'admin', unit: null };

const querySchema = apiFilterSchema.omit({ page: true, pageSize: true });
const FIELDS = Object.keys(querySchema.shape).join(' ');

export const command = defineCommand({
  name: 'export',
  summary: '把符合条件的工单全部导出为 xlsx 或 csv，件数、次序与页面相同；每次导出记入审计',
  usage: ["export --format xlsx|csv [--filter 'from=2026-11-01 unit=SCS-XCAJ'] [--out FILE]"],
  options: {
    filter: {
      type: 'string',
      value: 'FILTER',
      help: `筛选条件，字段=值，空格分开，值里有空格的用双引号括起；字段：${FIELDS}`,
    },
    format: { type: 'string', value: 'FORMAT', help: `格式：${FORMATS.join('、')}；不写按 --out 的扩展名` },
    out: { type: 'string', value: 'FILE', help: '写到这个文件；csv 不写则到标准输出' },
    columns: {
      type: 'string',
      value: 'LIST',
      help: '列，逗号分隔，字段名或列名；all 为全部；不写为常用的各列',
    },
    layout: { type: 'string', value: 'ID', help: '配置包里的版式，例如 beijing-21' },
    encoding: { type: 'string', value: 'NAME', help: 'csv 的编码：utf-8（默认，带 BOM）或 gb18030' },
    mask: { type: 'boolean', help: '遮盖来电人姓名、电话、门牌', default: false },
    as: { type: 'string', value: 'USER', help: '以这个账号的权限导出；不写则为运维，看得见全部' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    const { out } = values;
    const format = values.format ?? /\.(xlsx|csv)$/i.exec(out ?? '')?.[1]?.toLowerCase();
    if (format === undefined) throw new AppError('bad_usage', { reason: '须用 --format 写明 xlsx 或 csv' });
    const fields = parseFilterText(values.filter ?? '');
    const chosen = checked(querySchema, fields, '--filter ');
    const { columns, layout, encoding } = values;
    const given = { format, columns, layout, encoding, ...(values.mask ? { mask: 'true' } : {}) };
    const shape = checked(querySchema.pick({}).extend(exportShape), given, '--');
    if ((out === undefined || out === '-') && (shape.format === 'xlsx' || shape.encoding === 'gb18030'))
      throw new AppError('bad_usage', { reason: `${shape.encoding ?? shape.format} 须用 --out 写到文件` });

    const config = configOf(io, { db: values.db });
    if (isAbsent(config)) throw new AppError('not_found', { what: `数据库 ${config.db}` });
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token });
    try {
      const actor = values.as === undefined ? OPERATOR : await actorNamed(store, values.as);
      const exporting = createExporting({ store, profile, clock: systemClock, names: namesOf(profile) });
      const filter = toOrderFilter(chosen, systemClock.now());
      const file = await exporting.take(actor, filter, toExportAsked(shape, filterText(fields)));
      const output = openOutput(out, io);
      const progress = startProgress(io, '导出', { quiet: values.quiet });
      let written = 0;
      try {
        for await (const piece of file.bytes((rows) => progress.update((written = rows), file.mark.rows)))
          output.writeBytes(piece);
        output.close();
      } catch (error) {
        // Half a table looks like a whole one.
        if (out !== undefined && out !== '-') rmSync(out, { force: true });
        throw error;
      } finally {
        progress.end();
      }
      const where = out === undefined || out === '-' ? '' : `到 ${basename(out)}`;
      io.err(`已导出 ${written} 件${where}，导出标记 ${file.mark.id}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
});

function checked<T extends z.ZodType>(schema: T, value: object, prefix: string): z.output<T> {
  const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const { message } = validationError(parsed.error.issues, given, 'query');
  throw new AppError('bad_usage', { reason: `${prefix}${message}` });
}
