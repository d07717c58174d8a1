import type { DemandKind, GazetteerEntry, IssueType, Unit, Urgency } from '../triage/types.ts';

/** Everything about a place that the program must not know by itself. Read from one folder of JSON files. */
export type Profile = {
  readonly id: string;
  readonly name: string;
  /** Versions and effective dates, stored with every decision. */
  readonly versions: { readonly taxonomy: string; readonly catalogue: string };
  readonly demandKinds: readonly DemandKind[];
  readonly urgencies: Readonly<Record<Urgency, string>>;
  readonly groups: readonly { readonly code: string; readonly name: string }[];
  readonly issueTypes: readonly IssueType[];
  readonly units: readonly Unit[];
  readonly gazetteer: readonly GazetteerEntry[];
  /** Words the segmenter should keep whole: trade terms, products, names of units and places. */
  readonly terms: readonly string[];
  readonly routing: {
    /** Unit that asks back where a street matter names no street. */
    readonly fallbackUnit: string;
    /** Minimal calibrated confidence for automatic dispatch, for all classes unless named in `byType`. */
    readonly dispatchThreshold: number;
    readonly byType: Readonly<Record<string, number>>;
  };
};
