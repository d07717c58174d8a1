import type { Reach } from '../../kernel/reach.ts';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import type { ApplicationKind } from '../../kernel/move-words.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import type { ApplicationData } from '../../orders/life-events.ts';
import { leaderReport } from '../../orders/reports/leader.ts';
import type { Waiting } from '../../orders/reports/leader.ts';
import { meetingReport, unitsBelow } from '../../orders/reports/meeting.ts';
import type { ChronicPlace, WaitingOrder } from '../../orders/reports/meeting.ts';
import type { ListedOrder } from '../../orders/reports/report-input.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { countOrders, listOrders } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import {
  discontentOrders,
  disputedOrders,
  ordersOfPlace,
  waitingApplications,
} from '../../store/report-lists.ts';
import { scoreAppealsOf, scoreRecordsOf } from '../../store/scores.ts';
import { chronicPlaces } from '../../store/topics.ts';
import { CHRONIC_RULES } from '../insight/topic-reading.ts';
import {
  BEGINNING,
  daysOf,
  groupsOf,
  listedOrder,
  placeText,
  scopeOfSpan,
  todayOf,
  warningsFor,
} from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { targetsOf } from './targets.ts';

const DAY = 86_400_000;
/** Orders of a list at most: what waits is never so much. */
const ALL = 5000;
const CHRONIC = 20;

/** What both papers of the whole place tell. */
async function district(g: Gathering) {
  const { db, period, unit, context } = g;
  const units = await g.part(period, 'unit');
  return {
    scope: scopeOfSpan(period, unit),
    words: period.words,
    now: g.now,
    names: context.names,
    groups: groupsOf(context.profile),
    total: units.total,
    units: units.groups,
    warnings: await warningsFor(db, g.reach),
    supervised: await supervisedOrders(db, g.reach),
    waiting: await waitingFor(db, g.reach),
    targets: targetsOf(context.profile, period),
  };
}

export async function gatherLeader(g: Gathering) {
  const { period, unit } = g;
  const open = { from: BEGINNING, to: dateOf(dayOfDate(todayOf(g.now)) + 1) };
  return leaderReport({
    ...(await district(g)),
    before: {
      than: period.before.than,
      scope: scopeOfSpan(period.before, unit),
      figures: (await g.part(period.before, 'none')).total,
    },
    types: (await g.part(period, 'issueType')).groups,
    openTotal: (await g.part(open, 'none')).total,
  });
}

export async function gatherMeeting(g: Gathering) {
  const { db, period, context } = g;
  const base = await district(g);
  const days = daysOf(period);
  const discontent = new Map<string, ListedOrder[]>();
  for (const { unit } of unitsBelow(base.units, base.total))
    discontent.set(unit.key, await discontentOrders(db, g.reach, days, unit.key));
  return meetingReport({
    ...base,
    rulings: await waitingOrders(db, g.reach, 'ruling'),
    reviews: await waitingOrders(db, g.reach, 'review'),
    disputed: await disputedOrders(db, g.reach, days),
    chronic: await chronicOf(g),
    discontent,
    names: context.names,
  });
}

/** Orders under supervision that are open, the highest level first. */
async function supervisedOrders(db: Db, reach: Reach): Promise<(ListedOrder & { readonly level: number })[]> {
  const { rows } = await listOrders(db, { reach, supervised: true }, { limit: ALL, offset: 0 });
  return rows
    .filter(({ supervision, state }) => supervision > 0 && !ENDED.has(state))
    .map((order) => ({ ...listedOrder(order), level: order.supervision }))
    .sort((a, b) => b.level - a.level || (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity));
}
const ENDED: ReadonlySet<string> = new Set(['closed', 'excluded', 'mediationEnded', 'terminated']);

async function waitingFor(db: Db, reach: Gathering['reach']): Promise<Waiting> {
  const applications = await waitingApplications(db);
  const { rows } = { rows: await warningsFor(db, reach) };
  return {
    applications,
    rulings: await countOrders(db, { reach, pending: 'ruling' }),
    warnings: rows.filter(({ state }) => state === 'new').length,
    scoreRecords: (await scoreRecordsOf(db, reach, 'pending')).length,
    scoreAppeals: (await scoreAppealsOf(db, reach, 'pending')).length,
  };
}

/** Orders whose return is for adjudication, or whose application is to be decided, longest waiting first. */
async function waitingOrders(db: Db, reach: Reach, pending: 'ruling' | 'review'): Promise<WaitingOrder[]> {
  const { rows } = await listOrders(db, { reach, pending }, { limit: ALL, offset: 0 });
  const events = await lifeEventsOfMany(
    db,
    rows.map(({ id }) => id),
  );
  return rows
    .map((order) => waitingOrder(order, events.get(order.id) ?? []))
    .sort((a, b) => a.since - b.since);
}

type Told = { readonly kind: string; readonly at: number; readonly data: unknown };

function waitingOrder(order: StoredOrder, events: readonly Told[]): WaitingOrder {
  const asked = events.findLast(({ kind }) => kind.startsWith('propose'));
  const owner = (asked?.data as ApplicationData | undefined)?.owner;
  return {
    ...listedOrder(order),
    kind: (order.pending ?? 'return') in APPLICATION_NAMES ? (order.pending as ApplicationKind) : 'return',
    owner: owner ?? null,
    returns: events.filter(({ kind }) => kind === 'proposeReturn').length,
    since: asked?.at ?? order.since,
  };
}

async function chronicOf({ db, now, reach, context }: Gathering): Promise<ChronicPlace[]> {
  const rules = context.profile.warnings?.chronic ?? CHRONIC_RULES;
  const from = now - rules.days * DAY;
  const rows = await chronicPlaces(db, reach, {
    from,
    until: now,
    orders: rules.orders,
    months: rules.months,
    limit: CHRONIC,
  });
  const found: ChronicPlace[] = [];
  for (const { place, issueType, orders, months } of rows)
    found.push({
      place: placeText(place),
      issueType,
      orders,
      months,
      some: await ordersOfPlace(db, place, issueType, from),
    });
  return found;
}
