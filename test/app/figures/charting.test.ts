import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { keepMerges } from '../../../src/app/life/case-keeping.ts';
import { HEAT_AXES } from '../../../src/app/figures/charting-types.ts';
import type { HeatAxis } from '../../../src/app/figures/charting-types.ts';
import type { FigureScope } from '../../../src/app/figures/figure-types.ts';
import { dateOf, dayOf, dayOfDate } from '../../../src/orders/calendar.ts';
import type { CaseFacts } from '../../../src/orders/case-facts.ts';
import type { Profile } from '../../../src/profile/types.ts';
import { putMerge } from '../../../src/store/links.ts';
import { namedArrivals } from '../../../src/store/named-arrivals.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOW, PEOPLE, lifeProfile, lifeServices } from '../../support/life-desk.ts';
import { keepFacts, madeFacts, mixedFacts } from '../../support/made-facts.ts';
import { everywhere } from '../../support/reach.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { leader, handler, callback } = PEOPLE;

const CHART_PROFILE: Profile = {
  ...lifeProfile(),
  targets: [
    {
      rate: 'solved',
      value: 0.9,
      bound: 'atLeast',
      effectiveFrom: '2026-01-01',
      effectiveTo: '2026-03-01',
      source: null,
    },
    {
      rate: 'solved',
      value: 0.95,
      bound: 'atLeast',
      effectiveFrom: '2026-03-01',
      effectiveTo: null,
      source: '考核办法',
    },
  ],
  population: {
    district: { residents: 100_000, year: 2020, source: '普查' },
    streets: [{ street: '西长安街', residents: 20_000, year: 2020, source: '普查' }],
  },
  heads: {
    version: 'h1',
    note: '试验',
    isWeightSet: false,
    heads: [
      { code: 'A', name: '甲', of: '七有', weight: 1 },
      { code: 'B', name: '乙', of: '五性', weight: 3 },
    ],
    rateWeights: { response: 1, solved: 1, satisfied: 2 },
    types: [
      { type: '0101', head: 'A', reason: '试' },
      { type: '0104', head: 'A', reason: '试' },
      { type: '0501', head: 'B', reason: '试' },
      { type: '0402', head: null, reason: '不归' },
    ],
  },
};

async function site(facts: readonly CaseFacts[]) {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const d = await lifeServices(store, CHART_PROFILE);
  await keepFacts(store, facts);
  return { ...d, store, charts: d.services.charts, figures: d.services.figures };
}

const FIRST = dayOfDate('2026-01-20');
const MIXED = mixedFacts(900, FIRST, 80);

/** What an axis says of a case, looked up anew. */
const KEY: Readonly<Record<HeatAxis, (facts: CaseFacts) => string>> = {
  street: ({ street }) => street ?? '',
  group: ({ issueType }) => issueType.slice(0, 2),
  weekday: ({ day }) => String((new Date(`${dateOf(day)}T00:00:00Z`).getUTCDay() + 6) % 7),
  hour: ({ hour }) => String(hour),
  month: ({ day }) => dateOf(day).slice(0, 7),
};

