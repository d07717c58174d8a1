import type { AppealState, RecordKind, RecordState } from '../../kernel/score-words.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import type { ReplayedUnit } from '../../orders/score-replay.ts';
import type { ScoreRules } from '../../orders/score-rules.ts';
import type { Actor } from '../types.ts';

/** What faces show of them. */
export type { ScoreLine, ScoreRules };

/** What a unit's year comes to. */
export type UnitRow = {
  readonly unit: string;
  readonly name: string;
  readonly tenths: number;
  readonly fen: number;
  /** Lines; in the list of an open year those of its own days, without what is carried over. */
  readonly lines: number;
  /** 评优 is lost. */
  readonly loses: boolean;
  /** sha256 of the lines where the year is settled. */
  readonly hash: string | null;
};

export type ScoreYear = {
  readonly year: number;
  /** When it was settled, UTC milliseconds; null while it is open. */
  readonly settledAt: number | null;
  /** Why this person cannot settle it now; null where they can. */
  readonly unsettleable: string | null;
  readonly units: readonly UnitRow[];
  /** Versions of the rules that are in force on days of the year. */
  readonly rules: readonly ScoreRules[];
  readonly settledYears: readonly number[];
};

export type LedgerLine = ScoreLine & {
  /** Whether this person may appeal against it. */
  readonly appealable: boolean;
  /** Whether the order may be opened by this person. */
  readonly opens: boolean;
};

export type UnitLedger = {
  readonly year: number;
  readonly unit: UnitRow;
  readonly settledAt: number | null;
  readonly lines: readonly LedgerLine[];
  /** Of a settled year: whether its lines still have the hash they were settled with. */
  readonly intact: boolean;
  readonly page: number;
  readonly pageSize: number;
};

/** A recorded matter; names nobody. */
export type RecordView = {
  readonly id: string;
  readonly kind: RecordKind;
  readonly unit: { readonly code: string; readonly name: string };
  readonly order: { readonly id: string; readonly number: string } | null;
  readonly day: string;
  readonly words: string;
  readonly state: RecordState;
  readonly recordedAt: number;
  readonly reason: string | null;
  /** Whether this person may decide on it: never the one who recorded it. */
  readonly decides: boolean;
};

export type AppealView = {
  readonly id: string;
  readonly key: string;
  readonly unit: { readonly code: string; readonly name: string };
  readonly year: number;
  /** The line as it stood. */
  readonly line: string;
  readonly reason: string;
  readonly at: number;
  readonly state: AppealState;
  readonly decision: string | null;
  readonly decidedAt: number | null;
  readonly decides: boolean;
};

export type RecordInput = {
  readonly kind: RecordKind;
  /** Number of the order; needed for missing material. */
  readonly order?: string;
  /** Left out for missing material: the unit that leads the order. */
  readonly unit?: string;
  /** ISO day in Beijing. */
  readonly day: string;
  readonly words: string;
};

export type Replay = {
  readonly from: string;
  readonly to: string;
  /** Lines gone through. */
  readonly lines: number;
  readonly rules: readonly ScoreRules[];
  readonly draft: readonly ScoreRules[];
  readonly units: readonly (ReplayedUnit & { readonly name: string })[];
};

/** 考核记分. All refusals are thrown: `forbidden`, `not_found`, `bad_field`, `missing_field`, `conflict`. */
export type Scoring = {
  readonly year: (actor: Actor, year: number) => Promise<ScoreYear>;
  readonly ledger: (actor: Actor, unit: string, year: number, page?: number) => Promise<UnitLedger>;
  readonly record: (actor: Actor, input: RecordInput) => Promise<RecordView>;
  /** Matters that wait for a second person. */
  readonly pending: (actor: Actor) => Promise<readonly RecordView[]>;
  readonly approve: (
    actor: Actor,
    id: string,
    decision: { readonly approve: boolean; readonly reason?: string },
  ) => Promise<RecordView>;
  readonly appeal: (
    actor: Actor,
    input: { readonly key: string; readonly year: number; readonly reason: string },
  ) => Promise<AppealView>;
  readonly appeals: (actor: Actor, state?: AppealState) => Promise<readonly AppealView[]>;
  readonly decide: (
    actor: Actor,
    id: string,
    decision: { readonly grant: boolean; readonly reason: string },
  ) => Promise<AppealView>;
  /** Once a year, after its end. */
  readonly settle: (actor: Actor, year: number) => Promise<ScoreYear>;
  /** ISO days `[from, to)` under a draft of `scores.json`; writes nothing. */
  readonly replay: (
    actor: Actor,
    input: { readonly from: string; readonly to: string; readonly draft: string },
  ) => Promise<Replay>;
};
