import type { OrderTrace, TierLedger } from '../../app/life/order-view-types.ts';
import { StateBadge } from '../components/badges.tsx';
import { PaperOfficeOnly } from '../components/paper.tsx';
import { dateTime, exactSpan, isoTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** How the time of an order was counted: each clock stretch by stretch, and whose hands it was in. For paper. */
export function TracePage({ frame, trace }: { frame: Frame; trace: OrderTrace }) {
  const { number, state, leadUnit, receivedAt, asOf, clocks, ledger } = trace;
  return (
    <Layout frame={frame} title={`计时过程 ${number}`} wide="trace" scripts={['order.js']}>
      <PaperOfficeOnly screen={false} />
      <div class="order-head">
        <a
          href={`/orders/${encodeURIComponent(trace.id)}`}
          class="no-print"
          data-key="u"
          aria-keyshortcuts="U"
        >
          ← 工单
        </a>
        <h1>{number} 计时过程</h1>
        <StateBadge state={state} waits={false} />
        <span>{leadUnit.name}</span>
        <span class="small">
          受理 <time datetime={isoTime(receivedAt)}>{dateTime(receivedAt)}</time>，计算到{' '}
          <time datetime={isoTime(asOf)}>{dateTime(asOf)}</time>
        </span>
      </div>
      {clocks.length === 0 ? <p class="muted">配置包没有时限政策。</p> : null}
      {ledger === null ? null : <Ledger ledger={ledger} />}
      {clocks.map(({ name, disabled, lines, receipts }) => (
        <section class="panel">
          <h2>
            {name}
            {disabled ? '（仅供对照）' : ''}
          </h2>
          <ol class="trace-lines">
            {lines.slice(1).map((line) => (
              <li>{line}</li>
            ))}
          </ol>
          {receipts.length === 0 ? null : <p class="small">{receipts.join('；')}</p>}
        </section>
      ))}
    </Layout>
  );
}

/** Whose hands the order was in; the parts are shown with the sum they make. */
function Ledger({ ledger }: { ledger: TierLedger }) {
  const { stretches, byTier, total } = ledger;
  const worked = (ms: number | null): string => (ms === null ? '日历没有这一年' : exactSpan(ms));
  return (
    <section aria-labelledby="ledger-title" class="panel">
      <h2 id="ledger-title">各环节用时</h2>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">从</th>
            <th scope="col">到</th>
            <th scope="col">在谁手里</th>
            <th scope="col">因为</th>
            <th scope="col">历时</th>
            <th scope="col">其中工作日</th>
          </tr>
        </thead>
        <tbody>
          {stretches.map(({ from, to, tier, holder, by, natural, working }) => (
            <tr>
              <td>
                <time datetime={isoTime(from)}>{dateTime(from)}</time>
              </td>
              <td>
                <time datetime={isoTime(to)}>{dateTime(to)}</time>
              </td>
              <td>
                {tier}
                {holder === tier ? '' : ` ${holder}`}
              </td>
              <td>{by}</td>
              <td>{exactSpan(natural)}</td>
              <td>{worked(working)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {byTier.map(({ tier, natural, working }) => (
            <tr>
              <th scope="row" colspan={4}>
                {tier}共
              </th>
              <td>{exactSpan(natural)}</td>
              <td>{worked(working)}</td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row" colspan={4}>
              合计
            </th>
            <td>{exactSpan(total.natural)}</td>
            <td>{worked(total.working)}</td>
          </tr>
        </tfoot>
      </table>
      {ledger.clockMovedBack ? <p class="small">有事件的时间早于前一事件，按前一事件的时间计。</p> : null}
    </section>
  );
}
