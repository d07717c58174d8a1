import { matchesOf } from '../scan.ts';
import type { Edit } from './edits.ts';
import { gbkCharacter, gbkCode, isCommonCharacter } from './gbk.ts';
import { charactersRead, commonWords, isCommonPair } from './common-words.ts';
import { simplifyUnit } from './traditional.ts';

/*
 * GBK text decoded one byte off. A byte is lost (`?`), the second byte of each character then pairs with the first of
 * the next, until an ASCII character or another lost byte brings the pairs back into step:
 * `。”有關` A1A3 A1B1 D3D0 EA50 becomes `?` A3A1 B1D3 D0EA `P`, that is `?！庇嘘P`.
 * Where pinyin was put in between, `?yàn)` is the lost byte, an opening bracket eaten with it, and a reading.
 */

/** One lost byte, possibly beside a reading; or the two bytes of a character; or one plain byte. */
type Piece =
  | { readonly kind: 'lost'; readonly reading: string; readonly length: number }
  | { readonly kind: 'pair'; readonly code: number; readonly length: number }
  | { readonly kind: 'byte'; readonly byte: number; readonly length: number };

const LOST_READING = /^\?([a-zü]{0,3}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,3})[)）]/;
/** Punctuation that may have been narrowed after the damage was done. */
const NARROWED: Readonly<Record<string, string>> = {
  '!': '！',
  ',': '，',
  ';': '；',
  ':': '：',
  '?': '？',
  '(': '（',
  ')': '）',
};
/** The longest damage that is looked at, in characters. */
const LONGEST = 24;
const PUNCTUATION = '。，、；：？！“”‘’《》〈〉（）【】…—·';
const CJK = /[\u3400-\u9fff]/;

function pieceAt(text: string, at: number): Piece | null {
  const c = text[at];
  if (c === undefined) return null;
  if (c === '?') {
    const reading = LOST_READING.exec(text.slice(at, at + 10));
    return reading
      ? { kind: 'lost', reading: reading[1] ?? '', length: reading[0].length }
      : { kind: 'lost', reading: '', length: 1 };
  }
  if (c === '€') return { kind: 'byte', byte: 0x80, length: 1 };
  const byte = c.charCodeAt(0);
  if (byte >= 0x40 && byte <= 0x7e) return { kind: 'byte', byte, length: 1 };
  const code = byte < 0x80 ? gbkCode(NARROWED[c] ?? '') : gbkCode(c);
  return code === undefined ? null : { kind: 'pair', code, length: 1 };
}

const ORDINARY = 1;
const ODD_CJK = 2;
const CJK_UNIT = 4;
const LETTER = 8;
const ALPHANUMERIC = 16;
const FOREIGN_SCRIPT = 32;
const KNOWN_UNIT = 64;
const units = new Uint8Array(65536);

/** What a code unit is to the search for damage; read once for each unit. */
function unitKind(unit: number): number {
  const known = units[unit] as number;
  if (known !== 0) return known;
  const c = String.fromCharCode(unit);
  const ordinary =
    PUNCTUATION.includes(c) ||
    isCommonCharacter(c) ||
    isCommonCharacter(String.fromCharCode(simplifyUnit(unit)));
  const cjk = CJK.test(c);
  const made =
    KNOWN_UNIT |
    (ordinary ? ORDINARY : 0) |
    (cjk ? CJK_UNIT : 0) |
    (cjk && !ordinary ? ODD_CJK : 0) |
    (/[A-Za-z]/.test(c) ? LETTER : 0) |
    (/[A-Za-z0-9]/.test(c) ? ALPHANUMERIC : 0) |
    (c === '€' || /[\u3040-\u30ff_]/.test(c) ? FOREIGN_SCRIPT : 0);
  units[unit] = made;
  return made;
}

/** The kind of the unit at `at`; 0 outside the text. */
const kindAt = (text: string, at: number): number =>
  at >= 0 && at < text.length ? unitKind(text.charCodeAt(at)) : 0;
