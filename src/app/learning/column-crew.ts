import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ColumnTask, TrainColumns } from '../../learn/columns.ts';
import type { BinaryWeights } from '../../learn/svm.ts';
import { DONE, finish, workOn, type SharedTask } from './column-work.ts';

export type ColumnCrew = { readonly train: TrainColumns; readonly close: () => void };

/** Milliseconds without a finished column after which a worker is taken for dead. */
const PATIENCE_MS = 60_000;
/** More threads share one memory bus and gain little. */
const MOST_WORKERS = 7;

/**
 * Trains columns on all cores: this thread works too, and waits at the end, so that training stays one call.
 * Same bytes as on one thread. A worker that does not come up only costs time; what it leaves undone is done here.
 */
export function createColumnCrew(count = Math.min(availableParallelism() - 1, MOST_WORKERS)): ColumnCrew {
  const workers = Array.from({ length: Math.max(0, count) }, () => {
    const worker = new Worker(new URL('./column-worker.js', import.meta.url), { execArgv: [] });
    // Heard only once this thread is free again; until then the missing columns tell.
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  });
  return {
    train: (task, onColumn) => {
      const shared = share(task);
      for (const worker of workers) worker.postMessage(shared);
      let own = 0;
      workOn(shared, () => {
        own++;
        onColumn();
      });
      awaitOthers(shared);
      for (let others = task.classes - own; others > 0; others--) onColumn();
      return collect(shared);
    },
    close: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/** Does some training with a crew that goes when it ends, well or not. */
export function withColumnCrew<T>(work: (crew: ColumnCrew) => T): T {
  const crew = createColumnCrew();
  try {
    return work(crew);
  } finally {
    crew.close();
  }
}

/** Waits for columns that others took, and does those again that never come. */
function awaitOthers(task: SharedTask): void {
  for (let done = Atomics.load(task.counters, DONE); done < task.classes;) {
    if (Atomics.wait(task.counters, DONE, done, PATIENCE_MS) === 'timed-out') {
      task.finished.forEach((yes, column) => {
        if (!yes) finish(task, column);
      });
      return;
    }
    done = Atomics.load(task.counters, DONE);
  }
}

function share(task: ColumnTask): SharedTask {
  return {
    ...task,
    rows: {
      offsets: shareInts(task.rows.offsets),
      indices: shareInts(task.rows.indices),
      values: shareFloats(task.rows.values),
    },
    classOf: shareInts(task.classOf),
    weights: floats(task.classes * task.features),
    biases: floats(task.classes),
    counters: new Int32Array(new SharedArrayBuffer(8)),
    finished: new Uint8Array(new SharedArrayBuffer(task.classes)),
  };
}

function shareInts(array: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(array.byteLength));
  shared.set(array);
  return shared;
}

function shareFloats(array: Float32Array): Float32Array {
  const shared = floats(array.length);
  shared.set(array);
  return shared;
}

function floats(size: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(size * 4));
}

function collect({ weights, biases, features, classes }: SharedTask): BinaryWeights[] {
  return Array.from({ length: classes }, (_, k) => ({
    weights: weights.subarray(k * features, (k + 1) * features),
    bias: biases[k] as number,
  }));
}
