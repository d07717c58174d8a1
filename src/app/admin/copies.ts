import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { databaseBytes, freeBytes, listBackups, makeBackup, sweepBackups } from '../../store/backup.ts';
import { copyFolder, stampOf, thinCopies } from '../../store/copies.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { backupName } from './backups.ts';

const HOUR = 3_600_000;

export type CopyRules = {
  /** Hours from one copy to the next; 0: none are made. */
  readonly everyHours: number;
  readonly keepDays: number;
};

/** Copies of the whole database as of one moment each, made while work goes on and thinned out by age. */
export type Copies = {
  /** Makes one if it is time for it, and takes those away that are no longer kept; its name. */
  readonly keep: (signal?: AbortSignal) => Promise<string | null>;
};

export function createCopies(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  { everyHours, keepDays }: CopyRules,
): Copies {
  const folder = copyFolder(store.url);

  return {
    keep: async (signal) => {
      if (folder === null || everyHours === 0) return null;
      const now = clock.now();
      const newest = (await listBackups(folder))[0];
      if (newest !== undefined && now - stampOf(newest.name) < everyHours * HOUR) return null;
      await sweepBackups(folder);
      await thinCopies(folder, now, keepDays);
      const size = await databaseBytes(store.url);
      const bytes = size === null ? 0 : size.file + size.log;
      const free = await freeBytes(folder);
      // The database itself goes first: it must have room to grow and to be written anew.
      if (free !== null && free < 3 * bytes)
        throw new AppError('file_unwritable', {
          file: folder,
          reason: '磁盘剩余不到数据库的三倍，没有做时点副本；请腾出空间或减少 JIESU_COPY_KEEP_DAYS',
        });
      const name = backupName(now);
      const made = await makeBackup(store.url, join(folder, name), signal);
      const who = { actorId: SYSTEM_ACTOR.id, actorName: SYSTEM_ACTOR.name };
      const detail = `${made.bytes} 字节 sha256 ${made.sha256}`;
      await store.write((db) =>
        appendAudit(db, [{ at: clock.now(), ...who, action: 'copy.make', subject: name, detail }]),
      );
      return name;
    },
  };
}