const ordinary = (c: string): boolean => (unitKind(c.charCodeAt(0)) & ORDINARY) !== 0;
const isWord = (first: string, second: string): boolean =>
  first !== '' &&
  second !== '' &&
  isCommonPair(simplifyUnit(first.charCodeAt(0)), simplifyUnit(second.charCodeAt(0)));

/** How odd the text is as it stands: characters no running text holds, and letters glued between characters. */
function oddness(text: string, start: number, end: number): number {
  let odd = 0;
  for (let i = start; i < end; i++) {
    const kind = kindAt(text, i);
    if (kind & (FOREIGN_SCRIPT | ODD_CJK)) odd++;
    else if (kind & LETTER) {
      if (kindAt(text, i - 1) & CJK_UNIT && !(kindAt(text, i + 1) & ALPHANUMERIC)) odd++;
    } else if (text[i] === '?' && LOST_READING.test(text.slice(i, i + 10))) odd++;
  }
  if (text[start + 1] === '?') odd++;
  return odd;
}

/** Bytes the lost byte may have been: what the reading beside it says, or any lead byte. */
function lostByte(piece: Piece, previous: number | undefined): number[] | null {
  if (piece.kind !== 'lost' || piece.reading === '') return null;
  const found: number[] = [];
  for (const c of charactersRead(piece.reading)) {
    const code = gbkCode(c);
    if (code !== undefined && previous !== undefined && code >> 8 === previous) found.push(code & 0xff);
  }
  return found;
}

type Repair = { readonly end: number; readonly text: string; readonly words: number };

/** Words that the characters form with each other and with their neighbours. */
function countWords(before: string, text: string, after: string): number {
  const all = before + text + after;
  let words = 0;
  let first = simplifyUnit(all.charCodeAt(0));
  for (let i = 1; i < all.length; i++) {
    const second = simplifyUnit(all.charCodeAt(i));
    if (isCommonPair(first, second)) words++;
    first = second;
  }
  return words;
}

