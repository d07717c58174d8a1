import { seededRandom } from '../kernel/random.ts';
import { fitTop, type Logistic } from '../learn/calibrate.ts';
import { shareOf, type Share } from '../kernel/share.ts';
import { pairedBootstrap, type BootstrapInterval } from '../learn/paired.ts';
import {
  fitSoftmax,
  type SoftmaxData,
  type SoftmaxModel,
  type SoftmaxOptions,
} from '../learn/softmax-regression.ts';
import { bothTogether, opinionOf, placesOf, ranked, wantsOpinion, type Opinion } from './second-opinion.ts';
import type { Candidate } from './types.ts';

/** One labelled text with its vector. */
export type OpinionExample = {
  readonly code: string;
  /** Further types that count as right. */
  readonly alsoOk: readonly string[];
  readonly vector: Float32Array;
  /** All types by a linear model that had not learned this order; null for what nobody held back. */
  readonly heldBack: readonly Candidate[] | null;
  /** The encoder has not learned from it: only such orders tell what its word is worth. */
  readonly unseen: boolean;
  /** The same text otherwise (say: with character errors): judged where the order is, never learned from. */
  readonly variants?: readonly Pick<OpinionExample, 'vector' | 'heldBack'>[];
};

/** A figure without and with the encoder, over the same orders. */
export type Beside = {
  readonly without: Share;
  readonly with: Share;
  readonly gain: BootstrapInterval;
};

export type OpinionFigures = {
  /** Orders that neither side had learned from. */
  readonly n: number;
  readonly typeTop1: Beside;
  readonly typeTop3: Beside;
  readonly asked: Share;
  /** First types that the encoder changed, and how many of them became right or wrong by it. */
  readonly changed: number;
  readonly righted: number;
  readonly spoilt: number;
};

export type FittedOpinion = {
  /** Null where it is not sure to help; `reason` says why. */
  readonly opinion: Opinion | null;
  readonly reason: string | null;
  readonly figures: OpinionFigures | null;
  /**
   * What would have been said of each example with the encoder, its share in it chosen on other orders; null where it is
   * not asked or nothing is measured.
   */
  readonly trial: readonly (readonly Candidate[] | null)[];
  /** The same of each example's variants. */
  readonly variants: readonly (readonly (readonly Candidate[] | null)[])[];
};

export type FitOpinionOptions = {
  readonly encoder: string;
  readonly regression?: SoftmaxOptions;
  /** Of the intervals. */
  readonly seed?: number;
};

/**
 * The encoder knows the orders it has learned by heart: their vectors lie so far apart that little ridge makes the
 * regression surer than it may be of others. From 0.001 to 0.2 the gain is within a third of a percentage point.
 */
const REGRESSION: SoftmaxOptions = { ridge: 0.03, looks: 40, tolerance: 1e-3 };

/** Fewer orders say nothing of half a percentage point. */
const FEWEST = 100;
/** The line keeps this share of what asking always would gain. */
const KEPT_GAIN = 0.95;
/** Orders that the correction of the first confidence needs. */
const FEWEST_TO_CORRECT = 50;
const MOST_WEIGHT = 3;

type Row = OpinionExample & { readonly index: number; readonly linear: readonly Candidate[] };
type Rule = Pick<Opinion, 'weight' | 'line' | 'top'>;

/**
 * Learns what an encoder's vectors say of the issue type, and how far to go by it. The regression that is judged has
 * learned from all but the unseen orders; weight, line and correction are chosen on one half of these and judged on the
 * other, both ways; then they are chosen on all of them, and the regression is fitted on everything. Deterministic.
 */
