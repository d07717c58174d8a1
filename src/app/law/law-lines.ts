import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../kernel/errors.ts';
import { decodeLine, detectEncoding } from '../import/encoding.ts';
import type { Encoding } from '../import/encoding.ts';

/** A line of a stream, numbered from 1; null where its bytes make no text or it is longer than `LINE_LIMIT`. */
export type StreamLine = { readonly line: number; readonly text: string | null };

/** Bytes looked at to settle the encoding. */
const SAMPLE = 1 << 18;

/** Bytes a line may have; what is longer is no row, and holding it would fill the memory. */
export const LINE_LIMIT = 4 << 20;

const LF = 0x0a;

/**
 * The bytes of a file, unpacked where its name ends in `.gz`. `onRead` is told the bytes of the file read so far.
 * Throws `file_unreadable`, and `bad_file` for an archive that is damaged or cut short.
 */
export async function* fileBytes(
  path: string,
  name: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  let read = 0;
  file.on('data', (chunk) => onRead((read += chunk.length)));
  const gzip = /\.gz$/i.test(name);
  const bytes = gzip ? file.pipe(createGunzip()) : file;
  if (gzip) file.on('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes) yield chunk as Uint8Array;
  } catch (cause) {
    throw readingError(name, cause);
  } finally {
    file.destroy();
  }
}

function readingError(file: string, cause: unknown): AppError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const damaged: Record<string, string> = {
    Z_BUF_ERROR: '压缩文件不完整，后面的内容缺失',
    Z_DATA_ERROR: '不是完好的 gzip 文件',
  };
  if (damaged[code] !== undefined)
    return new AppError('bad_file', { file, reason: damaged[code] }, { cause });
  const known: Record<string, string> = {
    ENOENT: '没有这个文件',
    EISDIR: '是一个目录',
    EACCES: '没有读取权限',
  };
  return new AppError('file_unreadable', { file, reason: known[code] ?? message }, { cause });
}

/**
 * Lines of a stream of UTF-8 or GB18030, judged by its beginning, holding little more than one line at a time.
 * Throws `bad_encoding` where it is neither.
 */
export async function* streamLines(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<StreamLine> {
  let encoding: Encoding | null = null;
  let held: Uint8Array[] = [];
  let size = 0;
  let line = 0;
  let tooLong = false;

  const settle = (): void => {
    if (encoding !== null) return;
    const all = Buffer.concat(held);
    // The last line may be cut in the middle of a character.
    const end = all.lastIndexOf(LF);
    encoding = detectEncoding(end < 0 ? all : all.subarray(0, end), name);
  };
  const take = (last: Uint8Array): StreamLine => {
    const parts = held;
    const long = tooLong || size + last.length > LINE_LIMIT;
    held = [];
    size = 0;
    tooLong = false;
    line++;
    if (long) return { line, text: null };
    const whole = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    let text = decodeLine(whole, encoding as Encoding);
    if (text !== null && line === 1 && text.startsWith('\ufeff')) text = text.slice(1);
    return { line, text };
  };

  const head: Uint8Array[] = [];
  let headSize = 0;
  const source = bytes[Symbol.asyncIterator]();
  // A failure of the stream is told after what came before it.
  let failure: { readonly error: unknown } | null = null;
  const next = async (): Promise<Uint8Array | null> => {
    try {
      const { value, done } = await source.next();
      return done === true ? null : (value as Uint8Array);
    } catch (error) {
      failure = { error };
      return null;
    }
  };
  try {
    while (headSize < SAMPLE) {
      const chunk = await next();
      if (chunk === null) break;
      head.push(chunk);
      headSize += chunk.length;
    }
    held = [...head];
    settle();
    held = [];
    for (;;) {
      const chunk = head.shift() ?? (failure === null ? await next() : null);
      if (chunk === null) break;
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        yield take(chunk.subarray(start, end));
        start = end + 1;
      }
      const rest = chunk.subarray(start);
      size += rest.length;
      if (size > LINE_LIMIT) {
        tooLong = true;
        held = [];
      } else if (rest.length > 0) held.push(rest);
    }
    // Of a broken stream the last line is not whole.
    if (failure !== null) throw (failure as { readonly error: unknown }).error;
    if (size > 0) yield take(new Uint8Array(0));
  } finally {
    // Whoever stops halfway leaves no file open.
    await source.return?.(undefined);
  }
}
