/**
 * Hot topics and early warnings.
 *   npx tsx bench/topics.ts [--only silver|quiet|planted|volume|year] [--show] [--asked 0.3,0.4]
 */
import { parseArgs } from 'node:util';
import { measurePlanted, measureQuiet, measureVolume } from './topics/streams.ts';
import { measureTeddy } from './topics/teddy.ts';
import { measureYears } from './topics/year.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    show: { type: 'boolean', default: false },
    asked: { type: 'string', default: '' },
    stored: { type: 'string', default: '1000000' },
    seeds: { type: 'string', default: '1' },
    orders: { type: 'string', default: '8000' },
    peers: { type: 'string', default: '0.2,0.3' },
  },
});
const numbers = (list: string): number[] => list.split(',').filter(Boolean).map(Number);
const wants = (name: string): boolean => values.only === undefined || values.only === name;
if (wants('silver')) measureTeddy(values.show, numbers(values.asked), numbers(values.peers));
if (wants('quiet')) measureQuiet(Number(values.seeds), 1);
if (wants('planted')) measurePlanted(50);
if (wants('volume')) measureVolume(Number(values.stored), 20_000);
if (wants('year')) measureYears(Number(values.seeds), Number(values.orders), values.show);
