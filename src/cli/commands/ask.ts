import { z } from 'zod';
import { questionText } from '../../app/question-input.ts';
import type { Engine } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { DB, askingEngine, configOf, profileOf, readInput, readStandardInput } from '../opening.ts';
import { openOutput } from '../output.ts';
import { startProgress } from '../progress.ts';

const day = z.iso.date('须为日期，例如 2026-11-22');
const questionSchema = z.strictObject(
  {
    id: z.string('须为字符串').max(128, '最多 128 个字符').optional(),
    query: questionText,
    eventDate: day.optional(),
    filingDate: day.optional(),
    facts: z.record(z.string(), z.unknown(), '须为对象').optional(),
  },
  '应当是一个 JSON 对象',
);

type Question = Parameters<Engine['ask']>[0];

export const command = defineCommand({
  name: 'ask',
  summary: '政策法规问答：按事发日期有效的法条作答，输出 JSON；数据库里导入、修改的知识也用',
  usage: ['ask "问题" [--date 2026-11-22]', 'ask --in FILE [--out FILE]'],
  options: {
    date: { type: 'string', value: 'DATE', help: '事发日期，决定用哪一版法律；缺省为今天' },
    in: {
      type: 'string',
      value: 'FILE',
      help: '问题文件，每行一个 JSON：id query eventDate filingDate facts；- 为标准输入',
    },
    out: { type: 'string', value: 'FILE', help: '答案文件，每行一个 JSON；缺省为标准输出' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    if (values.in === undefined) {
      const [text] = takeWords(positionals, ['问题']);
      const question = parseQuestion(
        { query: text, ...(values.date === undefined ? {} : { eventDate: values.date }) },
        '',
      );
      const config = configOf(io, { db: values.db });
      const engine = await askingEngine(config, profileOf(config), io);
      const output = openOutput(values.out, io);
      output.write(`${JSON.stringify(engine.ask(question), null, 2)}\n`);
      output.close();
      return 0;
    }
    takeWords(positionals, []);
    if (values.date !== undefined)
      throw new AppError('bad_usage', { reason: '--date 只用于单个问题；文件里用 eventDate' });
    const bytes = values.in === '-' ? await readStandardInput(io) : await readInput(values.in);
    const questions = parseQuestions(bytes, values.in);
    const config = configOf(io, { db: values.db });
    const engine = await askingEngine(config, profileOf(config), io);
    const output = openOutput(values.out, io);
    const progress = startProgress(io, '问答', { quiet: values.quiet });
    for (const [i, question] of questions.entries()) {
      output.write(`${JSON.stringify(engine.ask(question))}\n`);
      progress.update(i + 1, questions.length);
    }
    progress.end();
    output.close();
    return 0;
  },
});

/** All questions of a file before the first is answered: a bad line is told at once. Throws naming file and line. */
function parseQuestions(bytes: Uint8Array, file: string): Question[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('bad_file', { file, reason: '不是 UTF-8 文本' }, { cause });
  }
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `第 ${i + 1} 行`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new AppError('bad_json', { reason: `${where}无法解析` }, { cause });
    }
    return [parseQuestion(value, where)];
  });
}

function parseQuestion(value: unknown, where: string): Question {
  const parsed = questionSchema.safeParse(value);
  if (parsed.success) return parsed.data as Question;
  const issues = parsed.error.issues;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw new AppError('unknown_field', { where, field: issue.keys[0] ?? '' });
  const field = String(issue?.path[0] ?? '');
  if (field === '') throw new AppError('bad_request', { reason: `${where}${issue?.message ?? ''}` });
  const given = (value as Record<string, unknown>)[field];
  if (given === undefined) throw new AppError('missing_field', { where, field });
  throw new AppError('bad_field', { where, field, reason: issue?.message ?? '' });
}
