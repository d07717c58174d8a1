import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { lastActorOf } from '../../store/audit-search.ts';
import {
  BACKUP_NAME,
  backupFolder,
  databaseBytes,
  freeBytes,
  listBackups,
  makeBackup,
  roomFor,
  sweepBackups,
} from '../../store/backup.ts';
import { orNull } from '../../store/disk.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { Backups, BackupView } from './backup-types.ts';

/** `jiesu-20261122-094100.db`, Beijing time. */
export function backupName(at: number): string {
  const [day = '', time = ''] = new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).split('T');
  return `jiesu-${day.replaceAll('-', '')}-${time.replaceAll(':', '')}.db`;
}

/** Backups of the database in a folder beside it, made in the background, one at a time. */
export function createBackups({ store, clock, log }: Pick<Context, 'store' | 'clock' | 'log'>): Backups {
  const folder = backupFolder(store.url);
  let running: {
    since: number;
    by: string;
    bytes: number;
    work: Promise<void>;
    stop: AbortController;
  } | null = null;
  let problem: string | null = null;

  const view: Backups['view'] = async (actor): Promise<BackupView> => {
    scopeOf(actor, 'backup.manage');
    const [size, free, found] = await Promise.all([
      databaseBytes(store.url),
      folder === null ? null : freeBytes(folder),
      folder === null ? [] : listBackups(folder),
    ]);
    const makers = await store.read((db) =>
      lastActorOf(
        db,
        'backup.make',
        found.map(({ name }) => name),
      ),
    );
    return {
      folder,
      databaseBytes: size === null ? null : size.file + size.log,
      free,
      running: running === null ? null : { since: running.since, by: running.by, bytes: running.bytes },
      problem,
      list: found.map((one) => ({ ...one, by: makers.get(one.name) ?? null })),
    };
  };

  const make: Backups['make'] = async (actor) => {
    scopeOf(actor, 'backup.manage');
    if (folder === null) throw new AppError('backup_refused', { reason: '数据库在服务器上，由该服务器备份' });
    if (running !== null) throw new AppError('backup_refused', { reason: '正在备份，请稍候' });
    const since = clock.now();
    const stop = new AbortController();
    const mine = { since, by: actor.name, bytes: 0, work: Promise.resolve(), stop };
    running = mine;
    try {
      const size = await databaseBytes(store.url);
      mine.bytes = size === null ? 0 : size.file + size.log;
      const file = join(folder, backupName(since));
      // Told at once, not by a job that fails later.
      await roomFor(file, mine.bytes);
      mine.work = run(actor, file, stop.signal);
    } catch (error) {
      running = null;
      // What the disk has to say is no fault of the program: the administrator is told.
      if (!(error instanceof AppError) || error.code !== 'file_unwritable') throw error;
      throw new AppError(
        'backup_refused',
        { reason: String(error.details['reason'] ?? '') },
        { cause: error },
      );
    }
  };

  async function run(actor: Actor, file: string, signal: AbortSignal): Promise<void> {
    const name = backupName(running?.since ?? clock.now());
    try {
      if (folder !== null) await sweepBackups(folder);
      const { bytes, sha256 } = await makeBackup(store.url, file, signal);
      problem = null;
      await record(actor, 'backup.make', name, `${bytes} 字节 sha256 ${sha256}`);
    } catch (error) {
      log.error({ err: error }, 'backup failed');
      problem = error instanceof AppError ? error.message : '备份没有完成，详见日志';
      if (!signal.aborted) await record(actor, 'backup.failed', name, problem).catch(told);
    } finally {
      running = null;
    }
  }

  const told = (error: unknown): void => log.error({ err: error }, 'failed backup not recorded');

  const download: Backups['download'] = async (actor, name) => {
    scopeOf(actor, 'backup.manage');
    const file = folder === null || !BACKUP_NAME.test(name) ? null : join(folder, name);
    const about = file === null ? null : await orNull(stat(file));
    if (file === null || about === null) throw new AppError('not_found', { what: '这个备份' });
    await record(actor, 'backup.download', name, `${about.size} 字节`);
    const stream = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    return { name, bytes: about.size, stream };
  };

  function record(actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const who = { actorId: actor.id, actorName: actor.name };
    return store.write((db) => appendAudit(db, [{ at: clock.now(), ...who, action, subject, detail }]));
  }

  return {
    view,
    make,
    download,
    settled: async () => {
      await running?.work;
    },
    stop: async () => {
      running?.stop.abort();
      await running?.work;
    },
  };
}
