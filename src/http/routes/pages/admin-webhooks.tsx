import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../../../kernel/errors.ts';
import { AdminWebhookPage } from '../../../web/pages/admin-webhook.tsx';
import { AdminWebhooksPage } from '../../../web/pages/admin-webhooks.tsx';
import type { TypedWebhook } from '../../../web/pages/admin-webhooks.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { newWebhook } from '../../webhook-schemas.ts';
import { webhooksOf } from '../connections.ts';

/** Refusals that show the page again with what was typed. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'missing_field',
  'bad_request',
  'conflict',
  'database_busy',
]);

const DONE: Readonly<Record<string, string>> = {
  removed: '已移除。',
  stopped: '已停止。',
  started: '已恢复，从停下的地方接着送。',
  resent: '已重新排队。',
};

type Shown = {
  readonly error?: string;
  readonly done?: string;
  readonly status?: ContentfulStatusCode;
};

const EMPTY: TypedWebhook = { name: '', url: '', unit: '', events: [] };

/** Systems that are told of orders. Every act is a form that leads back. */
export function adminWebhookPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();
  const desk = () => webhooksOf(services);
  const frame = (c: Ctx) => ({ ...frameOf(c, deps), here: '/admin/webhooks' });
  const doneOf = (c: Ctx, { done }: Shown): string | undefined =>
    done ?? (c.req.method === 'GET' ? DONE[c.req.query('done') ?? ''] : undefined);

  async function showAll(
    c: Ctx,
    shown: Shown & { typed?: TypedWebhook; made?: { name: string; secret: string } } = {},
  ) {
    const page = (
      <AdminWebhooksPage
        frame={frame(c)}
        profile={profile}
        webhooks={await desk().list(actorOf(c))}
        typed={shown.typed ?? EMPTY}
        made={shown.made}
        done={doneOf(c, shown)}
        error={shown.error}
      />
    );
    return renderPage(c, page, shown.status);
  }

  async function showOne(c: Ctx, id: string, shown: Shown & { secret?: string } = {}) {
    const page = (
      <AdminWebhookPage
        frame={frame(c)}
        webhook={await desk().get(actorOf(c), id)}
        messages={await desk().messages(actorOf(c), id)}
        secret={shown.secret}
        done={doneOf(c, shown)}
        error={shown.error}
      />
    );
    return renderPage(c, page, shown.status);
  }

  app.get('/admin/webhooks', requireSession, (c) => showAll(c));
  app.post('/admin/webhooks', requireSession, async (c) => {
    const form = await c.req.parseBody({ all: true });
    const word = (name: string): string => (typeof form[name] === 'string' ? form[name].trim() : '');
    const events = [form['events'] ?? []].flat().filter((type) => typeof type === 'string');
    const typed = { name: word('name'), url: word('url'), unit: word('unit'), events };
    try {
      const value = { ...typed, unit: typed.unit === '' ? null : typed.unit };
      const parsed = newWebhook.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { secret } = await desk().add(actorOf(c), parsed.data);
      // Shown in this answer and nowhere else: an address would stay in the history.
      return await showAll(c, { made: { name: typed.name, secret } });
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return showAll(c, { status, error: message, typed });
    }
  });
  app.get('/admin/webhooks/:id', requireSession, (c) => showOne(c, c.req.param('id')));
  app.post('/admin/webhooks/:id/test', requireSession, async (c) => {
    const id = c.req.param('id');
    const { error, status, ms } = await desk().test(actorOf(c), id);
    return showOne(
      c,
      id,
      error === null
        ? { done: `对方收下了（答复 ${status}，${ms} 毫秒）。` }
        : { error: `对方没有收下：${error}。` },
    );
  });
  app.post('/admin/webhooks/:id/secret', requireSession, async (c) => {
    const id = c.req.param('id');
    return showOne(c, id, await desk().changeSecret(actorOf(c), id));
  });
  app.post('/admin/webhooks/:id/stop', requireSession, async (c) => {
    await desk().stop(actorOf(c), c.req.param('id'));
    return c.redirect(`/admin/webhooks/${c.req.param('id')}?done=stopped`, 303);
  });
  app.post('/admin/webhooks/:id/start', requireSession, async (c) => {
    await desk().start(actorOf(c), c.req.param('id'));
    return c.redirect(`/admin/webhooks/${c.req.param('id')}?done=started`, 303);
  });
  app.post('/admin/webhooks/:id/remove', requireSession, async (c) => {
    await desk().remove(actorOf(c), c.req.param('id'));
    return c.redirect('/admin/webhooks?done=removed', 303);
  });
  app.post('/admin/webhooks/:id/messages/:seq{[1-9][0-9]{0,14}}/resend', requireSession, async (c) => {
    const { id, seq } = c.req.param();
    await desk().resend(actorOf(c), id, Number(seq));
    return c.redirect(`/admin/webhooks/${id}?done=resent`, 303);
  });
  return app;
}
