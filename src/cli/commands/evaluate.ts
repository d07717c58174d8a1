import { measureSets } from '../../app/learning/candidate-sets.ts';
import { inTwoSteps } from '../../app/intake/beside-reading.ts';
import { evaluationCard } from '../../app/learning/card.ts';
import type { decideOrder } from '../../app/intake/engine.ts';
import { readLabelledOrders, type LabelledOrder } from '../../app/learning/labelled-order.ts';
import { measure, type Judged } from '../../app/learning/measuring.ts';
import { loadModel } from '../../app/learning/model-files.ts';
import { createReadingKit } from '../../app/intake/reading-kit.ts';
import { opinionReport, secondedModel } from '../../app/learning/opinion-measuring.ts';
import { noisyTexts, robustnessOf, robustnessSample } from '../../app/learning/robustness.ts';
import type { OrderInput } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { driftOf, unknownShare } from '../../learn/drift.ts';
import { keepFeatures } from '../../triage/train.ts';
import { defineCommand, QUIET, takeWords } from '../command.ts';
import { configOf, profileOf, programPath } from '../opening.ts';
import { openOpinions } from '../opinion-run.ts';
import { startProgress } from '../progress.ts';

type Reading = ReturnType<typeof decideOrder>;

/** Of the errors and of the sample they are made in: the same card from the same orders. */
const SEED = 1;

/** Read only where a labelled order carries no time of receipt. */
const UNDATED = '2026-01-01T00:00:00+08:00';

/** Orders read before the encoder is asked of those among them that want it. */
const BATCH = 256;

const inputOf = (order: LabelledOrder, text: string): OrderInput => ({
  channel: order.channel ?? 'phone',
  receivedAt: order.receivedAt ?? UNDATED,
  text,
  ...(order.form === undefined ? {} : { form: order.form }),
});

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
    const { model, manifest } = loadModel(values.model ?? programPath(config.modelDir));
    const progress = startProgress(io, '评估', { quiet: values.quiet });
    const seconded = secondedModel(kit, model);
    const { opinions, close } = await openOpinions(seconded, config, io);
    const sample = robustnessSample(gold, SEED);
    const clean = gold.map((order) => inputOf(order, order.text));
    const noisy = sample.flatMap(({ index }) => {
      const order = gold[index] as LabelledOrder;
      return noisyTexts(order.text, SEED, index).map((text) => inputOf(order, text));
    });
    const alone: Reading[] = [];
    const readings: Reading[] = [];
    const read = (order: OrderInput): Reading => {
      const reading = seconded.triage(order);
      alone.push(reading);
      return reading;
    };
    const orders = [...clean, ...noisy];
    for await (const { result } of inTwoSteps(orders, BATCH, read, (batch, first) =>
      opinions.ask(batch, first),
    )) {
      readings.push(result as Reading);
      progress.update(readings.length, orders.length);
    }
    const standing = opinions.standing();
    await close();
    const judge = (order: LabelledOrder, { decision }: Reading): Judged => ({ gold: order, decision });
    const judged = gold.map((order, i) => judge(order, readings[i] as Reading));
    const levels = sample.length === 0 ? 0 : noisy.length / sample.length;
    const robustness = robustnessOf(
      sample.map((sampled, k) => {
        const order = gold[sampled.index] as LabelledOrder;
        const at = gold.length + k * levels;
        const errors = readings.slice(at, at + levels).map((reading) => judge(order, reading));
        return { ...sampled, levels: [judged[sampled.index] as Judged, ...errors] };
      }),
    );
    progress.end();
    const measures = measure(judged);
    const conformal =
      manifest.conformal &&
      measureSets(
        gold.map(({ type }, i) => ({ type, candidates: (readings[i] as Reading).prediction.issueTypes })),
        manifest.conformal,
      );
    const drift =
      manifest.drift &&
      driftOf(
        manifest.drift,
        readings.map(({ prepared, prediction }) => ({
          label: prediction.issueTypes[0]?.code ?? '',
          confidence: prediction.issueTypes[0]?.confidence ?? 0,
          unknown: unknownShare(model.lookup, keepFeatures(prepared)),
        })),
      );
    const opinion = opinionReport(manifest, standing, gold, alone, readings);
    const beside = { robustness, opinion, ...(conformal ? { conformal } : {}), ...(drift ? { drift } : {}) };
    if (values.json) {
      io.out(`${JSON.stringify({ model: model.version, ...measures, ...beside }, null, 2)}\n`);
      return 0;
    }
    io.out(evaluationCard(measures, `模型 ${model.version}`, beside));
    if (values.errors) {
      for (const { id, what, gold: label, predicted } of measures.errors) {
        io.out(`${id}\t${what}\t${label}\t${predicted}\n`);
      }
    }
    return 0;
  },
});
