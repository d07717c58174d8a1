import type { Counts, LeftOut } from '../kernel/case-words.ts';
import { OPEN_STATES } from '../kernel/move-words.ts';
import type { OrderState } from '../kernel/move-words.ts';
import { dayOf, hourOf } from './calendar.ts';
import type { ClockView } from './clocks.ts';
import type { LifeEvent, Verdict } from './life-events.ts';
import { lifeOf, withoutRecalled } from './life.ts';
import type { Life } from './life.ts';

/**
 * What rates, scores and reports ask of one order, as its events leave it. Times are UTC milliseconds, `day` counts
 * Beijing days from 1970. A matter that was done once more 重办 is judged in time by its first round.
 */
export type CaseFacts = {
  readonly day: number;
  /** Hour of receipt in Beijing, 0 to 23. */
  readonly hour: number;
  readonly unit: string;
  /** Who was sent it first; null while nobody was. */
  readonly firstUnit: string | null;
  readonly issueType: string;
  readonly street: string | null;
  readonly demandKind: string;
  readonly urgency: string;
  readonly channel: string;
  readonly state: OrderState;
  readonly leftOut: LeftOut;
  readonly dispatchedAt: number | null;
  /** When a unit first spoke with the caller, or replied. */
  readonly contactedAt: number | null;
  readonly repliedAt: number | null;
  /** By when it had to be handled; null where no clock says so. */
  readonly dueAt: number | null;
  readonly meeting: 'met' | 'refused' | 'none';
  /** Whether the unit it was sent to first was the right one; null until that is known. */
  readonly firstRight: boolean | null;
  readonly returns: number;
  readonly reopened: number;
  readonly supervised: number;
  readonly callback: 'none' | 'noAnswer' | 'refused' | 'wrongNumber' | 'verdict';
  readonly verdict: Verdict | null;
  readonly verdictAt: number | null;
  /**
   * Whose account it goes to where that is not `unit`, since the case was done once more by another unit: who led it when
   * the caller was first answered, when the caller was called back, and when it was supervised most. Null: `unit`.
   */
  readonly answeredUnit: string | null;
  readonly verdictUnit: string | null;
  readonly supervisedUnit: string | null;
};

/** What the row of an order says. */
export type CaseRow = {
  readonly receivedAt: number;
  readonly street: string | null;
  readonly demandKind: string;
  readonly urgency: string;
  readonly channel: string;
};

/** The events up to the first reply and what followed it, before the order was done once more. */
export function firstRound(events: readonly LifeEvent[]): readonly LifeEvent[] {
  const reply = events.findIndex(({ kind }) => kind === 'reply');
  const again = events.findIndex(({ kind }, i) => reply !== -1 && i > reply && kind === 'reopen');
  return again === -1 ? events : events.slice(0, again);
}

/**
 * The facts of a case. `clocks`: those of `firstRound(events)`. `merged`: whether it goes on in another order, which no
 * event tells, since merging can be undone.
 */
export function caseFacts(
  row: CaseRow,
  life: Life,
  told: readonly LifeEvent[],
  clocks: readonly ClockView[],
  merged: boolean,
): CaseFacts {
  const events = withoutRecalled(told);
  const first = firstRound(events);
  const sent = events.find(({ kind }) => kind === 'dispatch');
  const firstUnit = sent?.kind === 'dispatch' ? sent.data.lead : null;
  const answered = first.findIndex(({ kind }) => kind === 'reply');
  const replied = first[answered];
  const contacted = first.find(({ kind }) => kind === 'contact' || kind === 'reply');
  const given = life.callbacks.find(({ verdict }) => verdict !== null);
  const leads = leadsOf(events);
  const answerer = leads[answered];
  const supervised = mostSupervised(life);
  const elsewhere = (one: string | undefined): string | null =>
    one === undefined || one === life.lead ? null : one;
  const due = clocks.flatMap(({ policy, state, dueAt }) =>
    // Of a clock that is paused nobody knows yet when it will be due.
    policy.purpose === 'handle' && !policy.disabled && state !== 'paused' && typeof dueAt === 'number'
      ? [dueAt]
      : [],
  );
  return {
    day: dayOf(row.receivedAt),
    hour: hourOf(row.receivedAt),
    unit: life.lead,
    firstUnit,
    issueType: life.issueType,
    street: row.street,
    demandKind: row.demandKind,
    urgency: row.urgency,
    channel: row.channel,
    state: life.state,
    leftOut: leftOut(life, merged),
    dispatchedAt: sent?.at ?? null,
    contactedAt: contacted?.at ?? null,
    repliedAt: replied?.at ?? null,
    dueAt: due.length === 0 ? null : Math.min(...due),
    meeting: meetingOf(answerer === undefined ? life : lifeWhile(answerer, life, events, leads, answered)),
    firstRight: firstRight(life, firstUnit, replied !== undefined),
    returns: life.returns.length,
    reopened: life.reopened,
    supervised: supervised.level,
    callback:
      given === undefined ? ((life.callbacks.at(-1)?.result as CaseFacts['callback']) ?? 'none') : 'verdict',
    verdict: given?.verdict ?? null,
    verdictAt: given?.at ?? null,
    answeredUnit: elsewhere(answerer),
    verdictUnit: elsewhere(leads[judgedAt(events)]),
    supervisedUnit: elsewhere(supervised.unit),
  };
}

