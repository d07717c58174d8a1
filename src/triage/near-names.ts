import { pairKey, type Names } from '../text/names.ts';
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
/** Names of buildings, shops and areas are made of common words (四十四中, 北京茶城): too near to what is no name. */
const COMMON: ReadonlySet<GazetteerEntry['kind'] | undefined> = new Set(['landmark', 'mall', 'area']);

/** A name with one place of its stem left open: `head`, any character, `tail`. */
type Pattern = {
  readonly head: string;
  readonly tail: string;
  readonly length: number;
  readonly name: string;
  readonly street: string;
};

/**
 * Patterns by two neighbouring characters that they fix: their first two, or, where the open place is one of these,
 * the two that follow it. `near[k]` holds those whose pair begins `k` characters after the pattern does.
 */
type NearIndex = readonly ReadonlyMap<number, readonly Pattern[]>[];

const indexes = new WeakMap<object, NearIndex>();

/**
 * Names of four characters or more that stand in a text but for one character of their stem, as speech recognition
 * and hurried typing leave them (洪莲南路 for 红莲南路). Only names whose street is sure whichever name was meant.
 */
export function findNearNames(names: Names<GazetteerEntry>, text: string): NearHit[] {
  const index = indexOf(names);
  const hits: NearHit[] = [];
  for (let start = 0; start + MIN_LENGTH <= text.length; start++) {
    const pattern = fitAt(index, text, start);
    if (pattern === null) continue;
    const { name, street, length } = pattern;
    hits.push({ start, end: start + length, name, street });
    start += length - 1;
  }
  return hits;
}

/** The longest pattern that stands at `start`; of those of one length the one that is open first. */
function fitAt(index: NearIndex, text: string, start: number): Pattern | null {
  let best: Pattern | null = null;
  for (let offset = 0; offset < index.length; offset++) {
    const patterns = index[offset]?.get(pairKey(text, start + offset));
    if (patterns === undefined) continue;
    for (const pattern of patterns)
      if ((best === null || isBefore(pattern, best)) && stands(pattern, text, start)) best = pattern;
  }
  return best;
}

function isBefore(a: Pattern, b: Pattern): boolean {
  return a.length !== b.length ? a.length > b.length : a.head.length < b.head.length;
}

function stands({ head, tail, length }: Pattern, text: string, start: number): boolean {
  const open = start + head.length;
  return (
    start + length <= text.length &&
    text.startsWith(head, start) &&
    text.startsWith(tail, open + 1) &&
    isChinese(text.charCodeAt(open))
  );
}

const isChinese = (unit: number): boolean => unit >= 0x4e00 && unit <= 0x9fff;

function indexOf(names: Names<GazetteerEntry>): NearIndex {
  const held = indexes.get(names);
  if (held) return held;
  const index = [0, 1, 2].map(() => new Map<number, Pattern[]>());
  for (const pattern of patternsOf(names)) {
    const open = pattern.head.length;
    const offset = open < 2 ? open + 1 : 0;
    const map = index[offset] as Map<number, Pattern[]>;
    const key = pairKey(pattern.name, offset);
    const list = map.get(key);
    if (list) list.push(pattern);
    else map.set(key, [pattern]);
  }
  indexes.set(names, index);
  return index;
}

/** Every name with each place of its stem open in turn, without the patterns that names of two streets share. */
function patternsOf(names: Names<GazetteerEntry>): Pattern[] {
  const found = new Map<string, Pattern | null>();
  for (const [name, entries] of names.byName) {
    if (name.length < MIN_LENGTH || !/^[\u4e00-\u9fff]+$/.test(name)) continue;
    if (COMMON.has(entries[0]?.kind)) continue;
    const stem = name.replace(KIND_WORD, '').length;
    const street = entries[0]?.street ?? null;
    if (stem - 1 < MIN_STEM) continue;
    for (let open = 0; open < stem; open++) {
      const head = name.slice(0, open);
      const tail = name.slice(open + 1);
      const key = `${head}*${tail}`;
      const other = found.get(key);
      const shared = street === null || (other !== undefined && other?.street !== street);
      found.set(key, shared ? null : { head, tail, length: name.length, name, street });
    }
  }
  return [...found.values()].filter((pattern) => pattern !== null);
}
