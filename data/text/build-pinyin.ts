import { writeFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';

/**
 * Writes `src/text/pinyin-table.ts`: the toneless syllable of every character of GB 2312 (6,763), by its commonest
 * reading. The library (MIT) takes 95 ms and 27 MB to load; the table a millisecond. Run: `npx tsx data/text/build-pinyin.ts`
 */
const bySyllable = new Map<string, string[]>();
const decoder = new TextDecoder('gbk');
for (let row = 0xb0; row <= 0xf7; row++) {
  for (let cell = 0xa1; cell <= 0xfe; cell++) {
    const char = decoder.decode(new Uint8Array([row, cell]));
    if (!/^[\u4e00-\u9fff]$/.test(char)) continue;
    const syllable = pinyin(char, { toneType: 'none', v: true });
    if (!/^[a-z]+$/.test(syllable)) continue;
    const chars = bySyllable.get(syllable);
    if (chars) chars.push(char);
    else bySyllable.set(syllable, [char]);
  }
}
const byLetter = new Map<string, string[]>();
for (const [syllable, chars] of [...bySyllable].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
  const letter = syllable.charAt(0);
  byLetter.set(letter, [...(byLetter.get(letter) ?? []), `${syllable}${chars.join('')}`]);
}
writeFileSync(
  new URL('../../src/text/pinyin-table.ts', import.meta.url),
  `/** Each syllable, then its characters. Written by data/text/build-pinyin.ts from pinyin-pro (MIT); not by hand. */
export const PINYIN_TABLE: readonly string[] = [
${[...byLetter.values()].map((parts) => `  '${parts.join('')}',`).join('\n')}
];
`,
);
