import { Worker } from 'node:worker_threads';
import type { PackedBm25 } from '../../knowledge/bm25.ts';
import type { Sources } from '../../knowledge/sources.ts';

/** Indexes in a thread of its own (6 s for 80,000 articles), so that the server goes on answering. */
export function indexInThread(sources: Sources): Promise<PackedBm25> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./knowledge-worker.js', import.meta.url), { execArgv: [] });
    const end = (): void => void worker.terminate();
    worker.once('message', (index: PackedBm25) => {
      resolve(index);
      end();
    });
    worker.once('error', (error) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      end();
    });
    worker.once('exit', () => reject(new Error('the thread that indexes knowledge ended early')));
    worker.postMessage(sources);
  });
}
