import { changesOf, LEAST } from '../../insight/changes.ts';
import type { Compared } from '../../insight/changes.ts';
import { AppError } from '../../kernel/errors.ts';
import { dateOf, dayOf, startOfDay } from '../../orders/calendar.ts';
import { arrivalsBy } from '../../store/arrivals.ts';
import type { Arrivals } from '../../store/arrivals.ts';
import { firstCaseDay } from '../../store/case-facts.ts';
import { namedArrivals } from '../../store/named-arrivals.ts';
import type { Context } from '../context.ts';
import type { Insight } from '../insight/insight-types.ts';
import { mayDo } from '../rights.ts';
import type { ChangeFigures, ChangeRow, ChartServices } from './charting-types.ts';
import { scopeFor } from './figures.ts';

/** The same days of the week a year ago. */
const YEAR = 364;
const PLACES = 300;

/** What has come up more, or less, than before; small numbers and chance are told from change, see `insight/changes.ts`. */
export function createChanges(
  { store, profile, clock, names }: Context,
  { chronic }: Pick<Insight, 'chronic'>,
): ChartServices['changes'] {
  return async (actor, scope, against) => {
    const cases = scopeFor(profile, actor, scope);
    // Today is not over: only whole days are compared.
    const now = { ...cases, to: Math.min(cases.to, dayOf(clock.now())) };
    const days = now.to - now.from;
    if (days <= 0)
      throw new AppError('bad_field', { where: '图表：', field: 'from', reason: '还没有一整天可比' });
    const back = against === 'year' ? Math.max(YEAR, Math.ceil(days / 7) * 7) : days;
    const before = { ...cases, from: now.from - back, to: now.to - back };
    const maySee = mayDo(actor, 'topic.read');
    const found = await store.read(async (db) => {
      const both = async (...axes: readonly [Axis, Axis?]): Promise<readonly [Arrivals, Arrivals]> => [
        await arrivalsBy(db, now, ...axes),
        await arrivalsBy(db, before, ...axes),
      ];
      const first = await firstCaseDay(db);
      return {
        isCovered: first !== null && first <= before.from,
        types: await both('issueType'),
        cells: await both('street', 'group'),
        places: maySee
          ? await namedArrivals(db, cases, {
              kind: 'place',
              times: [startOfDay(now.from), startOfDay(now.to)],
              earlier: [startOfDay(before.from), startOfDay(before.to)],
              least: LEAST,
              limit: PLACES,
            })
          : null,
      };
    });
    const { isCovered, types, cells } = found;
    const groupNames = new Map(profile.groups.map(({ code, name }) => [code, name]));
    const streetName = (street: string): string => (street === '' ? '街道不明' : street);
    const changed = (things: readonly Compared[]): ChangeRow[] =>
      isCovered ? ranked(changesOf(things, { now: days, before: days })) : [];
    return {
      scope,
      now: { from: dateOf(now.from), to: dateOf(now.to) },
      before: { from: dateOf(before.from), to: dateOf(before.to) },
      isCovered,
      least: LEAST,
      total: { now: totalOf(types[0]), before: totalOf(types[1]) },
      types: changed(compared(types, ({ row }) => ({ key: row, name: `${row} ${names.issueType(row)}` }))),
      streets: changed(compared(cells, ({ row }) => ({ key: row, name: streetName(row) }))),
      cells: changed(
        compared(cells, ({ row, column }) => ({
          key: `${row}|${column}`,
          name: `${streetName(row)} ${groupNames.get(column) ?? column}`,
        })),
      ),
      places:
        found.places === null
          ? null
          : changed(
              found.places.rows.map(({ name, ...counts }) => ({
                key: name,
                name: name.replace('#', ''),
                ...counts,
              })),
            ),
      chronic: maySee ? await chronic(actor) : null,
    } satisfies ChangeFigures;
  };
}

type Axis = Parameters<typeof arrivalsBy>[2];

const totalOf = (arrivals: Arrivals): number => arrivals.reduce((sum, { n }) => sum + n, 0);

/** Both counts of everything that came up in either time. */
function compared(
  [now, before]: readonly [Arrivals, Arrivals],
  nameOf: (one: Arrivals[number]) => Pick<Compared, 'key' | 'name'>,
): Compared[] {
  const things = new Map<string, Compared>();
  for (const [when, arrivals] of [
    ['now', now],
    ['before', before],
  ] as const)
    for (const one of arrivals) {
      const named = nameOf(one);
      const thing = things.get(named.key) ?? { ...named, now: 0, before: 0 };
      things.set(named.key, { ...thing, [when]: thing[when] + one.n });
    }
  return [...things.values()];
}

const ORDER = { rising: 0, falling: 1, none: 2, few: 3 } as const;

function ranked(rows: readonly ChangeRow[]): ChangeRow[] {
  return [...rows].sort(
    (a, b) => ORDER[a.verdict] - ORDER[b.verdict] || a.chance - b.chance || b.now - a.now,
  );
}
