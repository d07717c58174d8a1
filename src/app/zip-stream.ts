import { Zip, ZipPassThrough } from 'fflate';

export type ZipEntry = {
  readonly name: string;
  /** UTC milliseconds; shown as Beijing time by whatever opens the archive. */
  readonly at: number;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
};

/** Bytes of an archive without the 64-bit extension; beyond, offsets would be cut off. */
export const ZIP_LIMIT = 0xffff_ffff;

/**
 * An archive, written as it is read. Entries are stored as they are: photos, sound and office files are compressed
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
  for await (const { name, at, pieces } of entries) {
    const entry = new ZipPassThrough(name);
    entry.mtime = wallClock(at);
    // As made on Unix: some programs take names from elsewhere for an old code page, whatever is said of UTF-8.
    entry.os = 3;
    entry.attrs = 0o100644 << 16;
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(piece);
      yield* taken();
    }
    entry.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
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
