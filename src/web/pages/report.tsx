import type { Child } from 'hono/jsx';
import type { FigureChange, FinalView } from '../../app/reports/report-types.ts';
import type { Report, ReportMark } from '../../kernel/report-types.ts';
import { ReportSheet } from '../components/report-sheet.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** A report just made: on the screen with what can be done with it, on paper alone. */
export function ReportPage(props: {
  frame: Frame;
  report: Report;
  mark: ReportMark;
  /** Address of the same as a file, without its format. */
  file: string;
  finishes: boolean;
}) {
  const { frame, report, mark, file, finishes } = props;
  return (
    <Sheet frame={frame} report={report} mark={mark}>
      <a href={`${file}&format=docx`}>docx</a>
      <a href={`${file}&format=html`}>网页文件</a>
      {finishes ? (
        <form method="post" action="/reports/final">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="kind" value={report.kind} />
          <input type="hidden" name="date" value={report.asked.date} />
          <input type="hidden" name="unit" value={report.asked.unit ?? ''} />
          <button type="submit">定稿</button>
        </form>
      ) : null}
    </Sheet>
  );
}

/** A report as it was finished, with what became of its figures since. */
export function FinalPage({
  frame,
  made,
  done,
}: {
  frame: Frame;
  made: FinalView;
  done?: string | undefined;
}) {
  const { report, mark, changes, intact } = made;
  return (
    <Sheet
      frame={frame}
      report={report}
      mark={mark}
      done={done}
      before={<Changes made={made} changes={changes} intact={intact} />}
    >
      <a href={`/reports/finals/${made.id}/file?format=docx`}>docx</a>
      <a href={`/reports/finals/${made.id}/file?format=html`}>网页文件</a>
    </Sheet>
  );
}

function Sheet(props: {
  frame: Frame;
  report: Report;
  mark: ReportMark;
  done?: string | undefined;
  before?: Child;
  children: Child;
}) {
  const { frame, report, mark, done, before, children } = props;
  return (
    <Layout
      frame={{ ...frame, here: '/reports' }}
      title={report.title}
      scripts={['print.js']}
      keys={[['p', '打印']]}
      styles={['report.css']}
      wide="paper-page"
    >
      <div class="no-print">
        <div class="order-head">
          <a href="/reports">← 报表</a>
          {children}
          <button type="button" id="print" hidden data-key="p" aria-keyshortcuts="P">
            打印 <kbd>p</kbd>
          </button>
        </div>
        <Said done={done} />
        {before}
      </div>
      <ReportSheet report={report} mark={mark} />
    </Layout>
  );
}

function Changes(props: { made: FinalView; changes: readonly FigureChange[]; intact: boolean }) {
  const { made, changes, intact } = props;
  return (
    <section class="panel" aria-labelledby="changes">
      <h2 id="changes">{changes.length === 0 ? '定稿后没有变化' : '定稿后有变化'}</h2>
      <p class="small">
        {`${made.by}于 ${dateTime(made.at)} 定稿，sha256 `}
        <code class="paper-hash">{made.sha256}</code>
        {intact ? '，与保存的内容相符。' : ''}
      </p>
      {intact ? null : (
        <p role="alert" class="notice notice-bad">
          保存的内容与定稿时的 sha256 不符。
        </p>
      )}
      {changes.length === 0 ? null : (
        <div class="table-wrap" tabindex={0} role="region" aria-label="定稿后变化的指标">
          <table class="rights">
            <caption>定稿以后办理、回访、合并、剔除引起的变化，逐件列出；下面的报表仍是定稿时的原样</caption>
            <thead>
              <tr>
                <th scope="col">指标</th>
                <th scope="col">定稿时</th>
                <th scope="col">现在</th>
                <th scope="col">引起变化的工单</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ name, was, is, orders, moved }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td class="num">{was}</td>
                  <td class="num">{is}</td>
                  <td>
                    {orders.map((order) => (
                      <>
                        {order.number === '' ? (
                          order.id
                        ) : order.id.includes('\n') ? (
                          order.number
                        ) : (
                          <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a>
                        )}
                        {`（${order.was}→${order.is}） `}
                      </>
                    ))}
                    {moved > orders.length ? `等 ${moved} 件` : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
