import type { FileKind, Found } from './file-kinds.ts';

/** Bytes from the start of a file that `recognise` wants, if there are so many. */
export const HEAD_BYTES = 64 << 10;

const other = (what: string): Found => ({ kind: null, what });

/** Start of a file -> kind that is taken in; a number is a byte, a text its ASCII bytes. */
const OURS: readonly (readonly [FileKind, ...(string | number)[]])[] = [
  ['jpeg', 0xff, 0xd8, 0xff],
  ['png', 0x89, 'PNG\r\n', 0x1a, '\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['pdf', '%PDF-'],
  ['amr', '#!AMR\n'],
  ['amr', '#!AMR-WB\n'],
  ['ogg', 'OggS', 0],
];

/** What people send that is not taken in; looked at only where the content is not text. */
const OTHERS: readonly (readonly [string, ...(string | number)[]])[] = [
  ['Windows 程序', 'MZ'],
  ['Linux 程序', 0x7f, 'ELF'],
  ['macOS 程序', 0xfe, 0xed, 0xfa],
  ['macOS 程序', 0xcf, 0xfa, 0xed, 0xfe],
  ['macOS 程序', 0xce, 0xfa, 0xed, 0xfe],
  ['Java 程序', 0xca, 0xfe, 0xba, 0xbe],
  ['安卓程序', 'dex\n'],
  ['网页程序', 0, 'asm'],
  ['Windows 快捷方式', 0x4c, 0, 0, 0, 0x01, 0x14, 0x02],
  ['旧版 Office 文件（doc、xls、ppt）', 0xd0, 0xcf, 0x11, 0xe0],
  ['压缩包（rar）', 'Rar!'],
  ['压缩包（7z）', '7z', 0xbc, 0xaf],
  ['压缩包（gzip）', 0x1f, 0x8b],
  ['压缩包（xz）', 0xfd, '7zXZ'],
  ['压缩包（bzip2）', 'BZh'],
  ['压缩包（cab）', 'MSCF'],
  ['BMP 图片', 'BM'],
  ['TIFF 图片', 'II*', 0],
  ['TIFF 图片', 'MM', 0, '*'],
  ['Photoshop 图片', '8BPS'],
  ['微信语音（SILK）', 2, '#!SILK_V3'],
  ['微信语音（SILK）', '#!SILK_V3'],
  ['FLAC 录音', 'fLaC'],
  ['AAC 录音', 0xff, 0xf1],
  ['AAC 录音', 0xff, 0xf9],
  ['WMA/WMV 录音录像', 0x30, 0x26, 0xb2, 0x75],
  ['WebM/MKV 录像', 0x1a, 0x45, 0xdf, 0xa3],
  ['FLV 录像', 'FLV', 1],
  ['MPEG 录像', 0, 0, 1, 0xba],
  ['SQLite 数据库', 'SQLite format 3', 0],
  ['UTF-16 文本（请另存为 UTF-8）', 0xff, 0xfe],
  ['UTF-16 文本（请另存为 UTF-8）', 0xfe, 0xff],
];

/**
 * What a file is by its first `HEAD_BYTES` bytes, whatever it is called. Containers are opened no further than is
 * needed to tell them apart; that all of a text is text is for `createTextCheck` to say.
 */
export function recognise(head: Uint8Array): Found {
  if (head.length === 0) return other('空文件');
  const ours = OURS.find(([, ...start]) => startsWith(head, start));
  if (ours !== undefined) return { kind: ours[0] };
  const riff = ascii(head, 0, 4) === 'RIFF' ? ascii(head, 8, 12) : '';
  if (riff === 'WEBP') return { kind: 'webp' };
  if (riff === 'WAVE') return { kind: 'wav' };
  if (riff !== '') return other(riff === 'AVI ' ? 'AVI 录像' : 'RIFF 文件');
  if (ascii(head, 4, 8) === 'ftyp') return boxed(head);
  if (isMp3(head)) return { kind: 'mp3' };
  if (ascii(head, 0, 2) === 'PK' && isZip(head)) return zipped(head);
  if (isTextStart(head)) return written(head);
  const found = OTHERS.find(([, ...start]) => startsWith(head, start));
  return other(found?.[0] ?? '认不出的内容');
}

function startsWith(head: Uint8Array, start: readonly (string | number)[]): boolean {
  let at = 0;
  for (const part of start) {
    if (typeof part === 'number') {
      if (head[at++] !== part) return false;
    } else {
      if (ascii(head, at, at + part.length) !== part) return false;
      at += part.length;
    }
  }
  return true;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

const MP4_BRANDS = /^(?:isom|iso[2-9a-m]|mp4[12]|M4[ABV] |M4V[HP]|avc1|dash|mmp4|MSNV|f4v |hvc1)$/;

/** ISO base media (ISO/IEC 14496-12): the brands of the first box tell photos, films and sounds apart. */
function boxed(head: Uint8Array): Found {
  const size = Math.min(uint32be(head, 0), head.length, 512);
  const brands = [ascii(head, 8, 12)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(ascii(head, at, at + 4));
  const major = brands[0] ?? '';
  const any = (pattern: RegExp): boolean => brands.some((brand) => pattern.test(brand));
  if (any(/^avi[fs]$/)) return other('AVIF 图片');
  if (any(/^he(?:ic|ix|im|is|vc|vx|vm|vs)$/)) return { kind: 'heic' };
  if (major === 'qt  ') return other('QuickTime 录像（mov）');
  if (any(MP4_BRANDS)) return { kind: 'mp4' };
  if (major.startsWith('3g')) return other('3GP 录音录像');
  return other('认不出的媒体文件');
}

/** An ID3v2 tag, or two frames of MPEG layer III one after the other. */
function isMp3(head: Uint8Array): boolean {
  const [, , , version = 0, revision = 0] = head;
  if (ascii(head, 0, 3) === 'ID3' && version >= 2 && version <= 4 && revision < 0xff) {
    const size = head.subarray(6, 10);
    if (size.length < 4 || size.some((byte) => byte >= 0x80)) return false;
    const end = 10 + size.reduce((sum, byte) => sum * 128 + byte, 0);
    // Padding may follow the tag; what it is followed by may lie beyond what is looked at.
    let at = end;
    while (at < head.length && head[at] === 0) at++;
    return at + 4 > head.length || mp3Frame(head, at) > 0;
  }
  const first = mp3Frame(head, 0);
  return first > 0 && (first + 4 > head.length || mp3Frame(head, first) > 0);
}

const MP3_KBPS = {
  1: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Bytes of the layer III frame that starts here, header included; 0 where none does. */
function mp3Frame(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
  if (a !== 0xff || (b & 0xe0) !== 0xe0 || ((b >> 1) & 3) !== 1) return 0;
  const version = (b >> 3) & 3;
  const rate = (c >> 2) & 3;
  const kbps = MP3_KBPS[version === 3 ? 1 : 2][(c >> 4) - 1];
  if (version === 1 || rate === 3 || kbps === undefined) return 0;
  const hertz = ([44_100, 48_000, 32_000][rate] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  return Math.floor(((version === 3 ? 144_000 : 72_000) * kbps) / hertz) + ((c >> 1) & 1);
}

const isZip = (head: Uint8Array): boolean =>
  startsWith(head, ['PK', 3, 4]) || startsWith(head, ['PK', 5, 6]) || startsWith(head, ['PK', 7, 8]);

/** An office file says which by the folder of its parts; the first entries must be those of one (ISO/IEC 29500-2). */
function zipped(head: Uint8Array): Found {
  const names = zipEntries(head);
  const first = names[0] ?? '';
  if (first === 'mimetype') return other('OpenDocument 或电子书文件');
  if (names.some((name) => /^(?:META-INF\/|AndroidManifest\.xml$|classes\.dex$)/.test(name)))
    return other('Java 或安卓程序包');
  if (/^(?:\[Content_Types\]\.xml$|_rels\/|docProps\/|customXml\/|word\/|xl\/|ppt\/)/.test(first)) {
    if (names.some((name) => /\/vbaProject\.bin$/i.test(name))) return other('带宏的 Office 文件');
    if (names.some((name) => name.startsWith('word/'))) return { kind: 'docx' };
    if (names.some((name) => name.startsWith('xl/'))) return { kind: 'xlsx' };
    if (names.some((name) => name.startsWith('ppt/'))) return other('PowerPoint 演示文稿');
  }
  return other('压缩包（zip）');
}

/** Names of the entries whose headers lie in the head, in order. */
function zipEntries(head: Uint8Array): string[] {
  const names: string[] = [];
  let at = 0;
  while (at + 30 <= head.length && startsWith(head.subarray(at), ['PK', 3, 4])) {
    const flags = head[at + 6] ?? 0;
    const nameLength = uint16le(head, at + 26);
    const data = at + 30 + nameLength + uint16le(head, at + 28);
    names.push(ascii(head, at + 30, at + 30 + Math.min(nameLength, 512)));
    const size = uint16le(head, at + 18) + uint16le(head, at + 20) * 0x1_0000;
    // Written as a stream: the size stands behind the data, so the next header is looked for.
    at = (flags & 8) !== 0 && size === 0 ? nextHeader(head, data) : data + size;
  }
  return names;
}

function nextHeader(head: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= head.length; at++) {
    if (head[at] === 0x50 && startsWith(head.subarray(at, at + 4), ['PK', 3, 4])) return at;
  }
  return head.length;
}

/** Text that a browser or a system would run or draw is never taken for text. */
function written(head: Uint8Array): Found {
  const text = Array.from(head.subarray(0, HEAD_BYTES), (byte) => String.fromCharCode(byte)).join('');
  const start = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (/<svg[\s>:/]|<!doctype\s+svg/i.test(text)) return other('SVG 图形');
  const markup =
    /^<(?:!--|head|body|h[1-6]|div|font|table|a|style|title|b|br|p|img|meta|link|form|object|embed)[\s>/-]/i;
  if (markup.test(start) || /<(?:!doctype\s+html|html|script|iframe)[\s>/]/i.test(text))
    return other('网页（HTML）');
  if (/^<\?xml[\s?]/i.test(start)) return other('XML 文件');
  if (/^(?:#!|@echo\s|<\?php)/i.test(start)) return other('脚本程序');
  if (start.startsWith('{\\rtf')) return other('RTF 文档');
  return { kind: 'text' };
}

function isTextStart(head: Uint8Array): boolean {
  return createTextCheck().push(head);
}

/**
 * Tells whether bytes that come in pieces are text: UTF-8 or GB18030 all through, without control bytes other than
 * tab, line feed, form feed and carriage return. (No byte below 0x30 stands inside a character of either.)
 */
export function createTextCheck(): {
  /** False once the bytes so far cannot be the beginning of a text. */
  readonly push: (piece: Uint8Array) => boolean;
  /** Whether they are a whole text. */
  readonly end: () => boolean;
} {
  let clean = true;
  let decoders = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }));
  const decode = (piece?: Uint8Array): boolean => {
    decoders = decoders.filter((decoder) => {
      try {
        if (piece === undefined) decoder.decode();
        else decoder.decode(piece, { stream: true });
        return true;
      } catch (error) {
        if (error instanceof TypeError) return false;
        throw error;
      }
    });
    return decoders.length > 0;
  };
  return {
    push: (piece) => {
      clean &&= !piece.some(isControl) && decode(piece);
      return clean;
    },
    end: () => (clean &&= decode()),
  };
}

const isControl = (byte: number): boolean =>
  (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d) || byte === 0x7f;

const uint16le = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
const uint32be = (bytes: Uint8Array, at: number): number =>
  [0, 1, 2, 3].reduce((sum, i) => sum * 256 + (bytes[at + i] ?? 0), 0);
