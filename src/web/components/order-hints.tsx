import type { OrderHints as Hints } from '../../app/life/ending-cases.ts';
import { HandbookLink } from './handbook-link.tsx';

/** What somebody should look at before going on: nothing follows from it by itself. */
export function OrderHints({ order, hints }: { order: { readonly id: string }; hints: Hints | null }) {
  if (hints === null || (hints.unreasonable.length === 0 && hints.paths.length === 0)) return null;
  return (
    <section aria-labelledby="hints-title" class="panel panel-warn">
      <div class="panel-head">
        <h2 id="hints-title">提示</h2>
        <HandbookLink to="hints" what="提示" />
      </div>
      {hints.paths.map(({ name, tell, laws, spans }) => (
        <div class="hint-block">
          <p>
            可能应走<b>{name}</b>
            <span class="muted small">（原文“{spans.map(({ text }) => text).join('”“')}”）</span>
          </p>
          <p class="small">告诉来电人：{tell}</p>
          <Basis laws={laws} />
        </div>
      ))}
      {hints.unreasonable.map(({ claim, why, law, article, quote, effectiveFrom, reason }) => (
        <div class="hint-block">
          <p>
            <b>可能属于不合理诉求</b>
            <span class="muted small">（原文“{claim}”）</span>：{why}
          </p>
          <Basis laws={[{ law, article, quote, effectiveFrom }]} />
          {reason === null ? null : (
            <p>
              <a href={casePath(order.id, 'exclusion', reason.code)}>
                按“{reason.code} {reason.name}”看审定表
              </a>
            </p>
          )}
        </div>
      ))}
      <p class="muted small">只作提示，办不办、怎么办由您决定。</p>
    </section>
  );
}

/** The printable case of an ending. */
export const casePath = (orderId: string, kind: string, code?: string): string =>
  `/orders/${encodeURIComponent(orderId)}/case?kind=${kind}${code === undefined ? '' : `&code=${encodeURIComponent(code)}`}`;

function Basis({
  laws,
}: {
  laws: readonly { law: string; article: string; quote: string; effectiveFrom: string }[];
}) {
  return (
    <details>
      <summary class="small">依据</summary>
      {laws.map(({ law, article, quote, effectiveFrom }) => (
        <p class="small">
          《{law}》{article}（{effectiveFrom} 起施行）：“{quote}”
        </p>
      ))}
    </details>
  );
}
