import { basename } from 'node:path';
import { inTwoSteps } from '../../app/intake/beside-reading.ts';
import { readRows } from '../../app/import/importing.ts';
import type { TriageResult } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand, QUIET, takeWords } from '../command.ts';
import { configOf, engineOf, profileOf, readInput, readStandardInput } from '../opening.ts';
import { openOpinions } from '../opinion-run.ts';
import { openOutput } from '../output.ts';
import { startProgress } from '../progress.ts';

/** The bar counts in thousandths of the file: how many rows it has is known only at its end. */
const STEPS = 1000;
/** Orders read before the encoder is asked of those among them that want it. */
const BATCH = 256;

const EMPTY = { channel: '', receivedAt: '', text: '' };

export const command = defineCommand({
  name: 'triage',
  summary: '分拣：读工单，逐条给出分类、紧急程度、承办单位、法律依据和理由；不碰数据库',
  usage: ['triage --in FILE [--out FILE]'],
  options: {
    in: { type: 'string', value: 'FILE', help: '工单文件：jsonl、csv 或 xlsx；- 为标准输入（jsonl）' },
    out: { type: 'string', value: 'FILE', help: '结果文件，每行一个 JSON，顺序与输入相同；缺省为标准输出' },
    ...QUIET,
  },
  async run({ values, positionals }, io) {
    takeWords(positionals, []);
    if (values.in === undefined) throw new AppError('bad_usage', { reason: '缺少 --in' });
    const standard = values.in === '-';
    const bytes = standard ? await readStandardInput(io) : await readInput(values.in);
    const config = configOf(io);
    const output = openOutput(values.out, io);
    const engine = engineOf(config, profileOf(config), io);
    const { opinions, close } = await openOpinions(engine, config, io);
    const progress = startProgress(io, '分拣', { quiet: values.quiet });
    let refused = 0;
    let rows = 0;
    const items = readRows(bytes, standard ? '标准输入.jsonl' : basename(values.in), {});
    type Item = typeof items extends AsyncIterable<infer T> ? T : never;
    const alone = (item: Item): TriageResult | null => ('error' in item ? null : engine.triage(item.order));
    const seconded = (
      batch: readonly Item[],
      read: readonly (TriageResult | null)[],
    ): Promise<(TriageResult | null)[]> =>
      // A row that could not be read has no result, and its order is not looked at.
      opinions.ask(
        batch.map((item) => ('error' in item ? EMPTY : item.order)),
        read,
      );
    for await (const { item, result } of inTwoSteps(items, BATCH, alone, seconded)) {
      rows++;
      if ('error' in item) {
        refused++;
        const where = `第 ${item.row} 行`;
        const { code, message, details } = item.error;
        // A line of its own keeps results and rows side by side.
        output.write(
          `${JSON.stringify({ id: null, error: { code, message, details: { ...details, row: item.row } } })}\n`,
        );
        io.err(`错误[${code}] ${message.includes(where) ? '' : `${where}：`}${message}\n`);
      } else output.write(`${JSON.stringify(result)}\n`);
      progress.update(Math.round(item.done * STEPS), STEPS);
    }
    progress.end();
    await close();
    output.close();
    if (rows === 0) io.err('没有工单可分拣：输入是空的\n');
    return refused === 0 ? 0 : 1;
  },
});
