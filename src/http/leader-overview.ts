import type { FigureGroup } from '../app/figures/figure-types.ts';
import { scopeOf } from '../app/rights.ts';
import type { Actor, OrderFilter } from '../app/types.ts';
import { AppError } from '../kernel/errors.ts';
import { isoDay } from '../web/format.ts';
import { queueUrl } from '../web/queue-query.ts';
import type { QueueQuery, Tab } from '../web/queue-query.ts';
import type { LeaderView, Linked, UnitToLookAt } from '../web/leader-view.ts';
import type { Deps } from './context.ts';
import { narrowed, toOrderFilter } from './filter.ts';
import { tabFilter } from './queue-tabs.ts';

const DAY = 86_400_000;
/** Days over which units are looked at. */
const DAYS = 30;
/** What fits on one screen. */
const MOST = { near: 6, units: 6, warnings: 3, topics: 3, supervised: 6 } as const;

/** Orders near their deadline that are looked through for those under no supervision. */
const LOOKED = 100;

/** A list of the queue as its address narrows it; what it counts is what it shows. */
type Listed = Omit<QueueQuery, 'tab'> & { readonly tab?: Tab };

/**
 * What the leader's page tells at this moment, put together from what the other pages show; every number is counted by
 * the filter of the list it leads to. Throws `forbidden`; `not_found` where the program runs without figures.
 */
