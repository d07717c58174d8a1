import { AppError } from '../../kernel/errors.ts';

export type Encoding = 'utf-8' | 'gb18030';

/** A line whose bytes make no text; a noncharacter, so that no honest text contains it. */
export const BROKEN = '\ufdd0';

const LF = 0x0a;

/** Lines looked at to settle the encoding of a file. */
const SAMPLE = 2000;

/** Byte ranges `[start, end)` of the lines of a file, without their line feeds. */
export function* linesOf(bytes: Uint8Array, from = 0): Generator<readonly [number, number]> {
  let start = from;
  while (start < bytes.length) {
    const found = bytes.indexOf(LF, start);
    const end = found === -1 ? bytes.length : found;
    yield [start, end];
    start = end + 1;
  }
}

/**
 * The encoding of a file, judged by line: half of the lines that are not plain ASCII must be valid. UTF-8
 * comes first, for Chinese in UTF-8 often happens to be valid GB18030, and hardly ever the other way round.
 * Neither 0x0A nor 0x0D occurs inside a character of either. Throws `bad_encoding`.
 */
export function detectEncoding(bytes: Uint8Array, where: string): Encoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw new AppError('bad_encoding', { where });
  const sample: Uint8Array[] = [];
  for (const [start, end] of linesOf(bytes)) {
    const line = bytes.subarray(start, end);
    if (line.some((byte) => byte >= 0x80)) sample.push(line);
    if (sample.length >= SAMPLE) break;
  }
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    const valid = sample.filter((line) => decodeLine(line, encoding) !== null).length;
    if (valid * 2 >= sample.length) return encoding;
  }
  throw new AppError('bad_encoding', { where });
}

const strict = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  gb18030: new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }),
};

/** The text of some bytes, or null if they are not valid in this encoding. */
export function decodeLine(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return strict[encoding].decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The whole file as text, where a line that cannot be read is marked with `BROKEN` in place of its bad bytes. */
export function decodeMarking(bytes: Uint8Array, encoding: Encoding): string {
  const whole = decodeLine(bytes, encoding);
  if (whole !== null) return whole;
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  const parts: string[] = [];
  for (const [start, end] of linesOf(bytes)) {
    const line = bytes.subarray(start, end);
    parts.push(decodeLine(line, encoding) ?? lenient.decode(line).replaceAll('\ufffd', BROKEN));
  }
  return parts.join('\n');
}
