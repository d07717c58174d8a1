import { betaQuantile } from '../learn/beta.ts';
import { priorOf, type Count, type HeldOut } from './right-prior.ts';

/** When a cell (issue type x unit) may dispatch by itself. Data of the profile, `routing.earnedRight`. */
export type RightRule = {
  /** The right is held while the lower bound of first-dispatch precision is at least this. */
  readonly target: number;
  /** One-sided confidence of that bound, 0.95. */
  readonly confidence: number;
  /** After so many days an outcome counts half. */
  readonly halfLifeDays: number;
  /** Most orders the held-back evaluation counts for. */
  readonly priorWeight: number;
  /** Orders a level of the hierarchy (type, group, all) lends at most to the one below. */
  readonly shrinkage: number;
  /** What evidence from before a change of duty or an error run still counts, 0..1. */
  readonly changeDiscount: number;
  /** Orders judged since the right was lost before it can come back. */
  readonly minimumFresh: number;
  /** Net known wrong dispatches in a run that suspend at once: what one change may cost before it is noticed. */
  readonly budget: number;
  /** Error rate of a cell that no longer works, against which the error run is tested. */
  readonly brokenRate: number;
  /** Share of automatic dispatches a dispatcher confirms; `youngShare` while fewer than `youngUntil` are judged. */
  readonly spotCheck: { readonly share: number; readonly youngShare: number; readonly youngUntil: number };
};

/** An order of the cell's type whose outcome is known and which was not picked by its outcome. */
export type JudgedOrder = {
  readonly unit: string;
  /** When it was decided, UTC milliseconds. */
  readonly at: number;
  readonly duty: string;
  readonly right: boolean;
  /** Went out by itself and was confirmed afterwards; else a person decided before it went out. */
  readonly automatic: boolean;
};

/** Automatic dispatches of the cell on one day: how many, and how many are known to be wrong. */
export type DayTally = { readonly at: number; readonly n: number; readonly wrong: number };

/** An automatic dispatch in the order they went out. `wrong`: a person has since sent it elsewhere. */
export type Dispatched = { readonly unit: string; readonly wrong: boolean };

export type ReasonCode =
  'prior' | 'earned' | 'below_target' | 'no_evidence' | 'error_run' | 'type_error_run' | 'duty_changed';

/** Where a cell stands. `since`: the last change; `restart`: evidence from before counts little. */
export type Right = {
  readonly held: boolean;
  readonly since: number;
  readonly reason: ReasonCode;
  readonly restart: number | null;
};

export type Assessment = {
  readonly bound: number;
  readonly mean: number;
  readonly target: number;
  /** Orders' worth of evidence behind the bound, prior included. */
  readonly effectiveN: number;
  /** Judged orders of the cell, each at its weight of today. */
  readonly right: number;
  readonly wrong: number;
  /** Judged since the last change, unweighted. */
  readonly fresh: number;
};

/** Everything known of one cell. Lists hold the orders of the cell's type, in any order but `dispatched`. */
export type CellEvidence = {
  readonly issueType: string;
  readonly unit: string;
  readonly duty: string;
  readonly heldOut: HeldOut;
  /** When the model in force came in: held-back figures measured after a restart count in full again. */
  readonly modelSince: number;
  readonly judged: readonly JudgedOrder[];
  /** Units whose cell an error run or a change of duty has stopped: they say nothing of the others. */
  readonly apart?: ReadonlySet<string>;
  /** Of this cell alone, since the restart. */
  readonly automatic: readonly DayTally[];
};

/** Whether what stopped this cell is its own affair, so that its errors tell nothing of other units. */
export function standsApart({ held, reason }: Right): boolean {
  return !held && (reason === 'error_run' || reason === 'duty_changed');
}

/** A lower confidence bound of a share from (fractional) counts. */
export type LowerBound = (right: number, wrong: number, confidence: number) => number;

const DAY_MS = 86_400_000;