test('heat maps count every case once, whatever the axes, the days and the part of the cases', async () => {
  const { charts } = await site(MIXED);
  const scopes: (FigureScope & { readonly is: (facts: CaseFacts) => boolean })[] = [
    { from: '2026-01-01', to: '2027-01-01', is: () => true },
    { from: '2026-01-25', to: '2026-03-12', is: () => true },
    { from: '2026-02-01', to: '2026-03-01', unit: 'SCJG', is: ({ unit }) => unit.startsWith('SCS') },
    {
      from: '2026-01-25',
      to: '2026-03-12',
      issueType: '01',
      is: ({ issueType }) => issueType.startsWith('01'),
    },
    { from: '2026-01-25', to: '2026-03-12', street: '德胜', is: ({ street }) => street === '德胜' },
  ];
  let compared = 0;
  for (const { is, ...scope } of scopes) {
    const counted = MIXED.filter(
      (facts) =>
        facts.leftOut !== 'merged' &&
        facts.day >= dayOfDate(scope.from) &&
        facts.day < dayOfDate(scope.to) &&
        is(facts),
    );
    for (const rows of HEAT_AXES)
      for (const columns of HEAT_AXES) {
        if (rows === columns) continue;
        const heat = await charts.heat(leader, scope, rows, columns);
        for (const row of heat.rows)
          heat.columns.forEach((column, j) => {
            const n = counted.filter(
              (f) => KEY[rows](f) === row.key && KEY[columns](f) === column.key,
            ).length;
            expect([rows, columns, row.name, column.name, row.cells[j]]).toEqual([
              rows,
              columns,
              row.name,
              column.name,
              n,
            ]);
            compared += n;
          });
        const total = heat.rows.reduce((sum, { cells }) => sum + cells.reduce((a, b) => a + b, 0), 0);
        expect([rows, columns, total]).toEqual([rows, columns, counted.length]);
      }
  }
  expect(compared).toBeGreaterThan(5000);
});

