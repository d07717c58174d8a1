import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../kernel/errors.ts';
import { isFileUrl, pathOf } from './client.ts';
import type { CopyJob, CopyOutcome, ThreadFault } from './backup-thread.ts';
import { onDisk, orNull, syncFolder } from './disk.ts';

export type MadeBackup = {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** A backup that lies in a folder. */
export type FoundBackup = {
  readonly name: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly bytes: number;
  readonly sha256: string | null;
};

const WORKER = new URL('./backup-worker.js', import.meta.url);
/** Left over by a backup that did not come to its end. */
const PART = '.part';
const SUM = '.sha256';
/** Room that is left besides: what the server writes meanwhile. */
const SPARE_BYTES = 64 * 1_048_576;

/** Names that backups of the page have. */
export const BACKUP_NAME = /^jiesu-\d{8}-\d{6}\.db$/;

/** Where the page keeps backups of a database: beside it. Null for one on a server. */
export function backupFolder(url: string): string | null {
  return isFileUrl(url) ? `${pathOf(url)}.backups` : null;
}

/** Bytes of a database file and its write-ahead log; null for one on a server. */
export async function databaseBytes(
  url: string,
): Promise<{ readonly file: number; readonly log: number } | null> {
  if (!isFileUrl(url)) return null;
  const path = pathOf(url);
  const [file, log] = await Promise.all([orNull(stat(path)), orNull(stat(`${path}-wal`))]);
  return { file: file?.size ?? 0, log: log?.size ?? 0 };
}

/** Bytes free where a folder is, or is to be; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await orNull(statfs(at));
    if (found !== null) return found.bavail * found.bsize;
    if (dirname(at) === at) return null;
  }
}

/**
 * Copies a database into a file while it is in use, in a thread of its own: as it stood at one moment, checked, on the
 * disk before the file has its name, with `FILE.sha256` beside it (`sha256sum -c` reads it). Throws `conflict` where the file
 * is there already, `file_unwritable` where there is no room, `file_unreadable` where the database cannot be read. Nothing
 * is left of what fails.
 */
export async function makeBackup(url: string, file: string, signal?: AbortSignal): Promise<MadeBackup> {
  if (!isFileUrl(url))
    throw new AppError('bad_setting', { name: 'JIESU_DB', reason: '只能备份本机的数据库文件' });
  const size = await databaseBytes(url);
  if (size === null || (await orNull(stat(pathOf(url)))) === null)
    throw new AppError('file_unreadable', { file: url, reason: '数据库不存在' });
  const folder = dirname(file);
  await onDisk(file, () => mkdir(folder, { recursive: true }));
  if ((await orNull(stat(file))) !== null)
    throw new AppError('conflict', { reason: `文件 ${file} 已经存在，换一个名称` });
  await roomFor(file, size.file + size.log);
  const part = `${file}.${randomUUID()}${PART}`;
  try {
    const sha256 = await copied({ url, to: part }, file, signal);
    const handle = await open(part, 'r+');
    try {
      await onDisk(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    const { size: bytes } = await stat(part);
    await onDisk(file, async () => {
      await writeWhole(`${file}${SUM}`, `${sha256}  ${basename(file)}\n`);
      // Not over a file that came there meanwhile.
      await link(part, file);
      await unlink(part);
      await syncFolder(folder);
    });
    return { file, bytes, sha256 };
  } finally {
    for (const left of [part, `${part}-journal`, `${part}-wal`, `${part}-shm`])
      await rm(left, { force: true });
  }
}

/** Throws `file_unwritable` where a file of this size has no room. */
export async function roomFor(file: string, bytes: number): Promise<void> {
  const free = await freeBytes(dirname(file));
  if (free === null || free >= bytes + SPARE_BYTES) return;
  const shown = (n: number): string => `${Math.ceil(n / 1_048_576)} MB`;
  const reason = `磁盘剩余 ${shown(free)}，至少需要 ${shown(bytes + SPARE_BYTES)}，请先腾出空间`;
  throw new AppError('file_unwritable', { file, reason });
}

/** The sum of the copy. */
function copied(job: CopyJob, file: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: job });
    const stop = (): void => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    let outcome: CopyOutcome | null = null;
    worker.once('message', (told: CopyOutcome) => (outcome = told));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop);
      if (outcome === null) return reject(new AppError('conflict', { reason: '备份中断' }));
      if (outcome.ok) return resolve(outcome.sha256);
      reject(refusalOf(outcome, file));
    });
  });
}

function refusalOf({ code, message }: ThreadFault, file: string): AppError {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new AppError('database_busy');
  if (code.startsWith('SQLITE_FULL')) return new AppError('file_unwritable', { file, reason: '磁盘已满' });
  if (/^SQLITE_(CANTOPEN|IOERR|READONLY|PERM)/.test(code))
    return new AppError('file_unwritable', { file, reason: `写不进去（${code}）` });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return new AppError('file_unreadable', {
      file: '数据库',
      reason: '数据库文件已损坏，请由较早的备份恢复',
    });
  return new AppError('file_unwritable', { file, reason: code === '' ? message : `${code} ${message}` });
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}${PART}`, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}${PART}`, file);
}

/** The sum written beside a backup; null where there is none. */
export async function sumBeside(file: string): Promise<string | null> {
  const text = await orNull(readFile(`${file}${SUM}`, 'utf8'));
  return /^([0-9a-f]{64})\b/.exec(text ?? '')?.[1] ?? null;
}

/** Backups of a folder, newest first; none where there is no folder. */
export async function listBackups(folder: string): Promise<FoundBackup[]> {
  const names = await namesIn(folder);
  const found = await Promise.all(
    names
      .filter((name) => BACKUP_NAME.test(name))
      .map(async (name): Promise<FoundBackup | null> => {
        const file = join(folder, name);
        const about = await orNull(stat(file));
        if (about === null) return null;
        return { name, at: Math.round(about.mtimeMs), bytes: about.size, sha256: await sumBeside(file) };
      }),
  );
  return found.filter((one) => one !== null).sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** Nothing where there is no folder: whoever writes to it is told what stands in its place. */
async function namesIn(folder: string): Promise<string[]> {
  return (await orNull(stat(folder)))?.isDirectory() === true ? readdir(folder) : [];
}

/** Takes away what was left half made; at the start, before one is made. */
export async function sweepBackups(folder: string): Promise<number> {
  const left = (await namesIn(folder)).filter((name) => /\.part(-journal|-wal|-shm)?$/.test(name));
  for (const name of left) await rm(join(folder, name), { force: true });
  return left.length;
}
