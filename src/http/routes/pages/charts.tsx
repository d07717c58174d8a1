import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { ChartServices } from '../../../app/figures/charting-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { keysOf } from '../../../kernel/keys.ts';
import { isoDay } from '../../../web/format.ts';
import type { HrefOf } from '../../../web/pages/chart-specs.ts';
import { ChangesView } from '../../../web/pages/change-view.tsx';
import {
  ControlView,
  DistributionView,
  HeadsView,
  HeatView,
  ResidentsView,
  TrendView,
} from '../../../web/pages/chart-views.tsx';
import { CHART_VIEWS, ChartsPage, NothingThere, chartHref } from '../../../web/pages/charts.tsx';
import type { ChartQuery, ChartView } from '../../../web/pages/charts.tsx';
import { streetsOf } from '../../../web/view.ts';
import { chartServices, grainFor, heatAxes, measureOf } from '../../chart-query.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { scopeOfQuery } from '../../figure-query.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';

const DAY_MS = 86_400_000;
/** Days charts are about unless others are asked for. */
const DAYS: Readonly<Record<ChartView, number>> = {
  distribution: 30,
  heat: 30,
  trend: 90,
  control: 180,
  changes: 30,
  residents: 30,
  heads: 30,
};

/** 图表: one page a view, all over the same scope. */
export function chartPages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();

  function queryOf(c: Ctx, view: ChartView): ChartQuery {
    const now = clock.now();
    const given = (name: string): string => c.req.query(name)?.trim() ?? '';
    return {
      from: given('from') || isoDay(now - (DAYS[view] - 1) * DAY_MS),
      to: given('to') || isoDay(now + DAY_MS),
      unit: given('unit'),
      issueType: given('issueType'),
      street: given('street'),
      rows: given('rows'),
      columns: given('columns'),
      grain: given('grain'),
      measure: given('measure'),
      against: given('against'),
    };
  }

  app.get('/figures/charts', requireSession, (c) => c.redirect(chartHref('distribution', {}), 303));

  for (const view of keysOf(CHART_VIEWS))
    app.get(`/figures/charts/${view}`, requireSession, async (c) => {
      const query = queryOf(c, view);
      const page = (rest: { error?: string; children?: Child }) => (
        <ChartsPage
          frame={{ ...frameOf(c, deps), here: '/figures/charts' }}
          profile={profile}
          view={view}
          query={query}
          streets={streetsOf(profile)}
          {...rest}
        />
      );
      try {
        return renderPage(c, page({ children: await viewOf(c, view, query) }));
      } catch (error) {
        if (!(error instanceof AppError) || (error.code !== 'bad_field' && error.code !== 'not_found'))
          throw error;
        const { status, message } = problemOf(error);
        return renderPage(c, page({ error: message }), status);
      }
    });

  async function viewOf(c: Ctx, view: ChartView, query: ChartQuery): Promise<Child> {
    const charts: ChartServices = chartServices(services);
    const actor = actorOf(c);
    const scope = scopeOfQuery(query);
    const href = hrefIn(query);
    switch (view) {
      case 'distribution': {
        const figures = await charts.distribution(actor, scope);
        return figures.total === 0 ? <NothingThere /> : <DistributionView figures={figures} href={href} />;
      }
      case 'heat': {
        const { rows, columns } = heatAxes(query.rows, query.columns);
        const figures = await charts.heat(actor, scope, rows, columns);
        return <HeatView figures={figures} rows={rows} columns={columns} href={href} />;
      }
      case 'trend': {
        const figures = await charts.trend(actor, scope, grainFor(query));
        return <TrendView figures={figures} measure={measureOf(query.measure)} href={href} />;
      }
      case 'control': {
        const measure = measureOf(query.measure) || 'received';
        return <ControlView figures={await charts.control(actor, scope, grainFor(query), measure)} />;
      }
      case 'changes': {
        const against = query.against === 'year' ? 'year' : 'before';
        return <ChangesView figures={await charts.changes(actor, scope, against)} href={href} />;
      }
      case 'residents':
        return <ResidentsView figures={await charts.residents(actor, scope)} href={href} />;
      case 'heads':
        return <HeadsView figures={await charts.heads(actor, scope)} href={href} />;
    }
  }

  return app;
}

/** The orders of part of the scope. */
function hrefIn({ from, to, unit, issueType, street }: ChartQuery): HrefOf {
  return (narrow) => {
    if (narrow === null) return undefined;
    const filled = Object.entries({ from, to, unit, issueType, street, ...narrow }).filter(
      ([, value]) => value !== '',
    );
    return `/figures/cases?${new URLSearchParams(filled).toString()}`;
  };
}
