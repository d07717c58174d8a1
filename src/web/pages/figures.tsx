import type { FigureGroup, Figures } from '../../app/figures/figure-types.ts';
import { COUNTER_NAMES, LEFT_OUT_NAMES } from '../../kernel/case-words.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Paging } from '../components/insight-parts.tsx';
import { Said } from '../components/said.tsx';
import { Select, TypeSelect, UnitSelect } from '../components/select.tsx';
import { dateTime, tenths } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

type Rate = FigureGroup['rates'][number];

/** What the figures are asked for; as in the address. */
export type FigureQuery = {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly unit: string;
  readonly issueType: string;
  readonly street: string;
};

export const GROUPINGS = [
  { value: 'unit', name: '承办单位' },
  { value: 'issueType', name: '问题分类' },
  { value: 'street', name: '街道' },
  { value: 'month', name: '月份' },
  { value: 'day', name: '日期' },
] as const;

/** Rates of parts of the cases: both ways, with what they are made of, down to the orders. */
export function FiguresPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: FigureQuery;
  streets: readonly string[];
  /** Null where what was asked for cannot be counted. */
  figures: Figures | null;
  /** From 1; of the lines of the table. */
  page: number;
  error?: string | undefined;
}) {
  const { frame, profile, query, streets, figures, page, error } = props;
  return (
    <Layout
      frame={frame}
      title="统计"
      wide="wide"
      scripts={['rows.js']}
      keys={[
        ['j k', '下一行、上一行的来件数，Tab 到同一行的其他数'],
        ['Enter', '打开选中的数所数的工单'],
        ['[ ]', '上一页、下一页'],
      ]}
    >
      <div class="panel-head">
        <h1>
          三率与办理统计 <HandbookLink to="figures" what="统计" />
        </h1>
      </div>
      <Said error={error} />
      <form method="get" action="/figures" class="filters" aria-label="统计范围">
        <div class="field">
          <label for="g-from">来电日期，从</label>
          <input id="g-from" type="date" name="from" value={query.from} required />
        </div>
        <div class="field">
          <label for="g-to">到（不含）</label>
          <input id="g-to" type="date" name="to" value={query.to} required />
        </div>
        <Select id="g-by" name="by" label="分组" value={query.by} empty="不分组" options={GROUPINGS} />
        <UnitSelect id="g-unit" label="单位（含下级）" value={query.unit} empty="全部" profile={profile} />
        <TypeSelect id="g-type" label="分类" value={query.issueType} empty="全部" profile={profile} groups />
        <Select
          id="g-street"
          name="street"
          label="街道"
          value={query.street}
          empty="全部"
          options={streets.map((name) => ({ value: name, name }))}
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            统计
          </button>
        </div>
      </form>
      {figures === null ? null : figures.total.counts.received === 0 ? (
        <div class="empty" role="status">
          <p>这段时间没有符合条件的工单。</p>
        </div>
      ) : (
        <>
          <RateTable figures={figures} query={query} page={page} />
          <Counted figures={figures} query={query} />
          <Definitions figures={figures} />
        </>
      )}
    </Layout>
  );
}

/** The address of the orders a figure is made of. */
export function casesHref(query: FigureQuery, group: FigureGroup, part: Record<string, string>): string {
  const narrowed = { ...query, ...narrowing(query, group) };
  const { by: _, ...scope } = narrowed;
  const filled = Object.entries({ ...scope, ...part }).filter(([, value]) => value !== '');
  return `/figures/cases?${new URLSearchParams(filled).toString()}`;
}

