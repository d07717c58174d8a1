import { shareOf } from '../../kernel/share.ts';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { pChart, uChart, xmrChart } from '../../insight/control-chart.ts';
import { dateOf, dayOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { FEW, RATES_VERSION } from '../../orders/rates.ts';
import { arrivalsBy } from '../../store/arrivals.ts';
import { namedArrivals } from '../../store/named-arrivals.ts';
import type { Context } from '../context.ts';
import { mayDo } from '../rights.ts';
import type { Insight } from '../insight/insight-types.ts';
import { bothOf } from './both-shares.ts';
import { createChanges } from './change-figures.ts';
import type {
  BothShares,
  ChartServices,
  ControlFigures,
  Counted,
  HeatAxis,
  TrendFigures,
} from './charting-types.ts';
import type { FigureServices } from './figure-types.ts';
import { scopeFor } from './figures.ts';
import { createHeadFigures } from './head-figures.ts';
import { periodsOf } from './periods.ts';
import type { Grain } from './periods.ts';
import { createResidentFigures } from './resident-figures.ts';
import { officeStreets } from './streets.ts';

/** What is said against somebody; asking and praising are not. */
const COMPLAINTS = ['投诉', '举报'];
const SUBJECTS = 20;
/** Periods a chart can show. */
const MOST_PERIODS = 400;
/** Cases a period on average under which counts are Poisson; above they wander more than that, and go by their own ranges. */
const POISSON = 10;
const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const CODES = keysOf(RATE_NAMES);

/** Figures as charts show them: how cases are spread, when and where they come, how rates go, what changes. */
export function createCharting(
  context: Context,
  { figures }: Pick<FigureServices, 'figures'>,
  insight: Pick<Insight, 'chronic'>,
): ChartServices {
  const { store, profile, clock, names } = context;

  const distribution: ChartServices['distribution'] = async (actor, scope) => {
    const cases = scopeFor(profile, actor, scope);
    const maySee = mayDo(actor, 'subject.read');
    const { types, kinds, subjects } = await store.read(async (db) => ({
      types: await arrivalsBy(db, cases, 'issueType'),
      kinds: await arrivalsBy(db, cases, 'demandKind'),
      subjects: maySee
        ? await namedArrivals(db, cases, {
            kind: 'subject',
            demandKinds: COMPLAINTS,
            times: [startOfDay(cases.from), startOfDay(cases.to)],
            least: 2,
            limit: SUBJECTS,
          })
        : null,
    }));
    const counts = new Map(types.map(({ row, n }) => [row, n]));
    const countOf = (codes: readonly string[]): number =>
      codes.reduce((sum, code) => sum + (counts.get(code) ?? 0), 0);
    return {
      scope,
      total: types.reduce((sum, { n }) => sum + n, 0),
      groups: profile.groups.map(({ code, name }) => ({
        key: code,
        name,
        n: countOf(profile.issueTypes.flatMap((type) => (type.parent === code ? [type.code] : []))),
      })),
      types: types
        .map(({ row, n }): Counted => ({ key: row, name: names.issueType(row), n }))
        .sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1)),
      demandKinds: profile.demandKinds.map((kind) => ({
        key: kind,
        name: kind,
        n: kinds.find(({ row }) => row === kind)?.n ?? 0,
      })),
      subjects:
        subjects === null
          ? null
          : {
              rows: subjects.rows.map(({ name, now }) => ({ name, n: now })),
              named: subjects.named,
              names: subjects.names,
            },
    };
  };

  const heat: ChartServices['heat'] = async (actor, scope, rows, columns) => {
    const cases = scopeFor(profile, actor, scope);
    if (rows === columns) throw bad('columns', '行和列须不同');
    const found = await store.read((db) => arrivalsBy(db, cases, rows, columns));
    const counts = new Map(found.map(({ row, column, n }) => [`${row}\n${column}`, n]));
    const across = keysFor(columns, cases, new Set(found.map(({ column }) => column)));
    return {
      scope,
      columns: across.map(({ key, name }) => ({ key, name })),
      rows: keysFor(rows, cases, new Set(found.map(({ row }) => row))).map((row) => ({
        key: row.key,
        name: row.name,
        cells: across.map((column) => counts.get(`${row.stored}\n${column.stored}`) ?? 0),
      })),
    };
  };

  /** All there are of an axis, in their order; of streets the unknown one only where there are cases of it. */
  function keysFor(
    axis: HeatAxis,
    { from, to }: { readonly from: number; readonly to: number },
    seen: ReadonlySet<string>,
  ): { key: string; name: string; stored: string }[] {
    const same = (key: string, name: string) => ({ key, name, stored: key });
    switch (axis) {
      case 'group':
        return profile.groups.map(({ code, name }) => same(code, name));
      case 'weekday':
        return WEEKDAYS.map((name, i) => same(String(i), name));
      case 'hour':
        return Array.from({ length: 24 }, (_, i) => same(String(i), `${i}时`));
      case 'month':
        return periodsOf(from, to, 'month').map((period) => {
          const [year, month] = period.key.split('-').map(Number) as [number, number];
          return { key: period.key, name: period.key, stored: String(year * 12 + month - 1) };
        });
      case 'street':
        return [
          ...officeStreets(profile).map((name) => same(name, name)),
          ...(seen.has('') ? [same('', '街道不明')] : []),
        ];
    }
  }

  const trend: ChartServices['trend'] = async (actor, scope, grain) => {
    const { from, to } = scopeFor(profile, actor, scope);
    const periods = periodsOf(from, to, grain);
    if (periods.length > MOST_PERIODS)
      throw bad('grain', `最多 ${MOST_PERIODS} 个时段，请选长一些的时段或缩短日期`);
    const found = await figures(actor, scope, grain === 'month' ? 'month' : 'day');
    const groups = new Map(found.groups.map((group) => [group.key, group]));
    const today = dayOf(clock.now());
    return {
      scope,
      grain,
      version: RATES_VERSION,
      periods: periods.map((period) => {
        const own = partsOf(period, grain).flatMap((key) => groups.get(key) ?? []);
        return {
          key: period.key,
          from: dateOf(period.from),
          to: dateOf(period.to),
          days: period.to - period.from,
          isWhole: period.isWhole && period.to <= today,
          received: own.reduce((sum, { counts }) => sum + counts.received, 0),
          rates: CODES.map((code) => bothOf(own, code)),
        };
      }),
      targets: targetsOver(periods),
    };
  };

  const partsOf = (
    { key, from, to }: { key: string; from: number; to: number },
    grain: Grain,
  ): readonly string[] =>
    grain === 'week' ? Array.from({ length: to - from }, (_, i) => dateOf(from + i)) : [key];

  /** Targets by the period on whose first day they hold. */
  function targetsOver(periods: readonly { readonly from: number }[]): TrendFigures['targets'] {
    return (profile.targets ?? []).flatMap(
      ({ rate, value, bound, source, effectiveFrom = '', effectiveTo = null }) => {
        const holds = periods.map(
          (period) =>
            effectiveFrom <= dateOf(period.from) &&
            (effectiveTo === null || dateOf(period.from) < effectiveTo),
        );
        const from = holds.indexOf(true);
        return from === -1 ? [] : [{ rate, value, bound, source, from, to: holds.lastIndexOf(true) + 1 }];
      },
    );
  }

  const control: ChartServices['control'] = async (actor, scope, grain, measure) => {
    const { periods } = await trend(actor, scope, grain);
    // What has not ended yet is no point of a process.
    const ended = periods.filter(({ to }) => dayOfDate(to) <= dayOf(clock.now()));
    return {
      scope,
      grain,
      measure,
      charts: measure === 'received' ? [counted(ended)] : rated(ended, measure),
    };
  };

  function counted(periods: TrendFigures['periods']): ControlFigures['charts'][number] {
    const total = periods.reduce((sum, { received }) => sum + received, 0);
    const isPoisson = total < POISSON * periods.length;
    const chart = isPoisson
      ? uChart(periods.map(({ received, days }) => ({ count: received, days })))
      : xmrChart(periods.map(({ received, days }) => received / days));
    return {
      basis: 'count',
      method: isPoisson ? 'u' : 'xmr',
      centre: chart.centre,
      points: chart.points.map((point, i) => {
        const { key = '', received = 0, days = 0 } = periods[i] ?? {};
        return { key, ...point, hits: received, n: days, few: false };
      }),
    };
  }

  function rated(periods: TrendFigures['periods'], measure: BothShares['code']): ControlFigures['charts'] {
    return (['adjusted', 'raw'] as const).map((basis) => {
      const shares = periods.map(
        ({ rates }) => rates.find(({ code }) => code === measure)?.[basis] ?? shareOf(0, 0),
      );
      const chart = pChart(shares, FEW);
      return {
        basis,
        method: 'p' as const,
        centre: chart.centre,
        points: chart.points.map((point, i) => {
          const { hits = 0, n = 0 } = shares[i] ?? {};
          return { key: periods[i]?.key ?? '', ...point, hits, n, few: n > 0 && n < FEW };
        }),
      };
    });
  }

  return {
    distribution,
    heat,
    trend,
    control,
    changes: createChanges(context, insight),
    residents: createResidentFigures(context, figures),
    heads: createHeadFigures(context, figures),
  };
}

const bad = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '图表：', field, reason });
