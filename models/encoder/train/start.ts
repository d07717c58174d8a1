/**
 * Vectors to start pieces and joints from: what the sentence vectors of models/knowledge make of each, before its
 * length is brought to 1, so that common characters weigh little. A joint is the pair of characters alone.
 *
 *   npx tsx models/encoder/train/start.ts --pieces pieces.json --vectors vectors.bin.gz --out start.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { featureBuffer } from '../../../src/learn/features.ts';
import { decodeSentenceWeights, readStretches } from '../../../src/learn/sentence-encoder.ts';
import { buildLookup, indexOf } from '../../../src/learn/vocabulary.ts';
import { loadSegmenter, toWords } from '../../../src/text/segment.ts';

const { values } = parseArgs({
  options: { pieces: { type: 'string' }, vectors: { type: 'string' }, out: { type: 'string' } },
});
const { pieces: file, vectors, out } = values;
if (file === undefined || vectors === undefined || out === undefined)
  throw new Error('--pieces, --vectors, --out');

const { pieces, joints } = JSON.parse(readFileSync(file, 'utf8')) as { pieces: string[]; joints: string[] };
const { width, longest, keys, scales, rows } = decodeSentenceWeights(
  gunzipSync(readFileSync(vectors)),
  vectors,
);
const lookup = buildLookup({ keys, idf: scales, blockWeights: [1] });
const segmenter = loadSegmenter([]);
const buffer = featureBuffer();

/** The sum of what stands in a text, of stretches of at least `shortest` characters. */
function vectorOf(text: string, shortest: number): number[] {
  readStretches(buffer, text, (part) => toWords(segmenter, part), longest);
  const vector = new Float64Array(width);
  for (let i = 0; i < buffer.length; i++) {
    if ((buffer.ends[i] as number) - (buffer.starts[i] as number) < shortest) continue;
    const feature = indexOf(lookup, buffer.keys[i] as number);
    if (feature === -1) continue;
    for (let k = 0; k < width; k++)
      vector[k] = (vector[k] as number) + (scales[feature] as number) * (rows[feature * width + k] as number);
  }
  return Array.from(vector, (value) => Math.round(value * 1e4) / 1e4);
}

const made = { pieces: pieces.map((text) => vectorOf(text, 1)), joints: joints.map((text) => vectorOf(text, 2)) };
writeFileSync(out, JSON.stringify(made));
