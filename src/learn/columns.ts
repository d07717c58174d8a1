import { trainBinarySvm, type BinaryWeights, type SparseRows, type SvmOptions } from './svm.ts';

/** One-vs-rest training of several classes on the same rows. */
export type ColumnTask = {
  readonly rows: SparseRows;
  /** Class of each row, `0 … classes - 1`. */
  readonly classOf: Int32Array;
  readonly exampleWeights: Float64Array;
  readonly features: number;
  readonly classes: number;
  readonly options: SvmOptions;
};

/** Weights of every class, in class order; calls `onColumn` after each. How the work is spread changes no byte. */
export type TrainColumns = (task: ColumnTask, onColumn: () => void) => BinaryWeights[];

/** One class against the rest. */
export function trainColumn(task: ColumnTask, column: number): BinaryWeights {
  const targets = Uint8Array.from(task.classOf, (own) => (own === column ? 1 : 0));
  return trainBinarySvm(task.rows, targets, task.exampleWeights, task.features, task.options);
}

/** One class after the other, on this thread. */
export const trainColumnsHere: TrainColumns = (task, onColumn) =>
  Array.from({ length: task.classes }, (_, column) => {
    const weights = trainColumn(task, column);
    onColumn();
    return weights;
  });