/** The best reading of the damage that ends at `end`; the bytes in between are known, the outer two may be lost. */
function decode(text: string, start: number, pieces: readonly Piece[], end: number): Repair | null {
  const first = pieces[0] as Piece;
  const last = pieces[pieces.length - 1] as Piece;
  const middle: number[] = [];
  for (const piece of pieces.slice(1, -1))
    if (piece.kind === 'pair') middle.push(piece.code >> 8, piece.code & 0xff);
  const before = text.slice(Math.max(0, start - 1), start);
  const after = /^[(（]/.test(text.slice(end, end + 1)) ? '' : text.slice(end, end + 1);
  const inner: string[] = [];
  for (let i = 1; i + 1 < middle.length; i += 2) {
    const c = gbkCharacter(middle[i] as number, middle[i + 1] as number);
    if (c === undefined || !ordinary(c)) return null;
    inner.push(c);
  }
  const beforeCode = gbkCode(before);
  const read = lostByte(first, beforeCode === undefined ? undefined : beforeCode & 0xff);
  const tailGuessed = last.kind === 'lost' && last.reading === '';
  const candidates =
    middle.length === 0
      ? read === null && tailGuessed
        ? []
        : singles(last, read, before, after)
      : longer(last, read, before, middle, inner, tailGuessed);
  let best: Repair | null = null;
  for (const { characters, guesses } of candidates) {
    const whole = widened(characters, before, after);
    const words = countWords(before, whole, after) - guesses;
    if (best === null || words > best.words) best = { end, text: whole, words };
  }
  return best;
}

type Decoded = { readonly characters: readonly string[]; readonly guesses: number };

/** The one character that two bytes make, of which the first or both were read off an annotation or guessed. */
function singles(last: Piece, read: readonly number[] | null, before: string, after: string): Decoded[] {
  const found: Decoded[] = [];
  for (const head of read ?? LEADS) {
    for (const c of tailsAfter(last, head))
      if (read !== null || isWord(before, c) || isWord(c, after)) found.push({ characters: [c], guesses: 0 });
  }
  return found;
}

/** Every first character with every last one that fits, around the characters in between. */
function longer(
  last: Piece,
  read: readonly number[] | null,
  before: string,
  middle: readonly number[],
  inner: readonly string[],
  tailGuessed: boolean,
): Decoded[] {
  const found: Decoded[] = [];
  const low = middle[0] as number;
  const firsts = read === null ? endingIn(low) : charactersOf(read.map((head) => (head << 8) | low));
  let lasts: readonly string[] | null = null;
  for (const c of firsts) {
    const guessed = read === null && !PUNCTUATION.includes(c);
    if (guessed && !isWord(before, c) && !isWord(c, inner[0] ?? '')) continue;
    if (lasts === null) {
      lasts = tailsAfter(last, middle[middle.length - 1] as number);
      if (tailGuessed) lasts = lasts.filter((tail) => isWord(inner[inner.length - 1] ?? '', tail));
    }
    if (lasts.length === 0) break;
    for (const tail of lasts) found.push({ characters: [c, ...inner, tail], guesses: guessed ? 1 : 0 });
  }
  return found;
}

/** The ordinary characters that begin with byte `high` and end in what the last piece may have been. */
function tailsAfter(last: Piece, high: number): readonly string[] {
  if (last.kind === 'byte') return charactersOf([(high << 8) | last.byte]);
  const read = lostByte(last, high);
  return read === null ? beginningWith(high) : charactersOf(read.map((low) => (high << 8) | low));
}

function charactersOf(codes: readonly number[]): string[] {
  const found: string[] = [];
  for (const code of codes) {
    const c = gbkCharacter(code >> 8, code & 0xff);
    if (c !== undefined && ordinary(c)) found.push(c);
  }
  return found;
}

const byLow = new Map<number, readonly string[]>();
const byHigh = new Map<number, readonly string[]>();

/** The ordinary characters whose second byte is `low`, likely first bytes first. */
function endingIn(low: number): readonly string[] {
  return (
    byLow.get(low) ??
    hold(
      byLow,
      low,
      LEADS.map((high) => (high << 8) | low),
    )
  );
}

/** The ordinary characters whose first byte is `high`. */
function beginningWith(high: number): readonly string[] {
  return (
    byHigh.get(high) ??
    hold(
      byHigh,
      high,
      TRAILS.map((low) => (high << 8) | low),
    )
  );
}

function hold(
  made: Map<number, readonly string[]>,
  key: number,
  codes: readonly number[],
): readonly string[] {
  const characters = charactersOf(codes);
  made.set(key, characters);
  return characters;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
/** What a lost first byte may have been: of punctuation first, then of characters. */
const LEADS = [0xa1, ...range(0xb0, 0xd7), ...range(0x81, 0xa0), ...range(0xaa, 0xaf), ...range(0xd8, 0xf7)];
const TRAILS = range(0x40, 0xfe);

/** The characters, those that make no word with a neighbour replaced where two dropped bytes explain them. */
function widened(characters: readonly string[], before: string, after: string): string {
  return characters
    .map((c, i) => {
      if (PUNCTUATION.includes(c)) return c;
      if (isWord(characters[i - 1] ?? before, c) || isWord(c, characters[i + 1] ?? after)) return c;
      const code = gbkCode(c);
      return code === undefined ? c : (widen(code >> 8, code & 0xff) ?? c);
    })
    .join('');
}

/**
 * A pair of bytes with no character was dropped between two others: of `BB [F9 D3] DA` only `BB DA` is left. The
 * common word whose outer bytes these are, and whose inner two stand for no character, was there.
 */
function widen(outer: number, inner: number): string | null {
  if (!widenings) {
    widenings = new Map();
    for (const word of commonWords()) {
      const one = gbkCode(word[0] as string);
      const two = gbkCode(word[1] as string);
      if (one === undefined || two === undefined || gbkCharacter(one & 0xff, two >> 8) !== undefined)
        continue;
      widenings.set(((one >> 8) << 8) | (two & 0xff), word);
    }
  }
  return widenings.get((outer << 8) | inner) ?? null;
}

let widenings: Map<number, string> | undefined;

/** The best repair of damage that begins at `start`, or null. */
function repairAt(text: string, start: number): Repair | null {
  const first = pieceAt(text, start);
  if (first === null) return null;
  let best: Repair | null = null;
  const pieces: Piece[] = [first];
  let at = start + first.length;
  for (let i = 0; i < LONGEST; i++) {
    const piece = pieceAt(text, at);
    if (piece === null) break;
    const end = at + piece.length;
    // Any lost or plain byte may be the one that brings the pairs back into step.
    if (piece.kind !== 'pair') {
      const found = decode(text, start, [...pieces, piece], end);
      if (found && accepted(text, start, found) && (best === null || found.words > best.words)) best = found;
      // A narrowed ？ inside the damage is two bytes.
      if (piece.kind === 'byte' || piece.reading !== '') break;
      pieces.push({ kind: 'pair', code: gbkCode('？') ?? 0xa3bf, length: 1 });
    } else pieces.push(piece);
    at = end;
  }
  return best;
}

function accepted(text: string, start: number, repair: Repair): boolean {
  const odd = oddness(text, start, repair.end);
  // Nothing but question marks, two of them in a row: that is how people ask.
  if (odd === 1 && text[start + 1] === '?' && text[repair.end - 1] === '?') return repair.words >= 3;
  return odd >= 2 ? repair.words >= 1 || odd >= 3 : odd >= 1 && repair.words >= 1;
}

/** Names written with a lost middle dot: 邁克爾?波特. Only between characters used to write foreign names. */
const FOREIGN =
  '阿艾安奥巴班贝本比彼波伯布查达戴丹德登迪杜多俄恩尔爾范菲费弗芬佛夫弗盖哥格古哈海汉赫亨胡华惠霍基吉加杰金卡凯康柯科克肯库奎拉莱兰朗劳雷里理丽利莉林琳隆卢鲁路伦罗洛马麦邁迈曼梅蒙米密莫默穆纳南尼妮诺欧帕佩皮普乔琼让热瑞萨塞桑沙圣史斯思斯苏索塔泰坦汤唐特图托瓦威韦维温沃乌西希夏谢休亚扬耶伊尤约泽詹朱兹娜莎雅奇蒂姆';
const MIDDLE_DOT = new RegExp(`(?<=[${FOREIGN}]{3})\\?(?=[${FOREIGN}]{2})`, 'g');

/**
 * Repairs stretches decoded one byte off, only where what comes out is ordinary text with common words in it and what
 * stood there was not. Linear: each `?` looks at most a fixed number of characters ahead.
 */
export function shiftedEdits(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at)) {
    const repair = suspicious(text, at) ? repairAt(text, at) : null;
    if (repair) {
      edits.push({ start: at, end: repair.end, text: repair.text });
      at = repair.end;
    } else at++;
  }
  const dots: Edit[] = [];
  let next = 0;
  for (const match of matchesOf(MIDDLE_DOT, text)) {
    const at = match.index;
    while ((edits[next]?.end ?? Infinity) <= at) next++;
    if ((edits[next]?.start ?? Infinity) > at) dots.push({ start: at, end: at + 1, text: '·' });
  }
  return dots.length === 0 ? edits : [...edits, ...dots].sort((a, b) => a.start - b.start);
}

/**
 * Damage stands right after a character or closing mark, and before something other than a blank or a second
 * question mark: 退款吗?？ is how people type.
 */
function suspicious(text: string, at: number): boolean {
  const after = text[at + 1] ?? '';
  return (
    (kindAt(text, at - 1) & CJK_UNIT) !== 0 &&
    after !== '' &&
    !/[\s”"」』？]/.test(after) &&
    oddness(text, at, Math.min(text.length, at + LONGEST)) > 0
  );
}
