import { afterAll, expect, it } from 'vitest';
import { createColumnCrew } from '../../../src/app/learning/column-crew.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { trainColumnsHere, type ColumnTask } from '../../../src/learn/columns.ts';
import { joinRows } from '../../../src/learn/svm.ts';

const CLASSES = 9;

function task(seed: number): ColumnTask {
  const random = seededRandom(seed);
  const classOf = Int32Array.from({ length: 120 }, () => Math.floor(random() * CLASSES));
  const rows = Array.from(classOf, (own) => ({
    indices: Int32Array.from([own * 3, own * 3 + 1, 27 + Math.floor(random() * 5)]),
    values: Float32Array.from([random(), random(), random()]),
  }));
  return {
    rows: joinRows(rows),
    classOf,
    exampleWeights: new Float64Array(120).fill(1),
    features: 32,
    classes: CLASSES,
    options: { cost: 0.6, tolerance: 0.1, maxPasses: 60, seed: 1 },
  };
}

const crew = createColumnCrew(2);
afterAll(crew.close);

it('gives the same bytes as one thread, task after task, and counts every column once', () => {
  for (const seed of [1, 2, 3]) {
    let counted = 0;
    const together = crew.train(task(seed), () => counted++);
    const alone = trainColumnsHere(task(seed), () => {});
    expect(counted).toBe(CLASSES);
    expect(together.map(({ bias }) => bias)).toEqual(alone.map(({ bias }) => Math.fround(bias)));
    together.forEach(({ weights }, k) => expect([...weights]).toEqual([...(alone[k]?.weights ?? [])]));
  }
});

it('works alone where there is no other thread', () => {
  const single = createColumnCrew(0);
  expect(single.train(task(4), () => {})).toHaveLength(CLASSES);
  single.close();
});
