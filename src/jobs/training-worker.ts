import { setPriority } from 'node:os';
import { runJob, type CompareJob, type TrainJob } from '../app/learning/training-job.ts';
import { AppError } from '../kernel/errors.ts';
import type { WorkerMessage } from './training-process.ts';

// A process of its own, started by training-process.ts: one job, then the end. Requests to the server go first.
setPriority(10);
const parent = process.ppid;

function tell(message: WorkerMessage, then?: () => void): void {
  process.send?.(message, undefined, undefined, then);
}

/** The loop of training never waits, so the end of the server shows only in who the parent is. */
function orphaned(): boolean {
  return process.ppid !== parent || !process.connected;
}

process.once('message', (job: TrainJob | CompareJob) => void work(job));

async function work(job: TrainJob | CompareJob): Promise<void> {
  let message: WorkerMessage;
  let told = 0;
  try {
    const result = await runJob(job, (done, all) => {
      if (orphaned()) process.exit(1);
      const now = Date.now();
      if (now - told < 250) return;
      told = now;
      tell({ type: 'progress', share: done / all });
    });
    message = { type: 'done', ...result };
  } catch (error) {
    if (error instanceof AppError) message = { type: 'refused', message: error.message };
    else
      message = {
        type: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
  }
  tell(message, () => process.disconnect());
}
