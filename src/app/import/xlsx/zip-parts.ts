import { Readable, pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '../../../kernel/errors.ts';

/** A part of an archive, by its place in the bytes. */
type Part = {
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressed: number;
  /** Unpacked, as the directory says. */
  readonly size: number;
  readonly header: number;
};

/** The parts of an archive by name, none of them unpacked yet. */
export type ZipParts = {
  readonly has: (name: string) => boolean;
  /** Bytes of a part, unpacked, as the archive says: to tell how far reading is, and for nothing else. */
  readonly size: (name: string) => number;
  /**
   * A part piece by piece. Throws `bad_file` where it is damaged, or swells as nothing honest does (a zip bomb), or is
   * bigger than `limit` bytes.
   */
  readonly read: (name: string, limit: number) => AsyncGenerator<Uint8Array>;
};

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** Parts that are looked at; a workbook has a few dozen. */
const PARTS = 10_000;
/** XML of tables shrinks to a tenth, empty formatted rows to a hundredth; a bomb to a thousandth. */
const SWELLING = 300;
/** So much may come out of anything. */
const HARMLESS = 32 << 20;
const PIECE = 1 << 16;

/** Reads the directory at the end of a zip archive. Throws `bad_file` where there is none. */
export function zipParts(bytes: Uint8Array, file: string): ZipParts {
  const bad = (reason: string, cause?: unknown) => new AppError('bad_file', { file, reason }, { cause });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, Part>();
  try {
    const { count, start } = directory(view);
    if (count > PARTS) throw bad(`压缩包里有 ${count} 个部分，不是正常的表格`);
    const decoder = new TextDecoder();
    for (let at = start, n = 0; n < count; n++) {
      if (view.getUint32(at, true) !== ENTRY) throw new RangeError('no entry');
      const nameLength = view.getUint16(at + 28, true);
      const extraLength = view.getUint16(at + 30, true);
      const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength));
      const extra = { at: at + 46 + nameLength, length: extraLength };
      const size = view.getUint32(at + 24, true);
      const sizes64 = [size, view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
      const [declared = 0, compressed = 0, header = 0] = long(view, extra, sizes64);
      parts.set(name.replaceAll('\\', '/').replace(/^\//, ''), {
        method: view.getUint16(at + 10, true),
        encrypted: (view.getUint16(at + 8, true) & 1) === 1,
        compressed,
        size: declared,
        header,
      });
      at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (!(error instanceof RangeError)) throw error;
    throw bad('不是可以读取的 xlsx 表格，或内容不完整', error);
  }

  async function* read(name: string, limit: number): AsyncGenerator<Uint8Array> {
    const part = parts.get(name);
    if (part === undefined) throw bad(`表格里缺少 ${name}`);
    if (part.encrypted) throw bad('设有密码，请取消密码后再导入');
    const stored = storedBytes(part);
    let out = 0;
    try {
      for await (const piece of part.method === 0 ? pieces(stored) : inflated(stored)) {
        out += piece.length;
        if (out > limit)
          throw bad(`${name} 解开后超过 ${Math.round(limit / 2 ** 20)} MB，请拆成几个文件或另存为 csv`);
        if (out > HARMLESS && out > part.compressed * SWELLING)
          throw bad(`${name} 解开后膨胀超过 ${SWELLING} 倍，不是正常的表格`);
        yield piece;
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw bad(`${name} 已损坏`, error);
    }
  }

  function storedBytes({ method, header, compressed }: Part): Uint8Array {
    const broken = header + 30 > bytes.length || view.getUint32(header, true) !== LOCAL;
    if (broken || (method !== 0 && method !== 8)) throw bad('压缩包已损坏，或用了不认识的压缩方法');
    const from = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    return bytes.subarray(from, from + compressed);
  }

  return { has: (name) => parts.has(name), size: (name) => parts.get(name)?.size ?? 0, read };
}

function directory(view: DataView): { readonly count: number; readonly start: number } {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_558); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    if (start !== 0xffff_ffff && count !== 0xffff) return { count, start };
    if (view.getUint32(at - 20, true) !== LOCATOR64) throw new RangeError('no locator');
    const end = Number(view.getBigUint64(at - 12, true));
    if (view.getUint32(end, true) !== END64) throw new RangeError('no end');
    return {
      count: Number(view.getBigUint64(end + 32, true)),
      start: Number(view.getBigUint64(end + 48, true)),
    };
  }
  throw new RangeError('no directory');
}

/** Sizes and places that do not fit 32 bits stand in the extra field, those only. */
function long(
  view: DataView,
  extra: { readonly at: number; readonly length: number },
  values: readonly number[],
): number[] {
  if (!values.includes(0xffff_ffff)) return [...values];
  for (let at = extra.at; at + 4 <= extra.at + extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return values.map((value) =>
      value === 0xffff_ffff ? Number(view.getBigUint64((next += 8) - 8, true)) : value,
    );
  }
  throw new RangeError('no long sizes');
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

function inflated(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 1 << 17 });
  // What goes wrong reaches whoever reads the inflater.
  pipeline(Readable.from(pieces(bytes), { objectMode: true, highWaterMark: 4 }), inflater, () => undefined);
  return inflater as AsyncIterable<Uint8Array>;
}
