import { Hono } from 'hono';
import { LOOKED } from '../../../app/callback/callback-desk.ts';
import type { CallbackDesk, CallbackRow } from '../../../app/callback/callback-types.ts';
import { cannotCall } from '../../../app/callback/callback-words.ts';
import { namesOf } from '../../../app/context.ts';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { OrderAbuse } from '../../../web/components/order-abuse.tsx';
import { BLANK_CALLBACK } from '../../../web/components/verdict-questions.tsx';
import type { CallbackForm } from '../../../web/components/verdict-questions.tsx';
import { CallbackPage } from '../../../web/pages/callback.tsx';
import { CALLBACK_DONE, CallbacksPage, callbackUrl } from '../../../web/pages/callbacks.tsx';
import { actOf, recordOf, typedCallback } from '../../callback-form.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { callbackServices, selfPath } from '../callbacks.ts';

/** Refusals after which the person stays at the page, with what was typed. */
const STAYS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'bad_field',
  'missing_field',
  'callback_claimed',
  'conflict',
  'illegal_move',
  'order_changed',
]);

/** Calling back, one after the other. */
export function callbackPages(deps: Deps) {
  const { profile } = deps;
  const app = new Hono<AppEnv>();
  const desk = (): CallbackDesk => callbackServices(deps.services);
  const names = namesOf(profile);
  const doneOf = (c: Ctx) => CALLBACK_DONE.find((known) => known === c.req.query('done'));

  app.get('/callbacks', requireSession, async (c) => {
    const { due, judged, later, looked } = await desk().list(actorOf(c));
    const now = deps.clock.now();
    const told = (rows: readonly CallbackRow[]) =>
      rows.map((row) => ({ ...row, closed: cannotCall(row.standing, now) }));
    return renderPage(
      c,
      <CallbacksPage
        frame={frameOf(c, deps)}
        lists={{ due: told(due), judged: told(judged), later: told(later) }}
        names={names}
        cutAt={looked >= LOOKED ? LOOKED : undefined}
        done={doneOf(c)}
        isLive={deps.services.live !== undefined}
      />,
    );
  });

  app.get('/callbacks/:id', requireSession, (c) => show(c, c.req.param('id'), {}));

  app.post('/callbacks/:id/take', requireSession, async (c) => {
    const id = c.req.param('id');
    return stay(c, id, BLANK_CALLBACK, async () => {
      await desk().take(actorOf(c), id);
      return c.redirect(callbackUrl(id), 303);
    });
  });

  app.post('/callbacks/:id/release', requireSession, async (c) => {
    await desk().release(actorOf(c), c.req.param('id'));
    return c.redirect('/callbacks?done=released', 303);
  });

  app.post('/callbacks/:id/link', requireSession, async (c) => {
    const id = c.req.param('id');
    return stay(c, id, BLANK_CALLBACK, async () => {
      const { token, expiresAt } = await desk().link(actorOf(c), id);
      return show(c, id, { link: { path: selfPath(token), expiresAt } });
    });
  });

  app.post('/callbacks/:id', requireSession, async (c) => {
    const id = c.req.param('id');
    const actor = actorOf(c);
    const body = await c.req.parseBody({ all: true });
    const form = typedCallback(body);
    return stay(c, id, form, async () => {
      const act = actOf(body);
      const version = Number(body['version']);
      const { verdict } = await desk().show(actor, id);
      const data = recordOf(act, form, verdict !== null);
      const next = await nextAfter(c, id);
      await desk().record(actor, id, { data, ...(Number.isInteger(version) ? { version } : {}) });
      return c.redirect(`${next === null ? '/callbacks' : callbackUrl(next)}?done=${act}`, 303);
    });
  });

  /** The order below this one that nobody else is calling; from the last one on to the first. */
  async function nextAfter(c: Ctx, id: string): Promise<string | null> {
    const actor = actorOf(c);
    const { due, judged } = await desk().list(actor);
    const rows = [...due, ...judged];
    const at = rows.findIndex((row) => row.id === id);
    const others = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))];
    return others.find(({ claimedBy }) => claimedBy === null || claimedBy.id === actor.id)?.id ?? null;
  }

  /** Does it; where that is refused, the page says why and keeps what was typed. */
  async function stay(c: Ctx, id: string, form: CallbackForm, work: () => Promise<Response>) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { message, status } = problemOf(error);
      const isField = error.code === 'bad_field' && typeof error.details['reason'] === 'string';
      return show(c, id, { form, error: isField ? String(error.details['reason']) : message }, status);
    }
  }

  async function show(
    c: Ctx,
    id: string,
    said: {
      readonly form?: CallbackForm;
      readonly error?: string;
      readonly link?: { readonly path: string; readonly expiresAt: number };
    },
    status: Parameters<typeof renderPage>[2] = 200,
  ) {
    const actor = actorOf(c);
    const view = await desk().show(actor, id);
    const abuse = (await deps.services.abuse?.beside(actor, id)) ?? null;
    return renderPage(
      c,
      <CallbackPage
        frame={frameOf(c, deps)}
        view={view}
        unit={names.unit(view.unit)}
        issueType={names.issueType(view.issueType)}
        calls={mayDo(actor, 'callback.record')}
        form={said.form ?? BLANK_CALLBACK}
        done={doneOf(c)}
        error={said.error}
        abuse={<OrderAbuse frame={frameOf(c, deps)} orderId={id} abuse={abuse} back={callbackUrl(id)} />}
        link={said.link}
      />,
      status,
    );
  }
  return app;
}