test('the distribution agrees with the figures, and shows subjects to those alone who may see them', async () => {
  const { charts, figures } = await site(MIXED);
  const scope = { from: '2026-01-25', to: '2026-03-12' };
  const spread = await charts.distribution(leader, scope);
  const { total, groups } = await figures.figures(leader, scope, 'issueType');
  expect(spread.total).toBe(total.counts.received);
  for (const { key, counts } of groups)
    expect(spread.types.find((one) => one.key === key)?.n ?? 0).toBe(counts.received);
  for (const list of [spread.groups, spread.types, spread.demandKinds])
    expect(list.reduce((sum, { n }) => sum + n, 0)).toBe(spread.total);
  expect(spread.subjects).toEqual({ rows: [], named: 0, names: 0 });
  expect((await charts.distribution(callback, scope)).subjects).toBeNull();
  const own = await charts.distribution(handler, scope);
  expect(own.total).toBeLessThan(spread.total);
  await expect(charts.distribution(handler, { ...scope, unit: 'CGZF' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('a trend is the figures of its periods, with gaps where nothing was judged and the targets of each time', async () => {
  const { charts, figures } = await site(MIXED);
  const scope = { from: '2026-01-01', to: '2026-05-01' };
  for (const grain of ['day', 'week', 'month'] as const) {
    const { periods, targets } = await charts.trend(leader, scope, grain);
    for (const [i, period] of periods.entries()) {
      if (i % 7 !== 0 && grain === 'day') continue;
      const { total } = await figures.figures(leader, { from: period.from, to: period.to }, 'none');
      expect([period.key, period.received]).toEqual([period.key, total.counts.received]);
      for (const { code, raw, adjusted } of period.rates) {
        const rate = total.rates.find((one) => one.code === code);
        expect([period.key, code, raw, adjusted]).toEqual([period.key, code, rate?.raw, rate?.adjusted]);
      }
    }
    const marked = targets.map(({ value, from, to }) => [
      value,
      periods[from]?.from ?? '',
      periods[to - 1]?.from ?? '',
    ]);
    expect(marked.map(([value]) => value)).toEqual([0.9, 0.95]);
    expect(marked.every(([value, from]) => value === 0.9 || String(from) >= '2026-03-01')).toBe(true);
  }
  const { periods } = await charts.trend(leader, scope, 'month');
  expect(periods.map(({ key, isWhole }) => [key, isWhole])).toEqual([
    ['2026-01', true],
    ['2026-02', true],
    ['2026-03', true],
    // Now is the 14th of April.
    ['2026-04', false],
  ]);
  const weeks = await charts.trend(leader, { from: '2026-01-01', to: '2026-01-13' }, 'week');
  expect(weeks.periods.map(({ key, days, isWhole }) => [key, days, isWhole])).toEqual([
    ['2025-12-29', 4, false],
    ['2026-01-05', 7, true],
    ['2026-01-12', 1, false],
  ]);
  expect(weeks.periods[0]?.rates.every(({ raw, adjusted }) => raw === null && adjusted === null)).toBe(true);
  await expect(charts.trend(leader, { from: '2020-01-01', to: '2026-01-01' }, 'day')).rejects.toMatchObject({
    code: 'bad_field',
  });
});

test('control charts are over ended periods, rates both ways, counts by the day', async () => {
  const { charts } = await site(MIXED);
  const scope = { from: '2026-01-19', to: '2026-05-01' };
  const rate = await charts.control(leader, scope, 'week', 'solved');
  expect(rate.charts.map(({ basis, method }) => [basis, method])).toEqual([
    ['adjusted', 'p'],
    ['raw', 'p'],
  ]);
  const points = rate.charts[1]?.points ?? [];
  // The week of the 13th of April goes on.
  expect(points.at(-1)?.key).toBe('2026-04-06');
  const hits = points.reduce((sum, point) => sum + point.hits, 0);
  const n = points.reduce((sum, point) => sum + point.n, 0);
  expect(rate.charts[1]?.centre).toBeCloseTo(hits / n, 12);
  const counts = await charts.control(leader, scope, 'week', 'received');
  expect(counts.charts[0]).toMatchObject({ basis: 'count', method: 'xmr' });
  const few = await charts.control(
    leader,
    { ...scope, issueType: '0501', street: '德胜' },
    'week',
    'received',
  );
  expect(few.charts[0]).toMatchObject({ method: 'u' });
});

test('what rises is told against the time before, not where that was not kept; today does not count', async () => {
  const today = dayOf(NOW);
  const many = (days: readonly [number, number], n: number, said: Partial<CaseFacts>): CaseFacts[] =>
    Array.from({ length: n }, (_, i) =>
      madeFacts({ ...said, day: today - days[0] + (i % (days[0] - days[1])) }),
    );
  const facts = [
    ...many([60, 30], 40, { issueType: '0101' }),
    ...many([30, 0], 130, { issueType: '0101', street: '德胜' }),
    ...many([60, 30], 60, { issueType: '0501' }),
    ...many([30, 0], 62, { issueType: '0501' }),
    ...many([30, 0], 6, { issueType: '0104' }),
    madeFacts({ day: today - 60, issueType: '0402' }),
    // Today, which is not over.
    ...Array.from({ length: 50 }, () => madeFacts({ day: today, issueType: '0104' })),
  ];
  const { charts } = await site(facts);
  const scope = { from: dateOf(today - 30), to: dateOf(today + 1) };
  const changes = await charts.changes(leader, scope, 'before');
  expect(changes).toMatchObject({ isCovered: true, total: { now: 198, before: 101 } });
  expect(changes.types.map(({ key, verdict }) => [key, verdict])).toEqual([
    ['0101', 'rising'],
    ['0501', 'none'],
    ['0104', 'few'],
    ['0402', 'few'],
  ]);
  expect(changes.streets.find(({ key }) => key === '德胜')?.verdict).toBe('rising');
  expect(changes.cells.find(({ key }) => key === '德胜|01')).toMatchObject({ now: 130, before: 0 });
  expect(changes.places).toEqual([]);
  const year = await charts.changes(leader, scope, 'year');
  expect(year).toMatchObject({ isCovered: false, types: [], streets: [], cells: [] });
  expect(year.before.from).toBe(dateOf(today - 30 - 364));
  expect((await charts.changes(callback, scope, 'before')).places).toBeNull();
  await expect(
    charts.changes(leader, { from: dateOf(today), to: dateOf(today + 1) }, 'before'),
  ).rejects.toMatchObject({ code: 'bad_field' });
});

test('cases per ten thousand residents, and none where nobody knows how many live there', async () => {
  const { charts } = await site(MIXED);
  const scope = { from: '2026-01-01', to: '2027-01-01' };
  const { district, streets } = await charts.residents(leader, scope);
  const kept = MIXED.filter(({ leftOut }) => leftOut !== 'merged');
  expect(district.received).toBe(kept.length);
  expect(district.per?.value).toBeCloseTo(kept.length / 10, 10);
  const own = kept.filter(({ street }) => street === '西长安街').length;
  expect(streets.map(({ key, per }) => [key, per === null ? null : per.value.toFixed(6)])).toEqual([
    ['西长安街', (own / 2).toFixed(6)],
    ['德胜', null],
  ]);
});

test('七有五性: a head is its types, points go by the weights, types under none are told', async () => {
  const day = dayOfDate('2026-03-03');
  const bad = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'noOpinion' } as const;
  const { charts } = await site([
    madeFacts({ day }),
    madeFacts({ day, issueType: '0104', verdict: bad }),
    madeFacts({ day, issueType: '0501' }),
    madeFacts({ day, issueType: '0402', verdict: bad }),
  ]);
  const heads = await charts.heads(leader, { from: '2026-03-01', to: '2026-04-01' });
  expect(heads.heads.map(({ code, types, received }) => [code, types, received])).toEqual([
    ['A', 2, 2],
    ['B', 1, 1],
  ]);
  // A: response 1, solved ½, satisfied ½ with double weight: (1 + ½ + 1) / 4.
  expect(heads.heads[0]?.score.adjusted).toBeCloseTo(62.5, 10);
  expect(heads.heads[1]?.score.adjusted).toBeCloseTo(100, 10);
  expect(heads.score.adjusted).toBeCloseTo((62.5 + 3 * 100) / 4, 10);
  expect(heads.without).toEqual([{ key: '0402', name: '占道经营', n: 1, reason: '不归' }]);
  const empty = await charts.heads(leader, { from: '2027-03-01', to: '2027-04-01' });
  expect(empty.score).toEqual({ raw: null, adjusted: null });
});

test('without data of the place there is nothing to show, and that is said', async () => {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const { services } = await lifeServices(store);
  const scope = { from: '2026-03-01', to: '2026-04-01' };
  await expect(services.charts.residents(leader, scope)).rejects.toMatchObject({ code: 'not_found' });
  await expect(services.charts.heads(leader, scope)).rejects.toMatchObject({ code: 'not_found' });
  expect((await services.charts.trend(leader, scope, 'month')).targets).toEqual([]);
});

test('names that come up again are counted without cases that go on in another one', async () => {
  const { charts, store, take } = await site([]);
  const ids: string[] = [];
  for (const text of ['西单的鞋', '西单的包', '西单的伞', '举报西单的店']) ids.push(await take(text));
  const [merged = '', survivor = ''] = ids;
  const named = (kind: string) => sql`
    INSERT INTO topic_names (kind, name, order_seq, at, issue_type, demand_kind) SELECT ${kind}, '某店', seq, ${NOW - 1}, '0101', demand_kind FROM orders`;
  await store.write(async (db) => {
    await db.run(named('subject'));
    await db.run(named('place'));
  });
  const scope = { from: '2026-04-01', to: '2026-05-01' };
  expect((await charts.distribution(leader, scope)).subjects).toEqual({
    rows: [{ name: '某店', n: 4 }],
    named: 4,
    names: 1,
  });
  await store.write(async (db) => {
    await putMerge(db, {
      orderId: merged,
      survivorId: survivor,
      firstId: survivor,
      secondId: merged,
      at: NOW,
    });
    await keepMerges(db, CHART_PROFILE, [merged]);
  });
  expect((await charts.distribution(leader, scope)).subjects?.named).toBe(3);
  const asked = { kind: 'place', least: 1, limit: 5 } as const;
  const [before, after] = [
    [NOW - 86_400_000, NOW - 1],
    [NOW - 1, NOW],
  ] as const;
  const places = await store.read((db) =>
    namedArrivals(db, { reach: everywhere }, { ...asked, times: after, earlier: before }),
  );
  expect(places).toEqual({ rows: [{ name: '某店', now: 3, before: 0 }], named: 3, names: 1 });
  const none = await store.read((db) =>
    namedArrivals(db, { reach: everywhere }, { ...asked, times: before }),
  );
  expect(none).toEqual({ rows: [], named: 0, names: 0 });
});