export function fitOpinion(examples: readonly OpinionExample[], options: FitOpinionOptions): FittedOpinion {
  const { encoder, regression = REGRESSION, seed = 1 } = options;
  const nothing = examples.map(() => null);
  const rows = examples.flatMap((example, index): Row[] =>
    example.unseen && example.heldBack !== null ? [{ ...example, index, linear: example.heldBack }] : [],
  );
  const refuse = (reason: string): FittedOpinion => ({
    opinion: null,
    reason,
    figures: null,
    trial: nothing,
    variants: examples.map(() => []),
  });
  if (rows.length < FEWEST)
    return refuse(`编码器没学过的工单只有 ${rows.length} 件，不足 ${FEWEST} 件，无从比较`);
  const measured = new Set(rows.map(({ index }) => index));
  const learned = examples.filter((_, i) => !measured.has(i));
  const codes = [...new Set(learned.map(({ code }) => code))].sort();
  if (codes.length < 2) return refuse('除去比较用的工单，标注的分类不足两个');
  const width = (learned[0] as OpinionExample).vector.length;
  const first = fitSoftmax(dataOf(learned, codes), regression);
  const measuring = unscaled(first, codes, width);
  const judged = rows.map((row): Judged => ({ row, said: opinionOf(measuring, row.vector) }));
  const place = placesOf(codes);

  const halves = [0, 1].map((half) => judged.filter((_, i) => i % 2 === half)) as [Judged[], Judged[]];
  const rules = halves.map((half) => chooseRule(half, place)) as [Rule, Rule];
  const trial: (readonly Candidate[] | null)[] = [...nothing];
  const variants: (readonly (readonly Candidate[] | null)[])[] = examples.map(() => []);
  const under = (
    rule: Rule,
    linear: readonly Candidate[],
    said: Float64Array,
  ): readonly Candidate[] | null =>
    wantsOpinion(rule, { issueTypes: linear })
      ? ranked(linear, bothTogether(linear, place, said, rule.weight), rule.top)
      : null;
  judged.forEach(({ row, said }, i) => {
    // Chosen on the other half.
    const rule = rules[1 - (i % 2)] as Rule;
    trial[row.index] = under(rule, row.linear, said);
    variants[row.index] = (row.variants ?? []).map(({ vector, heldBack }) =>
      heldBack === null ? null : under(rule, heldBack, opinionOf(measuring, vector)),
    );
  });
  const figures = opinionFigures(
    rows.map((row) => ({ ...row, without: row.linear, with: trial[row.index] ?? null })),
    seed,
  );
  const { low, high } = figures.typeTop1.gain;
  if (low <= 0) {
    const reason = `首选正确率的差 95% 区间 ${points(low)} 至 ${points(high)} 个百分点，不能肯定有益`;
    return { opinion: null, reason, figures, trial, variants };
  }
  const rule = chooseRule(judged, place);
  const all = [...new Set(examples.map(({ code }) => code))].sort();
  const start = all.length === codes.length ? { ...regression, start: first } : regression;
  const last = unscaled(fitSoftmax(dataOf(examples, all), start), all, width);
  return { opinion: { encoder, ...last, ...rule }, reason: null, figures, trial, variants };
}

type Judged = { readonly row: Row; readonly said: Float64Array };

/** Vectors have length 1; brought to components of about 1, one ridge suits every width. */
function dataOf(examples: readonly OpinionExample[], codes: readonly string[]): SoftmaxData {
  const width = (examples[0] as OpinionExample).vector.length;
  const scale = Math.sqrt(width);
  const x = new Float32Array(examples.length * width);
  const place = placesOf(codes);
  const labels = Int32Array.from(examples, ({ code, vector }, i) => {
    for (let j = 0; j < width; j++) x[i * width + j] = (vector[j] as number) * scale;
    return place.get(code) as number;
  });
  return { x, labels, width, classes: codes.length };
}

/** The regression for vectors as they come, in 32 bits: what is measured is what is kept. */
function unscaled(
  { weights, biases }: SoftmaxModel,
  codes: readonly string[],
  width: number,
): Pick<Opinion, 'codes' | 'width' | 'weights' | 'biases'> {
  const scale = Math.sqrt(width);
  return {
    codes,
    width,
    weights: Float32Array.from(weights, (weight) => weight * scale),
    biases: Float32Array.from(biases),
  };
}

const firstOf = (candidates: readonly Candidate[]): number => candidates[0]?.confidence ?? 0;

const isRight = ({ code, alsoOk }: Pick<Row, 'code' | 'alsoOk'>, said: string | undefined): boolean =>
  said !== undefined && (said === code || alsoOk.includes(said));

function chooseRule(judged: readonly Judged[], place: ReadonlyMap<string, number>): Rule {
  const weight = chooseWeight(judged, place);
  const together = judged.map(({ row, said }) => bothTogether(row.linear, place, said, weight));
  const line = chooseLine(
    judged.map(({ row }, i) => ({
      first: firstOf(row.linear),
      gain:
        Number(isRight(row, likeliest(row.linear, together[i] as Float64Array))) -
        Number(isRight(row, row.linear[0]?.code)),
    })),
  );
  const asked = judged.flatMap(({ row }, i) =>
    wantsOpinion({ line }, { issueTypes: row.linear }) ? [{ row, p: together[i] as Float64Array }] : [],
  );
  return { weight, line, top: asked.length < FEWEST_TO_CORRECT ? undefined : topOf(asked) };
}

