import { seededRandom, shuffle } from '../../kernel/random.ts';
import { shareOf, type Share } from '../../kernel/share.ts';
import { pairedBootstrap, type BootstrapInterval } from '../../learn/paired.ts';
import { addNoise } from '../../text/noise.ts';
import type { LabelledOrder } from './labelled-order.ts';
import type { Judged } from './measuring.ts';
import { ROBUSTNESS_LIMITS } from './promotion-limits.ts';

/** Shares of wrong characters that are tried, beside none. */
export const ERROR_RATES = [0.05, 0.1, 0.2] as const;

/** How many orders are read again with errors: for the type, for the unit, for danger. */
const SAMPLE = { type: 800, unit: 600, safety: 400 } as const;

const FIGURES = ['typeTop1', 'typeTop3', 'unit', 'safetyRecall'] as const;
type Figure = (typeof FIGURES)[number];

/** Figures at one rate of errors. `loss` is the share of the clean text less the one here, over the same orders. */
export type RobustnessLevel = {
  readonly rate: number;
  /** What would go out by itself, and how much of it reaches the right lead unit. */
  readonly dispatched: Share;
  readonly dispatchedRight: Share;
  readonly loss: Readonly<Record<Figure, BootstrapInterval>>;
} & Readonly<Record<Figure, Share>>;

export type Robustness = { readonly levels: readonly RobustnessLevel[] };

/** An order of the sample and what it is there for. */
export type Sampled = {
  readonly index: number;
  readonly type: boolean;
  readonly unit: boolean;
  readonly safety: boolean;
};

/** Which orders are read with errors: drawn at random for each figure, in order; null stands for what is no order. */
export function robustnessSample(orders: readonly (LabelledOrder | null)[], seed: number): Sampled[] {
  const random = seededRandom(seed);
  const draw = (n: number, fits: (order: LabelledOrder) => boolean): Set<number> => {
    const all = orders.flatMap((order, i) => (order !== null && fits(order) ? [i] : []));
    shuffle(all, random);
    return new Set(all.slice(0, n));
  };
  const type = draw(SAMPLE.type, () => true);
  const unit = draw(SAMPLE.unit, (order) => order.unit !== undefined);
  const safety = draw(SAMPLE.safety, (order) => order.urgency === 'safety');
  return [...new Set([...type, ...unit, ...safety])]
    .sort((a, b) => a - b)
    .map((index) => ({
      index,
      type: type.has(index),
      unit: unit.has(index),
      safety: safety.has(index),
    }));
}

/** The text of an order at each of `ERROR_RATES`; `place` (its place among all) gives each order errors of its own. */
export function noisyTexts(text: string, seed: number, place: number): string[] {
  return ERROR_RATES.map((rate, k) =>
    addNoise(text, rate, seededRandom(seed * 1_000_003 + place * ERROR_RATES.length + k)),
  );
}

/** What was decided of a sampled order: `levels[0]` of the clean text, then one for each of `ERROR_RATES`. */
export type NoisyJudged = Omit<Sampled, 'index'> & { readonly levels: readonly Judged[] };

