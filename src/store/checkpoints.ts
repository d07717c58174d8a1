import { Worker } from 'node:worker_threads';

const WORKER = new URL('./checkpoint-worker.js', import.meta.url);

/** A thread that folds the write-ahead log of a file back into it. */
export type Checkpoints = { readonly stop: () => Promise<void> };

const EVERY_MS = 5000;

/**
 * Folds the log of the database file at `path` back into it every few seconds, in a thread of its own, beside whoever
 * writes: in a large file that is some hundred milliseconds of disk, which otherwise a commit would wait for. Where the
 * thread is gone or falls behind, the writing connection does it itself (`wal_autocheckpoint`).
 */
export function startCheckpoints(
  path: string,
  onGone: (error: Error) => void,
  everyMs = EVERY_MS,
): Checkpoints {
  const worker = new Worker(WORKER, { workerData: { path, everyMs }, execArgv: [] });
  worker.unref();
  worker.once('error', onGone);
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return {
    stop: async () => {
      // A process that ends under it would take the native code down in the middle of a word.
      worker.ref();
      worker.postMessage('stop');
      await ended;
    },
  };
}
