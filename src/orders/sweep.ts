import { beijingDay, beijingMinute } from '../kernel/clock.ts';
import { CALLBACK_RESULT } from '../kernel/callback-words.ts';
import { APPLICATION_NAMES } from '../kernel/move-words.ts';
import type { OrderState } from '../kernel/move-words.ts';
import { REMINDER_NAMES } from '../kernel/reminder-words.ts';
import type { ReminderKind } from '../kernel/reminder-words.ts';
import { DAY, dayOf, dayOfDate, startOfDay } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import { callbackStanding } from './callback.ts';
import type { CallbackRules } from './callback.ts';
import type { ClockPolicy } from './clock-types.ts';
import type { ClockView } from './clocks.ts';
import { isIdle, levelDue, remindAt } from './handling-rules.ts';
import type { HandlingUrgency, ReminderRule } from './handling-rules.ts';
import type { LifeEvent } from './life-events.ts';
import type { Life } from './life.ts';
import { soonFrom } from './soon.ts';

export { REMINDER_NAMES };
export type { ReminderKind };

/** Something the program does by itself. `key` is that of its cause: one cause, one reminder. */
export type DueReminder = {
  readonly key: string;
  readonly kind: ReminderKind;
  /** What is to be told, in words. */
  readonly about: string;
  readonly does: 'remind' | 'resume' | 'merchantFailed' | 'supervise' | 'close';
  /** Level of supervision 督办; 0 for everything else. */
  readonly level: number;
};

/** The last thing that was done about an order; reminders and levels that rise by themselves are not. */
export type Touch = { readonly version: number; readonly at: number };

export type SweptOrder = {
  readonly urgency: HandlingUrgency;
  readonly touched: Touch;
  /** When it came in here, UTC milliseconds: nobody is supervised for hours before that. */
  readonly arrivedAt: number;
  /** By what its caller may be called back; null where nobody is, and then nothing ends that. */
  readonly callback: SweptCallback | null;
};

export type SweptCallback = {
  readonly rules: CallbackRules;
  readonly demandKind: string;
  /** Whether the caller left a telephone number. */
  readonly reachable: boolean;
};

/** The order as a sweep looks at it, from its events, oldest first. */
export function sweptOrder(
  urgency: HandlingUrgency,
  events: readonly LifeEvent[],
  callback: SweptCallback | null = null,
): SweptOrder {
  return { urgency, touched: touchOf(events), arrivedAt: events[0]?.at ?? 0, callback };
}

/** States in which the unit has the order and is to act. */
const AT_UNIT: readonly OrderState[] = ['dispatched', 'acknowledged', 'contacted', 'handling'];
const WITH_MERCHANT: readonly OrderState[] = ['acknowledged', 'contacted'];
/** States in which a level of supervision may rise. */
const SUPERVISED: readonly OrderState[] = [...AT_UNIT, 'onHold'];
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** What is told of an order, and nothing is done with it. */
const NOTHING_DONE: ReadonlySet<LifeEvent['kind']> = new Set([
  'remind',
  'setConfidential',
  'liftConfidential',
]);

/** The last event by which somebody did something. Events are those of one order, oldest first. */
export function touchOf(events: readonly LifeEvent[]): Touch {
  const last = events.findLast(
    ({ kind, actor }) => !NOTHING_DONE.has(kind) && !(kind === 'supervise' && actor.role === 'system'),
  );
  return { version: last?.version ?? 0, at: last?.at ?? 0 };
}

/**
 * What is due at `now` (UTC milliseconds) and was not done yet, in the order in which it is to be done. What falls into
 * the quiet hours is not due before their end; what has lost its cause by then never is. An end of a hold, of a
 * merchant's time or of the time for calling back disturbs nobody and does not wait. Nothing is due twice: `life.reminded` holds the keys of reminders,
 * and a move that was made leaves a state in which it is not due.
 */
export function dueReminders(
  rules: { readonly reminders: ReminderRule },
  order: SweptOrder,
  life: Life,
  clocks: readonly ClockView[],
  now: number,
): DueReminder[] {
  const { reminders } = rules;
  const moves = [...holdOver(life, now), ...merchantOver(life, now)];
  const over = callbackOver(order, life, now);
  if (remindAt(reminders, order.urgency, now) > now) return [...moves, ...over];
  // Who takes it up again is reminded of what is then due, not of what stood before.
  if (moves.length > 0) return moves;
  const told = new Set(life.reminded);
  const words = [
    ...leftLying(reminders, order, life, now),
    ...applicationWaits(reminders, order, life, now),
    ...unknownYears(clocks, life),
    ...clocks.flatMap((clock) => clockWord(clock, life, now)),
  ].filter(({ key }) => !told.has(key));
  return [...words, ...levelRises(reminders, order, life, clocks, now), ...over];
}

