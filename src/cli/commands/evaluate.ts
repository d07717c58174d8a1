import { evaluationCard } from '../../app/card.ts';
import { decideOrder } from '../../app/engine.ts';
import { readLabelledOrders } from '../../app/labelled-order.ts';
import { measure, type Judged } from '../../app/measuring.ts';
import { loadModel } from '../../app/model-files.ts';
import { createReadingKit } from '../../app/reading-kit.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand, QUIET, takeWords } from '../command.ts';
import { configOf, profileOf, programPath } from '../opening.ts';
import { startProgress } from '../progress.ts';

/** Read only where a labelled order carries no time of receipt. */
const UNDATED = '2026-01-01T00:00:00+08:00';

export const command = defineCommand({
  name: 'evaluate',
  summary: '评估：把模型在有标注的工单上的判断与标注对照，给出评估卡',
  usage: ['evaluate --gold FILE [--model DIR] [--json]'],
  options: {
    gold: { type: 'string', value: 'FILE', help: '有标注的工单（jsonl），不能是训练用过的' },
    model: { type: 'string', value: 'DIR', help: '模型目录（默认为启用中的模型）' },
    json: { type: 'boolean', help: '以 JSON 输出', default: false },
    errors: { type: 'boolean', help: '评估卡后列出每个错误', default: false },
    ...QUIET,
  },
  async run({ values, positionals }, io) {
    takeWords(positionals, []);
    if (values.gold === undefined) throw new AppError('bad_usage', { reason: '缺少 --gold' });
    const gold = readLabelledOrders(values.gold);
    const config = configOf(io);
    const kit = createReadingKit(profileOf(config));
    const { model } = loadModel(values.model ?? programPath(config.modelDir));
    const progress = startProgress(io, '评估', { quiet: values.quiet });
    const judged = gold.map((order, i): Judged => {
      const { decision } = decideOrder(kit, model, {
        channel: order.channel ?? 'phone',
        receivedAt: order.receivedAt ?? UNDATED,
        text: order.text,
        ...(order.form === undefined ? {} : { form: order.form }),
      });
      progress.update(i + 1, gold.length);
      return { gold: order, decision };
    });
    progress.end();
    const measures = measure(judged);
    if (values.json) {
      io.out(`${JSON.stringify({ model: model.version, ...measures }, null, 2)}\n`);
      return 0;
    }
    io.out(evaluationCard(measures, `模型 ${model.version}`));
    if (values.errors) {
      for (const { id, what, gold: label, predicted } of measures.errors) {
        io.out(`${id}\t${what}\t${label}\t${predicted}\n`);
      }
    }
    return 0;
  },
});
