/**
 * Finding what was said before.
 *   npx tsx bench/duplicates.ts [--entries 1000000] [--only volume|silver] [--sample 40] [--encoder DIR|off]
 * volume: a million texts put together from real sentences; silver: pairs of real messages marked by teams of a
 * contest, next to plain TF-IDF cosine (the data set is not shipped). `--sample` prints pairs found that nobody
 * marked, for reading. The silver pairs are judged by the vectors of the encoder too.
 */
import { parseArgs } from 'node:util';
import { encoderFolder } from '../src/app/intake/encoder-opening.ts';
import { programPath } from '../src/cli/opening.ts';
import { openEncoder } from '../src/encoder/encoder.ts';
import { measureSilver } from './duplicates/silver.ts';
import { measureVolume } from './duplicates/volume.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    encoder: { type: 'string', default: 'models/encoder' },
    sample: { type: 'string', default: '0' },
  },
});

if (values.only !== 'volume') {
  const dir = encoderFolder(values.encoder, programPath);
  const encoder = dir === null ? null : await openEncoder({ dir });
  await measureSilver(Number(values.sample), encoder).finally(() => encoder?.close());
}
if (values.only !== 'silver') measureVolume(Number(values.entries));
