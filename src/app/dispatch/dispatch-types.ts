import type { Share } from '../../kernel/share.ts';
import type { ReasonCode, RightRule } from '../../triage/earned-right.ts';
import type { Actor, OrderDetail } from '../types.ts';

type Named = { readonly code: string; readonly name: string };

/** A cell (issue type x unit) and its right to automatic dispatch. */
export type CellRight = {
  readonly issueType: Named;
  readonly unit: Named;
  readonly held: boolean;
  /** UTC milliseconds of the last change. */
  readonly since: number;
  readonly reason: { readonly code: ReasonCode; readonly text: string };
  /** What is missing for the right to come back; empty where it is held. */
  readonly missing: string;
  /** Lower bound and mean of first-dispatch precision. */
  readonly bound: number;
  readonly mean: number;
  readonly target: number;
  readonly effectiveN: number;
  /** Judged orders, each at its weight of today. */
  readonly right: number;
  readonly wrong: number;
  /** Judged since the last change. */
  readonly fresh: number;
  /** Orders triage would have sent, in all. */
  readonly proposed: number;
};

export type RightChangeView = {
  readonly at: number;
  readonly issueType: Named;
  readonly unit: Named;
  readonly held: boolean;
  readonly reason: { readonly code: ReasonCode; readonly text: string };
  readonly bound: number;
  readonly target: number;
  readonly effectiveN: number;
};

/** An automatic dispatch that a dispatcher is asked to confirm. */
export type SpotCheckView = {
  readonly orderId: string;
  readonly number: string;
  readonly at: number;
  readonly excerpt: string;
  readonly issueType: Named;
  readonly unit: Named;
};

export type RightsOverview = {
  /** Null where the profile sets no rule: then every cell holds the right. */
  readonly rule: RightRule | null;
  /** Suspended cells first, then by type and unit. */
  readonly cells: readonly CellRight[];
  readonly changes: readonly RightChangeView[];
  readonly spotChecks: { readonly rows: readonly SpotCheckView[]; readonly total: number };
};

export type DispatchRights = {
  /** How many spot checks wait for an answer, and the first of them, oldest first. Throws `forbidden`. */
  readonly openSpotChecks: (
    actor: Actor,
  ) => Promise<{ readonly total: number; readonly orderIds: readonly string[] }>;
  /** `issueType`: four digits, or two for a group. Throws `forbidden`. */
  readonly overview: (
    actor: Actor,
    filter?: { readonly issueType?: string; readonly unit?: string },
  ) => Promise<RightsOverview>;
  /**
   * A dispatcher's word on an automatic dispatch marked for a spot check. Wrong with a unit also sends the order
   * there. Throws `not_found`, `conflict` for an order that is not marked, `illegal_move`, `bad_field`.
   */
  readonly spotCheck: (
    actor: Actor,
    id: string,
    answer: { readonly right: boolean; readonly unit?: string },
  ) => Promise<OrderDetail>;
};

/** What happens at a dispatch line, on held-back orders. `n` of a share below 20 says nothing. */
export type DialPointView = {
  readonly threshold: number;
  readonly coverage: Share;
  readonly precision: Share;
};

export type DialView = {
  /** Empty: all types. */
  readonly issueType: string;
  /** Held-back orders of the class; 0 where the model brings no dial. */
  readonly n: number;
  readonly points: readonly DialPointView[];
  /** The line in force for the class, and what goes out now, each type under its own line. */
  readonly line: number;
  readonly atLine: DialPointView;
  /** The profile's own line. */
  readonly profileLine: number;
  /** Lines set by people; `*` stands for all types. */
  readonly set: readonly {
    readonly issueType: string;
    readonly name: string;
    readonly threshold: number;
    readonly changedBy: string;
    readonly at: number;
  }[];
};

export type Dialling = {
  /** `issueType`: four digits, two for a group, or absent for all. Throws `forbidden`, `bad_field`. */
  readonly read: (actor: Actor, issueType?: string) => Promise<DialView>;
  /** `*` sets the line of all types; null goes back to the profile's. In force from the next order on. */
  readonly set: (
    actor: Actor,
    change: { readonly issueType: string; readonly threshold: number | null },
  ) => Promise<void>;
};

/** One switch of automatic dispatch; `*` in `unit` or `issueType` stands for all, two digits for a group. */
export type DispatchSwitch = {
  readonly unit: string;
  readonly issueType: string;
  readonly enabled: boolean;
  readonly changedBy: string;
  readonly at: number;
};

/** Automatic dispatch on or off. Off wins over on; where nothing is set, it is on. */
export type Switching = {
  readonly list: (actor: Actor) => Promise<readonly DispatchSwitch[]>;
  readonly set: (
    actor: Actor,
    change: { readonly unit: string; readonly issueType: string; readonly enabled: boolean },
  ) => Promise<void>;
};
