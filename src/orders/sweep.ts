import { beijingDay } from '../kernel/clock.ts';
import { APPLICATION_NAMES } from '../kernel/move-words.ts';
import type { OrderState } from '../kernel/move-words.ts';
import { dayOf, dayOfDate, startOfDay } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import type { ClockView } from './clocks.ts';
import { isIdle, levelDue, remindAt } from './handling-rules.ts';
import type { HandlingUrgency, ReminderRule } from './handling-rules.ts';
import type { LifeEvent } from './life-events.ts';
import type { Life } from './life.ts';
import { countOf, timeBetween } from './work-time.ts';

/** What a sweep finds to be due. */
export const REMINDER_NAMES = {
  undispatched: '待派',
  idle: '压单',
  decide: '待审',
  soon: '临期',
  late: '超期',
  calendar: '日历缺年',
  resume: '挂账到期',
  merchant: '先行和解到期',
  supervise: '督办升级',
} as const;
export type ReminderKind = keyof typeof REMINDER_NAMES;

/** Something the program does by itself. `key` is that of its cause: one cause, one reminder. */
export type DueReminder = {
  readonly key: string;
  readonly kind: ReminderKind;
  /** What is to be told, in words. */
  readonly about: string;
  readonly does: 'remind' | 'resume' | 'merchantFailed' | 'supervise';
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
};

/** The order as a sweep looks at it, from its events, oldest first. */
export function sweptOrder(urgency: HandlingUrgency, events: readonly LifeEvent[]): SweptOrder {
  return { urgency, touched: touchOf(events), arrivedAt: events[0]?.at ?? 0 };
}

/** States in which the unit has the order and is to act. */
const AT_UNIT: readonly OrderState[] = ['dispatched', 'acknowledged', 'contacted', 'handling'];
const WITH_MERCHANT: readonly OrderState[] = ['acknowledged', 'contacted'];
/** States in which a level of supervision may rise. */
const SUPERVISED: readonly OrderState[] = [...AT_UNIT, 'onHold'];
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The last event by which somebody did something. Events are those of one order, oldest first. */
export function touchOf(events: readonly LifeEvent[]): Touch {
  const last = events.findLast(
    ({ kind, actor }) => kind !== 'remind' && !(kind === 'supervise' && actor.role === 'system'),
  );
  return { version: last?.version ?? 0, at: last?.at ?? 0 };
}

/**
 * What is due at `now` (UTC milliseconds) and was not done yet, in the order in which it is to be done. What falls into
 * the quiet hours is not due before their end; what has lost its cause by then never is. An end of a hold or of a
 * merchant's time disturbs nobody and does not wait. Nothing is due twice: `life.reminded` holds the keys of reminders,
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
  if (remindAt(reminders, order.urgency, now) > now) return moves;
  // Who takes it up again is reminded of what is then due, not of what stood before.
  if (moves.length > 0) return moves;
  const told = new Set(life.reminded);
  const words = [
    ...leftLying(reminders, order, life, now),
    ...applicationWaits(reminders, order, life, now),
    ...unknownYears(clocks, life),
    ...clocks.flatMap((clock) => clockWord(clock, life, now)),
  ].filter(({ key }) => !told.has(key));
  return [...words, ...levelRises(reminders, order, life, clocks, now)];
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
  const causes: (readonly [at: number, key: string | null])[] = [
    ...(waits ? [[touched.at + idle, `${lies}:${touched.version}`] as const] : []),
    ...(pending === null ? [] : [[pending.at + idle, `decide:${pending.kind}:${pending.at}`] as const]),
    ...clocks.flatMap(({ policy, state, dueAt }): (readonly [number, string | null])[] => {
      if (typeof dueAt !== 'number' || state === 'met' || state === 'metLate') return [];
      const cause = `${policy.id}:${dueAt}:${life.reopened}`;
      const late = Math.max(dueAt, order.arrivedAt);
      return [
        ...(state === 'running' ? [[soonFrom(policy, dueAt, now, calendar), `soon:${cause}`] as const] : []),
        // What is due at a moment is late only after it.
        [dueAt + 1, `late:${cause}`],
        ...levels.map((hours) => [Math.max(dueAt + 1, late + hours * HOUR), null] as const),
      ];
    }),
  ];
  const words = causes
    .filter(([, key]) => key === null || !told.has(key))
    .map(([at]) => remindAt(reminders, urgency, Math.max(at, now)));
  const moves = [
    merchant !== null && WITH_MERCHANT.includes(stands) ? merchant.until : Infinity,
    life.planDay === null ? Infinity : startOfDay(dayOfDate(life.planDay)),
  ];
  return Math.min(startOfDay(dayOf(now) + 1), ...words, ...moves);
}

/** From when on a clock says that its deadline is near, to the minute and not later. */
function soonFrom(
  { limit, soonBefore }: ClockView['policy'],
  dueAt: number,
  now: number,
  calendar: WorkCalendar | null,
): number {
  if (limit === null) return Infinity;
  const { counting } = countOf(limit);
  if (counting.kind === 'natural') return dueAt - soonBefore;
  if (calendar === null) return now;
  let [before, after] = [now, dueAt];
  while (after - before > MINUTE) {
    const middle = Math.floor((before + after) / 2);
    const counted = timeBetween(middle, dueAt, counting, calendar);
    if (typeof counted === 'number' && counted > soonBefore) before = middle;
    else after = middle;
  }
  return before;
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
  const about = `商家先行和解的时限 ${minuteOf(merchant.until)} 已到，没有和解结果，转回单位办理`;
  return [{ ...word('merchant', `${merchant.until}`, about), does: 'merchantFailed' }];
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
  if (state === 'soon') return [word('soon', cause, `“${name}”将于 ${minuteOf(dueAt)} 到期`)];
  if (state !== 'late') return [];
  return [word('late', cause, `“${name}”已于 ${minuteOf(dueAt)} 到期，超期 ${span(now - dueAt)}`)];
}

/** By the clock that is late by most. */
function levelRises(
  rule: ReminderRule,
  { urgency, arrivedAt }: SweptOrder,
  { state, supervision }: Life,
  clocks: readonly ClockView[],
  now: number,
): DueReminder[] {
  if (!SUPERVISED.includes(state)) return [];
  const late = clocks.filter(({ state: one }) => one === 'late');
  const worst = late.reduce<ClockView | null>(
    (found, one) => ((one.over ?? 0) > (found?.over ?? -1) ? one : found),
    null,
  );
  if (worst === null) return [];
  const over = worst.over ?? 0;
  const level = levelDue(rule, urgency, Math.min(over, now - arrivedAt));
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

const minuteOf = (ms: number): string =>
  `${beijingDay(ms)} ${new Date(ms + 8 * HOUR).toISOString().slice(11, 16)}`;
