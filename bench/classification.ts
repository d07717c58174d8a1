/**
 * Learning from other people's labels: our text classifier and jieba + scikit-learn on the same folds, one process
 * each. The data are not shipped.
 *   npx tsx bench/classification.ts [--folds 5] [--only teddy|taipei] [--pairs] [--dir DIR] [--python /usr/bin/python3]
 * `--pairs` gives the peer pairs of words too. One line of JSON a data set.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/kernel/random.ts';
import { mcnemar, pairedBootstrap } from '../src/learn/paired.ts';
import { DATASETS, FOLDS, readDataset, type Row } from './classification/data.ts';
import { inTemporaryFolder, report, ROOT, timed } from './support.ts';

const { values } = parseArgs({
  options: {
    folds: { type: 'string', default: String(FOLDS) },
    only: { type: 'string' },
    pairs: { type: 'boolean', default: false },
    dir: { type: 'string', default: join(ROOT, '../shared/benchmark') },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const count = Math.min(FOLDS, Math.max(1, Number(values.folds) || FOLDS));

type Fold = {
  readonly trainCpu: number;
  readonly cpu: number;
  readonly wall: number;
  /** The best three labels of each text of the fold, in the order of the rows. */
  readonly top: readonly (readonly string[])[];
};

const digits = (value: number, places = 4): number => Number(value.toFixed(places));
const mean = (all: readonly number[]): number => all.reduce((sum, x) => sum + x, 0) / all.length;

async function run(program: string, args: readonly string[]): Promise<Fold[]> {
  const { stdout } = await timed(program, args);
  return JSON.parse(stdout) as Fold[];
}

/** Mean of the F1 of the labels, over all tested texts together. */
function macroF1(gold: readonly string[], told: readonly string[]): number {
  const labels = [...new Set([...gold, ...told])];
  return mean(
    labels.map((label) => {
      const right = gold.filter((own, i) => own === label && told[i] === label).length;
      const all = gold.filter((own) => own === label).length + told.filter((own) => own === label).length;
      return (2 * right) / all;
    }),
  );
}

function figures(tested: readonly (readonly Row[])[], folds: readonly Fold[]) {
  const right = folds.flatMap(({ top }, k) => top.map(([first], i) => first === tested[k]?.[i]?.label));
  const hits = (fold: Fold, k: number, depth: number): number =>
    mean(fold.top.map((top, i) => (top.slice(0, depth).includes(tested[k]?.[i]?.label ?? '') ? 1 : 0)));
  const accuracies = folds.map((fold, k) => hits(fold, k, 1));
  return {
    right,
    shown: {
      accuracy: digits(mean(accuracies)),
      accuracies: accuracies.map((accuracy) => digits(accuracy)),
      macroF1: digits(
        macroF1(
          tested.flat().map(({ label }) => label),
          folds.flatMap(({ top }) => top.map(([first]) => first ?? '')),
        ),
      ),
      top3: digits(mean(folds.map((fold, k) => hits(fold, k, 3)))),
      trainCpuSeconds: digits(
        folds.reduce((sum, fold) => sum + fold.trainCpu, 0),
        2,
      ),
      cpuSeconds: digits(
        folds.reduce((sum, fold) => sum + fold.cpu, 0),
        2,
      ),
      wallSeconds: digits(
        folds.reduce((sum, fold) => sum + fold.wall, 0),
        2,
      ),
    },
  };
}

const hasPeer = spawnSync(values.python, ['-c', 'import jieba, sklearn']).status === 0;
if (!hasPeer) process.stdout.write(`${values.python} has no jieba and sklearn: our side alone\n`);

for (const name of DATASETS) {
  if (values.only !== undefined && values.only !== name) continue;
  const rows = readDataset(values.dir, name);
  if (rows === null) {
    process.stdout.write(`${name}: no data in ${values.dir}\n`);
    continue;
  }
  await inTemporaryFolder(async (dir) => {
    const file = join(dir, 'rows.jsonl');
    writeFileSync(file, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    const script = join(ROOT, 'bench/classification/ours.ts');
    const sklearn = join(ROOT, 'bench/peers/classification_sklearn.py');
    const part = ['--folds', Array.from({ length: count }, (_, fold) => fold).join()];
    const pairs = values.pairs ? ['--pairs'] : [];
    const ours = await run(process.execPath, ['--import', 'tsx', script, name, file, ...part]);
    const peer = hasPeer ? await run(values.python, [sklearn, file, ...part, ...pairs]) : [];
    const tested = ours.map((_, fold) => rows.filter((row) => row.fold === fold));
    const mine = figures(tested, ours);
    const line = { bench: 'classification', dataset: name, texts: rows.length, folds: count };
    if (!hasPeer) return report({ ...line, ours: mine.shown });
    const theirs = figures(tested, peer);
    const won = mine.right.map((right, i) => Number(right) - Number(theirs.right[i]));
    const difference = pairedBootstrap(
      won.length,
      (indices) => indices.reduce((sum, i) => sum + (won[i] as number), 0) / won.length,
      seededRandom(1),
    );
    report({
      ...line,
      ours: mine.shown,
      peer: theirs.shown,
      difference: {
        accuracy: digits(difference.difference),
        low: digits(difference.low),
        high: digits(difference.high),
        mcnemar: digits(mcnemar(won.filter((x) => x < 0).length, won.filter((x) => x > 0).length)),
      },
      trainCpuRatio: digits(mine.shown.trainCpuSeconds / theirs.shown.trainCpuSeconds, 3),
      cpuRatio: digits(mine.shown.cpuSeconds / theirs.shown.cpuSeconds, 3),
    });
  });
}
