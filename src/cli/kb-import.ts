import { lawFiles } from '../app/law/law-files.ts';
import { importLaws, surveyLaws } from '../app/law/law-import.ts';
import type { LawImportReport, LawPlace } from '../app/law/law-import.ts';
import type { TextOptions } from '../app/law/law-text-file.ts';
import { AppError } from '../kernel/errors.ts';
import { isDay } from '../knowledge/law-dates.ts';
import { LAW_STATUSES } from '../knowledge/law-version.ts';
import type { Config } from '../config.ts';
import type { Io } from './command.ts';
import { loadSuccessors } from '../profile/load-knowledge.ts';
import { OPERATOR, withLawStore } from './law-store.ts';
import { programPath } from './opening.ts';
import { startProgress } from './progress.ts';

/** Values of the options of `kb import`, as given. */
export type ImportValues = {
  readonly effective: string | undefined;
  readonly title: string | undefined;
  readonly status: string | undefined;
  readonly check: boolean;
  readonly quiet: boolean;
};

/** `jiesu kb import PATH`: 0 when anything was taken or there already, 1 when not, or when a file broke off. */
export async function runImport(config: Config, path: string, values: ImportValues, io: Io): Promise<number> {
  const text = textOptions(values);
  const files = await lawFiles(path);
  const texts = files.filter(({ kind }) => kind === 'text').length;
  if ((text.title !== undefined || text.effective !== undefined) && (files.length > 1 || texts === 0))
    throw new AppError('bad_usage', { reason: '--title 和 --effective 只用于单个 .md 或 .txt 文件' });
  const progress = startProgress(io, values.check ? '检查' : '导入', { quiet: values.quiet });
  const options = { ...text, onBytes: (done: number, total: number) => progress.update(done, total) };
  if (values.check) {
    const survey = await surveyLaws(files, options).finally(progress.end);
    const { versions, articles, aliases, successors } = survey;
    printFindings(survey, io);
    io.out(`可导入 ${versions} 个版本、${articles} 条，别名 ${aliases} 个，承继 ${successors} 项；`);
    io.out(`拒收 ${survey.refused.length} 处，提示 ${survey.notes.length} 处；未写入数据库\n`);
    return survey.refused.length > 0 || versions + aliases + successors === 0 ? 1 : 0;
  }
  const shipped = loadSuccessors(programPath(config.knowledgeDir));
  const report = await withLawStore(config, { readOnly: false }, (context) =>
    importLaws(context, OPERATOR, files, { ...options, successors: shipped }).finally(progress.end),
  );
  printFindings(report, io);
  io.out(summary(report));
  return taken(report) === 0 || report.refused.some(({ line }) => line === 0) ? 1 : 0;
}

function textOptions({ effective, title, status }: ImportValues): TextOptions {
  if (effective !== undefined && !isDay(effective))
    throw new AppError('bad_usage', { reason: '选项 --effective 须为日期，如 2026-04-15' });
  if (title !== undefined && title.trim() === '')
    throw new AppError('bad_usage', { reason: '选项 --title 不能为空' });
  const known = LAW_STATUSES.find((one) => one === status);
  if (status !== undefined && known === undefined)
    throw new AppError('bad_usage', { reason: `选项 --status 须为 ${LAW_STATUSES.join('、')} 之一` });
  return {
    ...(effective === undefined ? {} : { effective }),
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(known === undefined ? {} : { status: known }),
  };
}

const taken = ({ versions, aliases, successors }: LawImportReport): number =>
  versions.added + versions.replaced + versions.unchanged + aliases + successors;

function summary({ versions, articles, aliases, successors, refused, notes }: LawImportReport): string {
  const { added, replaced, unchanged } = versions;
  return [
    `版本：新增 ${added}，替换 ${replaced}，未变 ${unchanged}\n`,
    `条文：写入 ${articles.written}，未变 ${articles.unchanged}，重复未收 ${articles.doubled}\n`,
    `别名 ${aliases} 个，承继 ${successors} 项；拒收 ${refused.length} 处，提示 ${notes.length} 处\n`,
  ].join('');
}

const at = ({ file, line }: LawPlace): string =>
  [file, line > 0 ? `第 ${line} 行` : ''].filter((part) => part !== '').join(' ');

function printFindings(report: Pick<LawImportReport, 'refused' | 'notes'>, io: Io): void {
  for (const { file, line, text } of report.notes) io.err(`提示 ${at({ file, line })} ${text}\n`);
  for (const { file, line, reason } of report.refused) io.out(`拒收 ${at({ file, line })} ${reason}\n`);
}
