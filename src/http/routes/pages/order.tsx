import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { CheckedReply } from '../../../app/replies/reply-types.ts';
import type { Actor, OrderDetail, Services } from '../../../app/types.ts';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { REPLY_LIMIT } from '../../../kernel/limits.ts';
import { dispatchServices, spotCheckSchema } from '../rights.ts';
import type { ReplyView } from '../../../web/components/reply-editor.tsx';
import { dateTime } from '../../../web/format.ts';
import type { KeptForm } from '../../../web/kept-form.ts';
import { EVENT } from '../../../web/labels.ts';
import { DONE, OrderPage, type Done } from '../../../web/pages/order.tsx';
import { TracePage } from '../../../web/pages/trace.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { evidenceBlock, hintsBlock } from '../../order-blocks.tsx';
import { RATE_STAYS, rateByForm, rateView } from '../../rating-form.ts';
import { requireSession } from '../../middleware/auth.ts';
import { fieldLabel, moveOfForm, sentForm } from '../../move-form.ts';
import { firstTab, tabFilter } from '../../queue-tabs.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { changeOf, changeSchema } from '../handling.ts';
import { MOVE_STAYS } from './endings.tsx';
import { replyServices } from '../replies.ts';

/** The first order that waits for this person and is not this one. */
async function nextWaiting(
  services: Services,
  actor: Actor,
  id: string,
  now: number,
): Promise<string | null> {
  const filter = tabFilter(firstTab(actor), actor, now);
  const { rows } = await services.orders.list(actor, filter, { page: 1, pageSize: 2 });
  const next = rows.find((row) => row.id !== id);
  return next === undefined ? null : `/orders/${encodeURIComponent(next.id)}`;
}

/** What stands for a check of a text that is not read to its end. */
const tooLong = ({ length }: string): CheckedReply => ({
  faults: [],
  mayFinish: false,
  state: `答复最多 ${REPLY_LIMIT} 字，现在 ${length} 字，请删去 ${length - REPLY_LIMIT} 字。写下的都还在，没有截断。`,
});

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
    extra: { done?: Done; error?: string; reply?: string; kept?: KeptForm },
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
          : null) ?? nextWaiting(services, actor, id, deps.clock.now()))(),
      services.duplicates?.relations(actor, id) ?? null,
    ]);
    const rules = (await services.ruleCards?.beside(actor, order)) ?? [];
    const evidence = await evidenceBlock(c, deps, order);
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
        evidence={evidence.block}
        evidenceKeys={evidence.keys}
        hints={await hintsBlock(c, deps, order)}
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
    const checked =
      text.length > REPLY_LIMIT
        ? tooLong(text)
        : ((await services.replies?.checkOrder(actor, order.id, text)) ?? null);
    return { text, checked, isTyped: typed !== undefined };
  }

  async function act(
    c: Ctx,
    id: string,
    done: Done,
    run: (actor: Actor, seen: number | undefined) => Promise<OrderDetail>,
  ) {
    try {
      const { version } = await c.req.parseBody();
      // A page without it was made by an older program; what it asks for is still checked by the table of moves.
      await run(
        actorOf(c),
        typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : undefined,
      );
    } catch (error) {
      if (!(error instanceof AppError) || !MOVE_STAYS.has(error.code)) throw error;
      return show(c, id, { error: await refusalWords(c, id, error) }, problemOf(error).status);
    }
    return c.redirect(`/orders/${encodeURIComponent(id)}?done=${done}`, 303);
  }

  app.get('/orders/:id', requireSession, (c) => {
    const done = DONE.find((name) => name === c.req.query('done'));
    return show(c, c.req.param('id'), done === undefined ? {} : { done });
  });

  app.get('/orders/:id/trace', requireSession, async (c) => {
    const trace = await services.orders.trace(actorOf(c), c.req.param('id'));
    return renderPage(c, <TracePage frame={frameOf(c, deps)} trace={trace} />);
  });

  app.post('/orders/:id/dispatch', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'dispatched', (actor, seen) => services.handling.dispatch(actor, id, seen));
  });

  app.post('/orders/:id/acknowledge', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, 'acknowledged', (actor, seen) => services.handling.acknowledge(actor, id, seen));
  });

  // Every other move; refused, the form comes back as it was typed.
  app.post('/orders/:id/moves', requireSession, async (c) => {
    const id = c.req.param('id');
    const form = sentForm(await c.req.parseBody({ all: true }));
    const asked = typeof form['move'] === 'string' ? form['move'] : '';
    const kept = { move: asked, values: form };
    const reply = asked === 'reply' && typeof form['text'] === 'string' ? { reply: form['text'] } : {};
    try {
      const { move, data, version } = moveOfForm(form);
      await services.handling.move(actorOf(c), id, { move, data, version });
    } catch (error) {
      if (!(error instanceof AppError) || !MOVE_STAYS.has(error.code)) throw error;
      const words = await refusalWords(c, id, error);
      return show(c, id, { error: words, kept, ...reply }, problemOf(error).status);
    }
    return c.redirect(`/orders/${encodeURIComponent(id)}?done=${encodeURIComponent(asked)}`, 303);
  });

  /** Why an act was refused, for the person who tried it. */
  async function refusalWords(c: Ctx, id: string, error: AppError): Promise<string> {
    const { details } = error;
    if (error.code === 'bad_field' && typeof details['field'] === 'string')
      return `“${fieldLabel(details['field'])}”：${String(details['reason'])}`;
    if (error.code !== 'order_changed') return problemOf(error).message;
    const last = (await services.orders.get(actorOf(c), id)).events.at(-1);
    const told = last === undefined ? '' : `：${dateTime(last.at)} ${last.actor}${EVENT[last.event]}`;
    return `您打开这一页之后，工单已经有人办过${told}。请看过“现状”和“经过”再决定；写下的内容都还在。`;
  }

  // Without script: the reply comes back with its faults, or a fresh draft in its place.
  app.post('/orders/:id/reply', requireSession, async (c) => {
    const id = c.req.param('id');
    const form = await c.req.parseBody({ all: true });
    const { text, act: wanted } = form;
    const kept = { move: 'reply', values: sentForm(form) };
    if (wanted === 'draft') {
      const drafted = await replyServices(services).draft(actorOf(c), id);
      return show(c, id, { reply: drafted.text, kept });
    }
    if (typeof text !== 'string')
      throw new AppError('bad_field', { where: '', field: 'text', reason: '须为文字' });
    return show(c, id, { reply: text.replaceAll('\r\n', '\n'), kept });
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
    return act(c, id, 'corrected', async (actor, seen) => {
      const { _csrf, version: _seen, ...form } = await c.req.parseBody();
      const filled = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
      const parsed = changeSchema.safeParse(filled);
      if (!parsed.success) throw validationError(parsed.error.issues, filled, 'form');
      return services.handling.correct(actor, id, changeOf(parsed.data), seen);
    });
  });
  return app;
}
