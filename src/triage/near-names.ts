import type { Names } from '../text/names.ts';
import { syllableNumber } from '../text/pinyin.ts';
import { soundsOf } from '../text/sounds.ts';
import { buildTrie, longestAt, type Trie } from '../text/trie.ts';
import type { Span } from '../text/types.ts';
import type { GazetteerEntry } from './types.ts';

export type NearHit = Span & {
  /** The name that stands in the gazetteer; the text sounds like it, or like it but for one syllable. */
  readonly name: string;
  readonly street: string;
};

/** What a name is, as against which one it is: 红莲南|路, 椿树园|小区. A difference here says nothing. */
const KIND_WORD =
  /(?:社区居委会|居委会|街道办事处|街道办|街道|社区|小区|[东西南北路]口|胡同|大街|斜街|横街|[东西南北]里|[东西南北]街|[头二三四五六七八九]条|公园|花园|公寓|国际|地区|大厦|商场|市场|广场|家园|街|路|里|园|院|桥|站|号|寺)$/;
/** Names of fewer syllables sound like everyday words too often. */
const SHORTEST = 3;
const SHORTEST_OPEN = 4;
const MIN_STEM = 2;
/** Names of buildings, shops and areas are made of common words (四十四中, 北京茶城): too near to what is no name. */
const COMMON: ReadonlySet<GazetteerEntry['kind'] | undefined> = new Set(['landmark', 'mall', 'area']);
/** Stands in a pattern for the one syllable that may be any. */
const OPEN = '*';

/** A name by its sound; `street` is null where the sound is that of two streets, or of a place without one. */
type Pattern = { readonly name: string; readonly street: string | null };

type Index = { readonly trie: Trie; readonly patterns: readonly Pattern[] };

/** By sound as a whole, and with one place of the stem left open. */
type NearIndex = { readonly whole: Index; readonly open: Index };

const indexes = new WeakMap<object, NearIndex>();

/**
 * Names that stand in a text by sound, as speech recognition and hurried typing leave them (洪莲南路 for 红莲南路; see
 * `soundOf`), and of four syllables and more also those with one other syllable in their stem, if half of the
 * characters are right. Only names whose street is sure whichever name was meant.
 */
export function findNearNames(names: Names<GazetteerEntry>, text: string): NearHit[] {
  const { whole, open } = indexOf(names);
  const sounds = soundsOf(text);
  const hits: NearHit[] = [];
  for (let start = 0; start + SHORTEST <= text.length; start++) {
    const found = longestAt(whole.trie, sounds, start);
    const pattern = found > 0 ? whole.patterns[found - 1] : openAt(open, sounds, text, start);
    if (pattern === undefined) continue;
    const { name, street } = pattern;
    const end = start + name.length;
    // A name that stands there to the letter is not near: whoever looks for names has it already.
    const meant = found === 0 || soundsLike(name, text, start);
    if (street !== null && meant && !names.byName.has(text.slice(start, end)))
      hits.push({ start, end, name, street });
    start = end - 1;
  }
  return hits;
}

/** The longest pattern with an open place that stands at `start`; of those of one length the one open first. */
function openAt({ trie, patterns }: Index, sounds: string, text: string, start: number): Pattern | undefined {
  const { symbols, base, check, ends } = trie;
  const opening = symbols[OPEN.charCodeAt(0)] as number;
  let best: Pattern | undefined;
  let state = 0;
  for (let at = start; at < sounds.length; at++) {
    // One way leads past any character; from there on the sounds must be right.
    let branch = (base[state] as number) + opening;
    if (check[branch] === state && isChinese(text.charCodeAt(at))) {
      for (let i = at + 1; i < sounds.length; i++) {
        const next = (base[branch] as number) + (symbols[sounds.charCodeAt(i)] as number);
        if (check[next] !== branch) break;
        branch = next;
        const pattern = patterns[(ends[branch] as number) - 1];
        if (
          pattern === undefined ||
          pattern.street === null ||
          pattern.name.length <= (best?.name.length ?? 0)
        )
          continue;
        if (rightCharacters(pattern.name, text, start) * 2 >= pattern.name.length) best = pattern;
      }
    }
    const symbol = symbols[sounds.charCodeAt(at)] as number;
    const next = (base[state] as number) + symbol;
    if (symbol === 0 || check[next] !== state) break;
    state = next;
  }
  return best;
}

const isChinese = (unit: number): boolean => unit >= 0x4e00 && unit <= 0x9fff;

/**
 * Whether a name that sounds like the text is meant by it. One character at least is right, for 系方式 is no 西黄寺;
 * and half of them where a syllable is only near (管的楼, 广德楼).
 */
function soundsLike(name: string, text: string, start: number): boolean {
  const right = rightCharacters(name, text, start);
  if (right === 0) return false;
  if (right * 2 >= name.length) return true;
  for (let i = 0; i < name.length; i++)
    if (syllableNumber(name.charCodeAt(i)) !== syllableNumber(text.charCodeAt(start + i))) return false;
  return true;
}

function rightCharacters(name: string, text: string, start: number): number {
  let right = 0;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) === text.charCodeAt(start + i)) right++;
  return right;
}

function indexOf(names: Names<GazetteerEntry>): NearIndex {
  const held = indexes.get(names);
  if (held) return held;
  const whole = new Map<string, Pattern>();
  const open = new Map<string, Pattern>();
  for (const [name, entries] of names.byName) {
    if (name.length < SHORTEST || !/^[\u4e00-\u9fff]+$/.test(name)) continue;
    const pattern = { name, street: entries[0]?.street ?? null };
    const sounds = soundsOf(name);
    // A character outside the table sounds like nothing: such a name is found exactly or not at all.
    if (sounds.includes(' ')) continue;
    put(whole, sounds, pattern);
    if (name.length < SHORTEST_OPEN || COMMON.has(entries[0]?.kind)) continue;
    const stem = name.replace(KIND_WORD, '').length;
    if (stem - 1 < MIN_STEM) continue;
    for (let at = 0; at < stem; at++)
      put(open, `${sounds.slice(0, at)}${OPEN}${sounds.slice(at + 1)}`, pattern);
  }
  const index = { whole: indexed(whole), open: indexed(open) };
  indexes.set(names, index);
  return index;
}

/** Two streets behind one sound: it says nothing. */
function put(map: Map<string, Pattern>, sounds: string, pattern: Pattern): void {
  const other = map.get(sounds);
  const shared = other !== undefined && other.street !== pattern.street;
  map.set(sounds, shared ? { ...pattern, street: null } : pattern);
}

function indexed(map: ReadonlyMap<string, Pattern>): Index {
  return { trie: buildTrie([...map.keys()]), patterns: [...map.values()] };
}
