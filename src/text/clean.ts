import type { CleanText, Span } from './types.ts';
import { applyEdits, identity, type Edit } from './clean/edits.ts';
import {
  blankEdits,
  entityEdits,
  headingEdits,
  invisibleEdits,
  pinyinEdits,
  punctuationEdits,
  tagEdits,
  widthEdits,
} from './clean/characters.ts';
import { shiftedEdits } from './clean/shifted.ts';
import { traditionalEdits, traditionalTable } from './clean/traditional.ts';

const AMP = 1;
const TAG = 2;
const INVISIBLE = 4;
const WIDE = 8;
const TRADITIONAL = 16;
const ROUND = 32;
const ASCII_MARK = 64;
const BLANK = 128;
const QUESTION = 256;

let flagTable: Uint16Array | undefined;

/** What each code unit may need, so that one pass over a plain text finds that nothing needs doing. */
function flags(): Uint16Array {
  if (flagTable) return flagTable;
  const made = new Uint16Array(65536);
  const range = (from: number, to: number, flag: number) => {
    for (let i = from; i <= to; i++) made[i] = (made[i] ?? 0) | flag;
  };
  range(0, 0x1f, INVISIBLE);
  range(0x7f, 0xa0, INVISIBLE);
  for (const c of [
    0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x1680, 0x17b4, 0x17b5, 0x3000, 0x3164, 0xfeff, 0xffa0,
  ])
    range(c, c, INVISIBLE);
  range(0x180b, 0x180e, INVISIBLE);
  range(0x2000, 0x200f, INVISIBLE);
  range(0x2028, 0x202f, INVISIBLE);
  range(0x205f, 0x206f, INVISIBLE);
  range(0xd800, 0xdfff, INVISIBLE);
  range(0xe000, 0xf8ff, INVISIBLE);
  range(0xfe00, 0xfe0f, INVISIBLE);
  range(0xfff0, 0xffff, INVISIBLE);
  for (const [from, to] of [
    [0xff01, 0xff65],
    [0xffe0, 0xffe6],
    [0x2100, 0x218b],
    [0x2460, 0x24ff],
    [0x2e80, 0x2fdf],
    [0x3200, 0x33ff],
    [0xf900, 0xfaff],
    [0xfb00, 0xfb06],
  ] as const)
    range(from, to, WIDE);
  for (const c of '，。？！：；（）') made[c.charCodeAt(0)] = 0;
  for (const c of '，：') made[c.charCodeAt(0)] = 0;
  made['\n'.charCodeAt(0)] = BLANK;
  made[' '.charCodeAt(0)] = BLANK;
  made['&'.charCodeAt(0)] = AMP;
  made['<'.charCodeAt(0)] = TAG;
  made['('.charCodeAt(0)] = ROUND;
  made['（'.charCodeAt(0)] = ROUND;
  for (const c of ',?!:;') made[c.charCodeAt(0)] = ASCII_MARK;
  made['?'.charCodeAt(0)] = ASCII_MARK | QUESTION;
  const traditional = traditionalTable();
  for (let i = 0; i < 65536; i++) if (traditional[i]) made[i] = (made[i] ?? 0) | TRADITIONAL;
  flagTable = made;
  return made;
}

function needs(text: string): number {
  const table = flags();
  let all = 0;
  for (let i = 0; i < text.length; i++) all |= table[text.charCodeAt(i)] ?? 0;
  return all;
}

const STAGES: readonly (readonly [number, (text: string) => Edit[]])[] = [
  [AMP, entityEdits],
  [TAG, tagEdits],
  [QUESTION, shiftedEdits],
  [INVISIBLE, invisibleEdits],
  [WIDE, widthEdits],
  [ROUND, pinyinEdits],
  [TRADITIONAL, traditionalEdits],
  [ASCII_MARK, punctuationEdits],
  [BLANK, blankEdits],
  [BLANK, headingEdits],
];

/** Passes after which a text is taken as it is; every known text settles in two. */
const MAX_PASSES = 8;

/**
 * Makes a text readable Simplified Chinese and keeps the way back: the source stays as received, each clean
 * code unit knows the source range it came from. Never throws; linear in the length; cleaning a clean text
 * changes nothing.
 */
export function cleanText(source: string): CleanText {
  let clean = identity(source);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = clean;
    let needed = needs(clean.text);
    for (const [flag, stage] of STAGES) {
      if (!(needed & flag)) continue;
      const edited = applyEdits(clean, stage(clean.text));
      if (edited === clean) continue;
      clean = edited;
      needed = needs(clean.text);
    }
    if (clean === before) break;
  }
  return clean;
}

/** The source range a clean range came from. An empty range maps to an empty one. */
export function spanToSource(clean: CleanText, span: Span): Span {
  const last = clean.text.length;
  const start = Math.max(0, Math.min(span.start, last));
  const end = Math.max(start, Math.min(span.end, last));
  if (start === end) {
    const at = start < last ? (clean.starts[start] ?? 0) : (clean.ends[last - 1] ?? clean.source.length);
    return { start: at, end: at };
  }
  return { start: clean.starts[start] ?? 0, end: clean.ends[end - 1] ?? clean.source.length };
}

/** The clean range that covers what is left of a source range; empty where all of it was dropped. */
export function spanToClean(clean: CleanText, span: Span): Span {
  const start = lowerBound(clean.ends, span.start + 1);
  const end = Math.max(start, lowerBound(clean.starts, span.end));
  return { start, end };
}

/** First index whose value is at least `value`, in a non-decreasing array. */
function lowerBound(values: Int32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
