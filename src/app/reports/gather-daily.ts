import { dailyReport } from '../../orders/reports/daily.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import { dueOrders, judgedOrders, outcomesBetween } from '../../store/report-lists.ts';
import { listTopics } from '../../store/topics.ts';
import { redactText } from '../../text/redact.ts';
import { BEGINNING, daysOf, groupsOf, momentsOf, scopeOfSpan, todayOf, warningsFor } from './gathering.ts';
import type { Gathering } from './gathering.ts';

const TOPICS = 10;

/** What the brief of a day tells. */
export async function gatherDaily(g: Gathering) {
  const { db, now, period, unit, reach, context } = g;
  const date = period.to;
  const today = { from: date, to: dateOf(dayOfDate(date) + 1) };
  // What came in today and is late already must not wait for tomorrow's brief.
  const open = { from: BEGINNING, to: today.to };
  const moments = momentsOf(period);
  const [endOfDay] = momentsOf({ from: today.to, to: today.to });
  const due = await dueOrders(db, [0, Math.max(now, endOfDay)], daysOf(open), reach);
  const late = due.filter(({ dueAt }) => dueAt !== null && dueAt < now);
  // Of a day that is over nothing is due any more.
  const dueToday = date === todayOf(now) ? due.filter(({ dueAt }) => dueAt !== null && dueAt >= now) : [];
  const topics = await listTopics(db, reach, { from: moments[0], least: 2 }, { limit: TOPICS, offset: 0 });
  const types = await g.part(period, 'issueType');
  const opened = await g.part(open, 'unit');
  const fresh = await g.part(today, 'issueType');
  return dailyReport({
    date,
    yesterday: scopeOfSpan(period, unit),
    today: scopeOfSpan(today, unit),
    open: scopeOfSpan(open, unit),
    now,
    names: context.names,
    groups: groupsOf(context.profile),
    types: types.groups,
    total: types.total,
    units: (await g.part(period, 'unit')).groups,
    before: (await g.part(period.before, 'none')).total,
    outcomes: await outcomesBetween(db, moments, reach),
    judged: await judgedOrders(db, moments, reach),
    openUnits: opened.groups,
    openTotal: opened.total,
    overdue: late,
    dueToday,
    todayTypes: fresh.groups,
    todayTotal: fresh.total,
    topics: topics.rows.map(({ id, title, members, callers }) => ({
      id,
      title: redactText(title),
      orders: members,
      callers,
    })),
    warnings: await warningsFor(db, reach, moments),
  });
}
