import { Hono } from 'hono';
import type { OrderFilter } from '../../../app/types.ts';
import { mayDo } from '../../../app/rights.ts';
import { QueuePage } from '../../../web/pages/queue.tsx';
import type { Tab } from '../../../web/queue-query.ts';
import { actorOf, type AppEnv, type Deps } from '../../context.ts';
import { narrowed, pageFilterSchema, toOrderFilter } from '../../filter.ts';
import { firstTab, tabFilter, tabFilters } from '../../queue-tabs.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';

const PAGE_SIZE = 20;

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
    const { tab = firstTab(actor), ...chosen } = parsed.data;
    const now = deps.clock.now();
    const filter = narrowed(toOrderFilter(chosen, now), tabFilter(tab, actor, now));
    const [orders, counts, checks] = await Promise.all([
      services.orders.list(actor, filter, { page: chosen.page ?? 1, pageSize: PAGE_SIZE }),
      services.orders.countEach<Tab>(actor, tabFilters(actor, tab, now) as Record<Tab, OrderFilter>),
      mayDo(actor, 'right.spotCheck') ? services.rights?.openSpotChecks(actor) : undefined,
    ]);
    return renderPage(
      c,
      <QueuePage
        frame={frameOf(c, deps)}
        profile={profile}
        query={{ tab, ...chosen }}
        counts={counts}
        isLive={services.live !== undefined}
        orders={orders}
        checks={checks ?? null}
      />,
    );
  });
  return app;
}
