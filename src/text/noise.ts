import { shuffle, type Random } from '../kernel/random.ts';
import { COMMON_CHARACTERS } from './common-characters.ts';
import { lookAlikesOf } from './look-alikes.ts';
import { syllableOf } from './pinyin.ts';
import { parseTurns } from './transcript.ts';

/** Shares of the kinds of character errors; they need not add up to 1. */
export type NoiseMix = {
  /** Another character of the same syllable, tones aside, or of one that is easily heard for it. */
  readonly homophone: number;
  readonly lookAlike: number;
  readonly drop: number;
  readonly double: number;
};

/** Speech recognition and typing by pinyin err by sound first. */
export const NOISE_MIX: NoiseMix = { homophone: 0.7, lookAlike: 0.15, drop: 0.1, double: 0.05 };

type Kind = keyof NoiseMix;
/** Kinds that few characters fit come first. */
const KINDS: readonly Kind[] = ['lookAlike', 'homophone', 'drop', 'double'];
const FITS: Readonly<Record<Kind, (char: string) => boolean>> = {
  lookAlike: (char) => lookAlikesOf(char).length > 0,
  homophone: (char) => homophone(char, () => 0) !== null,
  drop: () => true,
  double: () => true,
};

/** How often a homophone is of a syllable that sounds nearly the same, where there is one. */
const NEARLY = 0.25;
/** Softens the frequency of a rank: 1 / (rank + this). */
const RANK_OFFSET = 60;

/**
 * `text` with character errors in the share `rate` (0…1) of its Chinese characters, as speech recognition and
 * hurried typing make them. Speaker labels, digits, letters and marks stay as they are. The number of errors is
 * the nearest whole number above or below at random, so that the rate holds on average for short texts too. Same
 * text, rate, mix and state of `random`: same result.
 */
export function addNoise(text: string, rate: number, random: Random, mix: NoiseMix = NOISE_MIX): string {
  const places = errorPlaces(text);
  const wanted = places.length * Math.min(1, Math.max(0, rate));
  const errors = Math.floor(wanted) + (random() < wanted % 1 ? 1 : 0);
  if (errors === 0) return text;
  const out = text.split('');
  // The first places of a random order; a kind that does not fit a character looks further on.
  shuffle(places, random);
  const kinds = Array.from({ length: errors }, () => pickKind(mix, random));
  let next = 0;
  const used = new Set<number>();
  const take = (fits: (char: string) => boolean): number | null => {
    for (let k = next; k < places.length; k++) {
      const at = places[k] as number;
      if (used.has(at) || !fits(text[at] as string)) continue;
      used.add(at);
      while (next < places.length && used.has(places[next] as number)) next++;
      return at;
    }
    return null;
  };
  // Where no character fits a kind any more, any is taken: by sound, or left out where nothing sounds like it.
  for (const kind of KINDS) {
    for (let left = kinds.filter((k) => k === kind).length; left > 0; left--) {
      const fitting = take(FITS[kind]);
      const at = fitting ?? take(() => true);
      if (at === null) return out.join('');
      out[at] = damaged(text[at] as string, fitting === null ? 'homophone' : kind, random);
    }
  }
  return out.join('');
}

function damaged(char: string, kind: Kind, random: Random): string {
  if (kind === 'drop') return '';
  if (kind === 'double') return char + char;
  if (kind === 'lookAlike') {
    const like = lookAlikesOf(char);
    return like[Math.floor(random() * like.length)] as string;
  }
  return homophone(char, random) ?? '';
}

/** Places of Chinese characters that may err: in what is said, not in the labels of who says it. */
function errorPlaces(text: string): number[] {
  const places: number[] = [];
  for (const { start, end } of parseTurns(text)) {
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x4e00 && unit <= 0x9fff) places.push(i);
    }
  }
  return places;
}

function pickKind(mix: NoiseMix, random: Random): Kind {
  let left = random() * KINDS.reduce((sum, kind) => sum + mix[kind], 0);
  for (const kind of KINDS) {
    left -= mix[kind];
    if (left < 0) return kind;
  }
  return 'homophone';
}

type Homophones = { readonly chars: readonly string[]; readonly cumulative: readonly number[] };

/** Syllable → common characters with running sums of their weights; made at the first use. */
let bySyllable: ReadonlyMap<string, Homophones> | null = null;

function homophones(): ReadonlyMap<string, Homophones> {
  if (bySyllable !== null) return bySyllable;
  const table = new Map<string, { chars: string[]; cumulative: number[] }>();
  [...COMMON_CHARACTERS].forEach((char, rank) => {
    const syllable = syllableOf(char);
    if (syllable === null) return;
    const entry = table.get(syllable) ?? { chars: [], cumulative: [] };
    entry.chars.push(char);
    entry.cumulative.push((entry.cumulative.at(-1) ?? 0) + 1 / (rank + RANK_OFFSET));
    table.set(syllable, entry);
  });
  return (bySyllable = table);
}

/** Null for a character without a syllable or without another one that sounds like it. */
function homophone(char: string, random: Random): string | null {
  const syllable = syllableOf(char);
  if (syllable === null) return null;
  const near = nearSyllables(syllable).filter((other) => homophones().has(other));
  const first =
    near.length > 0 && random() < NEARLY ? (near[Math.floor(random() * near.length)] as string) : syllable;
  for (const from of [first, syllable, ...near]) {
    const found = draw(homophones().get(from), char, random);
    if (found !== null) return found;
  }
  return null;
}

/** One of the characters by weight, other than `not`; null where there is none. */
function draw(entry: Homophones | undefined, not: string, random: Random): string | null {
  if (entry === undefined) return null;
  const own = entry.chars.indexOf(not);
  const before = own <= 0 ? 0 : (entry.cumulative[own - 1] as number);
  const width = own === -1 ? 0 : (entry.cumulative[own] as number) - before;
  const sum = (entry.cumulative.at(-1) as number) - width;
  if (entry.chars.length === (own === -1 ? 0 : 1)) return null;
  let at = random() * sum;
  if (own !== -1 && at >= before) at += width;
  const index = entry.cumulative.findIndex((running, i) => running > at && i !== own);
  return entry.chars[
    index === -1 ? (own === entry.chars.length - 1 ? own - 1 : entry.chars.length - 1) : index
  ] as string;
}

/** Initials and finals that are told apart badly, in speech and over the telephone. */
const INITIALS: readonly (readonly [string, string])[] = [
  ['zh', 'z'],
  ['ch', 'c'],
  ['sh', 's'],
  ['n', 'l'],
  ['f', 'h'],
];
const FINALS: readonly (readonly [string, string])[] = [
  ['ang', 'an'],
  ['eng', 'en'],
  ['ing', 'in'],
];

/** Syllables that are easily heard for `syllable`: `zhang` gives `zang` and `zhan`. Not all of them exist. */
export function nearSyllables(syllable: string): string[] {
  const near: string[] = [];
  const initial = /^(?:zh|ch|sh|[b-df-hj-np-tw-z])/.exec(syllable)?.[0] ?? '';
  const final = syllable.slice(initial.length);
  for (const [a, b] of INITIALS) {
    if (initial === a) near.push(b + final);
    if (initial === b) near.push(a + final);
  }
  for (const [a, b] of FINALS) {
    if (final.endsWith(a)) near.push(initial + final.slice(0, -a.length) + b);
    else if (final.endsWith(b)) near.push(initial + final.slice(0, -b.length) + a);
  }
  return near;
}
