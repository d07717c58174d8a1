/** A year about which the calendar says nothing: told instead of a date, never guessed. */
export type UnknownYear = { readonly unknownYear: number };

/** Half-open stretch of time, UTC milliseconds. */
export type Interval = { readonly from: number; readonly to: number };

/** A stretch of office time within one Beijing day, minutes from midnight; `to` is at most 1440 (24:00). */
export type OfficePeriod = { readonly from: number; readonly to: number };

/**
 * How long something may take.
 * - `elapsed`: plain hours.
 * - `naturalDays`: `exact` is n times 24 hours; otherwise the end (24:00) of the n-th day after the day of the event.
 *   `lastDayMoves` where that last day is a holiday of the notices (`holiday`: to the first day after the holiday)
 *   or no workday at all (`dayOff`: to the next workday).
 * - `workingDays`: 24:00 of the n-th workday after the day of the event.
 * - `workingHours`: hours within the office periods of workdays.
 */
export type Limit =
  | { readonly kind: 'elapsed'; readonly hours: number }
  | {
      readonly kind: 'naturalDays';
      readonly days: number;
      readonly exact: boolean;
      readonly lastDayMoves: 'no' | 'holiday' | 'dayOff';
    }
  | { readonly kind: 'workingDays'; readonly days: number }
  | { readonly kind: 'workingHours'; readonly hours: number; readonly periods: readonly OfficePeriod[] };

/** What time is counted: all of it, that of workdays (0:00 to 24:00), or that of office periods on workdays. */
export type Counting =
  | { readonly kind: 'natural' }
  | { readonly kind: 'workdays' }
  | { readonly kind: 'officeHours'; readonly periods: readonly OfficePeriod[] };

/** The four clocks 响应、查清、处理、回复, and of the statutory ones the decision to accept (受理) and mediation (调解). */
export const PURPOSE_NAMES = {
  response: '响应',
  verify: '查清',
  handle: '处理',
  reply: '回复',
  receive: '受理',
  mediate: '调解',
} as const;
export type Purpose = keyof typeof PURPOSE_NAMES;

export type ClockUrgency = 'safety' | 'livelihood' | 'normal';

/** Conditions of a policy; what is left out does not matter. `issueTypes` holds codes and groups (first two digits). */
export type PolicyCondition = {
  readonly urgencies?: readonly ClockUrgency[];
  readonly demandKinds?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly unitKinds?: readonly string[];
};

/** Stops the count from an event of kind `on` until one of kind `off`; `reason` is shown in the trace. */
export type PauseRule = { readonly on: string; readonly off: string; readonly reason: string };

/** More time by an event of kind `by`. `atMost` and `times` null: the basis sets no bound. */
export type ExtensionRule = {
  readonly by: string;
  /** In the unit of the limit: hours or days. */
  readonly atMost: number | null;
  readonly times: number | null;
  /** Who approves, in words. */
  readonly approval: string;
  readonly clause: string;
};

export type PolicyBasis = {
  readonly law?: string;
  readonly article?: string;
  /** Exact words of the article. */
  readonly quote?: string;
  /** The policy in plain words. */
  readonly text: string;
  /** The text of the source is not at hand; whoever shows the clock says so. */
  readonly unverified?: boolean;
};

/** One version of one clock. Days are Beijing days; `effectiveTo` is the first day on which it no longer holds. */
export type ClockPolicy = {
  readonly id: string;
  readonly name: string;
  readonly purpose: Purpose;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  /** Written down but not in force. */
  readonly disabled: boolean;
  readonly note: string | null;
  /** The first event of one of these kinds starts the clock; `call` is the citizen's call, `filing` the filing. */
  readonly starts: readonly string[];
  /** The first event of one of these kinds after the start stops it. */
  readonly stops: readonly string[];
  readonly pausedBy: readonly PauseRule[];
  /** Null: time is measured, nothing falls due. */
  readonly limit: Limit | null;
  readonly when: PolicyCondition;
  readonly extension: ExtensionRule | null;
  readonly basis: PolicyBasis;
  /** Counted milliseconds before the deadline from which on it is soon due. */
  readonly soonBefore: number;
  /** The version in force on which day applies: that of the event that starts the clock, or that of the filing. */
  readonly judged: 'start' | 'filing';
};

export type ClockPolicies = {
  readonly version: string;
  readonly title: string;
  /** Chinese names of all kinds of event the policies speak of. */
  readonly events: Readonly<Record<string, string>>;
  /** Kinds of unit the conditions speak of: codes of units; those below them belong as well. */
  readonly unitKinds: Readonly<Record<string, { readonly name: string; readonly units: readonly string[] }>>;
  /** Office hours of the profile; null where the file has none. */
  readonly officePeriods: readonly OfficePeriod[] | null;
  readonly clocks: readonly ClockPolicy[];
};

/** What is known of an order. Times are UTC milliseconds. */
export type ClockFacts = {
  readonly urgency: ClockUrgency;
  readonly demandKind: string;
  readonly issueType: string;
  /** Kind of the lead unit as the policies call it; null where it is none of theirs. */
  readonly unitKind: string | null;
  readonly calledAt: number;
  /** When it was filed with the authority; null where the call is all there is. */
  readonly filedAt: number | null;
};

/** Something that happened to an order. */
export type ClockEvent = {
  /** Place in the order of events: they are taken by it, not by their time. */
  readonly seq: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly kind: string;
  /** Kind of the unit it went to; an event at another kind of unit than the policy's does not start a clock. */
  readonly unitKind?: string | null;
  /** Of an extension: the one clock it is for; left out: every clock that it can extend. */
  readonly clock?: string;
  /** Of an extension: how much, in the unit of the limit; left out (with `until`): as much as the rule allows. */
  readonly amount?: number;
  /** Of an extension: until when, UTC milliseconds. */
  readonly until?: number;
};
