import { CASE_FAULT } from '../../kernel/report-words.ts';
import type { Refusal } from '../../kernel/report-types.ts';

/** Why a report is not printed: every order and sum that does not fit, with the way to it. */
export function ReportRefusal({ title, refusal }: { title: string; refusal: Refusal }) {
  const { orphans, orphanCount, sums } = refusal;
  const rest = orphanCount - orphans.length;
  return (
    <section class="panel" aria-labelledby="refused">
      <h2 id="refused">{`《${title}》对不上，不予出具`}</h2>
      <p role="alert" class="notice notice-bad">
        {`有 ${orphanCount} 处工单与统计不符，${sums.length} 项合计与逐件计数不符。请逐一核实；统计有误的，由运维停服务后用 jiesu figures rebuild 重新统计。`}
      </p>
      {orphans.length === 0 ? null : (
        <div class="table-wrap" tabindex={0} role="region" aria-label="对不上的工单">
          <table class="rights">
            <caption>{`对不上的工单（${orphanCount} 处）`}</caption>
            <thead>
              <tr>
                <th scope="col">工单</th>
                <th scope="col">不符之处</th>
                <th scope="col">详情</th>
              </tr>
            </thead>
            <tbody>
              {orphans.map(({ id, number, fault, detail }) => (
                <tr>
                  <th scope="row">{number === '' ? id : <OrderName id={id} number={number} />}</th>
                  <td>{CASE_FAULT[fault]}</td>
                  <td>{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rest > 0 ? <p class="small">{`另有 ${rest} 处。`}</p> : null}
        </div>
      )}
      {sums.length === 0 ? null : (
        <div class="table-wrap" tabindex={0} role="region" aria-label="对不上的合计">
          <table class="rights">
            <caption>{`对不上的合计（${sums.length} 项）`}</caption>
            <thead>
              <tr>
                <th scope="col">合计</th>
                <th scope="col">统计</th>
                <th scope="col">逐件计数</th>
                <th scope="col">涉及的工单</th>
              </tr>
            </thead>
            <tbody>
              {sums.map(({ what, kept, counted, orders }) => (
                <tr>
                  <th scope="row">{what}</th>
                  <td class="num">{kept}</td>
                  <td class="num">{counted}</td>
                  <td>
                    {orders.length === 0
                      ? '—'
                      : orders.map(({ id, number }) => (
                          <>
                            <OrderName id={id} number={number} />{' '}
                          </>
                        ))}
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

/** A restricted order comes without its id: nothing leads to it. */
function OrderName({ id, number }: { id: string; number: string }) {
  return id === '' ? <span>{number}</span> : <a href={`/orders/${encodeURIComponent(id)}`}>{number}</a>;
}
