/**
 * What an encoder's word adds to the issue type.
 *   npx tsx bench/second-opinion.ts [--encoder models/encoder] [--gold FILE] [--part fifth|gold|speed …]
 * `fifth`: a linear model of all labelled orders but the part that the encoder has not learned from, then both on that
 * part, without errors and with 10 % and 20 % wrong characters (some minutes). `gold`: the model in use on orders never
 * trained on; figures alone are printed. `speed`: orders a second of `jiesu triage` with it and without, by turns.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withColumnCrew } from '../src/app/learning/column-crew.ts';
import { encoderFolder } from '../src/app/intake/encoder-opening.ts';
import { loadModel, saveModel } from '../src/app/learning/model-files.ts';
import { encodeOrders, FIFTH, isUnseen } from '../src/app/learning/opinion-training.ts';
import { createReadingKit } from '../src/app/intake/reading-kit.ts';
import { retrain } from '../src/app/learning/retraining.ts';
import { readSources, receivedAt } from '../src/app/learning/training-data.ts';
import { configOf, profileOf, programPath } from '../src/cli/opening.ts';
import { openEncoder, type Encoder } from '../src/encoder/encoder.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import { addNoise } from '../src/text/noise.ts';
import { encoderText } from '../src/triage/encoder-text.ts';
import { fitOpinion, opinionFigures, type OpinionFigures } from '../src/triage/fit-opinion.ts';
import { predict } from '../src/triage/model.ts';
import {
  CLI,
  ROOT,
  inTemporaryFolder,
  labelledFiles,
  median,
  report,
  sampleOrders,
  timed,
} from './support.ts';

const PARTS = ['fifth', 'gold', 'speed'] as const;
const { values } = parseArgs({
  options: {
    encoder: { type: 'string', default: 'models/encoder' },
    gold: { type: 'string', default: '../shared/data/orders/dev.jsonl' },
    part: { type: 'string', multiple: true, default: [...PARTS] },
    turns: { type: 'string', default: '3' },
  },
});
const RATES = [0.1, 0.2];
const dir = encoderFolder(values.encoder, programPath);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
function told(
  what: string,
  { n, typeTop1, typeTop3, asked, changed, righted, spoilt }: OpinionFigures,
): void {
  const side = ({ without, with: both, gain }: OpinionFigures['typeTop1']) => ({
    without: percent(without.share),
    with: percent(both.share),
    gain: `${percent(gain.difference)} (${percent(gain.low)} to ${percent(gain.high)})`,
  });
  report({
    what,
    n,
    first: side(typeTop1),
    firstThree: side(typeTop3),
    asked: percent(asked.share),
    changed,
    righted,
    spoilt,
  });
}

async function fifth(encoder: Encoder): Promise<void> {
  const config = configOf({ env: {} });
  const kit = createReadingKit(profileOf(config));
  const sources = readSources(labelledFiles());
  const unseen = encoder.info.unseen ?? FIFTH;
  const rows = sources.flatMap(({ name, orders }) =>
    orders.map((order) => {
      const prepared = kit.prepare(order.text, receivedAt(order), order.form);
      return { name, order, held: order.form !== undefined && isUnseen(encoderText(prepared), unseen) };
    }),
  );
  const rest = sources.map((source) => ({
    ...source,
    orders: rows.filter(({ name, held }) => name === source.name && !held).map(({ order }) => order),
  }));
  const { entries } = loadKnowledge(programPath(config.knowledgeDir));
  const began = performance.now();
  const trained = withColumnCrew(({ train }) =>
    retrain({ kit, sources: rest, entries, options: { folds: 2 }, trainColumns: train }),
  );
  say(
    `linear model of ${rows.filter(({ held }) => !held).length} texts in ${Math.round((performance.now() - began) / 1000)} s`,
  );
  const { model } = await inTemporaryFolder(async (folder) => {
    saveModel(folder, trained.manifest, trained.weights, trained.card, trained.dial);
    return loadModel(folder);
  });
  const { vectors } = await encodeOrders(
    kit,
    rows.map(({ order }) => order),
    encoder,
  );
  const noisy = await Promise.all(
    RATES.map(async (rate) => {
      const orders = rows.flatMap(({ order, held }, i) =>
        held ? [{ ...order, text: addNoise(order.text, rate, seededRandom(i)) }] : [],
      );
      return { orders, vectors: (await encodeOrders(kit, orders, encoder)).vectors };
    }),
  );
  const said = (order: (typeof rows)[number]['order']) =>
    predict(model, kit.prepare(order.text, receivedAt(order), order.form)).issueTypes;
  let place = 0;
  const examples = rows.map(({ order, held }, i) => {
    const at = held ? place++ : -1;
    return {
      code: order.type,
      alsoOk: order.alsoOk.types,
      vector: vectors[i] as Float32Array,
      heldBack: held ? said(order) : null,
      unseen: held,
      variants: held
        ? noisy.map((level) => ({
            vector: level.vectors[at] as Float32Array,
            heldBack: said(level.orders[at] as (typeof rows)[number]['order']),
          }))
        : [],
    };
  });
  const start = performance.now();
  const { opinion, reason, figures, variants } = fitOpinion(examples, { encoder: encoder.info.id });
  say(`second opinion fitted in ${Math.round((performance.now() - start) / 1000)} s`);
  say(reason === null ? `weight ${opinion?.weight}, asked below ${opinion?.line}` : `refused: ${reason}`);
  if (figures !== null) told('unseen orders, no errors', figures);
  RATES.forEach((rate, k) => {
    const both = examples.flatMap(({ code, alsoOk, variants: own }, i) => {
      const without = own[k]?.heldBack;
      return without == null ? [] : [{ code, alsoOk, without, with: variants[i]?.[k] ?? null }];
    });
    told(`unseen orders, ${percent(rate)} wrong characters`, opinionFigures(both));
  });
}

type Evaluated = {
  readonly opinion: { readonly state: string; readonly reason?: string; readonly figures?: unknown };
};

/** Through `jiesu evaluate`, which prints shares; the orders themselves are never shown. */
async function gold(): Promise<void> {
  const file = resolve(ROOT, values.gold);
  if (!existsSync(file))
    return say(`${values.gold} is not here: nothing measured on orders never trained on`);
  process.env['JIESU_ENCODER'] = dir ?? 'off';
  const { stdout } = await timed(process.execPath, [CLI, 'evaluate', '--gold', file, '--json', '--quiet']);
  const { opinion } = JSON.parse(stdout) as Evaluated;
  if (opinion.state !== 'measured') return say(`orders never trained on: ${opinion.reason ?? opinion.state}`);
  report({ what: 'orders never trained on', ...(opinion.figures as object) });
}

