import { beijingDay } from '../kernel/clock.ts';
import { dayOf } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import type {
  ClockEvent,
  ClockFacts,
  ClockPolicies,
  ClockPolicy,
  Limit,
  PolicyCondition,
  UnknownYear,
} from './clock-types.ts';
import { withoutRecalled } from './life.ts';
import { addLimit, countOf, timeBetween } from './work-time.ts';
import type { Pause } from './work-time.ts';

export const CLOCK_STATE_NAMES = {
  waiting: '未起算',
  running: '进行中',
  soon: '即将到期',
  late: '已超期',
  met: '按时完成',
  metLate: '超期完成',
  paused: '已暂停',
  unknown: '无法计算',
} as const;
export type ClockState = keyof typeof CLOCK_STATE_NAMES;

/** An event that asks for more time, and whether it was counted in. */
export type Extension = {
  readonly at: number;
  /** In the unit of the limit; null where a moment (`until`) was named. */
  readonly amount: number | null;
  /** UTC milliseconds, held to what the rule allows. */
  readonly until: number | null;
  /** Why it does not count, in words; null where it does. */
  readonly refused: string | null;
};

/** One clock of one order as it stands at `asOf`. Times are UTC milliseconds. */
export type ClockView = {
  readonly policy: ClockPolicy;
  readonly state: ClockState;
  readonly startedAt: number | null;
  readonly startedBy: string | null;
  /** Null before the start and for a clock without a limit. During a pause: as if it ended now. */
  readonly dueAt: number | UnknownYear | null;
  /** Before a last day on a holiday moves it; null where `dueAt` is no moment or was set by an extension. */
  readonly baseDueAt: number | null;
  readonly metAt: number | null;
  readonly stoppedBy: string | null;
  /** Stretches taken out of the count, sorted and apart; the last one may still be open (its end is `asOf`). */
  readonly pauses: readonly Pause[];
  readonly extensions: readonly Extension[];
  /** Until the deadline from now, or from the moment it was met; 0 where that is past, null without a deadline. */
  readonly left: number | null;
  /** By how much the deadline was missed so far; 0 where it was not. */
  readonly over: number | null;
  /** The moment it was looked at: `now`, or the newest event where that is later. */
  readonly asOf: number;
  /** An event, or `now`, lies before what came before it; it is taken to be at the same time as that. */
  readonly clockMovedBack: boolean;
  /** The deadline lies in days that a notice still to come may move. */
  readonly unsettled: boolean;
};

type Settled = ClockEvent & { readonly movedBack: boolean };

/** The kind of unit, as the policies call it, of a unit or of one below it; null where it is none of theirs. */
export function unitKindOf(
  unit: { readonly code: string; readonly parent: string | null },
  { unitKinds }: Pick<ClockPolicies, 'unitKinds'>,
): string | null {
  const found = Object.entries(unitKinds).find(([, { units }]) =>
    units.some((code) => code === unit.code || code === unit.parent),
  );
  return found?.[0] ?? null;
}

/**
 * The clocks of an order, in the order of the policies: every version whose conditions are met and which was in force
 * on the day it is judged by. Events are taken by sequence; one that lies in time before its predecessor is taken to
 * be at the predecessor's time and said (`clockMovedBack`). `alsoDisabled` shows versions that are not in force too,
 * for comparison: their `policy.disabled` is true.
 */
export function clocksOf(
  facts: ClockFacts,
  events: readonly ClockEvent[],
  policies: readonly ClockPolicy[],
  calendar: WorkCalendar,
  now: number,
  { alsoDisabled = false }: { readonly alsoDisabled?: boolean } = {},
): ClockView[] {
  const line = timeline(facts, events);
  return policies.flatMap((policy) => {
    if ((policy.disabled && !alsoDisabled) || !meets(policy.when, facts)) return [];
    const start = startIn(line, policy);
    const judgedAt = policy.judged === 'filing' ? (facts.filedAt ?? line[start]?.at) : line[start]?.at;
    return inForce(policy, judgedAt ?? now) ? [viewOf(policy, line, start, calendar, now)] : [];
  });
}

