import { Hono } from 'hono';
import type { OrderFilter } from '../../../app/types.ts';
import { mayDo } from '../../../app/rights.ts';
import { QueuePage } from '../../../web/pages/queue.tsx';
import type { Tab } from '../../../web/queue-query.ts';
import { actorOf, type AppEnv, type Deps } from '../../context.ts';
import { pageFilterSchema, toOrderFilter } from '../../filter.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';

const PAGE_SIZE = 20;

export const TAB_FILTER: Readonly<Record<Tab, OrderFilter>> = {
  review: { state: 'received', action: 'review' },
  dispatched: { state: 'dispatched' },
  acknowledged: { state: 'acknowledged' },
  all: {},
};

/** The queue; people who handle orders start at what was dispatched to them. */
export function queuePages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  app.get('/', requireSession, async (c) => {
    const actor = actorOf(c);
    // A form sends its empty fields too.
    const filled = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const parsed = pageFilterSchema.safeParse(filled);
    if (!parsed.success) throw validationError(parsed.error.issues, filled, 'query');
    const { tab = actor.role === 'handler' ? 'dispatched' : 'review', ...chosen } = parsed.data;
    const filter = { ...toOrderFilter(chosen), ...TAB_FILTER[tab] };
    const [orders, counts, checks] = await Promise.all([
      services.orders.list(actor, filter, { page: chosen.page ?? 1, pageSize: PAGE_SIZE }),
      services.orders.counts(actor),
      mayDo(actor, 'right.spotCheck') ? services.rights?.openSpotChecks(actor) : undefined,
    ]);
    return renderPage(
      c,
      <QueuePage
        frame={frameOf(c, deps)}
        profile={profile}
        query={{ tab, ...chosen }}
        counts={{ ...counts, all: counts.total }}
        orders={orders}
        checks={checks ?? null}
      />,
    );
  });
  return app;
}
