/**
 * Vectors to start the pieces of a tokenizer from: what the sentence vectors of models/knowledge make of each piece,
 * before its length is brought to 1, so that common characters weigh little.
 *
 *   npx tsx models/encoder/train/start.ts --tokenizer tokenizer.raw.json --vectors vectors.bin.gz --out start.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { featureBuffer } from '../../../src/learn/features.ts';
import { decodeSentenceWeights, readStretches } from '../../../src/learn/sentence-encoder.ts';
import { buildLookup, indexOf } from '../../../src/learn/vocabulary.ts';
import { loadSegmenter, toWords } from '../../../src/text/segment.ts';

const { values } = parseArgs({
  options: { tokenizer: { type: 'string' }, vectors: { type: 'string' }, out: { type: 'string' } },
});
const { tokenizer, vectors, out } = values;
if (tokenizer === undefined || vectors === undefined || out === undefined)
  throw new Error('--tokenizer, --vectors, --out');

const { model } = JSON.parse(readFileSync(tokenizer, 'utf8')) as { model: { vocab: Record<string, number> } };
const { width, longest, keys, scales, rows } = decodeSentenceWeights(
  gunzipSync(readFileSync(vectors)),
  vectors,
);
const lookup = buildLookup({ keys, idf: scales, blockWeights: [1] });
const segmenter = loadSegmenter([]);
const buffer = featureBuffer();
const pieces: number[][] = [];
for (const [piece, id] of Object.entries(model.vocab)) {
  readStretches(buffer, piece, (text) => toWords(segmenter, text), longest);
  const vector = new Float64Array(width);
  for (let i = 0; i < buffer.length; i++) {
    const feature = indexOf(lookup, buffer.keys[i] as number);
    if (feature === -1) continue;
    for (let k = 0; k < width; k++)
      vector[k] = (vector[k] as number) + (scales[feature] as number) * (rows[feature * width + k] as number);
  }
  pieces[id] = Array.from(vector, (value) => Math.round(value * 1e4) / 1e4);
}
writeFileSync(out, JSON.stringify(pieces));
