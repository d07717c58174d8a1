import type { ControlSignal } from '../kernel/chart-types.ts';

/**
 * Control charts after Shewhart, limits three standard deviations from the centre: p- and u-chart and the chart of
 * individual values with moving ranges as in ISO 7870-2 (GB/T 17989.2) and Montgomery, Introduction to Statistical Quality
 * Control. Runs of eight on one side of the centre: Western Electric, Statistical Quality Control Handbook (1956).
 */
export type ControlPoint = {
  /** Null: nothing in this period. */
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly signals: readonly ControlSignal[];
};
export type ControlChart = { readonly centre: number | null; readonly points: readonly ControlPoint[] };

/** Points in a row on one side of the centre that are hardly chance. */
export const RUN = 8;
/** 3 / d2 for ranges of two values, d2 = 1.128. */
const XMR = 2.66;

/** Shares of changing size: p̄ ± 3 √(p̄(1 − p̄)/nᵢ), within 0 and 1. Points under `least` cases are drawn, not judged. */
export function pChart(
  periods: readonly { readonly hits: number; readonly n: number }[],
  least = 0,
): ControlChart {
  const n = sum(periods.map((period) => period.n));
  if (n === 0) return nothing(periods.length);
  const centre = sum(periods.map(({ hits }) => hits)) / n;
  return signalled(
    centre,
    periods.map((period) => {
      if (period.n === 0) return GAP;
      const reach = 3 * Math.sqrt((centre * (1 - centre)) / period.n);
      return {
        value: period.hits / period.n,
        lower: Math.max(0, centre - reach),
        upper: Math.min(1, centre + reach),
        judged: period.n >= least,
      };
    }),
  );
}

/** Counts over stretches of changing length, as counts a day: ū ± 3 √(ū/dᵢ), not below 0. */
export function uChart(periods: readonly { readonly count: number; readonly days: number }[]): ControlChart {
  const days = sum(periods.map((period) => period.days));
  if (days === 0) return nothing(periods.length);
  const centre = sum(periods.map(({ count }) => count)) / days;
  return signalled(
    centre,
    periods.map((period) => {
      if (period.days === 0) return GAP;
      const reach = 3 * Math.sqrt(centre / period.days);
      return {
        value: period.count / period.days,
        lower: Math.max(0, centre - reach),
        upper: centre + reach,
        judged: true,
      };
    }),
  );
}

/** Single values: x̄ ± 2.66 m̄R, m̄R the mean of the differences from one value to the next; not below 0. */
export function xmrChart(values: readonly (number | null)[]): ControlChart {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return nothing(values.length);
  const centre = sum(known) / known.length;
  const ranges = known.slice(1).map((value, i) => Math.abs(value - (known[i] as number)));
  const reach = (XMR * sum(ranges)) / ranges.length;
  return signalled(
    centre,
    values.map((value) =>
      value === null
        ? GAP
        : { value, lower: Math.max(0, centre - reach), upper: centre + reach, judged: true },
    ),
  );
}

type Limited = Omit<ControlPoint, 'signals'> & { readonly judged: boolean };
const GAP: Limited = { value: null, lower: null, upper: null, judged: false };
/** Differences of rounding are no signals. */
const HAIR = 1e-12;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const nothing = (length: number): ControlChart => ({
  centre: null,
  points: Array.from({ length }, () => ({ value: null, lower: null, upper: null, signals: [] })),
});

function signalled(centre: number, points: readonly Limited[]): ControlChart {
  const runs = inRuns(points.map(({ value }) => (value === null ? null : sideOf(value, centre))));
  return {
    centre,
    points: points.map(({ judged, ...point }, i) => {
      const { value, lower, upper } = point;
      const signals: ControlSignal[] = [];
      if (judged && value !== null && upper !== null && value > upper + HAIR) signals.push('above');
      if (judged && value !== null && lower !== null && value < lower - HAIR) signals.push('below');
      if (runs[i] === true) signals.push('run');
      return { ...point, signals };
    }),
  };
}

const sideOf = (value: number, centre: number): number =>
  Math.abs(value - centre) <= HAIR ? 0 : Math.sign(value - centre);

/** Which points stand in a run of eight or more; a point on the centre ends it, a gap neither ends nor lengthens it. */
function inRuns(sides: readonly (number | null)[]): boolean[] {
  const marked = sides.map(() => false);
  let run: number[] = [];
  let side = 0;
  sides.forEach((one, i) => {
    if (one === null) return;
    if (one === 0 || one !== side) run = [];
    side = one;
    if (one !== 0) run.push(i);
    if (run.length >= RUN) for (const j of run) marked[j] = true;
  });
  return marked;
}