/** The (1 - confidence) quantile of Beta(right, wrong), never above its mean; 0 where nothing is known. */
export const betaLower: LowerBound = (right, wrong, confidence) => {
  const n = right + wrong;
  if (n <= 0 || right <= 0) return 0;
  // A beta needs some weight on both sides; a hundredth of an order is nothing a bound could be read from.
  return Math.min(right / n, betaQuantile(1 - confidence, right, Math.max(wrong, 0.01)));
};

/** Lower bound of the cell's first-dispatch precision now, from prior, outcomes and known errors. */
export function assess(
  evidence: CellEvidence,
  right: Pick<Right, 'since' | 'restart'>,
  rule: RightRule,
  now: number,
  lower: LowerBound = betaLower,
): Assessment {
  const weigh = (order: JudgedOrder): number => {
    const old = order.duty !== evidence.duty || (right.restart !== null && order.at < right.restart);
    return decay(order.at, now, rule) * (old ? rule.changeDiscount : 1);
  };
  const own = tally(evidence.judged, (o) => (o.unit === evidence.unit ? weigh(o) : 0));
  const prior = priorOf(evidence.heldOut, { ...evidence, more: othersOf(evidence, weigh, rule) }, rule);
  const stale = right.restart !== null && evidence.modelSince < right.restart;
  const weight = Math.min(prior.weight, rule.priorWeight) * (stale ? rule.changeDiscount : 1);
  // Jeffreys' half order on either side where there is no prior to stand on.
  const half = 0.5 * Math.max(0, 1 - weight);
  const a0 = weight * prior.mean + half;
  const b0 = weight * (1 - prior.mean) + half;

  const wrong = own.total - own.right;
  const sampled = { a: a0 + own.right, b: b0 + wrong };
  // Counting every unconfirmed dispatch as right flatters the cell; if even so it is too low, it is too low.
  const reviewed = tally(evidence.judged, (o) => (o.unit === evidence.unit && !o.automatic ? weigh(o) : 0));
  let unopposed = 0;
  let corrected = 0;
  for (const { at, n, wrong: known } of evidence.automatic) {
    const weight = decay(at, now, rule);
    unopposed += weight * (n - known);
    corrected += weight * known;
  }
  const presumed = {
    // Confirmed ones from before the days counted are right all the same.
    a: a0 + reviewed.right + Math.max(unopposed, own.right - reviewed.right),
    b: b0 + reviewed.total - reviewed.right + corrected,
  };
  const bounds = [sampled, presumed].map(({ a, b }) => lower(a, b, rule.confidence));
  const taken = (bounds[1] as number) < (bounds[0] as number) ? presumed : sampled;
  const known = own.total > 0 || weight > 0 || evidence.automatic.length > 0;
  return {
    bound: known ? Math.min(...bounds) : 0,
    mean: taken.a / (taken.a + taken.b),
    target: rule.target,
    effectiveN: taken.a + taken.b,
    right: own.right,
    wrong,
    fresh: evidence.judged.filter((o) => o.unit === evidence.unit && o.at >= right.since).length,
  };
}

/**
 * Outcomes of the same type in other units, for the prior. A unit counts for a quarter of `shrinkage` at most,
 * however much was judged there: units differ, and one of them must not speak for all.
 */
function othersOf(
  evidence: CellEvidence,
  weigh: (order: JudgedOrder) => number,
  rule: Pick<RightRule, 'shrinkage'>,
): Count {
  const units = new Map<string, { right: number; total: number }>();
  for (const order of evidence.judged) {
    if (order.unit === evidence.unit || evidence.apart?.has(order.unit)) continue;
    const count = units.get(order.unit) ?? { right: 0, total: 0 };
    const weight = weigh(order);
    count.total += weight;
    if (order.right) count.right += weight;
    units.set(order.unit, count);
  }
  const most = rule.shrinkage / 4;
  let right = 0;
  let total = 0;
  for (const count of units.values()) {
    const factor = count.total === 0 ? 0 : most / (count.total + most);
    right += count.right * factor;
    total += count.total * factor;
  }
  return { right, total };
}

function tally(orders: readonly JudgedOrder[], weigh: (order: JudgedOrder) => number): Count {
  let right = 0;
  let total = 0;
  for (const order of orders) {
    const weight = weigh(order);
    total += weight;
    if (order.right) right += weight;
  }
  return { right, total };
}

