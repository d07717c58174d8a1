import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '@libsql/client';
import { sumOf } from './disk.ts';

/** What the thread is given: the database's URL and the file to write. */
export type CopyJob = { readonly url: string; readonly to: string };
/** Why it did not go; `code` is that of SQLite or of the system. */
export type ThreadFault = { readonly ok: false; readonly code: string; readonly message: string };
export type CopyOutcome = { readonly ok: true; readonly sha256: string } | ThreadFault;

async function copy({ url, to }: CopyJob): Promise<CopyOutcome> {
  try {
    const client = createClient({ url, concurrency: 1, timeout: 10_000 });
    try {
      // One moment of the database, however long it takes and whoever writes meanwhile.
      await client.execute({ sql: 'VACUUM INTO ?', args: [to] });
    } finally {
      client.close();
    }
    const made = createClient({ url: pathToFileURL(to).href, concurrency: 1 });
    try {
      const answer = (await made.execute('PRAGMA quick_check(1)')).rows[0]?.[0];
      if (answer !== 'ok') return { ok: false, code: 'SQLITE_CORRUPT', message: String(answer) };
    } finally {
      made.close();
    }
    return { ok: true, sha256: await sumOf(to) };
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    return {
      ok: false,
      code: typeof code === 'string' ? code : '',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

parentPort?.postMessage(await copy(workerData as CopyJob));
