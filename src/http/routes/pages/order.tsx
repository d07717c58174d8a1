import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Actor, OrderDetail, Services } from '../../../app/types.ts';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { dispatchServices, spotCheckSchema } from '../rights.ts';
import type { ReplyView } from '../../../web/components/reply-editor.tsx';
import { DONE, OrderPage, type Done } from '../../../web/pages/order.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { RATE_STAYS, rateByForm, rateView } from '../../rating-form.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { changeOf, changeSchema } from '../handling.ts';
import { replyServices, replyTextSchema } from '../replies.ts';
import { TAB_FILTER } from './queue.tsx';

/** Refusals that leave the person on the order, with the reason above it. */
const STAYS = new Set<AppError['code']>([
  'illegal_move',
  'conflict',
  'bad_field',
  'bad_request',
  'missing_field',
  'reserved_from_streets',
  'database_busy',
]);

/** The first order that waits for this person and is not this one. */
async function nextWaiting(services: Services, actor: Actor, id: string): Promise<string | null> {
  const filter = TAB_FILTER[actor.role === 'handler' ? 'dispatched' : 'review'];
  const { rows } = await services.orders.list(actor, filter, { page: 1, pageSize: 2 });
  const next = rows.find((row) => row.id !== id);
  return next === undefined ? null : `/orders/${encodeURIComponent(next.id)}`;
}

/** After an answer to a spot check: the next one that waits; null where there is none. */
async function nextSpotCheck(services: Services, actor: Actor, id: string): Promise<string | null> {
  const open = await services.rights?.openSpotChecks(actor);
  const next = open?.orderIds.find((other) => other !== id);
  return next === undefined ? null : `/orders/${encodeURIComponent(next)}`;
}

/** One order and the acts on it. An act is a form; afterwards the order is shown again by GET. */
export function orderPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  async function show(
    c: Ctx,
    id: string,
    extra: { done?: Done; error?: string; reply?: string },
    status: ContentfulStatusCode = 200,
  ) {
    const { reply, ...said } = extra;
    const actor = actorOf(c);
    const [order, next, relations] = await Promise.all([
      services.orders.get(actor, id),
      // An answered spot check leads to the next one, and after the last to what waits.
      (async () =>
        (extra.done === 'checked' && mayDo(actor, 'right.spotCheck')
          ? await nextSpotCheck(services, actor, id)
          : null) ?? nextWaiting(services, actor, id))(),
      services.duplicates?.relations(actor, id) ?? null,
    ]);
    const rules = (await services.ruleCards?.beside(actor, order)) ?? [];
    const page = (
      <OrderPage
        frame={{ ...frameOf(c, deps), here: `/orders/${encodeURIComponent(id)}` }}
        profile={profile}
        order={order}
        relations={relations}
        rules={rules}
        cards={(await services.teachingCards?.beside(actor, order)) ?? []}
        mayMakeCard={(await services.teachingCards?.refusal(actor, order)) === null}
        next={next}
        back="/"
        reply={await replyFor(actor, order, reply)}
        model={mayDo(actor, 'reply.rewrite') ? (services.drafting?.model ?? null) : null}
        rate={await rateView(c, deps, `/orders/${encodeURIComponent(id)}/ratings`, { order: id }, async () =>
          services.ratings === undefined ? [] : services.ratings.ofOrder(actor, id, rules),
        )}
        {...said}
      />
    );
    return renderPage(c, page, status);
  }

  /** The reply as typed, or as drafted, with what the check finds in it. */
  async function replyFor(
    actor: Actor,
    order: OrderDetail,
    typed: string | undefined,
  ): Promise<ReplyView | null> {
    const text = typed ?? order.suggestion?.draftReply;
    if (text === undefined) return null;
    const checked = (await services.replies?.checkOrder(actor, order.id, text)) ?? null;
    return { text, checked, isTyped: typed !== undefined };
  }

  async function act(c: Ctx, id: string, done: Done, run: (actor: Actor) => Promise<OrderDetail>) {
    try {
      await run(actorOf(c));
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, id, { error: message }, status);
    }
    return c.redirect(`/orders/${encodeURIComponent(id)}?done=${done}`, 303);
  }

  app.get('/orders/:id', requireSession, (c) => {
    const done = DONE.find((name) => name === c.req.query('done'));
    return show(c, c.req.param('id'), done === undefined ? {} : { done });
  });

  app.post('/orders/:id/dispatch', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'dispatched', (actor) => services.handling.dispatch(actor, id));
  });

  app.post('/orders/:id/acknowledge', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'acknowledged', (actor) => services.handling.acknowledge(actor, id));
  });

  // Without script: the reply comes back with its faults, or a fresh draft in its place.
  app.post('/orders/:id/reply', requireSession, async (c) => {
    const id = c.req.param('id');
    const { text, act: wanted } = await c.req.parseBody();
    if (wanted === 'draft') {
      const drafted = await replyServices(services).draft(actorOf(c), id);
      return show(c, id, { reply: drafted.text });
    }
    const value = { text: typeof text === 'string' ? text.replaceAll('\r\n', '\n') : text };
    const parsed = replyTextSchema.safeParse(value);
    if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
    return show(c, id, { reply: parsed.data.text });
  });

  // Without script: the page comes back at what was rated, with the reason to add.
  app.post('/orders/:id/ratings', requireSession, async (c) => {
    const id = c.req.param('id');
    try {
      const rated = await rateByForm(c, deps, { order: id });
      return c.redirect(`/orders/${encodeURIComponent(id)}?rated=${rated}#${rated}`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || !RATE_STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, id, { error: message }, status);
    }
  });

  app.post('/orders/:id/spot-check', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'checked', async (actor) => {
      const { right } = await c.req.parseBody();
      const value = { right: right === 'yes' ? true : right === 'no' ? false : undefined };
      const parsed = spotCheckSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      return dispatchServices(services).rights.spotCheck(actor, id, { right: parsed.data.right });
    });
  });

  app.post('/orders/:id/correct', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'corrected', async (actor) => {
      const { _csrf, ...form } = await c.req.parseBody();
      const filled = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
      const parsed = changeSchema.safeParse(filled);
      if (!parsed.success) throw validationError(parsed.error.issues, filled, 'form');
      return services.handling.correct(actor, id, changeOf(parsed.data));
    });
  });
  return app;
}