/** Weight of an outcome of `at` on `now`: halves every half-life; what lies in the future counts in full. */
export function decay(at: number, now: number, rule: Pick<RightRule, 'halfLifeDays'>): number {
  return 2 ** (-Math.max(0, now - at) / (rule.halfLifeDays * DAY_MS));
}

/**
 * The worst run of errors among dispatches in the order they went out, counted in errors: a sequential test
 * (Page's CUSUM, Biometrika 1954) of `brokenRate` against the error rate the target allows, in units of one
 * error's log-likelihood ratio. A dispatch that nobody has corrected takes its share off the run.
 */
export function errorRun(wrongs: readonly boolean[], rule: Pick<RightRule, 'target' | 'brokenRate'>): number {
  const allowed = Math.min(1 - rule.target, rule.brokenRate * 0.999);
  const back = Math.log((1 - allowed) / (1 - rule.brokenRate)) / Math.log(rule.brokenRate / allowed);
  let run = 0;
  let worst = 0;
  for (const wrong of wrongs) {
    run = wrong ? run + 1 : Math.max(0, run - back);
    worst = Math.max(worst, run);
  }
  return worst;
}

/** What decides whether a right is lost or regained, beside the assessment. */
export type Signs = {
  /** Worst error run of the cell, and of the cells of its type that hold the right. */
  readonly run: number;
  readonly typeRun: number;
  /** Orders of the whole type judged since the last change. */
  readonly typeFresh: number;
  /** When the duty for the type changed last; null for never. */
  readonly dutySince: number | null;
};

/** Where a cell begins: by what held-back orders say alone, or without the right where its duty is new. */
export function firstRight(
  evidence: CellEvidence,
  rule: RightRule,
  now: number,
  dutySince: number | null,
): Right {
  const renewed = dutySince !== null && evidence.modelSince < dutySince;
  if (renewed) return { held: false, since: now, reason: 'duty_changed', restart: dutySince };
  const bare = {
    ...evidence,
    judged: evidence.judged.filter((o) => o.unit !== evidence.unit),
    automatic: [],
  };
  const { bound, effectiveN } = assess(bare, { since: now, restart: null }, rule, now);
  if (bound >= rule.target) return { held: true, since: now, reason: 'prior', restart: null };
  // Jeffreys' one order is all there is where no figure is known.
  const reason = effectiveN <= 1 ? 'no_evidence' : 'below_target';
  return { held: false, since: now, reason, restart: null };
}

/**
 * The next state of a cell; the same object where nothing changes. Loses the right at once by a change of duty,
 * an error run, or a bound below target; regains it at target with `minimumFresh` orders judged since it was
 * lost (of the whole type, where the type lost it together).
 */
export function nextRight(
  right: Right,
  found: Assessment,
  signs: Signs,
  rule: RightRule,
  now: number,
): Right {
  const lost = (reason: ReasonCode, restart: number | null): Right => ({
    held: false,
    since: now,
    reason,
    restart,
  });
  if (signs.dutySince !== null && signs.dutySince > right.since) return lost('duty_changed', signs.dutySince);
  if (right.held) {
    if (signs.run >= rule.budget) return lost('error_run', now);
    if (signs.typeRun >= rule.budget) return lost('type_error_run', now);
    return found.bound < rule.target ? lost('below_target', right.restart) : right;
  }
  const fresh = right.reason === 'type_error_run' ? Math.max(found.fresh, signs.typeFresh) : found.fresh;
  return found.bound >= rule.target && fresh >= rule.minimumFresh
    ? { held: true, since: now, reason: 'earned', restart: right.restart }
    : right;
}

/**
 * Whether an automatic dispatch is to be confirmed by a dispatcher. `chance` in [0, 1) must not depend on what
 * the order says; `judged` is the number of the cell's orders judged so far.
 */
export function isSpotCheck(rule: Pick<RightRule, 'spotCheck'>, judged: number, chance: number): boolean {
  const { share, youngShare, youngUntil } = rule.spotCheck;
  return chance < (judged < youngUntil ? youngShare : share);
}
