import { OrderEvidence, type EvidenceBox } from '../components/order-evidence.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** The evidence of an order by itself: where sending in or taking away was refused. */
export function EvidencePage(props: {
  frame: Frame;
  order: { readonly id: string; readonly number: string };
  evidence: EvidenceBox;
  error?: string | undefined;
}) {
  const { frame, order, evidence, error } = props;
  return (
    <Layout frame={frame} title={`工单 ${order.number} 的材料`}>
      <div class="order-head">
        <a href={`/orders/${encodeURIComponent(order.id)}`}>← 工单 {order.number}</a>
        <h1>材料</h1>
      </div>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      <OrderEvidence frame={frame} order={order} evidence={evidence} open />
    </Layout>
  );
}
