import { upperTail } from './tails.ts';

/** What two stretches of time brought of one thing. */
export type Compared = {
  readonly key: string;
  readonly name: string;
  readonly now: number;
  readonly before: number;
};

export type Change = {
  /** Cases a day now over cases a day before; null where there were none before. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio; half a case is added to both sides, so that it is there with none, too. */
  readonly low: number;
  readonly high: number;
  /** Chance of as many or more (as few or fewer, where it fell) if nothing has changed. */
  readonly chance: number;
  readonly verdict: 'rising' | 'falling' | 'few' | 'none';
};

/** What counts as seen before anything was seen, in cases. */
const PRIOR = 0.5;
const Z = 1.959963984540054;
/** Share of false ones among those called rising or falling, at most. */
const FALSE_SHARE = 0.05;
/** Below so many cases in both stretches together nothing is said. */
export const LEAST = 10;
/** Relative variance beyond chance: most that is believed of the things compared. */
const MOST_UNREST = 0.25;
/** The middle value of a squared normal deviation (chi-square, one degree of freedom). */
const CHI_MIDDLE = 0.4549;

/**
 * Which of many things have come up more, or less, than before. What is expected now is what was seen before, as uncertain
 * as its number and as restless as all the things are together (negative binomial, see `upperTail`); of many compared at
 * once, five in a hundred called rising or falling are so by chance at most (Benjamini and Hochberg, JRSS B 1995). Interval
 * of the ratio: log-normal with half a case added (Haldane–Anscombe). Stretches are `days` long.
 */
export function changesOf(
  things: readonly Compared[],
  days: { readonly now: number; readonly before: number },
): (Compared & Change)[] {
  const scale = days.now / days.before;
  const unrest = unrestOf(things, scale);
  const tested = things.map((thing) => {
    const { now, before } = thing;
    const mean = (before + PRIOR) * scale;
    const shape = 1 / (1 / (before + PRIOR) + unrest);
    const more = upperTail(now, mean, shape);
    // At most `now`: one less what is beyond it.
    const fewer = 1 - upperTail(now + 1, mean, shape);
    const log = Math.log((now + PRIOR) / (before + PRIOR) / scale);
    const spread = Z * Math.sqrt(1 / (now + PRIOR) + 1 / (before + PRIOR) + unrest);
    const up = more < fewer;
    return {
      ...thing,
      ratio: before === 0 ? null : now / before / scale,
      low: Math.exp(log - spread),
      high: Math.exp(log + spread),
      up,
      // Two sides are looked at.
      chance: Math.max(0, Math.min(1, 2 * Math.min(more, fewer))),
    };
  });
  const enough = tested.filter(({ now, before }) => now + before >= LEAST);
  const limit = limitOf(enough.map(({ chance }) => chance));
  return tested.map(({ up, ...one }) => ({
    ...one,
    verdict: one.now + one.before < LEAST ? 'few' : one.chance > limit ? 'none' : up ? 'rising' : 'falling',
  }));
}

/** The largest chance that is still told; -1 where none is. */
function limitOf(chances: readonly number[]): number {
  const sorted = [...chances].sort((a, b) => a - b);
  let limit = -1;
  sorted.forEach((chance, i) => {
    if (chance <= ((i + 1) / sorted.length) * FALSE_SHARE) limit = chance;
  });
  return limit;
}

/**
 * How much more the things wander from one stretch to the next than chance lets them, as a part of their size, by the
 * middle one of them: a few that truly changed say nothing of the others.
 */
function unrestOf(things: readonly Compared[], scale: number): number {
  const parts = things
    .filter(({ now, before }) => now + before >= LEAST)
    .map(({ now, before }) => {
      const mean = Math.max(before, PRIOR) * scale;
      const chance = mean + (mean * mean) / Math.max(before, PRIOR);
      return ((now - mean) ** 2 / CHI_MIDDLE - chance) / (mean * mean);
    })
    .sort((a, b) => a - b);
  // Of few things nothing is learned.
  if (parts.length < 8) return 0;
  return Math.max(0, Math.min(MOST_UNREST, parts[Math.floor(parts.length / 2)] as number));
}
