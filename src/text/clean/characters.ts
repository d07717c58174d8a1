import { editsOf, type Edit } from './edits.ts';

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  zwnj: '',
  zwj: '',
  shy: '',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  middot: '·',
  bull: '•',
  yen: '¥',
  cent: '¢',
  pound: '£',
  euro: '€',
  sect: '§',
  para: '¶',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  plusmn: '±',
  times: '×',
  divide: '÷',
  micro: 'µ',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  sup2: '²',
  sup3: '³',
  permil: '‰',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  iexcl: '¡',
  brvbar: '¦',
  tilde: '˜',
};

/** HTML entities, also those escaped twice (`&amp;lt;`), and the tags web forms leave behind. */
export function entityEdits(text: string): Edit[] {
  return editsOf(
    text,
    /&(?:amp;)*(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}[0-9]{0,2}));/g,
    (match) => {
      const [, decimal, hex, name] = match;
      if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? null;
      const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16);
      if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '';
      return String.fromCodePoint(code);
    },
  );
}

const TAG =
  /<\/?(?:br|p|div|span|b|i|u|em|strong|font|a|img|ul|ol|li|table|tbody|tr|td|th|h[1-6]|hr|center|section)(?:\s[^<>]{0,300})?\/?>/gi;

/** Known HTML tags: those that break a line become a line feed, the others go. */
export function tagEdits(text: string): Edit[] {
  return editsOf(text, TAG, (match) =>
    /^<\/?(?:br|p|div|li|tr|h[1-6]|hr|section|table)\b/i.test(match[0]) ? '\n' : '',
  );
}

/**
 * Characters nobody sees or that stand for nothing: controls, soft hyphen, zero width, direction marks, BOM,
 * variation selectors, private use, the replacement character, halves of surrogate pairs. CR and CRLF become LF,
 * the many Unicode blanks a blank.
 */
export function invisibleEdits(text: string): Edit[] {
  return editsOf(
    text,
    /\r\n?|[\u0085\u2028\u2029\u000b\u000c]|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]+|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (match) => {
      const first = match[0].charCodeAt(0);
      if (
        first === 0x0d ||
        first === 0x85 ||
        first === 0x2028 ||
        first === 0x2029 ||
        first === 0x0b ||
        first === 0x0c
      )
        return '\n';
      return /^[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]$/.test(match[0]) ? ' ' : '';
    },
  );
}

/** Punctuation kept full width: it is Chinese punctuation, not a wide form of something else. */
const KEEP_WIDE = new Set('，。？！：；（）');

/**
 * Full-width letters, digits and signs become narrow; single characters that stand for several or for another
 * (㎡ ℃ № ① ﬁ 豈, Kangxi radicals) become what NFKC says, circled numbers `(1)`.
 */
export function widthEdits(text: string): Edit[] {
  return editsOf(
    text,
    /[\uff01-\uff60\uffe0-\uffe6\u2100-\u214f\u2150-\u218b\u2460-\u24ff\u2e80-\u2fdf\u3200-\u33ff\uf900-\ufaff\ufb00-\ufb06\uff61-\uff65]/g,
    (match) => {
      const c = match[0];
      if (KEEP_WIDE.has(c)) {
        const before = text[match.index - 1] ?? '';
        const after = text[match.index + 1] ?? '';
        const digits = /[0-9０-９]/.test(before) && /[0-9０-９]/.test(after);
        return digits && (c === '，' || c === '：') ? c.normalize('NFKC') : null;
      }
      if (/[\u2460-\u2473]/.test(c)) return `(${c.normalize('NFKC')})`;
      return c.normalize('NFKC').replace('\u2044', '/');
    },
  );
}

/** A syllable of pinyin with its tone mark. */
export const TONED = /[a-zü]{0,3}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,3}/;
const PINYIN = new RegExp(`(?<=[\\u3400-\\u9fff])\\s?[(（]\\s?(?:${TONED.source}\\s?){1,4}[)）]`, 'gi');

/** Pinyin in brackets after a character: `應(yīng)`. Only with a tone mark: `(app)` stays. */
export function pinyinEdits(text: string): Edit[] {
  return editsOf(text, PINYIN, () => '');
}

const CHINESE: Readonly<Record<string, string>> = { ',': '，', '?': '？', '!': '！', ':': '：', ';': '；' };
const isCjk = (c: string | undefined) =>
  c !== undefined && /[\u3400-\u9fff\uf900-\ufaff“”‘’《》【】（）。，、？！：；…—]/.test(c);
const isLatin = (c: string | undefined) => c !== undefined && /[0-9A-Za-z]/.test(c);

/** `, ? ! : ;` beside Chinese become Chinese punctuation; between Latin letters or digits they stay. */
export function punctuationEdits(text: string): Edit[] {
  return editsOf(text, /[,?!:;]/g, (match) => {
    const before = text[match.index - 1];
    const after = text[match.index + 1];
    if (isLatin(before) && isLatin(after)) return null;
    return isCjk(before) || isCjk(after) ? (CHINESE[match[0]] ?? null) : null;
  });
}

/** Several blanks become one, blanks at the ends of lines and more than one empty line go. */
export function blankEdits(text: string): Edit[] {
  return editsOf(text, / {2,}| *\n[ \n]*|^ +| +$/g, (match) => {
    if (match.index === 0 || match.index + match[0].length === text.length) return '';
    if (!match[0].includes('\n')) return ' ';
    return match[0].indexOf('\n') !== match[0].lastIndexOf('\n') ? '\n\n' : '\n';
  });
}

/**
 * The same heading twice in a row: lines of 4 to 60 characters that end no sentence and are not what somebody
 * says in a dialogue.
 */
export function headingEdits(text: string): Edit[] {
  return editsOf(text, /(?<=^|\n)([^\n]{4,60})(?:\n{1,2}\1)+(?=\n|$)/g, (match) => {
    const line = match[1] ?? '';
    if (/[。？！…?!，,]$/.test(line)) return null;
    if (/^[^：:\n【]{1,8}[：:]/.test(line) && !/^(?:标题|主题|题目)/.test(line)) return null;
    return line;
  });
}
