import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { namesOf } from '../../app/context.ts';
import { createContext } from '../../app/services.ts';
import { createReports } from '../../app/reports/reports.ts';
import { refusalLines, reportText } from '../../app/reports/report-lines.ts';
import type { Made } from '../../app/reports/report-types.ts';
import type { Actor, Engine } from '../../app/types.ts';
import { docxReport, reportJson, standaloneReport } from '../../http/report-files.tsx';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { REPORT_KIND } from '../../kernel/report-words.ts';
import type { ReportKind } from '../../kernel/report-words.ts';
import { openStore } from '../../store/store.ts';
import { actorNamed } from '../acting.ts';
import { defineCommand, takeWords } from '../command.ts';
import { isAbsent } from '../encoder-run.ts';
import { DB, configOf, profileOf } from '../opening.ts';
import { openOutput } from '../output.ts';

/** Whoever can read the database file can read every order in it. */
const OPERATOR: Actor = { id: 'operator', name: '运维（命令行）', role: 'admin', unit: null };
const FORMATS = ['text', 'html', 'docx', 'json'] as const;
type Format = (typeof FORMATS)[number];
const KINDS = keysOf(REPORT_KIND);

export const command = defineCommand({
  name: 'report',
  summary: '报表：日报、月度通报、领导一页纸、会议材料、年度结算；对不上的不出具，列出对不上的工单',
  usage: [
    'report daily|monthly|leader|meeting|annual --date 2026-11-28 [--unit SCS-XCAJ] [--format text|html|docx|json] [--out FILE]',
  ],
  options: {
    date: {
      type: 'string',
      value: 'DATE',
      help: '日报写日期，月度通报写月份，一页纸和会议材料写月份或日期，年度结算写年份',
    },
    unit: { type: 'string', value: 'CODE', help: '承办单位（含下级）；不写为全区' },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: `格式：${FORMATS.join('、')}；不写按 --out 的扩展名，再不写为 text`,
    },
    out: { type: 'string', value: 'FILE', help: '写到这个文件；不写到标准输出，docx 须写' },
    as: { type: 'string', value: 'USER', help: '以这个账号的权限出具；不写则为运维，看得见全部' },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const [kind = '', ...words] = positionals;
    if (!KINDS.includes(kind as ReportKind))
      throw new AppError('bad_usage', { reason: `没有报表“${kind}”，可用的有 ${KINDS.join('、')}` });
    takeWords(words, []);
    const { date, unit, out } = values;
    if (date === undefined)
      throw new AppError('bad_usage', { reason: '须用 --date 写明哪一天、哪一月或哪一年' });
    const format = formatOf(values.format, out);
    if (format === 'docx' && (out === undefined || out === '-'))
      throw new AppError('bad_usage', { reason: 'docx 须用 --out 写到文件' });
    const config = configOf(io, { db: values.db });
    if (isAbsent(config)) throw new AppError('not_found', { what: `数据库 ${config.db}` });
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token });
    try {
      const actor = values.as === undefined ? OPERATOR : await actorNamed(store, values.as);
      // Nothing of triage is asked for.
      const context = createContext({ store, engine: {} as Engine, profile, clock: systemClock });
      await context.profiles.refresh(store);
      const reports = createReports({ ...context, names: namesOf(profile) });
      const asked = { kind: kind as ReportKind, date, ...(unit === undefined ? {} : { unit }) };
      const made = await reports.make(actor, asked, format);
      if (!made.ok) {
        io.err(`${made.title}对不上，不予出具：\n${refusalLines(made.refusal).join('\n')}\n`);
        return 1;
      }
      const output = openOutput(out, io);
      try {
        await written(made, format, output);
        output.close();
      } catch (error) {
        // Half a report looks like a whole one.
        if (out !== undefined && out !== '-') rmSync(out, { force: true });
        throw error;
      }
      const where = out === undefined || out === '-' ? '' : `到 ${basename(out)}`;
      io.err(`已出具 ${made.report.title}${where}，制表标记 ${made.mark.id}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
});

function formatOf(given: string | undefined, out: string | undefined): Format {
  const named = given ?? /\.(html|docx|json)$/i.exec(out ?? '')?.[1]?.toLowerCase() ?? 'text';
  const format = FORMATS.find((one) => one === named);
  if (format === undefined)
    throw new AppError('bad_usage', { reason: `没有格式“${named}”，可用的有 ${FORMATS.join('、')}` });
  return format;
}

async function written(
  { report, mark }: Extract<Made, { ok: true }>,
  format: Format,
  output: ReturnType<typeof openOutput>,
): Promise<void> {
  if (format === 'text') output.write(reportText(report, mark));
  if (format === 'json') output.write(`${JSON.stringify(reportJson(report, mark), null, 2)}\n`);
  if (format === 'html') output.write(await standaloneReport(report, mark));
  if (format === 'docx') for await (const piece of docxReport(report, mark)) output.writeBytes(piece);
}