/** Whether a version is in force at a moment, by its Beijing day. */
export function inForce({ effectiveFrom, effectiveTo }: ClockPolicy, at: number): boolean {
  const day = beijingDay(at);
  return (effectiveFrom === null || effectiveFrom <= day) && (effectiveTo === null || day < effectiveTo);
}

function meets(when: PolicyCondition, facts: ClockFacts): boolean {
  return (
    (when.urgencies?.includes(facts.urgency) ?? true) &&
    (when.demandKinds?.includes(facts.demandKind) ?? true) &&
    (when.issueTypes?.some((code) => facts.issueType.startsWith(code)) ?? true) &&
    (when.unitKinds === undefined || (facts.unitKind !== null && when.unitKinds.includes(facts.unitKind)))
  );
}

/** Call, events by sequence and filing, none earlier than the one before it. */
function timeline({ calledAt, filedAt }: ClockFacts, events: readonly ClockEvent[]): Settled[] {
  let latest = calledAt;
  const line: Settled[] = [{ seq: -Infinity, at: calledAt, kind: 'call', movedBack: false }];
  for (const event of withoutRecalled([...events].sort((a, b) => a.seq - b.seq))) {
    const movedBack = event.at < latest;
    latest = Math.max(latest, event.at);
    line.push({ ...event, at: latest, movedBack });
  }
  if (filedAt === null) return line;
  const after = line.findIndex(({ at }) => at > filedAt);
  const filing: Settled = { seq: -Infinity, at: filedAt, kind: 'filing', movedBack: false };
  return line.toSpliced(after === -1 ? line.length : after, 0, filing);
}

/** Where the clock starts; -1 where it has not. */
function startIn(line: readonly Settled[], { starts, when }: ClockPolicy): number {
  return line.findIndex(
    ({ kind, unitKind }) =>
      starts.includes(kind) &&
      (when.unitKinds === undefined ||
        unitKind === undefined ||
        (unitKind !== null && when.unitKinds.includes(unitKind))),
  );
}

function viewOf(
  policy: ClockPolicy,
  line: readonly Settled[],
  start: number,
  calendar: WorkCalendar,
  now: number,
): ClockView {
  const newest = line.reduce((latest, { at }) => Math.max(latest, at), now);
  const began = line[start];
  if (began === undefined) {
    return {
      policy,
      state: 'waiting',
      startedAt: null,
      startedBy: null,
      dueAt: null,
      baseDueAt: null,
      metAt: null,
      stoppedBy: null,
      pauses: [],
      extensions: [],
      left: null,
      over: null,
      asOf: newest,
      clockMovedBack: false,
      unsettled: false,
    };
  }
  const stop = line.findIndex(({ kind }, i) => i > start && policy.stops.includes(kind));
  const stopped = line[stop];
  const during = line.slice(0, stop === -1 ? line.length : stop);
  const asOf = stopped?.at ?? newest;
  const { pauses, open } = pausesIn(during, policy, began.at, asOf);
  const due = dueOf(policy, began.at, during.slice(start + 1), calendar, pauses);
  const { dueAt } = due;
  const known = typeof dueAt === 'number' ? dueAt : null;
  return {
    policy,
    state: stateOf(policy, dueAt, stopped?.at ?? null, asOf, open && stopped === undefined, calendar),
    startedAt: began.at,
    startedBy: began.kind,
    ...due,
    metAt: stopped?.at ?? null,
    stoppedBy: stopped?.kind ?? null,
    pauses,
    left: known === null ? null : Math.max(0, known - asOf),
    over: known === null ? null : Math.max(0, asOf - known),
    asOf: stopped === undefined ? newest : Math.max(now, stopped.at),
    clockMovedBack:
      line.slice(start + 1, stop === -1 ? undefined : stop + 1).some(({ movedBack }) => movedBack) ||
      (stopped === undefined && now < newest),
    // A deadline is the end of the day before where it is 0:00.
    unsettled: known !== null && needsCalendar(policy.limit) && !calendar.settled(dayOf(known - 1)),
  };
}

function needsCalendar(limit: Limit | null): boolean {
  if (limit === null || limit.kind === 'elapsed') return false;
  return limit.kind !== 'naturalDays' || (!limit.exact && limit.lastDayMoves !== 'no');
}