async function speed(): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    // The model in use has learned these orders and is sure of them; with wrong characters it doubts as it does of new ones.
    const lines = sampleOrders().map(({ id, text: clean, form }, i) => {
      const text = addNoise(clean, 0.2, seededRandom(i));
      return JSON.stringify({ id, text, form, channel: 'phone', receivedAt: '2026-03-02T09:00:00+08:00' });
    });
    const [all, one] = ['all.jsonl', 'one.jsonl'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(all, `${lines.join('\n')}\n`);
    writeFileSync(one, `${lines[0] ?? ''}\n`);
    const out = join(folder, 'out.jsonl');
    /** Less the time to start. */
    const run = async (encoder: string): Promise<number> => {
      process.env['JIESU_ENCODER'] = encoder;
      const whole = await timed(process.execPath, [CLI, 'triage', '--in', all, '--out', out, '--quiet']);
      const start = await timed(process.execPath, [CLI, 'triage', '--in', one, '--out', out, '--quiet']);
      return (lines.length - 1) / (whole.seconds - start.seconds);
    };
    const turns: { without: number; with: number }[] = [];
    for (let turn = 0; turn < Number(values.turns); turn++)
      turns.push({ without: await run('off'), with: await run(dir ?? 'off') });
    const [without, withIt] = [median(turns.map((t) => t.without)), median(turns.map((t) => t.with))];
    report({
      what: 'jiesu triage, orders a second (median)',
      n: lines.length,
      without: Math.round(without),
      with: Math.round(withIt),
      ratio: Number((withIt / without).toFixed(2)),
    });
  });
}

if (dir === null) say(`no encoder in ${values.encoder}: nothing to measure`);
else {
  if (values.part.includes('fifth')) {
    const encoder = await openEncoder({ dir });
    await fifth(encoder).finally(() => encoder.close());
  }
  if (values.part.includes('gold')) await gold();
  if (values.part.includes('speed')) {
    if (loadModel(join(ROOT, 'models')).model.opinion === undefined)
      say('the model in use has no second opinion: speed not measured');
    else await speed();
  }
}
