import { HandbookLink } from '../components/handbook-link.tsx';
import type { Child } from 'hono/jsx';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { Said } from '../components/said.tsx';
import { Select, TypeSelect, UnitSelect } from '../components/select.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** What there is to look at, and what each view can be asked besides the scope. */
export const CHART_VIEWS = {
  distribution: '分布',
  heat: '热力图',
  trend: '趋势',
  control: '控制图',
  changes: '升降与长期',
  residents: '每万人',
  heads: '七有五性',
} as const;
export type ChartView = keyof typeof CHART_VIEWS;

/** As in the address; empty where not asked for. */
export type ChartQuery = {
  readonly from: string;
  readonly to: string;
  readonly unit: string;
  readonly issueType: string;
  readonly street: string;
  readonly rows: string;
  readonly columns: string;
  readonly grain: string;
  readonly measure: string;
  readonly against: string;
};

export const AXES = [
  { value: 'street', name: '街道' },
  { value: 'group', name: '问题大类' },
  { value: 'weekday', name: '星期' },
  { value: 'hour', name: '时段' },
  { value: 'month', name: '月份' },
] as const;

const GRAINS = [
  { value: 'day', name: '按日' },
  { value: 'week', name: '按周' },
  { value: 'month', name: '按月' },
] as const;

const RATES = keysOf(RATE_NAMES).map((value) => ({ value, name: RATE_NAMES[value] }));

/** Where a view lies, with the scope taken along. */
export function chartHref(view: ChartView, query: Partial<ChartQuery>): string {
  const { from = '', to = '', unit = '', issueType = '', street = '' } = query;
  const filled = Object.entries({ from, to, unit, issueType, street }).filter(([, value]) => value !== '');
  return `/figures/charts/${view}?${new URLSearchParams(filled).toString()}`;
}

/** The frame of all views: which there are, the scope, what was made of it. */
export function ChartsPage(props: {
  frame: Frame;
  profile: ProfileView;
  view: ChartView;
  query: ChartQuery;
  streets: readonly string[];
  error?: string | undefined;
  children?: Child;
}) {
  const { frame, profile, view, query, streets, error } = props;
  return (
    <Layout frame={frame} title={`图表：${CHART_VIEWS[view]}`} wide="wide">
      <nav aria-label="图表" class="tabs">
        <ul>
          {keysOf(CHART_VIEWS).map((name) => (
            <li>
              <a href={chartHref(name, query)} aria-current={name === view ? 'page' : undefined}>
                {CHART_VIEWS[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h1>
        {CHART_VIEWS[view]} <HandbookLink to="charts" what="图表" />
      </h1>
      <Said error={error} />
      <form method="get" action={`/figures/charts/${view}`} class="filters" aria-label="统计范围">
        <div class="field">
          <label for="c-from">来电日期，从</label>
          <input id="c-from" type="date" name="from" value={query.from} required />
        </div>
        <div class="field">
          <label for="c-to">到（不含）</label>
          <input id="c-to" type="date" name="to" value={query.to} required />
        </div>
        <UnitSelect id="c-unit" label="单位（含下级）" value={query.unit} empty="全部" profile={profile} />
        <TypeSelect id="c-type" label="分类" value={query.issueType} empty="全部" profile={profile} groups />
        {view === 'residents' ? null : (
          <Select
            id="c-street"
            name="street"
            label="街道"
            value={query.street}
            empty="全部"
            options={streets.map((name) => ({ value: name, name }))}
          />
        )}
        {view === 'heat' ? (
          <>
            <Select id="c-rows" name="rows" label="行" value={query.rows} empty="默认" options={AXES} />
            <Select
              id="c-columns"
              name="columns"
              label="列"
              value={query.columns}
              empty="默认"
              options={AXES}
            />
          </>
        ) : null}
        {view === 'trend' || view === 'control' ? (
          <>
            <Select
              id="c-grain"
              name="grain"
              label="时段"
              value={query.grain}
              empty="自动"
              options={GRAINS}
            />
            <Select
              id="c-measure"
              name="measure"
              label="指标"
              value={query.measure}
              empty={view === 'trend' ? '三率' : '来件'}
              options={view === 'trend' ? [{ value: 'received', name: '来件' }, ...RATES] : RATES}
            />
          </>
        ) : null}
        {view === 'changes' ? (
          <Select
            id="c-against"
            name="against"
            label="比较"
            value={query.against}
            empty="上期"
            options={[{ value: 'year', name: '上年同期' }]}
          />
        ) : null}
        <div class="filter-actions">
          <button type="submit" class="primary">
            显示
          </button>
        </div>
      </form>
      <div class="chart-view">{props.children}</div>
    </Layout>
  );
}

export function NothingThere() {
  return (
    <div class="empty" role="status">
      <p>这段时间没有符合条件的工单。</p>
    </div>
  );
}
