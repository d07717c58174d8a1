import { Readable, pipeline } from 'node:stream';
import { createDeflateRaw } from 'node:zlib';
import { Zip, ZipPassThrough } from 'fflate';
import type { ZipInputFile } from 'fflate';

export type ZipEntry = {
  readonly name: string;
  /** UTC milliseconds; shown as Beijing time by whatever opens the archive. */
  readonly at: number;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Compressed: for text of which there is much. Left out: stored as it is. */
  readonly deflate?: true;
};

/** Bytes of an archive without the 64-bit extension; beyond, offsets would be cut off. */
export const ZIP_LIMIT = 0xffff_ffff;

const NOTHING = new Uint8Array(0);

/**
 * An archive, written as it is read. Entries are stored as they are unless they say otherwise: photos, sound and office files are compressed
 * already, and bytes then do not depend on anybody's compressor. The same entries give the same bytes in every time
 * zone, but for entries of an hour that the machine's own clock leaves out in spring.
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error !== null) failure = error;
    else if (piece.length > 0) ready.push(piece);
  });
  const taken = (): Uint8Array[] => {
    if (failure !== null) throw failure;
    const pieces = ready;
    ready = [];
    return pieces;
  };
  for await (const { name, at, pieces, deflate } of entries) {
    // As made on Unix: some programs take names from elsewhere for an old code page, whatever is said of UTF-8.
    const made = { mtime: wallClock(at), os: 3, attrs: 0o100644 << 16 };
    if (deflate === true) {
      const meter = new ZipPassThrough(name);
      const entry: ZipInputFile = { filename: name, size: 0, crc: 0, compression: 8, ...made };
      meter.ondata = () => undefined;
      zip.add(entry);
      for await (const piece of deflated(metered(pieces, meter))) {
        entry.ondata?.(null, piece, false);
        yield* taken();
      }
      entry.size = meter.size;
      entry.crc = meter.crc;
      entry.ondata?.(null, NOTHING, true);
      yield* taken();
      continue;
    }
    const entry = Object.assign(new ZipPassThrough(name), made);
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(piece);
      yield* taken();
    }
    entry.push(NOTHING, true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

/** The same pieces, counted and summed before they are compressed. */
async function* metered(pieces: ZipEntry['pieces'], meter: ZipPassThrough): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    meter.push(piece);
    yield piece;
  }
  meter.push(NOTHING, true);
}

/** Compressed off this thread and quickly: what is exported is read once. Failures of the pieces come out here. */
function deflated(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const deflater = createDeflateRaw({ level: 3, chunkSize: 1 << 18 });
  let failure: unknown = null;
  const watched = (async function* watch() {
    try {
      yield* pieces;
    } catch (error) {
      failure = error;
      throw error;
    }
  })();
  // What is thrown below reaches whoever reads the deflater, which the pipeline destroys with it.
  pipeline(Readable.from(watched, { objectMode: true, highWaterMark: 2 }), deflater, () => undefined);
  return (async function* read() {
    try {
      for await (const piece of deflater) yield piece as Uint8Array<ArrayBuffer>;
    } catch (error) {
      throw failure ?? error;
    }
  })();
}

/** A moment that this machine's clock shows as Beijing's shows `at`: archives hold local times without a zone. */
function wallClock(at: number): Date {
  const beijing = new Date(at + 8 * 3_600_000);
  return new Date(
    beijing.getUTCFullYear(),
    beijing.getUTCMonth(),
    beijing.getUTCDate(),
    beijing.getUTCHours(),
    beijing.getUTCMinutes(),
    beijing.getUTCSeconds(),
  );
}