/** A group as part of the scope; the total, and streets that are not known, narrow nothing. */
function narrowing({ by }: FigureQuery, { key }: FigureGroup): Partial<FigureQuery> {
  if (key === '') return {};
  if (by === 'unit') return { unit: key };
  if (by === 'issueType') return { issueType: key };
  if (by === 'street') return { street: key };
  if (by === 'day') return { from: key, to: dayAfter(key) };
  return {};
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const SHOWN: readonly Rate['code'][] = [
  'response',
  'solved',
  'satisfied',
  'onTime',
  'met',
  'firstDispatch',
  'returned',
  'reopened',
];

/** Lines of one page: all units, all types; of days two months. */
const LINES = { day: 62, other: 124 } as const;

function RateTable({ figures, query, page }: { figures: Figures; query: FigureQuery; page: number }) {
  const { definitions, groups, total } = figures;
  const names = new Map(definitions.rates.map(({ code, name }) => [code, name]));
  const rows = [...groups].sort((a, b) =>
    query.by === 'month' || query.by === 'day' ? 0 : b.counts.received - a.counts.received,
  );
  const lines = query.by === 'day' ? LINES.day : LINES.other;
  const last = Math.max(1, Math.ceil(rows.length / lines));
  const shown = Math.min(page, last);
  const grouping = GROUPINGS.find(({ value }) => value === query.by)?.name ?? '范围';
  return (
    <>
      <div class="table-wrap">
        <table class="rights figures">
          <caption>
            {`考核口径在上，原始口径在下；括号里是分子／分母。口径版本 ${definitions.version}，截至 ${dateTime(figures.at)}`}
          </caption>
          <thead>
            <tr>
              <th scope="col">{grouping}</th>
              <th scope="col">来件</th>
              {SHOWN.map((code) => (
                <th scope="col">{names.get(code)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[total, ...rows.slice((shown - 1) * lines, shown * lines)].map((group) => (
              <tr class={group === total ? 'total' : ''}>
                <th scope="row">{group.name}</th>
                <td class="num">
                  <a href={casesHref(query, group, { counter: 'received' })} data-row>
                    {group.counts.received}
                  </a>
                </td>
                {SHOWN.map((code) => (
                  <RateCell
                    rate={rateIn(group, code)}
                    href={(part) => casesHref(query, group, { rate: code, ...part })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Paging
        page={shown}
        pageSize={lines}
        total={rows.length}
        url={(to) => `/figures?${new URLSearchParams({ ...query, page: String(to) }).toString()}`}
      />
    </>
  );
}

const rateIn = (group: FigureGroup, code: Rate['code']): Rate | undefined =>
  group.rates.find((one) => one.code === code);

function RateCell({
  rate,
  href,
}: {
  rate: Rate | undefined;
  href: (part: Record<string, string>) => string;
}) {
  if (rate === undefined || rate.raw === null) return <td class="muted">没有工单</td>;
  const { raw, adjusted, code } = rate;
  // Of these the fewer, the better: what is worth looking at is the numerator.
  const isBad = code === 'returned' || code === 'reopened';
  const worse = adjusted === null ? 0 : isBad ? adjusted.hits : adjusted.n - adjusted.hits;
  return (
    <td>
      {adjusted === null ? (
        <span class="muted">—</span>
      ) : (
        <>
          <strong>{tenths(adjusted.share)}</strong>{' '}
          <a href={href({ part: 'all' })}>{`${adjusted.hits}／${adjusted.n}`}</a>
          {worse > 0 ? (
            <>
              {' '}
              <a class="small" href={href({ part: isBad ? 'hit' : 'miss' })}>
                {isBad ? `看这 ${worse} 件` : `未达 ${worse}`}
              </a>
            </>
          ) : null}
          <span class="sub">
            {`${(adjusted.low * 100).toFixed(1)}–${tenths(adjusted.high)}${adjusted.few ? ' 件数少' : ''}`}
          </span>
        </>
      )}
      <span class="sub">
        {`原始 ${tenths(raw.share)} `}
        <a href={href({ part: 'all', leftOut: 'any' })}>{`${raw.hits}／${raw.n}`}</a>
      </span>
    </td>
  );
}

/** What was counted, what was left out and why. */
function Counted({ figures, query }: { figures: Figures; query: FigureQuery }) {
  const { total } = figures;
  const { counts } = total;
  return (
    <details>
      <summary>各项件数、剔除和不计入的</summary>
      <dl class="facts">
        {(Object.keys(COUNTER_NAMES) as (keyof typeof COUNTER_NAMES)[]).map((counter) => (
          <div>
            <dt>{COUNTER_NAMES[counter]}</dt>
            <dd class="num">
              {counts[counter] === 0 ? (
                0
              ) : (
                <a href={casesHref(query, total, { counter })}>{counts[counter]}</a>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>过了办理时限没有答复</dt>
          <dd class="num">{total.late.unreplied}</dd>
        </div>
      </dl>
      <h3>考核口径不计入的</h3>
      {total.leftOut.length === 0 ? (
        <p>没有。</p>
      ) : (
        <ul>
          {total.leftOut.map(({ reason, n }) => (
            <li>{`${LEFT_OUT_NAMES[reason]}：${n} 件`}</li>
          ))}
        </ul>
      )}
    </details>
  );
}

function Definitions({ figures }: { figures: Figures }) {
  return (
    <details>
      <summary>{`口径（${figures.definitions.version}）`}</summary>
      <div class="table-wrap">
        <table class="rights">
          <thead>
            <tr>
              <th scope="col">指标</th>
              <th scope="col">分子</th>
              <th scope="col">分母</th>
              <th scope="col">都不计的</th>
            </tr>
          </thead>
          <tbody>
            {figures.definitions.rates.map(({ name, numerator, denominator, without }) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{numerator}</td>
                <td>{denominator}</td>
                <td>{without}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="small">
        <li>时间按来电日期。重办的工单，联系和答复是否按期看第一次办理；评价只有一次。</li>
        <li>
          原始口径：已并入其他工单的不单独计，其余全计。考核口径：再去掉已剔除、已终结、终止调解和暂不能解决已列计划的，逐项列出。
        </li>
        <li>
          首派正确率和退单率记在第一次派给的单位，其余记在现在的主办单位：派错的单不算到接单的单位头上。
        </li>
        <li>区间为 95% 的 Wilson 区间；分母不足 30 件的写“件数少”，不宜比较。</li>
      </ul>
    </details>
  );
}
