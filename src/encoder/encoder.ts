import { Worker } from 'node:worker_threads';
import { AppError } from '../kernel/errors.ts';
import type { EncoderFault, EncoderInfo, FromThread, Refusal, Role, ToThread } from './types.ts';

/** Turns texts into vectors, in a thread of its own. */
export type Encoder = {
  readonly info: EncoderInfo;
  /**
   * One vector of length 1 a text, in order; a text too long is cut at its end. Same text, same vector, whatever it is
   * read with. Rejects with `bad_encoder` where the thread ended meanwhile (`crashed`); the next call starts another.
   */
  readonly encode: (texts: readonly string[], role?: Role) => Promise<Float32Array[]>;
  /** Ends the thread; what is under way is rejected. Safe to call twice. */
  readonly close: () => Promise<void>;
};

export type EncoderOptions = {
  /** Folder with config.json, tokenizer.json, onnx/model_quantized.onnx or onnx/model.onnx, and perhaps jiesu.json. */
  readonly dir: string;
  /** Starts after an end nobody wanted, within `withinMs`; further calls are rejected (`crashed_often`). */
  readonly restarts?: number;
  readonly withinMs?: number;
  /** What runs in the thread; another one in tests. */
  readonly thread?: URL;
};

const RESTARTS = 3;
const WITHIN_MS = 600_000;

type Pending = { readonly resolve: (vectors: Float32Array) => void; readonly reject: (error: Error) => void };
type Thread = {
  readonly worker: Worker;
  readonly info: EncoderInfo;
  readonly pending: Map<number, Pending>;
  ended: boolean;
};

/** `bad_encoder` with the fault that names it. */
export function encoderError(dir: string, fault: EncoderFault, reason: string, cause?: unknown): AppError {
  return new AppError('bad_encoder', { dir, fault, reason }, cause === undefined ? {} : { cause });
}

/** Starts the thread and measures the model. @throws AppError `bad_encoder`, see `EncoderFault`. */
export async function openEncoder(options: EncoderOptions): Promise<Encoder> {
  const { dir, restarts = RESTARTS, withinMs = WITHIN_MS } = options;
  const url = options.thread ?? new URL('./encoder-worker.js', import.meta.url);
  const crashes: number[] = [];
  let closed = false;
  let calls = 0;
  let thread: Thread | null = null;
  let starting: Promise<Thread> | null = null;

  const ended = (was: Thread, cause?: unknown): void => {
    // An error is followed by an exit.
    if (was.ended) return;
    was.ended = true;
    if (thread === was) thread = null;
    if (!closed) crashes.push(performance.now());
    const error = encoderError(dir, 'crashed', closed ? '已停止' : '线程意外结束', cause);
    for (const { reject } of was.pending.values()) reject(error);
    was.pending.clear();
  };
  const start = async (): Promise<Thread> => {
    const { worker, info } = await startThread(url, dir);
    const made: Thread = { worker, info, pending: new Map(), ended: false };
    worker.on('message', (message: FromThread) => answer(dir, made, message));
    worker.once('error', (error) => ended(made, error));
    worker.once('exit', () => ended(made));
    return made;
  };
  const current = async (): Promise<Thread> => {
    if (closed) throw encoderError(dir, 'crashed', '已停止');
    if (thread !== null) return thread;
    starting ??= again().finally(() => (starting = null));
    return starting;
  };
  const again = async (): Promise<Thread> => {
    const recent = crashes.filter((at) => performance.now() - at < withinMs).length;
    if (recent > restarts)
      throw encoderError(
        dir,
        'crashed_often',
        `线程 ${Math.round(withinMs / 60_000)} 分钟内意外结束 ${recent} 次，不再重开`,
      );
    const next = await start().catch((error: unknown) => {
      crashes.push(performance.now());
      throw error;
    });
    if (closed || next.info.id !== info.id) {
      await next.worker.terminate();
      throw closed
        ? encoderError(dir, 'crashed', '已停止')
        : encoderError(dir, 'changed_files', '模型文件在运行中被换过，请重启服务');
    }
    return (thread = next);
  };

  thread = await start();
  const { info } = thread;
  return {
    info,
    encode: async (texts, role = 'passage') => {
      if (texts.length === 0) return [];
      const { worker, pending } = await current();
      const call = calls++;
      const vectors = await new Promise<Float32Array>((resolve, reject) => {
        pending.set(call, { resolve, reject });
        worker.ref();
        worker.postMessage({ kind: 'encode', call, texts, role } satisfies ToThread);
      }).finally(() => {
        // A thread nobody waits for keeps no process alive.
        if (pending.size === 0) worker.unref();
      });
      return texts.map((_, i) => vectors.slice(i * info.width, (i + 1) * info.width));
    },
    close: async () => {
      closed = true;
      await starting?.catch(() => undefined);
      await thread?.worker.terminate();
    },
  };
}

function answer(dir: string, { pending }: Thread, message: FromThread): void {
  if (message.kind !== 'vectors' && message.kind !== 'failed') return;
  const call = pending.get(message.call);
  pending.delete(message.call);
  if (message.kind === 'vectors') call?.resolve(message.vectors);
  else call?.reject(refused(dir, message.refusal));
}

/** A thread whose model is loaded. */
function startThread(url: URL, dir: string): Promise<{ worker: Worker; info: EncoderInfo }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { execArgv: [] });
    const forget = (): void =>
      void worker.off('error', onError).off('exit', onExit).off('message', onMessage);
    const fail = (error: Error): void => {
      forget();
      // What the thread says on its way out is not news any more.
      worker.on('error', () => undefined);
      void worker.terminate();
      reject(error);
    };
    const onError = (error: unknown): void => fail(encoderError(dir, 'crashed', '线程没有开起来', error));
    const onExit = (): void => fail(encoderError(dir, 'crashed', '线程没有开起来'));
    const onMessage = (message: FromThread): void => {
      if (message.kind === 'refused') return fail(refused(dir, message.refusal));
      if (message.kind !== 'ready') return;
      forget();
      worker.unref();
      resolve({ worker, info: message.info });
    };
    worker.on('error', onError).on('exit', onExit).on('message', onMessage);
    worker.postMessage({ kind: 'open', dir, began: Date.now() } satisfies ToThread);
  });
}

const refused = (dir: string, { fault, reason, detail }: Refusal): AppError =>
  encoderError(dir, fault, reason, detail === '' ? undefined : new Error(detail));
