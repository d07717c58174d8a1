import type { ReasonCode } from './reason-codes.ts';
import type { SaleChannel, Span } from '../text/types.ts';

export type DemandKind = '咨询' | '求助' | '投诉' | '举报' | '建议' | '表扬';
export type Urgency = 'safety' | 'livelihood' | 'normal';

/** A leaf of the issue-type tree. `owner` is a unit code, or `STREET` for the street office of the place. */
export type IssueType = {
  readonly code: string;
  readonly name: string;
  readonly parent: string;
  readonly owner: string;
  readonly level: 'dept' | 'station' | 'street' | 'enterprise';
  readonly urgency: Urgency;
  /** Assisting unit under 一单双派: a unit code, `STREET`, or null. */
  readonly joint: string | null;
  readonly definition: string;
  /** Words that speak for the type before a model has learned it. */
  readonly keywords?: readonly string[];
  /** ISO day of its first day; left out: from the beginning. */
  readonly effectiveFrom?: string;
  /** From this ISO day on orders are not of this type any more but of one of the others. */
  readonly retired?: { readonly from: string; readonly successors: readonly string[] };
  /** Names it had before, oldest first; `until` is the ISO day of the next name. */
  readonly formerNames?: readonly { readonly name: string; readonly until: string }[];
};

export type Unit = {
  readonly code: string;
  readonly name: string;
  readonly kind: 'department' | 'station' | 'street' | 'enterprise';
  readonly parent: string | null;
  /** The street it serves; stations and street offices only. */
  readonly street?: string;
  /** ISO day of its first day; left out: from the beginning. */
  readonly effectiveFrom?: string;
  /** ISO day on which it is no more (exclusive), merged or dissolved; left out: it goes on. */
  readonly effectiveTo?: string;
  /** The unit that has its duties from `effectiveTo` on. */
  readonly successor?: string;
  /** Names it had before, oldest first; `until` is the ISO day of the next name. */
  readonly formerNames?: readonly { readonly name: string; readonly until: string }[];
};

/** A name on the ground and the street it lies in; null where the name runs through several streets. */
export type GazetteerEntry = {
  readonly name: string;
  readonly kind: 'street' | 'community' | 'landmark' | 'mall' | 'road' | 'hutong' | 'estate' | 'area';
  readonly street: string | null;
  readonly aliases?: readonly string[];
  /** House-number ranges of a road that several streets share. */
  readonly numbers?: readonly { readonly from: number; readonly to: number; readonly street: string }[];
  /** The streets on the sides of a boundary road: `路东` of 西单北大街 is `east`. */
  readonly sides?: Readonly<Partial<Record<'east' | 'west' | 'north' | 'south', string>>>;
  /** The streets it may lie in, where `street` is null and `sides` does not say. */
  readonly between?: readonly string[];
  /** Outside the profile's area: never a street of ours, and it takes weight from those that are. */
  readonly outside?: boolean;
};

export type Candidate = { readonly code: string; readonly confidence: number };

/** A stretch of the source text that moved a decision, with its weight in log-odds of the chosen type. */
export type Evidence = Span & { readonly weight: number };

export type Reason = {
  readonly code: ReasonCode;
  readonly text: string;
  readonly evidence: readonly Evidence[];
  /** Numbers of other orders that speak for it: kept beside the text, which anybody who sees the order may read. */
  readonly orders?: readonly string[];
};

/** What the models say of one text, before rules of duty and territory. Confidences are calibrated. */
export type Prediction = {
  readonly issueTypes: readonly Candidate[];
  readonly demandKinds: readonly Candidate[];
  readonly urgencies: readonly Candidate[];
  readonly saleChannels: readonly { readonly code: SaleChannel; readonly confidence: number }[];
  /** Probability that the call holds several matters; null where the model has not learned to tell. */
  readonly several: number | null;
  /** The first issue type is one the model has not learned: words of its definition put it there. */
  readonly unlearned?: boolean;
  /** Evidence for the first issue type; spans in the source text, strongest first. */
  readonly evidence: readonly Evidence[];
};

/** Where the matter lies. `street` null: not told, or several streets fit. */
export type Territory = {
  readonly street: string | null;
  readonly confidence: number;
  /** The names found, as source spans, with the street each points to. */
  readonly found: readonly (Span & { readonly name: string; readonly street: string | null })[];
};

export type TriageDemand = Span & { readonly issueType: string; readonly unit: string };

/** The outcome of triage; `INTERFACES` calls it a triage result (laws are added by the application). */
export type Decision = {
  readonly issueType: Candidate & {
    readonly candidates: readonly Candidate[];
    /**
     * Codes, likeliest first, that hold the right type in 95 of 100 orders like those of training; at least one.
     * Absent where the model was not calibrated for it.
     */
    readonly candidateSet?: readonly string[];
  };
  readonly demandKind: { readonly value: DemandKind; readonly confidence: number };
  readonly urgency: Urgency;
  readonly unit: {
    readonly lead: string;
    readonly joint: string | null;
    readonly confidence: number;
    readonly candidates: readonly Candidate[];
  };
  readonly street: string | null;
  readonly saleChannel: SaleChannel;
  readonly demands: readonly TriageDemand[];
  readonly decision: { readonly action: 'dispatch' | 'review'; readonly because: readonly Reason[] };
};