/** Who leads after each of these events. */
function leadsOf(events: readonly LifeEvent[]): string[] {
  let lead = '';
  return events.map(({ data }) => ('lead' in data ? (lead = data.lead) : lead));
}

/** Which event is the callback that counts: the one with the verdict, else the last; -1 where nobody called back. */
function judgedAt(events: readonly LifeEvent[]): number {
  const given = events.findIndex((event) => event.kind === 'callBack' && event.data.verdict !== null);
  return given === -1 ? events.findLastIndex(({ kind }) => kind === 'callBack') : given;
}

/** The life until another unit got what `unit` had answered with the event at `answered`. */
function lifeWhile(
  unit: string,
  life: Life,
  events: readonly LifeEvent[],
  leads: readonly string[],
  answered: number,
): Life {
  const left = leads.findIndex((lead, i) => i > answered && lead !== unit);
  return left === -1 ? life : lifeOf(events.slice(0, left));
}

/** The highest level of supervision there was, and under whom; of equal ones the latest. */
function mostSupervised({ supervision, supervisedBefore, lead }: Life): { unit: string; level: number } {
  return supervisedBefore.reduceRight(
    (most, one) => (one.level > most.level ? { unit: one.unit, level: one.level } : most),
    { unit: lead, level: supervision.level },
  );
}

function leftOut({ ending, reply }: Life, merged: boolean): LeftOut {
  if (merged) return 'merged';
  if (ending?.kind === 'exclusion' || ending?.kind === 'termination') return ending.kind;
  if (ending?.kind === 'mediationEnd' || reply?.outcome === 'mediationEnded') return 'mediationEnd';
  return reply?.outcome === 'planned' ? 'planned' : '';
}

function meetingOf({ contacts }: Life): CaseFacts['meeting'] {
  if (contacts.some(({ result }) => result === 'met')) return 'met';
  return contacts.some(({ result }) => result === 'meetingRefused') ? 'refused' : 'none';
}

/** It is known to be wrong once another unit has it, and right once the first one has answered or it is at an end. */
function firstRight(
  { lead, owners, state }: Life,
  firstUnit: string | null,
  replied: boolean,
): boolean | null {
  if (firstUnit === null) return null;
  if (lead !== firstUnit || owners.some((unit) => unit !== firstUnit)) return false;
  return replied || !OPEN_STATES.includes(state) ? true : null;
}

/** What one case adds, and to whose account. */
export type Contribution = { readonly unit: string; readonly counts: Partial<Counts> };

/**
 * What a case adds. It is somebody's who has it; the first answer, and what led to it, is the answering unit's; the
 * callback is that of the unit whose handling was judged; dispatching is counted where it was sent first.
 */
export function contributionsOf(facts: CaseFacts): Contribution[] {
  const { unit, verdict, contactedAt, repliedAt, dueAt, meeting, callback, supervised } = facts;
  const answeredUnit = facts.answeredUnit ?? unit;
  const inTime = (at: number | null): number => Number(at !== null && (dueAt === null || at <= dueAt));
  const replied = Number(repliedAt !== null);
  const parts: readonly (readonly [unit: string | null, counts: Partial<Counts>])[] = [
    [unit, { received: 1, open: Number(OPEN_STATES.includes(facts.state)) }],
    [
      answeredUnit,
      {
        contacted: Number(contactedAt !== null),
        contactedInTime: inTime(contactedAt),
        replied,
        repliedInTime: inTime(repliedAt),
        meetingDue: Number(replied === 1 && meeting !== 'refused'),
        met: Number(replied === 1 && meeting === 'met'),
        meetingRefused: Number(replied === 1 && meeting === 'refused'),
        reopened: Number(facts.reopened > 0 && repliedAt !== null),
        uncalled: Number(replied === 1 && verdict === null && callback === 'none'),
      },
    ],
    [
      facts.verdictUnit ?? unit,
      {
        solvedAsked: Number(verdict !== null && verdict.solved !== 'noOpinion'),
        solved: Number(verdict?.solved === 'solved'),
        satisfiedAsked: Number(verdict !== null && verdict.satisfied !== 'noOpinion'),
        satisfied: Number(verdict?.satisfied === 'satisfied' || verdict?.satisfied === 'basically'),
        attitudeAsked: Number(verdict !== null && verdict.attitude !== 'noOpinion'),
        attitudeGood: Number(verdict?.attitude === 'good'),
        unreached: Number(callback === 'noAnswer'),
        callbackRefused: Number(callback === 'refused' || callback === 'wrongNumber'),
      },
    ],
    [facts.supervisedUnit ?? unit, { supervised: Number(supervised > 0) }],
    [
      facts.firstUnit,
      {
        dispatched: 1,
        firstJudged: Number(facts.firstRight !== null),
        firstRight: Number(facts.firstRight === true),
        returned: Number(facts.returns > 0),
      },
    ],
  ];
  const accounts = new Map<string, Partial<Counts>>();
  for (const [one, counts] of parts) if (one !== null) accounts.set(one, { ...accounts.get(one), ...counts });
  return [...accounts].map(([one, counts]) => ({ unit: one, counts }));
}
