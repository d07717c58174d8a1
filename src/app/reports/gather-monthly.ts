import { beijingDay } from '../../kernel/clock.ts';

import type { HandlingRules } from '../../orders/handling-rules.ts';
import { lifeOf } from '../../orders/life.ts';
import { monthlyReport } from '../../orders/reports/monthly.ts';
import type { Often, ReturnOf } from '../../orders/reports/monthly.ts';
import type { PartFigures } from '../../orders/reports/report-input.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import { ordersByIds } from '../../store/orders.ts';
import { returnedIds, returnedOrders } from '../../store/returns.ts';
import { dueOrders, namedOften } from '../../store/report-lists.ts';
import { rulesFor } from '../life/move-facts.ts';
import { standingOf } from '../scores/score-book.ts';
import { linesOfUnit } from '../scores/score-lines.ts';
import { daysOf, groupsOf, momentsOf, named, placeText, scopeOfSpan } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { monthAfter } from './periods.ts';
import { targetsOf } from './targets.ts';

/** Places and subjects that are shown, and from how many orders on. */
const OFTEN = { least: 2, most: 15 } as const;
/** Months of the trend. */
const MONTHS = 6;

/** What the report of a month tells. */
export async function gatherMonthly(g: Gathering) {
  const { db, now, period, unit, reach, context } = g;
  const moments = momentsOf(period);
  const types = await g.part(period, 'issueType');
  const months: { label: string; figures: PartFigures }[] = [];
  const month = period.from.slice(0, 7);
  for (let i = MONTHS - 1; i >= 0; i--) {
    const from = monthAfter(month, -i);
    const to = i === 0 ? period.to : monthAfter(month, 1 - i);
    months.push({ label: from.slice(0, 7), figures: (await g.part({ from, to }, 'none')).total });
  }
  const often = async (kind: 'place' | 'subject'): Promise<Often[]> =>
    namedOften(db, kind, moments, reach, OFTEN.least, OFTEN.most);
  const compared = async (span: typeof period.before) => ({
    than: span.than,
    scope: scopeOfSpan(span, unit),
    figures: (await g.part(span, 'none')).total,
  });
  return monthlyReport({
    scope: scopeOfSpan(period, unit),
    words: period.words,
    now,
    names: context.names,
    groups: groupsOf(context.profile),
    total: types.total,
    types: types.groups,
    streets: (await g.part(period, 'street')).groups,
    units: (await g.part(period, 'unit')).groups,
    monthBefore: await compared(period.before),
    yearBefore: await compared(period.yearBefore),
    months,
    places: (await often('place')).map((one) => ({ ...one, name: placeText(one.name) })),
    subjects: await often('subject'),
    returns: await returnsOf(g),
    overdue: await dueOrders(db, [0, now], daysOf(period), reach),
    scoreLines: await scoresOf(g, moments),
    targets: targetsOf(context.profile, period),
  });
}

/** Returns of the orders received in the period, by the reason that was named. */
async function returnsOf({ db, now, period, units, context }: Gathering): Promise<ReturnOf[]> {
  const rules = rulesFor(context.profile, beijingDay(now));
  const wanted = { period: momentsOf(period), ...(units === undefined ? {} : { units }) };
  const lives = await returnedOrders(db, wanted);
  const ids = (await returnedIds(db, wanted)).map(({ id }) => id);
  const orders = new Map((await ordersByIds(db, ids)).map((order) => [order.id, named(order)]));
  return lives.flatMap((events, i) => {
    const id = ids[i] ?? '';
    const asked = events.flatMap((event) => (event.kind === 'proposeReturn' ? [event.data] : []));
    return lifeOf(events).returns.flatMap((one, k): ReturnOf[] =>
      units !== undefined && !units.includes(one.unit)
        ? []
        : [
            {
              order: orders.get(id) ?? { id, number: '' },
              reason: reasonName(rules, asked[k]?.code),
              verdict: one.verdict,
            },
          ],
    );
  });
}

const reasonName = (rules: HandlingRules | null, code: string | undefined): string =>
  rules?.returns.reasons.find((reason) => reason.code === code)?.name ?? '未按事由目录填写';

/** Lines of the score ledger of the days of the month; of the whole place nobody reads them one by one. */
async function scoresOf(
  { db, period, units, reach, context }: Gathering,
  [from, to]: readonly [from: number, to: number],
): Promise<ScoreLine[] | null> {
  if (units === undefined) return null;
  const year = Number(period.from.slice(0, 4));
  const standing = await standingOf(db, reach, year);
  const found: ScoreLine[] = [];
  for (const unit of units)
    for await (const lines of linesOfUnit(context, db, standing, year, unit))
      found.push(...lines.filter((line) => line.fromYear === null && line.at >= from && line.at < to));
  return found.sort((a, b) => a.at - b.at);
}