/**
 * Before when nothing can become due of an order of which nothing is due at `now`, as long as nothing happens to it and
 * the day lasts (rules of another day may be others). UTC milliseconds; a time that is not later than `now` says
 * nothing.
 */
export function quietUntil(
  rules: { readonly reminders: ReminderRule },
  order: SweptOrder,
  life: Life,
  clocks: readonly ClockView[],
  now: number,
  calendar: WorkCalendar | null,
): number {
  const { reminders } = rules;
  const { urgency, touched } = order;
  const told = new Set(life.reminded);
  const idle = reminders.idleHours[urgency] * HOUR;
  const levels = SUPERVISED.includes(life.state)
    ? reminders.overdueHours[urgency].slice(life.supervision.level)
    : [];
  const { state: stands, pending, merchant } = life;
  const waits = pending === null && merchant === null && (stands === 'received' || AT_UNIT.includes(stands));
  const lies = stands === 'received' ? 'undispatched' : 'idle';
  const near = (policy: ClockPolicy, dueAt: number): number =>
    calendar === null ? now : soonFrom(policy, dueAt, calendar);
  const causes: (readonly [at: number, key: string | null])[] = [
    ...(waits ? [[touched.at + idle, `${lies}:${touched.version}`] as const] : []),
    ...(pending === null ? [] : [[pending.at + idle, `decide:${pending.kind}:${pending.at}`] as const]),
    ...clocks.flatMap(({ policy, state, dueAt }): (readonly [number, string | null])[] => {
      if (typeof dueAt !== 'number' || state === 'met' || state === 'metLate') return [];
      const cause = `${policy.id}:${dueAt}:${life.reopened}`;
      const late = Math.max(dueAt, heldSince(order, life));
      return [
        // Near already, the word may have been held back by quiet hours.
        ...(state === 'running' || state === 'soon' ? [[near(policy, dueAt), `soon:${cause}`] as const] : []),
        // What is due at a moment is late only after it.
        [dueAt + 1, `late:${cause}`],
        ...levels.map((hours) => [Math.max(dueAt + 1, late + hours * HOUR), null] as const),
      ];
    }),
    ...unknownYears(clocks, life).map(({ key }) => [now, key] as const),
  ];
  const words = causes
    .filter(([, key]) => key === null || !told.has(key))
    .map(([at]) => remindAt(reminders, urgency, Math.max(at, now)));
  const moves = [
    merchant !== null && WITH_MERCHANT.includes(stands) ? merchant.until : Infinity,
    life.planDay === null ? Infinity : startOfDay(dayOfDate(life.planDay)),
    callbackEnds(order, life, now)?.at ?? Infinity,
  ];
  return Math.min(startOfDay(dayOf(now) + 1), ...words, ...moves);
}

const word = (kind: ReminderKind, cause: string, about: string): DueReminder => ({
  key: `${kind}:${cause}`,
  kind,
  about,
  does: 'remind',
  level: 0,
});

function holdOver({ state, planDay }: Life, now: number): DueReminder[] {
  if (state !== 'onHold' || planDay === null || beijingDay(now) < planDay) return [];
  return [{ ...word('resume', planDay, `挂账的计划日期 ${planDay} 已到，恢复办理`), does: 'resume' }];
}

function merchantOver({ state, merchant }: Life, now: number): DueReminder[] {
  if (merchant === null || now < merchant.until || !WITH_MERCHANT.includes(state)) return [];
  const about = `商家先行和解的时限 ${beijingMinute(merchant.until)} 已到，没有和解结果，转回单位办理`;
  return [{ ...word('merchant', `${merchant.until}`, about), does: 'merchantFailed' }];
}

/**
 * From when on nothing can come of calling back any more, and why; null where that is not so, or where a person has to
 * decide: on a verdict, or on an application that waits. A verdict of before the order was done once more stands, so
 * that nobody is asked again; the centre has the days of the rules to look at what was concluded now.
 */
function callbackEnds(
  { callback }: SweptOrder,
  life: Life,
  now: number,
): { readonly at: number; readonly why: string } | null {
  if (callback === null || life.pending !== null) return null;
  const { rules } = callback;
  const standing = callbackStanding(rules, callback, life, now);
  switch (standing.state) {
    case 'notYet':
      return null;
    case 'due':
      return { at: standing.until + 1, why: `告知结论满 ${rules.days} 天没有评价` };
    case 'notFor':
      return { at: now, why: NOT_CALLED[standing.why] };
    case 'done':
      if (standing.by !== 'verdict')
        return {
          at: now,
          why:
            standing.by === 'lapsed' ? `告知结论满 ${rules.days} 天没有评价` : CALLBACK_RESULT[standing.by],
        };
  }
  const { toldAt, callbacks, state } = life;
  if (state !== 'replied' || toldAt === null) return null;
  const judgedAt = callbacks.find(({ verdict }) => verdict !== null)?.at ?? Infinity;
  return judgedAt > toldAt
    ? null
    : { at: toldAt + rules.days * DAY + 1, why: '重办之前已经评价过，不再回访' };
}

