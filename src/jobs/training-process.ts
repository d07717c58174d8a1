import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Comparison } from '../app/learning/comparing.ts';
import type { Log } from '../app/context.ts';
import type { JobOutcome, Trainer } from '../app/learning/training-job.ts';

export type WorkerMessage =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly version: string; readonly comparison: Comparison | null }
  | { readonly type: 'refused' | 'failed'; readonly message: string };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORKER = fileURLToPath(new URL('./training-worker.ts', import.meta.url));

/**
 * Trains in a process of its own rather than a thread: the native word dictionary is loaded once a process, a
 * lack of memory takes only the training down, and it can be ended at any moment.
 */
export function createTrainer(log: Log): Trainer {
  return {
    start: (job, onProgress) => {
      const child = fork(WORKER, [], {
        cwd: ROOT,
        execArgv: ['--import', 'tsx'],
        // What it prints is not the server's log: errors come as messages.
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
      });
      let complaint = '';
      child.stderr
        ?.setEncoding('utf8')
        .on('data', (text: string) => (complaint = (complaint + text).slice(-4000)));
      let fail: (error: Error) => void = () => {};
      const outcome = new Promise<JobOutcome>((resolve) => {
        fail = (error) => {
          log.error({ err: error }, 'training process failed');
          resolve({ state: 'failed', message: '训练进程无法启动' });
        };
        child.on('message', (message: WorkerMessage) => {
          if (message.type === 'progress') return onProgress(message.share);
          if (message.type === 'done') {
            return resolve({ state: 'done', version: message.version, comparison: message.comparison });
          }
          if (message.type === 'failed') log.error({ stack: message.message }, 'training failed');
          const text = message.type === 'failed' ? '训练程序出错，详见日志' : message.message;
          resolve({ state: message.type, message: text });
        });
        // More than one may come, and one that nobody hears ends the server: a kill or a message can fail as well.
        child.on('error', fail);

        child.once('exit', (code, signal) => {
          // Too late to matter where a message has told the end already.
          if (code !== 0 || signal !== null) log.warn({ code, signal, complaint }, 'training process ended');
          resolve({
            state: 'interrupted',
            message: `训练进程中断（${signal ?? `退出码 ${code ?? '不明'}`}）`,
          });
        });
      });
      child.send(job, (error) => {
        if (error === null) return;
        fail(error);
        child.kill('SIGKILL');
      });
      return { outcome, stop: () => void child.kill('SIGKILL') };
    },
  };
}
