const NONE: readonly RegExpExecArray[] = [];

/** Every match of a global pattern, from left to right; the pattern itself is used, not a copy of it. */
export function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return NONE;
  const found: RegExpExecArray[] = [];
  while (match !== null) {
    found.push(match);
    if (match[0] === '') pattern.lastIndex++;
    match = pattern.exec(text);
  }
  return found;
}

/**
 * For each code unit, which lists have a word that begins with it, one bit a list: a text is read again and again, each
 * time for other words, and what it touches of one table stays in the cache, whereas a table for each list would not.
 */
const BEGINS = new Uint32Array(65536);
let lists = 0;

/** A list of words by their first character, for finding where one of them stands without a pattern. */
export type WordList = {
  /** The list's bit in `BEGINS`. Lists beyond 32 share bits: then it says only where a word may begin. */
  readonly bit: number;
  /** UTF-16 code unit -> 1 + index into `groups`, 0 where no word begins with it. */
  readonly group: Uint16Array;
  /** Words with the same first character, in the order of the list. */
  readonly groups: readonly (readonly string[])[];
};

const NO_WORDS: readonly string[] = [];

/** Indexes words (none empty), each once. */
export function wordList(words: Iterable<string>): WordList {
  const bit = 1 << (lists++ % 32);
  const group = new Uint16Array(65536);
  const groups: string[][] = [];
  for (const word of new Set(words)) {
    const first = word.charCodeAt(0);
    const at = group[first] as number;
    if (at > 0) (groups[at - 1] as string[]).push(word);
    else group[first] = groups.push([word]);
    BEGINS[first] = (BEGINS[first] as number) | bit;
  }
  return { bit, group, groups };
}

/** The words that may stand at a place of a text: those with its first character, in the order of the list. */
export function wordsFrom(list: WordList, text: string, at: number): readonly string[] {
  const unit = text.charCodeAt(at);
  if (((BEGINS[unit] as number) & list.bit) === 0) return NO_WORDS;
  const group = list.group[unit] as number;
  return group === 0 ? NO_WORDS : (list.groups[group - 1] as readonly string[]);
}

/** Length of the first word of the list that stands at `at`; 0 where none does. */
export function wordAt(list: WordList, text: string, at: number): number {
  for (const word of wordsFrom(list, text, at)) if (text.startsWith(word, at)) return word.length;
  return 0;
}

/** The first place from `from` on where a word of the list stands; -1 where there is none. */
export function nextWord(list: WordList, text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (((BEGINS[text.charCodeAt(at)] as number) & list.bit) !== 0 && wordAt(list, text, at) > 0) return at;
  }
  return -1;
}

/**
 * What `matchesOf` would find, for a pattern each of whose matches holds a word of `anchors` that begins at least
 * `least` and at most `most` code units after the match: only places with such a word ahead are tried. `pattern`
 * is sticky, and none of its matches is empty. Where `heads` is given, every match begins with one of its words.
 */
export function matchesAround(
  pattern: RegExp,
  text: string,
  anchors: WordList,
  least: number,
  most: number,
  heads?: WordList,
): readonly RegExpExecArray[] {
  let found: RegExpExecArray[] | undefined;
  let from = 0;
  let anchor = nextWord(anchors, text, least);
  while (anchor >= 0) {
    let next = anchor + 1;
    for (let start = Math.max(from, anchor - most); start <= anchor - least; start++) {
      from = start + 1;
      if (heads !== undefined && wordAt(heads, text, start) === 0) continue;
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (match === null) continue;
      (found ??= []).push(match);
      from = start + match[0].length;
      next = Math.max(next, from + least);
      break;
    }
    anchor = nextWord(anchors, text, next);
  }
  return found ?? NONE;
}

/** Bits of several `presence`s in one table, and what the text last asked about holds of them. */
type Presences = {
  readonly table: Uint32Array;
  used: number;
  text: string;
  holds: number;
};
let presences: Presences | undefined;

/**
 * Which groups of characters (32 at most) a text holds: bit `i` of the result is set where one of `groups[i]` is in
 * it. One reading of a text answers for all that share a table, so that whoever asks next about the same text has it.
 */
export function presence(groups: readonly string[]): (text: string) => number {
  if (presences === undefined || presences.used + groups.length > 32)
    presences = { table: new Uint32Array(65536), used: 0, text: '', holds: 0 };
  const shared = presences;
  const { table } = shared;
  const shift = shared.used;
  shared.used += groups.length;
  // What was read before knew nothing of these groups.
  shared.text = '';
  shared.holds = 0;
  groups.forEach((group, bit) => {
    for (const c of group) table[c.charCodeAt(0)] = (table[c.charCodeAt(0)] as number) | (1 << (shift + bit));
  });
  const own = groups.length === 32 ? -1 : (1 << groups.length) - 1;
  return (text) => {
    if (shared.text !== text) {
      let all = 0;
      for (let i = 0; i < text.length; i++) all |= table[text.charCodeAt(i)] as number;
      shared.text = text;
      shared.holds = all;
    }
    return (shared.holds >>> shift) & own;
  };
}
