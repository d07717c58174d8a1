/**
 * A hidden Markov model of where words begin and end, for characters that the dictionary joins to no word. Each stands
 * at the beginning, at the end, in the middle of a word, or alone; the file is jieba's.
 */
export type WordModel = {
  /** ln of the probability of each state at the beginning. */
  readonly start: readonly number[];
  /** By the later state: the states that may stand before it, with ln of the probability of going over. */
  readonly before: readonly (readonly (readonly [state: number, weight: number])[])[];
  /** 1 + the row of a code unit in `emit`; 0 where the model does not know it. */
  readonly row: Uint16Array;
  /** ln of the probability of a unit in each state; row 0 is that of unknown ones. */
  readonly emit: Float64Array;
};

const STATES = 4;
const END = 1;
const ALONE = 3;
/** Stands in the file for ln 0. */
const NEVER = -3.14e100;

/** Reads jieba's model: a line of starts, four of transitions, four of emissions `字:weight,…`; `#` begins a remark. */
export function readWordModel(text: string): WordModel {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const numbers = (line: string | undefined): number[] => (line ?? '').trim().split(' ').map(Number);
  const transitions = lines.slice(1, 1 + STATES).map(numbers);
  const emissions = lines
    .slice(1 + STATES, 1 + 2 * STATES)
    .map((line) => line.split(',').map((pair) => pair.split(':') as [string, string]));
  const row = new Uint16Array(65536);
  let rows = 1;
  for (const pairs of emissions)
    for (const [character] of pairs)
      if (row[character.charCodeAt(0)] === 0) row[character.charCodeAt(0)] = rows++;
  const emit = new Float64Array(rows * STATES).fill(NEVER);
  emissions.forEach((pairs, state) => {
    for (const [character, weight] of pairs)
      emit[(row[character.charCodeAt(0)] as number) * STATES + state] = Number(weight);
  });
  return {
    start: numbers(lines[0]),
    before: [0, 1, 2, 3].map((state) =>
      transitions
        .map((going, earlier) => [earlier, going[state] as number] as const)
        .filter(([, weight]) => weight > NEVER),
    ),
    row,
    emit,
  };
}

let weights = new Float64Array(64 * STATES);
let paths = new Uint8Array(64 * STATES);

/**
 * The most likely words (Viterbi) of the characters `[starts[first], starts[last])`, each of which begins at one of
 * `starts`: their ends are appended to `ends`.
 */
export function cutUnknown(
  model: WordModel,
  text: string,
  starts: readonly number[],
  first: number,
  last: number,
  ends: number[],
): void {
  const size = last - first;
  if (size === 1) {
    ends.push(starts[last] as number);
    return;
  }
  if (weights.length < size * STATES) {
    weights = new Float64Array(size * STATES * 2);
    paths = new Uint8Array(size * STATES * 2);
  }
  const { row, emit, start, before } = model;
  for (let i = 0; i < size; i++) {
    const at = starts[first + i] as number;
    // A pair of surrogates is one character, which the model does not know.
    const known = (starts[first + i + 1] as number) === at + 1 ? (row[text.charCodeAt(at)] as number) : 0;
    for (let state = 0; state < STATES; state++) {
      const emitted = emit[known * STATES + state] as number;
      let best = i === 0 ? (start[state] as number) + emitted : NEVER;
      let path = END;
      if (i > 0) {
        for (const [earlier, going] of before[state] as WordModel['before'][number]) {
          const weight = (weights[(i - 1) * STATES + earlier] as number) + going + emitted;
          if (weight > best) {
            best = weight;
            path = earlier;
          }
        }
      }
      weights[i * STATES + state] = best;
      paths[i * STATES + state] = path;
    }
  }
  const lastRow = (size - 1) * STATES;
  let state = (weights[lastRow + END] as number) >= (weights[lastRow + ALONE] as number) ? END : ALONE;
  const from = ends.length;
  for (let i = size - 1; i >= 0; i--) {
    if (state === END || state === ALONE) ends.push(starts[first + i + 1] as number);
    state = paths[i * STATES + state] as number;
  }
  // They were read from the last one back.
  for (let low = from, high = ends.length - 1; low < high; low++, high--) {
    const held = ends[low] as number;
    ends[low] = ends[high] as number;
    ends[high] = held;
  }
}
