import type { Edit } from './edits.ts';
import { gbkCharacter, gbkCode, isCommonCharacter } from './gbk.ts';
import { charactersRead, commonWords, isCommonWord } from './common-words.ts';
import { simplify } from './traditional.ts';

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

const ordinary = (c: string): boolean =>
  PUNCTUATION.includes(c) || isCommonCharacter(c) || isCommonCharacter(simplify(c));

/** How odd the text is as it stands: characters no running text holds, and letters glued between characters. */
function oddness(text: string, start: number, end: number): number {
  let odd = 0;
  for (let i = start; i < end; i++) {
    const c = text[i] as string;
    if (c === '?' && LOST_READING.test(text.slice(i, i + 10))) odd++;
    else if (c === '€' || /[\u3040-\u30ff_]/.test(c)) odd++;
    else if (CJK.test(c) && !ordinary(c)) odd++;
    else if (/[A-Za-z]/.test(c) && CJK.test(text[i - 1] ?? '') && !/[A-Za-z0-9]/.test(text[i + 1] ?? ''))
      odd++;
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
  const all = simplify(before + text + after);
  let words = 0;
  for (let i = 0; i + 1 < all.length; i++) if (isCommonWord(all.slice(i, i + 2))) words++;
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
  const heads = read ?? LEADS;
  const lastByte = middle[middle.length - 1];
  let best: Repair | null = null;
  const consider = (decoded: readonly string[], guesses: number) => {
    const whole = widened(decoded, before, after);
    const words = countWords(before, whole, after) - guesses;
    if (best === null || words > best.words) best = { end, text: whole, words };
  };
  const tailsAfter = (byte: number) =>
    last.kind === 'byte' ? [last.byte] : (lostByte(last, byte) ?? TRAILS);
  const tailGuessed = last.kind === 'lost' && last.reading === '';
  const fits = (high: number, low: number) => {
    const c = gbkCharacter(high, low);
    return c !== undefined && ordinary(c) ? c : null;
  };
  const word = (two: string) => isCommonWord(simplify(two));
  if (middle.length === 0) {
    if (read === null && tailGuessed) return null;
    for (const head of heads) {
      for (const tail of tailsAfter(head)) {
        const c = fits(head, tail);
        if (c !== null && (read !== null || word(before + c) || word(c + after))) consider([c], 0);
      }
    }
    return best;
  }
  const firsts = heads.flatMap((head) => {
    const c = fits(head, middle[0] as number);
    if (c === null) return [];
    const guessed = read === null && !PUNCTUATION.includes(c);
    return guessed && !word(before + c) && !word(c + (inner[0] ?? '')) ? [] : [{ c, guessed }];
  });
  if (firsts.length === 0) return null;
  const lasts = tailsAfter(lastByte as number).flatMap((tail) => {
    const c = fits(lastByte as number, tail);
    if (c === null) return [];
    return tailGuessed && !word((inner[inner.length - 1] ?? '') + c) ? [] : [c];
  });
  for (const { c, guessed } of firsts)
    for (const tail of lasts) consider([c, ...inner, tail], guessed ? 1 : 0);
  return best;
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
      const left = simplify((characters[i - 1] ?? before) + c);
      const right = simplify(c + (characters[i + 1] ?? after));
      if (isCommonWord(left) || isCommonWord(right)) return c;
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
  for (const match of text.matchAll(MIDDLE_DOT)) {
    if (!edits.some((edit) => match.index >= edit.start && match.index < edit.end))
      edits.push({ start: match.index, end: match.index + 1, text: '·' });
  }
  return edits.sort((a, b) => a.start - b.start);
}

/** Damage stands right after a character or closing mark, and before something other than a blank. */
function suspicious(text: string, at: number): boolean {
  const after = text[at + 1] ?? '';
  return (
    CJK.test(text[at - 1] ?? '') &&
    after !== '' &&
    !/[\s”"」』]/.test(after) &&
    oddness(text, at, Math.min(text.length, at + LONGEST)) > 0
  );
}