/** The figures at 0 and at each rate of errors. */
export function robustnessOf(rows: readonly NoisyJudged[]): Robustness {
  const of: Readonly<Record<Figure, { rows: readonly NoisyJudged[]; hit: (j: Judged) => boolean }>> = {
    typeTop1: { rows: rows.filter((r) => r.type), hit: (j) => rightType(j, j.decision.issueType.code) },
    typeTop3: {
      rows: rows.filter((r) => r.type),
      hit: (j) => j.decision.issueType.candidates.slice(0, 3).some(({ code }) => rightType(j, code)),
    },
    unit: { rows: rows.filter((r) => r.unit), hit: rightUnit },
    safetyRecall: { rows: rows.filter((r) => r.safety), hit: (j) => j.decision.urgency === 'safety' },
  };
  const levels = [0, ...ERROR_RATES].map((rate, k): RobustnessLevel => {
    const at = (row: NoisyJudged): Judged => row.levels[k] as Judged;
    const share = (figure: Figure): Share =>
      shareOf(of[figure].rows.filter((row) => of[figure].hit(at(row))).length, of[figure].rows.length);
    const loss = (figure: Figure): BootstrapInterval => {
      const { rows: own, hit } = of[figure];
      if (k === 0 || own.length === 0) return { difference: 0, low: 0, high: 0 };
      const lost = own.map((row) => Number(hit(row.levels[0] as Judged)) - Number(hit(at(row))));
      const mean = (indices: Int32Array): number =>
        indices.reduce((sum, i) => sum + (lost[i] as number), 0) / indices.length;
      return rounded(pairedBootstrap(own.length, mean, seededRandom(1)));
    };
    const sent = of.unit.rows.filter((row) => at(row).decision.decision.action === 'dispatch');
    return {
      rate,
      typeTop1: share('typeTop1'),
      typeTop3: share('typeTop3'),
      unit: share('unit'),
      safetyRecall: share('safetyRecall'),
      dispatched: shareOf(sent.length, of.unit.rows.length),
      dispatchedRight: shareOf(sent.filter((row) => rightUnit(at(row))).length, sent.length),
      loss: {
        typeTop1: loss('typeTop1'),
        typeTop3: loss('typeTop3'),
        unit: loss('unit'),
        safetyRecall: loss('safetyRecall'),
      },
    };
  });
  return { levels };
}

function rightType({ gold }: Judged, code: string): boolean {
  return code === gold.type || gold.alsoOk.types.includes(code);
}

function rightUnit({ gold, decision }: Judged): boolean {
  return decision.unit.lead === gold.unit || gold.alsoOk.units.includes(decision.unit.lead);
}

function rounded({ difference, low, high }: BootstrapInterval): BootstrapInterval {
  const short = (value: number): number => Math.round(value * 1e4) / 1e4;
  return { difference: short(difference), low: short(low), high: short(high) };
}

/** What a bundle keeps of it: enough for `robustnessDrop`. */
export type RobustnessFigures = {
  readonly levels: readonly {
    readonly rate: number;
    readonly loss: Readonly<Record<Figure, BootstrapInterval>>;
  }[];
};

const NAMES = { typeTop1: '问题分类首选', unit: '主办单位', safetyRecall: '安全类召回' } as const;

/**
 * What speaks against a model because of character errors, in Chinese, with figures; nothing where it has none
 * measured. A loss counts where its interval shows it: wholly above the limit, or above that of the model in use
 * (`old`, null for none measured) by more than the slack and by more than chance.
 */
export function robustnessDrop(old: RobustnessFigures | null, renewed: RobustnessFigures | null): string[] {
  const { rate, loss: limits, slack } = ROBUSTNESS_LIMITS;
  const at = (figures: RobustnessFigures | null) =>
    figures?.levels.find((level) => level.rate === rate)?.loss;
  const [before, after] = [at(old), at(renewed)];
  if (after === undefined) return [];
  const reasons: string[] = [];
  for (const figure of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    const what = `${NAMES[figure]}在 ${percent(rate)} 错字下`;
    const own = after[figure];
    if (own.low > limits[figure]) {
      reasons.push(
        `${what}下降 ${percent(own.difference)}（95% 区间 ${percent(own.low)}–${percent(own.high)}），超过上限 ${percent(limits[figure])}`,
      );
    }
    if (before === undefined) continue;
    const more = own.difference - before[figure].difference;
    // Half-widths of independent intervals add in squares.
    const half = Math.hypot(own.high - own.low, before[figure].high - before[figure].low) / 2;
    if (more > slack && more > half) {
      reasons.push(
        `${what}比在用模型多下降 ${percent(more)}：${percent(before[figure].difference)} → ${percent(own.difference)}`,
      );
    }
  }
  return reasons;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}