function stateOf(
  policy: ClockPolicy,
  dueAt: number | UnknownYear | null,
  metAt: number | null,
  asOf: number,
  paused: boolean,
  calendar: WorkCalendar,
): ClockState {
  if (dueAt === null) return metAt !== null ? 'met' : paused ? 'paused' : 'running';
  if (typeof dueAt !== 'number') return 'unknown';
  if (metAt !== null) return metAt <= dueAt ? 'met' : 'metLate';
  if (asOf > dueAt) return 'late';
  if (paused) return 'paused';
  const { limit } = policy;
  const counted = limit === null ? null : timeBetween(asOf, dueAt, countOf(limit).counting, calendar);
  return typeof counted === 'number' && counted <= policy.soonBefore ? 'soon' : 'running';
}

/** Pauses from `from` to `to`, sorted and apart; one that began earlier is cut off at `from`. */
function pausesIn(
  events: readonly Settled[],
  { pausedBy }: ClockPolicy,
  from: number,
  to: number,
): { readonly pauses: Pause[]; readonly open: boolean } {
  const found: Pause[] = [];
  let open = false;
  for (const { on, off, reason } of pausedBy) {
    let since: number | null = null;
    for (const { kind, at } of events) {
      if (kind === on) since ??= at;
      else if (kind === off && since !== null) {
        found.push({ from: since, to: at, reason });
        since = null;
      }
    }
    if (since === null) continue;
    found.push({ from: since, to, reason });
    open = true;
  }
  const pauses: Pause[] = [];
  let end = from;
  for (const pause of found.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const rest = { ...pause, from: Math.max(pause.from, end), to: Math.min(pause.to, to) };
    if (rest.from >= rest.to) continue;
    pauses.push(rest);
    end = rest.to;
  }
  return { pauses, open };
}

/** A limit by so much more, in its own unit. */
export function longer(limit: Limit, by: number): Limit {
  return 'hours' in limit ? { ...limit, hours: limit.hours + by } : { ...limit, days: limit.days + by };
}

/** The deadline with extensions counted in and pauses counted out. */
function dueOf(
  { id, limit, extension: rule }: ClockPolicy,
  start: number,
  events: readonly Settled[],
  calendar: WorkCalendar,
  pauses: readonly Pause[],
): Pick<ClockView, 'dueAt' | 'baseDueAt' | 'extensions'> {
  const extensions: Extension[] = [];
  if (limit === null) return { dueAt: null, baseDueAt: null, extensions };
  let extended = limit;
  let floor = -Infinity;
  for (const event of rule === null ? [] : events) {
    if (rule === null || event.kind !== rule.by || (event.clock !== undefined && event.clock !== id))
      continue;
    const { at, until, amount } = event;
    const counted = extensions.filter(({ refused }) => refused === null).length;
    const refuse = (refused: string): void =>
      void extensions.push({ at, amount: amount ?? null, until: until ?? null, refused });
    if (rule.times !== null && counted >= rule.times) refuse(`最多延长 ${rule.times} 次`);
    else if (until !== undefined) {
      const most =
        rule.atMost === null ? null : addLimit(start, longer(extended, rule.atMost), calendar, pauses);
      if (most !== null && 'unknownYear' in most) return { dueAt: most, baseDueAt: null, extensions };
      const held = Math.min(until, most?.at ?? Infinity);
      floor = Math.max(floor, held);
      extensions.push({ at, amount: null, until: held, refused: null });
    } else {
      const by = Math.min(amount ?? rule.atMost ?? NaN, rule.atMost ?? Infinity);
      if (!(by > 0)) refuse('没有写明延长多少');
      else {
        extended = longer(extended, by);
        extensions.push({ at, amount: by, until: null, refused: null });
      }
    }
  }
  const due = addLimit(start, extended, calendar, pauses);
  if ('unknownYear' in due) return { dueAt: due, baseDueAt: null, extensions };
  return floor > due.at
    ? { dueAt: floor, baseDueAt: null, extensions }
    : { dueAt: due.at, baseDueAt: due.base, extensions };
}