const NOT_CALLED = {
  demandKind: '这类诉求不回访',
  outcome: '这种办理结果不回访',
  noNumber: '来电人没有留电话，不能回访',
} as const;

function callbackOver(order: SweptOrder, life: Life, now: number): DueReminder[] {
  const end = callbackEnds(order, life, now);
  if (end === null || now < end.at) return [];
  return [
    { ...word('callbackOver', `${life.toldAt}:${life.reopened}`, `回访结束：${end.why}`), does: 'close' },
  ];
}

/** Nothing was done for too long: by the centre before it is sent out, by the unit after. */
function leftLying(
  rule: ReminderRule,
  { urgency, touched }: SweptOrder,
  { state, pending, merchant }: Life,
  now: number,
): DueReminder[] {
  // The time box of the merchant, or the decision of the centre, is waited for.
  if (merchant !== null || pending !== null || !isIdle(rule, urgency, touched.at, now)) return [];
  const since = span(now - touched.at);
  const cause = `${touched.version}`;
  if (state === 'received') return [word('undispatched', cause, `${since}没有派出`)];
  if (!AT_UNIT.includes(state)) return [];
  return [word('idle', cause, state === 'dispatched' ? `派出 ${since}没有签收` : `${since}没有任何办理记录`)];
}

function applicationWaits(
  rule: ReminderRule,
  { urgency }: SweptOrder,
  { pending }: Life,
  now: number,
): DueReminder[] {
  if (pending === null || !isIdle(rule, urgency, pending.at, now)) return [];
  const about = `${APPLICATION_NAMES[pending.kind]}申请等待审定 ${span(now - pending.at)}`;
  return [word('decide', `${pending.kind}:${pending.at}`, about)];
}

/** Once for each year that the calendar lacks, with the clocks that need it. */
function unknownYears(clocks: readonly ClockView[], { reopened }: Life): DueReminder[] {
  const needed = new Map<number, string[]>();
  for (const { state, dueAt, policy } of clocks) {
    if (state !== 'unknown' || dueAt === null || typeof dueAt === 'number') continue;
    needed.set(dueAt.unknownYear, [...(needed.get(dueAt.unknownYear) ?? []), policy.name]);
  }
  return [...needed].map(([year, names]) => {
    const about = `“${names.join('”“')}”要算到 ${year} 年，日历里没有这一年，到期时间算不出`;
    return word('calendar', `${year}:${reopened}`, about);
  });
}

/** A new deadline is a new cause, and so is a new round. */
function clockWord({ policy, state, dueAt }: ClockView, { reopened }: Life, now: number): DueReminder[] {
  const { id, name } = policy;
  if (typeof dueAt !== 'number') return [];
  const cause = `${id}:${dueAt}:${reopened}`;
  if (state === 'soon') return [word('soon', cause, `“${name}”将于 ${beijingMinute(dueAt)} 到期`)];
  if (state !== 'late') return [];
  return [word('late', cause, `“${name}”已于 ${beijingMinute(dueAt)} 到期，超期 ${span(now - dueAt)}`)];
}

/** Since when the lead unit has had the order, in this round: nobody is supervised for the hours of others. */
const heldSince = ({ arrivedAt }: SweptOrder, { roundAt }: Life): number => Math.max(arrivedAt, roundAt ?? 0);

/** By the clock that is late by most. */
function levelRises(
  rule: ReminderRule,
  order: SweptOrder,
  life: Life,
  clocks: readonly ClockView[],
  now: number,
): DueReminder[] {
  const { state, supervision } = life;
  if (!SUPERVISED.includes(state)) return [];
  const late = clocks.filter(({ state: one }) => one === 'late');
  const worst = late.reduce<ClockView | null>(
    (found, one) => ((one.over ?? 0) > (found?.over ?? -1) ? one : found),
    null,
  );
  if (worst === null) return [];
  const over = worst.over ?? 0;
  const level = levelDue(rule, order.urgency, Math.min(over, now - heldSince(order, life)));
  if (level <= supervision.level) return [];
  const about = `“${worst.policy.name}”超期 ${span(over)}`;
  return [{ ...word('supervise', `${worst.policy.id}:${level}`, about), does: 'supervise', level }];
}

/** `3 天 2 小时`, `5 小时`, `40 分`; parts that are nothing are left out. */
export function span(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.floor(ms / HOUR);
  if (hours < 1) return `${minutes} 分`;
  if (hours < 48) return `${hours} 小时`;
  const rest = hours % 24;
  return `${Math.floor(hours / 24)} 天${rest === 0 ? '' : ` ${rest} 小时`}`;
}
