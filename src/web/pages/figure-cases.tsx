import type { OrderSummary } from '../../app/types.ts';
import { STATE_NAMES } from '../../kernel/move-words.ts';
import { Said } from '../components/said.tsx';
import { shortTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** The orders a figure is made of. */
export function FigureCasesPage(props: {
  frame: Frame;
  /** What they are, in words. */
  what: string;
  back: string;
  rows: readonly OrderSummary[];
  /** Address of the page after; null at the end. */
  next: string | null;
  error?: string | undefined;
}) {
  const { frame, what, back, rows, next, error } = props;
  return (
    <Layout frame={frame} title="统计所据的工单" wide="wide">
      <div class="panel-head">
        <h1>统计所据的工单</h1>
        <a href={back}>返回统计</a>
      </div>
      <Said error={error} />
      <p>{what}</p>
      {rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有工单。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights">
            <thead>
              <tr>
                <th scope="col">编号</th>
                <th scope="col">来电</th>
                <th scope="col">状态</th>
                <th scope="col">分类</th>
                <th scope="col">主办单位</th>
                <th scope="col">内容</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  <th scope="row">
                    {row.excerpt === '' ? (
                      row.number
                    ) : (
                      <a href={`/orders/${encodeURIComponent(row.id)}`}>{row.number}</a>
                    )}
                  </th>
                  <td>{shortTime(row.receivedAt, frame.now)}</td>
                  <td>{STATE_NAMES[row.state]}</td>
                  <td>{row.issueType.name}</td>
                  <td>{row.leadUnit.name}</td>
                  <td>{row.excerpt === '' ? <span class="muted">现由其他单位承办</span> : row.excerpt}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next === null ? null : (
        <p>
          <a href={next} rel="next">
            下一页
          </a>
        </p>
      )}
    </Layout>
  );
}
