import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '@libsql/client';
import type { ThreadFault } from './backup-thread.ts';

/** What the thread is given: the database's URL. Nobody writes to it meanwhile. */
export type CompactJob = { readonly url: string };
export type CompactOutcome = { readonly ok: true } | ThreadFault;

/** Tries to fold the log back while somebody reads an older moment, and milliseconds between them. */
const TRIES = 60;
const PAUSE_MS = 500;

async function compact({ url }: CompactJob): Promise<CompactOutcome> {
  const client = createClient({ url, concurrency: 1, timeout: 10_000 });
  try {
    // The index of words keeps what was deleted from it until its parts are merged.
    await client.execute("INSERT INTO orders_fts (orders_fts) VALUES ('optimize')");
    await client.execute('VACUUM');
    for (let n = 0; ; n++) {
      const [row] = (await client.execute('PRAGMA wal_checkpoint(TRUNCATE)')).rows;
      if (row?.['busy'] === 0) return { ok: true };
      if (n + 1 >= TRIES) return { ok: false, code: 'SQLITE_BUSY', message: '' };
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    return {
      ok: false,
      code: typeof code === 'string' ? code : '',
      message: error instanceof Error ? error.message : String(error),
    };
  } finally {
    client.close();
  }
}

parentPort?.postMessage(await compact(workerData as CompactJob));
