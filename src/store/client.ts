import { createClient } from '@libsql/client';
import type { Client, InStatement, ResultSet, Transaction } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { createFileClient } from './file-client.ts';

/** What repositories work with: a connection for reading, or one transaction of the write lane. */
export type Db = LibSQLDatabase<Record<string, never>>;

export type OpenTransaction = Pick<Transaction, 'execute' | 'commit' | 'rollback' | 'close' | 'closed'>;

/** What is used of a libSQL client. */
export type DatabaseClient = {
  /** `file`, or that of a server. */
  readonly protocol: string;
  readonly execute: (statement: InStatement) => Promise<ResultSet>;
  /** `write` takes the lock at once; `read` sees one moment. */
  readonly transaction: (mode: 'write' | 'read') => Promise<OpenTransaction>;
  readonly reconnect: () => void | Promise<void>;
  readonly close: () => void;
};

export type Connection = {
  readonly client: DatabaseClient;
  /** Closes every underlying connection and opens a fresh one with its pragmas. */
  readonly reopen: () => Promise<void>;
  readonly close: () => void;
};

/** True for a database in a file of this machine, which has one writing process; false for a libSQL server. */
export function isFileUrl(url: string): boolean {
  return url.startsWith('file:');
}

/** The path of a `file:` URL. */
export function pathOf(url: string): string {
  const path = url.slice('file:'.length).replace(/\?.*$/, '');
  return decodeURIComponent(path.startsWith('//') ? path.replace(/^\/\/(localhost)?/, '') : path);
}

const PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  // FULL: a commit is on the disk before it is acknowledged, power cuts included.
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA temp_store = MEMORY',
  // Pages (64 MB) of the log after which a commit folds it back: a server has a thread that does so before.
  'PRAGMA wal_autocheckpoint = 16384',
];

/** Opens one connection: to a file one only, because pragmas hold for a connection. */
export async function connect(url: string, authToken?: string): Promise<Connection> {
  const client: DatabaseClient = isFileUrl(url)
    ? createFileClient(pathOf(url))
    : createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
  const reconnect = async (): Promise<void> => {
    await client.reconnect();
  };
  const prepare = async (): Promise<void> => {
    if (!isFileUrl(url)) return;
    for (const pragma of PRAGMAS) await client.execute(pragma);
  };
  try {
    await retryBusy(prepare, reconnect);
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    client,
    reopen: async () => {
      await reconnect();
      await retryBusy(prepare, reconnect);
    },
    close: () => client.close(),
  };
}

/** A drizzle database whose statements all go through `execute`. */
export function databaseOver(execute: (statement: InStatement) => Promise<ResultSet>): Db {
  const refuse = (): never => {
    throw new Error('Only single statements pass here; transactions belong to the write lane.');
  };
  const client = { execute, batch: refuse, transaction: refuse, executeMultiple: refuse, migrate: refuse };
  return drizzle(client as unknown as Client) as Db;
}

/** Whether another connection stood in the way: the statement may be tried again on a fresh connection. */
export function isBusy(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) return true;
  }
  return false;
}

/**
 * Whether a libSQL server was not to be reached, or gave up a transaction that others waited for: the same may be tried
 * again.
 */
export function isAway(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    const { code, status } = e as { code?: unknown; status?: unknown };
    if (typeof code === 'string' && AWAY.test(code)) return true;
    if (typeof status === 'number' && status >= 500) return true;
  }
  return false;
}

/** Sockets, undici's own, and what a server says of a transaction that held the lock for too long. */
const AWAY =
  /^(ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENETUN|EAI_AGAIN$|UND_ERR_|TRANSACTION_(TIMEOUT|BUSY)$|STREAM_EXPIRED$|HRANA_(CLOSED|WEBSOCKET))/;

/** Whether nothing more fits: the disk is full, or what its owner may use of it. */
export function isFull(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === 'string' && code.startsWith('SQLITE_FULL')) return true;
  }
  return false;
}

/** Milliseconds before attempt `n` (0, 1, …): 5 doubling to 640. */
export function backoff(n: number): number {
  return Math.min(640, 5 * 2 ** n);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Runs `work` again while another connection is in the way or the server away, on a fresh connection each time: after one
 * SQLITE_BUSY the old connection may report success for writes that nobody else will ever see.
 */
export async function retryBusy<T>(
  work: () => Promise<T>,
  reopen: () => Promise<void>,
  attempts = 20,
): Promise<T> {
  for (let n = 0; ; n++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) && !isAway(error)) throw error;
      await reopen();
      if (n + 1 >= attempts) throw error;
      await sleep(backoff(n));
    }
  }
}
