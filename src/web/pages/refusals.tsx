import type { UnreasonableShare } from '../../app/life/ending-cases.ts';
import type { RefusalStatistics } from '../../app/life/unit-refusals.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { percent } from '../format.ts';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';
import { FEW, Trust } from './returns-brief.tsx';

/** How units return orders: numbers of units, never of persons. */
export function RefusalsPage(props: {
  frame: Frame;
  period: { readonly from: string; readonly to: string };
  /** Null where the period asked for is none. */
  refusals: RefusalStatistics | null;
  unreasonable: UnreasonableShare | null;
  error?: string | undefined;
}) {
  const { frame, period, refusals, unreasonable, error } = props;
  return (
    <Layout frame={frame} title="退单情况">
      <div class="panel-head">
        <h1>退单情况</h1>
        <HandbookLink to="brief" what="退单裁定" />
      </div>
      <Said error={error} />
      <form method="get" action="/refusals" class="filters" aria-label="统计期">
        <div class="field">
          <label for="f-from">收到日期，从</label>
          <input id="f-from" type="date" name="from" value={period.from} required />
        </div>
        <div class="field">
          <label for="f-to">到（不含）</label>
          <input id="f-to" type="date" name="to" value={period.to} required />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            统计
          </button>
        </div>
      </form>
      {refusals === null ? null : <Table refusals={refusals} />}
      {unreasonable === null ? null : (
        <p>
          可能属于不合理诉求的工单：{unreasonable.hits} 件，占收到的 {unreasonable.n} 件的{' '}
          {percent(unreasonable.share)}（95% 区间 {percent(unreasonable.low)}–{percent(unreasonable.high)}
          {unreasonable.n < FEW ? '，件数太少' : ''}
          ）；其中已由人剔除 {unreasonable.excluded} 件。
        </p>
      )}
    </Layout>
  );
}

function Table({ refusals }: { refusals: RefusalStatistics }) {
  const { rows, total, prior } = refusals;
  if (rows.length === 0)
    return (
      <div class="empty" role="status">
        <p>这段时间收到的 {total.n} 件工单，没有单位退单。</p>
      </div>
    );
  return (
    <>
      <div class="table-wrap">
        <table class="rights">
          <caption>
            {`派出 ${total.n} 件，退过 ${total.hits} 件（${percent(total.share)}，95% 区间 ${percent(total.low)}–${percent(total.high)}）；可信度低的在前`}
          </caption>
          <thead>
            <tr>
              <th scope="col">单位</th>
              <th scope="col">退过／经手</th>
              <th scope="col">退单率</th>
              <th scope="col">同意</th>
              <th scope="col">不同意</th>
              <th scope="col">裁定归他方</th>
              <th scope="col">裁定归本单位</th>
              <th scope="col">撤回</th>
              <th scope="col">待审</th>
              <th scope="col">可信度</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{row.name}</th>
                <td class="num">
                  {row.returned.hits}／{row.returned.n}
                </td>
                <td>
                  {percent(row.returned.share)}
                  <span class="sub">
                    {percent(row.returned.low)}–{percent(row.returned.high)}
                    {row.returned.n < FEW ? '，件数太少' : ''}
                  </span>
                </td>
                <td class="num">{row.accepted}</td>
                <td class="num">{row.refused}</td>
                <td class="num">{row.ruledAway}</td>
                <td class="num">{row.ruledBack}</td>
                <td class="num">{row.withdrawn}</td>
                <td class="num">{row.waits}</td>
                <td>
                  <Trust {...row.credibility} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted small">
        经手：现在主办的，加退出去的。可信度：退得对的次数加 {prior.upheld}，除以有结论的次数加{' '}
        {prior.upheld + prior.refused}；退单只是说法，不作训练标注，裁定的承办单位才是。
      </p>
    </>
  );
}
