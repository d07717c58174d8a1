import { PINYIN_TABLE } from './pinyin-table.ts';

const FIRST = 0x4e00;
const LAST = 0x9fff;

/** All syllables of the table, in alphabetical order; `lü` and `nü` are written `lv` and `nv`. */
export const SYLLABLES: readonly string[] = PINYIN_TABLE.flatMap((line) => line.match(/[a-z]+/g) ?? []);

/** For each character from U+4E00: the place of its syllable in `SYLLABLES`, plus 1; 0 where it has none. */
const byUnit = new Uint16Array(LAST - FIRST + 1);
let place = 0;
for (const line of PINYIN_TABLE)
  for (const [, chars] of line.matchAll(/[a-z]+([^a-z]+)/g)) {
    place++;
    for (const char of chars as string) byUnit[char.charCodeAt(0) - FIRST] = place;
  }

/** The number of a code unit's syllable: its place in `SYLLABLES`, plus 1; 0 for what is no common Chinese character. */
export function syllableNumber(unit: number): number {
  return unit < FIRST || unit > LAST ? 0 : (byUnit[unit - FIRST] as number);
}

/**
 * The Mandarin syllable of a character without its tone, by its commonest reading (`洪` and `红` are `hong`, `绿` is
 * `lv`); null for what is not among the 6,763 characters of GB 2312.
 */
export function syllableOf(char: string): string | null {
  return SYLLABLES[syllableNumber(char.charCodeAt(0)) - 1] ?? null;
}
