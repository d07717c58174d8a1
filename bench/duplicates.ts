/**
 * Finding what was said before.
 *   npx tsx bench/duplicates.ts [--entries 1000000] [--only volume|silver] [--sample 40]
 * volume: a million texts put together from real sentences; silver: pairs of real messages marked by teams of a
 * contest, next to plain TF-IDF cosine (the data set is not shipped). `--sample` prints pairs found that nobody
 * marked, for reading.
 */
import { parseArgs } from 'node:util';
import { measureSilver } from './duplicates/silver.ts';
import { measureVolume } from './duplicates/volume.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    sample: { type: 'string', default: '0' },
  },
});

if (values.only !== 'volume') measureSilver(Number(values.sample));
if (values.only !== 'silver') measureVolume(Number(values.entries));
