import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../kernel/errors.ts';
import { connect, databaseOver, isBusy, isFileUrl, pathOf, retryBusy } from './client.ts';
import type { Db } from './client.ts';
import { compactFile } from './compact.ts';
import { createLane } from './lane.ts';
import { fileProof, serverProof } from './lane-proof.ts';
import type { LaneOptions } from './lane.ts';
import { takeLock } from './lock.ts';
import type { Lock } from './lock.ts';
import { migrate, untilMigrated } from './migrate.ts';

export type Store = {
  readonly url: string;
  /** Whether other processes may write it beside this one: it lies on a libSQL server. */
  readonly isShared: boolean;
  /** Reads what is committed. `query` may run twice if another connection gets in the way. */
  readonly read: <T>(query: (db: Db) => Promise<T>) => Promise<T>;
  /**
   * Reads everything as it stood at one moment, however long it takes and whoever writes meanwhile: on a connection of its
   * own, which keeps the write-ahead log from being folded back until it ends. `query` runs once.
   */
  readonly snapshot: <T>(query: (db: Db) => Promise<T>) => Promise<T>;
  /** Queues one transaction in the write lane; see `Lane.write`. `forbidden` on a store opened for reading. */
  readonly write: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /**
   * Clears the file of everything deleted or overwritten, in a thread; writes wait meanwhile. False for a database on a
   * server, which looks after its own files. Throws what `compactFile` throws.
   */
  readonly compact: () => Promise<boolean>;
  /** Writes that wait for their turn in the lane. */
  readonly writesWaiting: () => number;
  /** Writes what is queued, gives the file back. Safe to call twice. */
  readonly close: () => Promise<void>;
};

export type StoreOptions = {
  /** `file:jiesu.db`, or `libsql://…` of a server, which looks after its own writers. */
  readonly url: string;
  readonly authToken?: string;
  /** No lock, no migration, no writing: for exports beside a running server. */
  readonly readOnly?: boolean;
  readonly lane?: LaneOptions;
};

/** A server ends a transaction that holds others up for five seconds; one more job may still come to its end. */
const SERVER_GROUP_MS = 1000;

/**
 * Opens the database, takes its lock and migrates it. Throws `database_locked` if another process writes
 * it, `file_unwritable` if its folder cannot be written, `file_unreadable` if it cannot be opened.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, authToken, readOnly = false } = options;
  const file = isFileUrl(url) ? pathOf(url) : null;
  if (file !== null && (file === '' || file.includes(':memory:'))) {
    throw new AppError('bad_setting', { name: 'JIESU_DB', reason: '须是一个文件，不能是内存数据库' });
  }
  if (file !== null && readOnly && !existsSync(file)) {
    throw new AppError('file_unreadable', { file, reason: '数据库不存在' });
  }
  const lock = file !== null && !readOnly ? lockIn(file) : null;
  try {
    const writer = await opening(url, () => connect(url, authToken));
    try {
      if (!readOnly) await migrate(writer);
      const reader = await opening(url, () => connect(url, authToken));
      if (file === null && !readOnly) await untilMigrated(url, writer, reader);
      const lane =
        file === null
          ? createLane(writer, serverProof(writer, reader), { groupMs: SERVER_GROUP_MS, ...options.lane })
          : createLane(writer, fileProof(writer, reader), options.lane);
      const db = databaseOver((statement) => reader.client.execute(statement));
      let closing: Promise<void> | null = null;
      return {
        url,
        isShared: file === null,
        read: (query) => retryBusy(() => query(db), reader.reopen),
        snapshot: (query) => inSnapshot(url, authToken, query),
        write: (work) => {
          if (readOnly) return Promise.reject(new AppError('forbidden', { reason: '数据库以只读方式打开' }));
          if (closing !== null) return Promise.reject(new AppError('forbidden', { reason: '正在停止服务' }));
          return lane.write(work);
        },
        compact: async () => {
          if (file === null || readOnly) return false;
          if (closing !== null) throw new AppError('forbidden', { reason: '正在停止服务' });
          await lane.alone(() => compactFile(url));
          return true;
        },
        writesWaiting: lane.waiting,
        close: () => {
          closing ??= (async () => {
            await lane.drain();
            reader.close();
            try {
              // Everything in the one file, so that a copy of it is a copy of all; not vital if others read.
              if (file !== null && !readOnly) await writer.client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
            } catch (error) {
              if (!isBusy(error)) throw error;
            } finally {
              writer.close();
              lock?.release();
            }
          })();
          return closing;
        },
      };
    } catch (error) {
      writer.close();
      throw error;
    }
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function inSnapshot<T>(
  url: string,
  authToken: string | undefined,
  query: (db: Db) => Promise<T>,
): Promise<T> {
  const connection = await opening(url, () => connect(url, authToken));
  try {
    const tx = await connection.client.transaction('read');
    try {
      return await query(databaseOver((statement) => tx.execute(statement)));
    } finally {
      tx.close();
    }
  } finally {
    connection.close();
  }
}

/** The lock of a file whose folder is made if need be. */
function lockIn(file: string): Lock {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return takeLock(file);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const known: Record<string, string> = {
      EACCES: '没有写入权限',
      EEXIST: '上级路径不是目录',
      ENOTDIR: '上级路径不是目录',
      ENOSPC: '磁盘已满',
      EROFS: '文件系统只读',
    };
    throw new AppError('file_unwritable', { file, reason: known[code ?? ''] ?? message }, { cause });
  }
}

async function opening<T>(url: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('file_unreadable', { file: url, reason }, { cause: error });
  }
}
