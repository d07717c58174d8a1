import type { Names } from '../text/names.ts';
import type { Span } from '../text/types.ts';
import type { GazetteerEntry } from './types.ts';

export type NearHit = Span & {
  /** The name that stands in the gazetteer; the text differs from it in one character. */
  readonly name: string;
  readonly street: string;
};

/** What a name is, as against which one it is: 红莲南|路, 椿树园|小区. A difference here says nothing. */
const KIND_WORD =
  /(?:社区居委会|居委会|街道办事处|街道办|街道|社区|小区|[东西南北路]口|胡同|大街|斜街|横街|[东西南北]里|[东西南北]街|[头二三四五六七八九]条|公园|花园|公寓|国际|地区|大厦|商场|市场|广场|家园|街|路|里|园|院|桥|站|号|寺)$/;
const MIN_STEM = 2;
const MIN_LENGTH = 4;
const CHINESE = /^[\u4e00-\u9fff]$/;

/** Names of buildings, shops and areas are made of common words (四十四中, 北京茶城): too near to what is no name. */
const COMMON: ReadonlySet<GazetteerEntry['kind'] | undefined> = new Set(['landmark', 'mall', 'area']);

/** Pattern with one place open -> the names that fit it; null once two streets share it. */
type NearIndex = ReadonlyMap<string, { readonly name: string; readonly street: string } | null>;

const indexes = new WeakMap<object, { readonly lengths: readonly number[]; readonly index: NearIndex }>();

/**
 * Names of four characters or more that stand in a text but for one character of their stem, as speech recognition
 * and hurried typing leave them (洪莲南路 for 红莲南路). Only names whose street is sure whichever name was meant.
 */
export function findNearNames(names: Names<GazetteerEntry>, text: string): NearHit[] {
  const { index, lengths } = indexOf(names);
  const hits: NearHit[] = [];
  let start = 0;
  while (start < text.length) {
    const hit = lengths.map((length) => fitAt(index, text, start, length)).find((found) => found !== null);
    if (hit) hits.push(hit);
    start = hit ? hit.end : start + 1;
  }
  return hits;
}

function fitAt(index: NearIndex, text: string, start: number, length: number): NearHit | null {
  const end = start + length;
  if (end > text.length) return null;
  for (let open = start; open < end; open++) {
    const found = index.get(`${text.slice(start, open)}*${text.slice(open + 1, end)}`);
    if (found && CHINESE.test(text[open] as string)) return { start, end, ...found };
  }
  return null;
}

function indexOf(names: Names<GazetteerEntry>) {
  const held = indexes.get(names);
  if (held) return held;
  const index = new Map<string, { name: string; street: string } | null>();
  const lengths = new Set<number>();
  for (const [name, entries] of names.byName) {
    if (name.length < MIN_LENGTH || !/^[\u4e00-\u9fff]+$/.test(name)) continue;
    if (COMMON.has(entries[0]?.kind)) continue;
    const stem = name.replace(KIND_WORD, '').length;
    const street = entries[0]?.street ?? null;
    lengths.add(name.length);
    for (let open = 0; open < stem; open++) {
      if (stem - 1 < MIN_STEM) continue;
      const pattern = `${name.slice(0, open)}*${name.slice(open + 1)}`;
      const other = index.get(pattern);
      index.set(
        pattern,
        street === null || (other !== undefined && other?.street !== street) ? null : { name, street },
      );
    }
  }
  const made = { index, lengths: [...lengths].sort((a, b) => b - a) };
  indexes.set(names, made);
  return made;
}