export async function leaderOverview({ services, clock }: Deps, actor: Actor): Promise<LeaderView> {
  scopeOf(actor, 'overview.read');
  const { orders, figures, charts, exporting, insight, scores } = services;
  if (figures === undefined || charts === undefined || exporting === undefined)
    throw new AppError('not_found', { what: '总览' });
  const now = clock.now();
  const today = isoDay(now);
  const yesterday = isoDay(now - DAY);
  const tomorrow = isoDay(now + DAY);
  const since = isoDay(now - (DAYS - 1) * DAY);

  const filterOf = ({ tab = 'all', ...chosen }: Listed): OrderFilter =>
    narrowed(toOrderFilter(chosen as Parameters<typeof toOrderFilter>[0], now), tabFilter(tab, actor, now));
  const countAll = async <K extends string>(lists: Readonly<Record<K, Listed>>) => {
    const filters = Object.fromEntries(
      Object.entries<Listed>(lists).map(([name, listed]) => [name, filterOf(listed)]),
    ) as Record<K, OrderFilter>;
    const counts = await orders.countEach(actor, filters);
    return (name: K): Linked => ({ n: counts[name], path: queueUrl({ tab: 'all', ...lists[name] }) });
  };

  const day = (date: string): Listed => ({ from: date, to: date });
  const counted = await countAll({
    today: day(today),
    yesterday: day(yesterday),
    todayAuto: { ...day(today), action: 'dispatch' },
    yesterdayAuto: { ...day(yesterday), action: 'dispatch' },
    todayLate: { ...day(today), late: 'true' },
    yesterdayLate: { ...day(yesterday), late: 'true' },
    late: { tab: 'overdue' },
    soon: { tab: 'soon' },
    dueToday: { dueFrom: today, dueTo: today },
    review: { tab: 'review' },
    applications: { tab: 'applications' },
    ruling: { tab: 'ruling' },
    supervised: { tab: 'supervised' },
    supervisedAnswered: { tab: 'replied', supervised: 'true' },
  } satisfies Record<string, Listed>);

  const days = await figures.figures(actor, { from: yesterday, to: tomorrow }, 'day');
  const dayRow = (date: string, next: string, which: 'today' | 'yesterday') => {
    const counts = days.groups.find(({ key }) => key === date)?.counts;
    const cases = (counter: 'replied' | 'open'): Linked => ({
      n: counts?.[counter] ?? 0,
      path: `/figures/cases?${new URLSearchParams({ from: date, to: next, counter })}`,
    });
    return {
      date,
      received: counted(which),
      automatic: counted(`${which}Auto`),
      answered: cases('replied'),
      open: cases('open'),
      late: counted(`${which}Late`),
    };
  };

  const month = today.slice(0, 7);
  const trend = await charts.trend(actor, { from: firstOfMonthBefore(month), to: tomorrow }, 'month');
  const near = await orders.list(actor, filterOf({ tab: 'due' }), { pageSize: LOOKED });
  const supervised = await orders.list(
    actor,
    // Those the list of the supervised shows, the nearest deadline first.
    filterOf({ tab: 'supervised' }),
    { pageSize: MOST.supervised },
  );
  const warnings = await insight?.warnings(actor, { state: 'new' });
  const topics = await insight?.topics(actor, { days: 7 });
  return {
    now,
    days: [dayRow(today, tomorrow, 'today'), dayRow(yesterday, today, 'yesterday')],
    standing: {
      late: counted('late'),
      soon: counted('soon'),
      dueToday: counted('dueToday'),
      review: counted('review'),
    },
    trend,
    near: near.rows.filter(({ supervision }) => supervision === 0).slice(0, MOST.near),
    units: await unitsToLookAt(),
    unitsSince: since,
    warnings: { total: warnings?.total ?? 0, rows: (warnings?.rows ?? []).slice(0, MOST.warnings) },
    topics: { total: topics?.total ?? 0, rows: (topics?.rows ?? []).slice(0, MOST.topics) },
    waiting: {
      rulings: counted('ruling'),
      applications: counted('applications'),
      records: {
        n: (await scores?.pending(actor))?.filter(({ decides }) => decides).length ?? 0,
        path: '/scores',
      },
      appeals: {
        n: (await scores?.appeals(actor, 'pending'))?.filter(({ decides }) => decides).length ?? 0,
        path: '/scores',
      },
    },
    supervised: {
      rows: supervised.rows,
      unanswered: counted('supervised'),
      answered: counted('supervisedAnswered'),
    },
  };

  /** Units with most that is late or went badly: late orders first, then 双否, then how many first dispatches were wrong. */
  async function unitsToLookAt(): Promise<UnitToLookAt[]> {
    const lateOf = await exporting?.sums(actor, filterOf({ tab: 'overdue' }));
    const bothNo: Listed = { verdict: 'bothNo', from: since };
    const bothNoOf = await exporting?.sums(actor, filterOf(bothNo));
    const byUnit = await figures?.figures(actor, { from: since, to: tomorrow }, 'unit');
    const groups = new Map((byUnit?.groups ?? []).map((group) => [group.key, group]));
    const sum = (list: typeof lateOf, unit: string): number =>
      list?.leadUnit.find(({ value }) => value === unit)?.n ?? 0;
    const codes = new Set([
      ...(lateOf?.leadUnit ?? []).flatMap(({ value }) => value ?? []),
      ...(bothNoOf?.leadUnit ?? []).flatMap(({ value }) => value ?? []),
      ...[...groups.values()].filter((group) => wrongOf(group) > 0).map(({ key }) => key),
    ]);
    const rank = [...codes]
      .map((code) => ({
        code,
        late: sum(lateOf, code),
        bothNo: sum(bothNoOf, code),
        group: groups.get(code),
      }))
      .sort(
        (a, b) =>
          b.late - a.late ||
          b.bothNo - a.bothNo ||
          wrongOf(b.group) - wrongOf(a.group) ||
          (a.code < b.code ? -1 : 1),
      )
      .slice(0, MOST.units);
    const shown = await countAll(
      Object.fromEntries(
        rank.flatMap(({ code }): [string, Listed][] => [
          [`late ${code}`, { tab: 'overdue', unit: code }],
          [`bothNo ${code}`, { ...bothNo, unit: code }],
        ]),
      ),
    );
    return rank.map(({ code, group }) => ({
      code,
      name: group?.name ?? lateOf?.leadUnit.find(({ value }) => value === code)?.name ?? code,
      late: shown(`late ${code}`),
      bothNo: shown(`bothNo ${code}`),
      judged: group?.counts.solvedAsked ?? 0,
      firstDispatch: group?.rates.find((rate) => rate.code === 'firstDispatch')?.adjusted ?? null,
      wrongPath: `/figures/cases?${new URLSearchParams({ from: since, to: tomorrow, unit: code, rate: 'firstDispatch', part: 'miss' })}`,
    }));
  }
}

const wrongOf = (group: FigureGroup | undefined): number => {
  const share = group?.rates.find(({ code }) => code === 'firstDispatch')?.adjusted ?? null;
  return share === null ? 0 : share.n - share.hits;
};

function firstOfMonthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12-01` : `${year}-${String(number - 1).padStart(2, '0')}-01`;
}