function topOf(asked: readonly { readonly row: Row; readonly p: Float64Array }[]): Logistic {
  const { weights } = fitTop(
    asked.map(({ p }) => p),
    (i, first) => {
      const { row } = asked[i] as (typeof asked)[number];
      return isRight(row, row.linear[first]?.code);
    },
  );
  return { weights: weights.map((value) => Number(value.toFixed(6))) };
}

function likeliest(candidates: readonly Candidate[], p: Float64Array): string | undefined {
  let first = 0;
  for (let k = 1; k < p.length; k++) if ((p[k] as number) > (p[first] as number)) first = k;
  return candidates[first]?.code;
}

/** The weight under which both together give the labels the highest likelihood, by golden-section search. */
function chooseWeight(judged: readonly Judged[], place: ReadonlyMap<string, number>): number {
  const loss = (weight: number): number => {
    let sum = 0;
    for (const { row, said } of judged) {
      const at = row.linear.findIndex(({ code }) => code === row.code);
      if (at === -1) continue;
      sum -= Math.log(Math.max(1e-6, bothTogether(row.linear, place, said, weight)[at] as number));
    }
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = 0;
  let high = MOST_WEIGHT;
  for (let step = 0; step < 14; step++) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Number(((low + high) / 2).toFixed(3));
}

/** The lowest line, in hundredths, that keeps `KEPT_GAIN` of what asking always gains; 1 (always) where it gains none. */
function chooseLine(rows: readonly { readonly first: number; readonly gain: number }[]): number {
  const total = rows.reduce((sum, { gain }) => sum + gain, 0);
  if (total <= 0) return 1;
  for (let hundredth = 1; hundredth < 100; hundredth++) {
    const line = hundredth / 100;
    let gained = 0;
    for (const { first, gain } of rows) if (first < line) gained += gain;
    if (gained >= KEPT_GAIN * total) return line;
  }
  return 1;
}

/** An order with its label, and what was said of it; `with` is null where the encoder was not asked. */
export type BothSaid = Pick<OpinionExample, 'code' | 'alsoOk'> & {
  readonly without: readonly Candidate[];
  readonly with: readonly Candidate[] | null;
};

/** How orders fare without and with the encoder's word. */
export function opinionFigures(rows: readonly BothSaid[], seed = 1): OpinionFigures {
  const within = (places: number): { without: boolean[]; with: boolean[] } => {
    const hit = (row: BothSaid, candidates: readonly Candidate[]): boolean =>
      candidates.slice(0, places).some(({ code }) => isRight(row, code));
    return {
      without: rows.map((row) => hit(row, row.without)),
      with: rows.map((row) => hit(row, row.with ?? row.without)),
    };
  };
  const [top1, top3] = [within(1), within(3)];
  const count = (test: (row: BothSaid, i: number) => boolean): number => rows.filter(test).length;
  return {
    n: rows.length,
    typeTop1: besideOf(top1.without, top1.with, seed),
    typeTop3: besideOf(top3.without, top3.with, seed),
    asked: shareOf(
      count((row) => row.with !== null),
      rows.length,
    ),
    changed: count((row) => row.with !== null && row.with[0]?.code !== row.without[0]?.code),
    righted: count((_, i) => top1.with[i] === true && top1.without[i] === false),
    spoilt: count((_, i) => top1.with[i] === false && top1.without[i] === true),
  };
}

/** Both shares and their paired difference. */
export function besideOf(without: readonly boolean[], withIt: readonly boolean[], seed = 1): Beside {
  const hits = (rows: readonly boolean[]): Share => shareOf(rows.filter(Boolean).length, rows.length);
  const gain = Int8Array.from(withIt, (right, i) => Number(right) - Number(without[i]));
  const statistic = (indices: Int32Array): number => {
    let sum = 0;
    for (const i of indices) sum += gain[i] as number;
    return indices.length === 0 ? 0 : sum / indices.length;
  };
  return {
    without: hits(without),
    with: hits(withIt),
    gain: pairedBootstrap(gain.length, statistic, seededRandom(seed)),
  };
}

const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
