import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { AppError } from '../kernel/errors.ts';
import { roomFor, sumBeside } from './backup.ts';
import { sumOf } from './disk.ts';
import { isFileUrl, pathOf } from './client.ts';
import { onDisk, orNull, syncFolder } from './disk.ts';
import { takeLock } from './lock.ts';
import { readMigrations } from './migrate.ts';

export type CheckedBackup = {
  readonly bytes: number;
  readonly sha256: string;
  /** Whether a sum beside the file was compared. */
  readonly compared: boolean;
  /** Newest migration it has. */
  readonly schema: string;
  readonly orders: number;
};

export type Restored = CheckedBackup & {
  /** What was there before, set aside; null where nothing was. */
  readonly aside: string | null;
};

/**
 * Whether a file is a whole backup that this program can open: its sum where one lies beside it, SQLite's integrity check,
 * and migrations that are known here and unchanged. Throws `file_unreadable` or `bad_file`.
 */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const about = await orNull(stat(file));
  if (about === null) throw new AppError('file_unreadable', { file, reason: '没有这个文件' });
  if (!about.isFile()) throw new AppError('file_unreadable', { file, reason: '不是文件' });
  const sha256 = await sumOf(file);
  const wanted = await sumBeside(file);
  const bad = (reason: string, cause?: unknown) => new AppError('bad_file', { file, reason }, { cause });
  if (wanted !== null && wanted !== sha256)
    throw bad('内容与旁边的 .sha256 不符，文件可能损坏或被改动，没有恢复');
  const client = createClient({ url: pathToFileURL(file).href, concurrency: 1 });
  try {
    const faults = (await client.execute('PRAGMA integrity_check(5)')).rows.map((row) => String(row[0]));
    if (faults.length !== 1 || faults[0] !== 'ok')
      throw bad(`完整性检查没有通过：${faults.join('；').slice(0, 200)}`);
    const known = new Map(readMigrations().map((one) => [one.name, one.sha256]));
    const applied = (await client.execute('SELECT name, sha256 FROM schema_migrations ORDER BY name')).rows;
    for (const row of applied) {
      const name = String(row['name']);
      if (!known.has(name)) throw bad(`备份比程序新（${name}），请用同版或更新的程序恢复`);
      if (known.get(name) !== row['sha256']) throw bad(`备份的结构与程序不同（${name}）`);
    }
    const orders = Number((await client.execute('SELECT count(*) AS n FROM orders')).rows[0]?.['n']);
    const schema = String(applied.at(-1)?.['name'] ?? '');
    return { bytes: about.size, sha256, compared: wanted !== null, schema, orders };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw bad('不是接诉的数据库备份', error);
  } finally {
    client.close();
  }
}

/**
 * Puts a checked backup in the place of a database file. Refused with `database_locked` while a process writes that file.
 * What was there is set aside under a name of its own, never deleted; `stamp` is part of it.
 */
export async function restoreBackup(file: string, url: string, stamp: string): Promise<Restored> {
  if (!isFileUrl(url))
    throw new AppError('bad_setting', { name: 'JIESU_DB', reason: '只能恢复到本机的数据库文件' });
  const target = pathOf(url);
  const lock = takeLock(target);
  const part = `${target}.restore.part`;
  try {
    const checked = await checkBackup(file);
    await roomFor(target, checked.bytes);
    await onDisk(target, async () => {
      await copyFile(file, part);
      const handle = await open(part, 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
    if ((await sumOf(part)) !== checked.sha256)
      throw new AppError('file_unwritable', { file: target, reason: '写入的内容与备份不符，没有恢复' });
    const there = (await orNull(stat(target))) !== null;
    const aside = there ? `${target}.before-restore-${stamp}` : null;
    await onDisk(target, async () => {
      // Its log belongs to what was there: left in place it would be folded into the backup.
      for (const end of ['-wal', '-shm', ''])
        if (aside !== null && (await orNull(stat(`${target}${end}`))) !== null)
          await rename(`${target}${end}`, `${aside}${end}`);
      await rename(part, target);
      await syncFolder(dirname(target));
    });
    return { ...checked, aside };
  } finally {
    await rm(part, { force: true });
    lock.release();
  }
}
