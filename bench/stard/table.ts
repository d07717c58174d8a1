import { seededRandom } from '../../src/kernel/random.ts';
import { pairedBootstrap } from '../../src/learn/paired.ts';
import type { StardQuestion } from './data.ts';
import type { Ranking } from './lexical.ts';

/** Found among the first 10, the first 100, and one over the place of the first right one among the first 10. */
const MEASURES = ['R@10', 'R@100', 'MRR@10'] as const;
type Measures = readonly [number, number, number];

export function measure(places: readonly number[], gold: readonly number[]): Measures {
  const right = new Set(gold);
  const found = (limit: number): number => places.slice(0, limit).filter((place) => right.has(place)).length;
  const first = places.slice(0, 10).findIndex((place) => right.has(place));
  return [found(10) / right.size, found(100) / right.size, first < 0 ? 0 : 1 / (first + 1)];
}

/**
 * One line a system: figures with 95 % bootstrap intervals over questions, and the paired difference from the first
 * system.
 */
export function table(
  title: string,
  questions: readonly StardQuestion[],
  systems: ReadonlyMap<string, Ranking>,
): string {
  const measured = [...systems].map(([name, { places, msEach }]) => ({
    name,
    msEach,
    rows: questions.map(({ id, gold }) => measure(places[id] ?? [], gold)),
  }));
  const [base] = measured;
  const lines = measured.map(({ name, msEach, rows }) => {
    const cells = MEASURES.map((_, m) => {
      const own = interval(rows.map((row) => row[m] as number));
      const cell = `${own.difference.toFixed(3)} (${own.low.toFixed(3)}–${own.high.toFixed(3)})`;
      if (base === undefined || rows === base.rows) return cell;
      const gain = interval(rows.map((row, i) => (row[m] as number) - (base.rows[i]?.[m] as number)));
      return `${cell} ${signed(gain.difference)} (${signed(gain.low)} … ${signed(gain.high)})`;
    });
    return `| ${[name, ...cells, Number.isNaN(msEach) ? '' : msEach.toFixed(1)].join(' | ')} |`;
  });
  const head = `| ${[`${title}, n = ${questions.length}`, ...MEASURES, 'ms a question'].join(' | ')} |`;
  return [head, '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}

const signed = (x: number): string => `${x < 0 ? '' : '+'}${x.toFixed(3)}`;

const interval = (values: readonly number[]) =>
  pairedBootstrap(
    values.length,
    (drawn) => drawn.reduce((sum, i) => sum + (values[i] as number), 0) / drawn.length,
    seededRandom(1),
  );
