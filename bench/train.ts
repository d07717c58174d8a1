/**
 * How long a retraining takes: `jiesu train` on the shipped orders, evaluation included.
 *   npx tsx bench/train.ts [--rounds 1]
 */
import { parseArgs } from 'node:util';
import { CLI, labelledFiles, inTemporaryFolder, median, report, timed } from './support.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } });

await inTemporaryFolder(async (dir) => {
  const runs = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const data = labelledFiles().flatMap((file) => ['--data', file]);
    runs.push(await timed(process.execPath, [CLI, 'train', ...data, '--out', `${dir}/${round}`, '--quiet']));
  }
  report({
    what: 'jiesu train',
    seconds: Number(median(runs.map((run) => run.seconds)).toFixed(1)),
    peakMb: Math.max(...runs.map((run) => run.peakMb ?? 0)),
  });
});
