import type { Misreadings } from '../../app/learning/misreading-types.ts';
import { ABOUT, CAUSES, type About, type Cause } from '../../kernel/misreading-words.ts';
import type { HeatSpec } from '../../kernel/chart-types.ts';
import { Chart } from '../charts/chart.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { tenths } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What is asked for, as in the address. */
export type ErrorsQuery = { readonly from: string; readonly to: string; readonly about: About };

export const ERROR_KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开'],
  ['u', '在工单页：返回错判'],
];

const FEW = 30;

/** The address of wrong orders. */
export function errorOrdersPath(
  query: ErrorsQuery,
  pair: { readonly said?: string; readonly truth?: string; readonly cause?: string; readonly page?: number },
): string {
  const asked = new URLSearchParams({ ...query });
  for (const [name, value] of Object.entries(pair)) if (value !== undefined) asked.set(name, String(value));
  return `/errors/orders?${asked.toString()}`;
}

/** Where triage was wrong: confusion pairs by cost, causes, groups by groups. */
export function MisreadingsPage(props: {
  frame: Frame;
  query: ErrorsQuery;
  /** Null where what was asked for cannot be counted. */
  found: Misreadings | null;
  error?: string | undefined;
}) {
  const { frame, query, found, error } = props;
  return (
    <Layout frame={frame} title="错判" wide="wide" scripts={['rows.js']} keys={ERROR_KEYS}>
      <div class="panel-head">
        <h1>错判</h1>
        <HandbookLink to="errors" what="错判" />
      </div>
      <Said error={error} />
      <form method="get" action="/errors" class="filters" aria-label="统计范围">
        <div class="field">
          <label for="e-from">收到日期，从</label>
          <input id="e-from" type="date" name="from" value={query.from} required />
        </div>
        <div class="field">
          <label for="e-to">到（不含）</label>
          <input id="e-to" type="date" name="to" value={query.to} required />
        </div>
        <div class="field">
          <label for="e-about">判错的是</label>
          <select id="e-about" name="about">
            {(['type', 'unit'] as const).map((about) => (
              <option value={about} selected={about === query.about}>
                {ABOUT[about]}
              </option>
            ))}
          </select>
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            统计
          </button>
        </div>
      </form>
      {found === null ? null : <Found found={found} query={query} />}
    </Layout>
  );
}

function Found({ found, query }: { found: Misreadings; query: ErrorsQuery }) {
  const { wrong, pairs, matrix } = found;
  if (wrong.n === 0)
    return (
      <div class="empty" role="status">
        <p>这段时间收到的工单，人还没有作过结论。放宽日期，或者先更正、抽查、标注。</p>
      </div>
    );
  const few = wrong.n < FEW ? '，件数太少' : '';
  return (
    <>
      <p>
        人有结论的 {wrong.n} 件中，{ABOUT[found.about]}判错 {wrong.hits} 件，占 {tenths(wrong.share)}
        <span class="muted">{`（95% 区间 ${tenths(wrong.low)}–${tenths(wrong.high)}${few}）`}</span>
        。结论依次取：标注裁定、两人标注一致、更正、派单或抽查时确认。
      </p>
      {pairs.length === 0 ? (
        <div class="empty" role="status">
          <p>没有判错的。</p>
        </div>
      ) : (
        <>
          <Causes found={found} query={query} />
          <Pairs found={found} query={query} />
        </>
      )}
      {matrix === null || wrong.hits === 0 ? null : (
        <Chart spec={matrixSpec(matrix, query)} id="errors-matrix" open />
      )}
    </>
  );
}

function Causes({ found, query }: { found: Misreadings; query: ErrorsQuery }) {
  return (
    <section class="panel" aria-labelledby="causes-title">
      <h2 id="causes-title">原因</h2>
      <ul class="cause-counts">
        {(Object.keys(CAUSES) as Cause[]).map((cause) => {
          const n = found.causes[cause] ?? 0;
          return (
            <li>
              {n === 0 ? CAUSES[cause] : <a href={errorOrdersPath(query, { cause })}>{CAUSES[cause]}</a>} {n}
            </li>
          );
        })}
        <li>
          {found.open === 0 ? '未登记' : <a href={errorOrdersPath(query, { cause: 'open' })}>未登记</a>}{' '}
          {found.open}
        </li>
      </ul>
    </section>
  );
}

function Pairs({ found, query }: { found: Misreadings; query: ErrorsQuery }) {
  const { pairs } = found;
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label="混淆的一对一对">
      <table class="rights">
        <caption>{`共 ${pairs.length} 对，涉及安全的在前，件数多的在前`}</caption>
        <thead>
          <tr>
            <th scope="col">机器判为</th>
            <th scope="col">人定为</th>
            <th scope="col">件数</th>
            <th scope="col">其中安全</th>
            <th scope="col">占机器同样判断的</th>
            <th scope="col">95% 区间</th>
            <th scope="col">登记的原因</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => {
            const { said, truth, orders, safety, share, causes } = pair;
            const named = Object.entries(causes).map(([cause, n]) => `${CAUSES[cause as Cause]} ${n}`);
            return (
              <tr>
                <th scope="row">
                  <a href={errorOrdersPath(query, { said: said.code, truth: truth.code })} data-row>
                    {said.name}
                  </a>
                  <span class="sub">{said.code}</span>
                </th>
                <td>
                  {truth.name}
                  <span class="sub">{truth.code}</span>
                </td>
                <td class="num">{orders}</td>
                <td class="num">
                  {safety === 0 ? '0' : <span class="badge urgency-safety">{`安全 ${safety}`}</span>}
                </td>
                <td class="num">
                  {tenths(share.share)}
                  <span class="sub">{`${share.hits}／${share.n}`}</span>
                </td>
                <td class="num">
                  {`${tenths(share.low)}–${tenths(share.high)}`}
                  {share.n < FEW ? <span class="sub">件数太少</span> : null}
                </td>
                <td>{named.length === 0 ? '未登记' : named.join('、')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Groups by groups, of the wrong orders. */
export function matrixSpec(
  { groups, counts }: NonNullable<Misreadings['matrix']>,
  query: ErrorsQuery,
): HeatSpec {
  const wrong = counts.flat().reduce((a, b) => a + b, 0);
  const within = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return {
    kind: 'heat',
    title: '大类之间的错判',
    desc: `判错的 ${wrong} 件中，${within} 件大类没有错，${wrong - within} 件判到别的大类。`,
    numbers: 'count',
    unit: '件',
    of: '机器判为',
    across: '人定为',
    note: '对角线上的大类判对、细类判错。点数字看工单。',
    columns: groups.map(({ code, name }) => `${code} ${name}`),
    rows: groups.map((said, i) => ({
      label: `${said.code} ${said.name}`,
      cells: groups.map((truth, j) => {
        const value = counts[i]?.[j] ?? 0;
        return {
          value,
          ...(value === 0 ? {} : { href: errorOrdersPath(query, { said: said.code, truth: truth.code }) }),
        };
      }),
    })),
  };
}
