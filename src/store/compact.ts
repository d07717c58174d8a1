import { Worker } from 'node:worker_threads';
import { AppError } from '../kernel/errors.ts';
import { databaseBytes, roomFor } from './backup.ts';
import { pathOf } from './client.ts';
import type { CompactJob, CompactOutcome } from './compact-thread.ts';

const WORKER = new URL('./compact-worker.js', import.meta.url);

/**
 * Writes a database file anew, in a thread, so that nothing of what was deleted or overwritten lies in its free space, in
 * the index of words or in the log. Needs as much room again as the file has. Nobody may write meanwhile; who reads goes
 * on. Throws `file_unwritable` where there is no room, `database_busy` where somebody read an older moment all the time.
 */
export async function compactFile(url: string): Promise<void> {
  const file = pathOf(url);
  const size = await databaseBytes(url);
  // The new file, and once more in the log.
  await roomFor(file, 2 * (size?.file ?? 0));
  const outcome = await new Promise<CompactOutcome>((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: { url } satisfies CompactJob });
    let told: CompactOutcome | null = null;
    worker.once('message', (message: CompactOutcome) => (told = message));
    worker.once('error', reject);
    worker.once('exit', () => resolve(told ?? { ok: false, code: '', message: '整理中断' }));
  });
  if (outcome.ok) return;
  const { code, message } = outcome;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) throw new AppError('database_busy');
  throw new AppError('file_unwritable', {
    file,
    reason: code === '' ? message : `${code} ${message}`.trim(),
  });
}
