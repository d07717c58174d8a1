import type { BothShares, TrendFigures } from '../app/figures/charting-types.ts';
import type { TopicSummary, Warning } from '../app/insight/insight-types.ts';
import type { OrderSummary } from '../app/types.ts';

/** A number and the list of orders it counts. */
export type Linked = { readonly n: number; readonly path: string };

export type UnitToLookAt = {
  readonly code: string;
  readonly name: string;
  readonly late: Linked;
  readonly bothNo: Linked;
  /** Callbacks in which somebody said whether it was solved. */
  readonly judged: number;
  readonly firstDispatch: BothShares['adjusted'];
  readonly wrongPath: string;
};

export type LeaderDay = {
  readonly date: string;
  readonly received: Linked;
  readonly automatic: Linked;
  readonly answered: Linked;
  readonly open: Linked;
  readonly late: Linked;
};

/** Everything of the leader's page. */
export type LeaderView = {
  readonly now: number;
  /** Today, then yesterday. */
  readonly days: readonly LeaderDay[];
  readonly standing: {
    readonly late: Linked;
    readonly soon: Linked;
    readonly dueToday: Linked;
    readonly review: Linked;
  };
  /** The month before and this one. */
  readonly trend: TrendFigures;
  /** Late or soon due, and under no supervision: the nearest deadline first. */
  readonly near: readonly OrderSummary[];
  readonly units: readonly UnitToLookAt[];
  /** ISO day from which units are looked at. */
  readonly unitsSince: string;
  readonly warnings: { readonly total: number; readonly rows: readonly Warning[] };
  readonly topics: { readonly total: number; readonly rows: readonly TopicSummary[] };
  readonly waiting: {
    readonly rulings: Linked;
    readonly applications: Linked;
    readonly records: Linked;
    readonly appeals: Linked;
  };
  readonly supervised: {
    readonly rows: readonly OrderSummary[];
    readonly unanswered: Linked;
    readonly answered: Linked;
  };
};
