/**
 * Writes data/text/common-shingles.bin.gz: in how many of the shipped training orders each shingle occurs, so that
 * a young database already knows which wording is everyday. Same orders, same bytes.
 *   npx tsx bench/duplicates/common-shingles.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packBackground } from '../../src/learn/background.ts';
import { SLOTS, shingle } from '../../src/learn/shingles.ts';
import { cleanText } from '../../src/text/clean.ts';
import { gzipSync } from 'node:zlib';
import { labelledFiles, report, ROOT } from '../support.ts';

const frequencies = new Uint32Array(SLOTS);
let texts = 0;
for (const file of labelledFiles()) {
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { text } = JSON.parse(line) as { text: string };
    for (const key of shingle(cleanText(text).text).keys) frequencies[key] = (frequencies[key] as number) + 1;
    texts++;
  }
}
const bytes = gzipSync(packBackground({ texts, frequencies }), { level: 9 });
// The operating system in gzip's header is not part of the content.
bytes[9] = 255;
writeFileSync(join(ROOT, 'data/text/common-shingles.bin.gz'), bytes);
report({
  what: 'common shingles',
  texts,
  keys: frequencies.filter((n) => n > 1).length,
  bytes: bytes.length,
});
