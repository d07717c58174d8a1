import { trainColumn, type ColumnTask } from '../../learn/columns.ts';

/** A task in shared memory, and where its results go. */
export type SharedTask = ColumnTask & {
  /** Column-major: weights of column k at `[k * features, (k + 1) * features)`. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  /** `NEXT` is the next column nobody has taken, `DONE` how many are finished. */
  readonly counters: Int32Array;
  /** 1 where the column is finished. */
  readonly finished: Uint8Array;
};

export const NEXT = 0;
export const DONE = 1;

/** Takes columns until none is left. Several threads do this on the same task, each column going to one of them. */
export function workOn(task: SharedTask, onColumn: () => void = () => {}): void {
  for (;;) {
    const column = Atomics.add(task.counters, NEXT, 1);
    if (column >= task.classes) return;
    finish(task, column);
    onColumn();
  }
}

/** Trains one column into its place. */
export function finish(task: SharedTask, column: number): void {
  const { weights, bias } = trainColumn(task, column);
  task.weights.set(weights, column * task.features);
  task.biases[column] = bias;
  Atomics.store(task.finished, column, 1);
  Atomics.add(task.counters, DONE, 1);
  Atomics.notify(task.counters, DONE);
}
