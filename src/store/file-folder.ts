import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentState } from '../kernel/evidence-words.ts';
import { isFileUrl, pathOf } from './client.ts';
import { onDisk, orNull, syncFolder } from './disk.ts';
import { takeIn } from './file-intake.ts';
import type { Content, Incoming, Source } from './file-intake.ts';

/** Content that is whole and on the disk, and not under its name yet: one of the two must follow. */
export type Received = Content & {
  readonly settle: () => Promise<void>;
  readonly discard: () => Promise<void>;
};

/** Contents under their sha256, each once, beside the database. One writing process a folder. */
export type FileFolder = {
  readonly path: string;
  /**
   * Takes a stream into a temporary file and onto the disk. Throws `file_too_large` once the limit is passed, reading
   * no further; `file_lies` or `file_kind` as soon as that is seen, mostly before anything is written;
   * `file_unwritable`. Nothing is left of what is refused.
   */
  readonly receive: (source: Source, incoming: Incoming) => Promise<Received>;
  /** `receive` and `settle` in one. */
  readonly putFile: (source: Source, incoming: Incoming) => Promise<Content>;
  /** A content for reading; null if it is not there. Read it to the end or close it. */
  readonly open: (sha256: string) => Promise<OpenContent | null>;
  /**
   * Reads it all, a piece at a time, and computes the hash again; one that has not as many `bytes` as it should is not
   * read at all.
   */
  readonly check: (sha256: string, bytes?: number | null) => Promise<ContentState>;
  /** Takes a content away; nothing if there is none. */
  readonly remove: (sha256: string) => Promise<void>;
  /** Every content there is, in order of hash. */
  readonly contents: () => Promise<StoredContent[]>;
  /**
   * Takes away what was left half received, and says how many. At the start, before anything is received; where other
   * processes receive as well, only what nothing was added to for so many milliseconds.
   */
  readonly sweep: (idleMs?: number) => Promise<number>;
};

export type OpenContent = {
  readonly bytes: number;
  readonly pieces: () => AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** `modifiedAt`: UTC milliseconds. */
export type StoredContent = { readonly sha256: string; readonly bytes: number; readonly modifiedAt: number };

/** Where the files of a local database lie, `jiesu.db.files`; null for a database on a server, which has no place. */
export function filesBeside(url: string): string | null {
  return isFileUrl(url) ? `${pathOf(url)}.files` : null;
}

const HASH = /^[0-9a-f]{64}$/;
const PIECE = 256 << 10;
const IN_WORDS = '证据文件目录';

/** Makes nothing yet: the folder appears with the first file. */
export function openFileFolder(folder: string): FileFolder {
  const temporary = join(folder, 'tmp');
  const shelfOf = (sha256: string): string => join(folder, sha256.slice(0, 2));
  const placeOf = (sha256: string): string => {
    if (!HASH.test(sha256)) throw new Error('Not a sha256.');
    return join(shelfOf(sha256), sha256.slice(2));
  };

  const receive: FileFolder['receive'] = async (source, incoming) => {
    const part = join(temporary, `${randomUUID()}.part`);
    let file: FileHandle | null = null;
    const discard = () => rm(part, { force: true });
    try {
      const content = await takeIn(source, incoming, (piece) =>
        onDisk(IN_WORDS, async () => {
          if (file === null) {
            await mkdir(temporary, { recursive: true, mode: 0o700 });
            file = await open(part, 'wx', 0o600);
          }
          await file.appendFile(piece);
        }),
      );
      const written = file as FileHandle | null;
      await onDisk(IN_WORDS, () => written?.sync());
      await written?.close();
      return { ...content, settle: () => onDisk(IN_WORDS, () => settle(part, content.sha256)), discard };
    } catch (error) {
      // What went wrong is told, rather than that it could not be cleared away: the sweep does that as well.
      await (file as FileHandle | null)?.close().catch(() => undefined);
      await discard().catch(() => undefined);
      throw error;
    }
  };

  /**
   * Under its name in one step. A content that is there already is replaced by the same bytes: should the old ones have
   * been damaged meanwhile, they are whole again.
   */
  async function settle(part: string, sha256: string): Promise<void> {
    await mkdir(shelfOf(sha256), { recursive: true, mode: 0o700 });
    await rename(part, placeOf(sha256));
    await syncFolder(shelfOf(sha256));
    await syncFolder(folder);
  }

  const openContent: FileFolder['open'] = async (sha256) => {
    const file = await orNull(open(placeOf(sha256), 'r'));
    if (file === null) return null;
    try {
      const { size } = await file.stat();
      return { bytes: size, pieces: () => piecesOf(file), close: () => file.close() };
    } catch (error) {
      await file.close();
      throw error;
    }
  };

  return {
    path: folder,
    receive,
    putFile: async (source, incoming) => {
      const { settle: toPlace, discard, ...content } = await receive(source, incoming);
      try {
        await toPlace();
      } catch (error) {
        await discard();
        throw error;
      }
      return content;
    },
    open: openContent,
    check: async (sha256, bytes = null) => {
      const content = await openContent(sha256);
      if (content === null) return 'missing';
      if (bytes !== null && content.bytes !== bytes) {
        await content.close();
        return 'damaged';
      }
      const hash = createHash('sha256');
      for await (const piece of content.pieces()) hash.update(piece);
      return hash.digest('hex') === sha256 ? 'intact' : 'damaged';
    },
    remove: (sha256) => rm(placeOf(sha256), { force: true }),
    contents: async () => {
      const found: StoredContent[] = [];
      for (const shelf of await namesIn(folder)) {
        if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
        for (const rest of await namesIn(join(folder, shelf))) {
          const sha256 = shelf + rest;
          const stats = HASH.test(sha256) ? await orNull(stat(placeOf(sha256))) : null;
          if (stats?.isFile() === true)
            found.push({ sha256, bytes: stats.size, modifiedAt: Math.floor(stats.mtimeMs) });
        }
      }
      return found;
    },
    sweep: async (idleMs = 0) => {
      let swept = 0;
      for (const name of (await namesIn(temporary)).filter((one) => one.endsWith('.part'))) {
        const part = join(temporary, name);
        if (idleMs > 0 && Date.now() - ((await orNull(stat(part)))?.mtimeMs ?? 0) < idleMs) continue;
        await rm(part, { force: true });
        swept++;
      }
      return swept;
    },
  };
}

const namesIn = async (folder: string): Promise<string[]> => ((await orNull(readdir(folder))) ?? []).sort();

async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
