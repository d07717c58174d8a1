import { mayDo } from '../app/rights.ts';
import type { OrderDetail } from '../app/types.ts';
import { OrderAbuse } from '../web/components/order-abuse.tsx';
import { OrderEvidence, OrderPapers } from '../web/components/order-evidence.tsx';
import type { KeyHelp } from '../web/layout.tsx';
import { OrderHints } from '../web/components/order-hints.tsx';
import { actorOf, type Ctx, type Deps } from './context.ts';
import { frameOf } from './render.tsx';

/** What an order's page shows of its evidence and of the papers made of it, and the keys to them. */
export async function evidenceBlock(c: Ctx, deps: Deps, order: OrderDetail) {
  const actor = actorOf(c);
  const desk = deps.services.evidence;
  const beside = (await desk?.beside(actor, order.id)) ?? null;
  // Whoever reads the order takes part in it, called units too.
  const papers = order.state !== 'received' && mayDo(actor, 'ending.read');
  const cases = papers && deps.services.endings !== undefined;
  const block = (
    <>
      <OrderEvidence
        frame={frameOf(c, deps)}
        order={order}
        evidence={beside === null || desk === undefined ? null : { ...beside, limit: desk.limit }}
      />
      <OrderPapers
        order={order}
        cases={cases}
        brief={
          deps.services.returns !== undefined && order.life.returns.length > 0 && mayDo(actor, 'return.brief')
        }
        callback={
          deps.services.callbacks !== undefined &&
          (order.state === 'replied' || order.state === 'callback') &&
          mayDo(actor, 'callback.read')
        }
      />
    </>
  );
  const keys: KeyHelp[] = [
    ...(beside?.mayAdd === true ? [['z', '上传材料'] as KeyHelp] : []),
    ...(cases && order.spotCheck !== true ? [['x', '剔除审定表'] as KeyHelp] : []),
  ];
  return { block, keys };
}

/** What somebody should look at before going on. */
export async function hintsBlock(c: Ctx, deps: Deps, order: OrderDetail) {
  const { services } = deps;
  const actor = actorOf(c);
  const hints = (await services.endings?.hints(actor, order.id)) ?? null;
  const abuse = (await services.abuse?.beside(actor, order.id)) ?? null;
  const back = `/orders/${encodeURIComponent(order.id)}`;
  return (
    <>
      <OrderHints order={order} hints={hints} />
      <OrderAbuse frame={frameOf(c, deps)} orderId={order.id} abuse={abuse} back={back} />
    </>
  );
}
