import type { CalendarData } from '../orders/calendar.ts';
import type { CallbackRules } from '../orders/callback.ts';
import type { ClockPolicies } from '../orders/clock-types.ts';
import type { HandlingRules } from '../orders/handling-rules.ts';
import type { ScoreRules } from '../orders/score-rules.ts';
import type { OrderLayout } from './order-layouts.ts';
import type { CatalogueEntry } from '../triage/duties.ts';
import type { CareRules } from '../triage/abuse.ts';
import type { ConfidentialityRules } from '../triage/confidentiality.ts';
import type { RightRule } from '../triage/earned-right.ts';
import type { LegalPath } from '../triage/legal-path.ts';
import type { KnownRise } from '../kernel/known-rise.ts';
import type { Heads } from './heads.ts';
import type { Population } from './population.ts';
import type { Target } from './targets.ts';
import type { RetentionRules } from './retention.ts';
import type { WarningRules } from './warnings.ts';
import type { DemandKind, GazetteerEntry, IssueType, Unit, Urgency } from '../triage/types.ts';

/** Everything about a place that the program must not know by itself. Read from one folder of JSON files. */
export type Profile = {
  readonly id: string;
  readonly name: string;
  /** Versions and effective dates, stored with every decision. */
  readonly versions: { readonly taxonomy: string; readonly catalogue: string };
  /** The duty catalogue (派单目录): `clause` of a route names it. `entries` are the dated duties; see `buildDuties`. */
  readonly catalogue?: {
    readonly version: string;
    readonly title: string;
    readonly effectiveFrom: string;
    readonly entries?: readonly CatalogueEntry[];
  };
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
    /** When a cell (type x unit) may dispatch by itself; absent: always, where no switch is off. */
    readonly earnedRight?: RightRule;
    /**
     * Issue types whose assisting unit has a say in part of the matters alone: only where one of the words is in
     * the text (`onlyIf`), or where none is (`notIf`).
     */
    readonly jointWords?: Readonly<
      Record<string, { readonly onlyIf?: readonly string[]; readonly notIf?: readonly string[] }>
    >;
  };
  /** The clocks of orders, and the calendar they count by. */
  readonly policies?: ClockPolicies;
  readonly calendar?: CalendarData;
  /** Versions of the rules of handling, oldest first; `rulesOn` picks one. */
  readonly handling?: readonly HandlingRules[];
  /** Versions of the rules of callback, oldest first; absent: nobody is called back. */
  readonly callbacks?: readonly CallbackRules[];
  /** Versions of the rules of scoring units, oldest first; absent: nothing scores. */
  readonly scores?: readonly ScoreRules[];
  /** When something is told as a warning; absent: the rules of `insight/surge.ts` alone. */
  readonly warnings?: WarningRules;
  /** Levels known to rise every year, for as long as there is no year before; absent: none. */
  readonly seasons?: readonly KnownRise[];
  /** What rates are to reach; absent: nothing is aimed at. */
  readonly targets?: readonly Target[];
  /** How long personal data is kept; absent: nothing is erased by age. */
  readonly retention?: RetentionRules;
  /** How many live where; absent: nothing is counted per resident. */
  readonly population?: Population;
  /** 七有五性; absent: not asked for. */
  readonly heads?: Heads;
  /** When who called is kept 保密; absent: only where somebody says so. */
  readonly confidentiality?: ConfidentialityRules;
  /** What may be abuse of staff, and when they are told to rest; absent: neither is hinted at. */
  readonly care?: CareRules;
  /** Ways other than the hotline's: emergencies, courts, petitions, and what callers are told of them. */
  readonly paths?: readonly LegalPath[];
  /** Tables of orders as other systems hand them out and take them in. */
  readonly orderLayouts?: readonly OrderLayout[];
};
