import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErasureTarget, RetentionReport } from '../../../app/privacy/privacy-types.ts';
import { scopeOf } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { AdminErasurePage } from '../../../web/pages/admin-erasure.tsx';
import { AdminPrivacyPage } from '../../../web/pages/admin-privacy.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { privacyOf } from '../privacy.ts';

/** Refusals that show the page again with what was typed. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'conflict',
  'erasure_refused',
  'not_found',
  'database_busy',
]);

const DONE: Readonly<Record<string, string>> = {
  held: '已依法保留，解除之前不会清除。',
  released: '已解除保留。',
  cleaning: '已开始清理磁盘残留，在后台进行。',
  erased: '已清除，记录见下。',
};

type Form = Readonly<Record<string, string>>;
type Shown = { readonly error?: string; readonly status?: ContentfulStatusCode; readonly kept?: Form };

/** What is kept of people and how it goes. Every act is a form that leads back; erasing shows first what goes. */
export function adminPrivacyPages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();
  const desk = () => privacyOf(services);
  const frame = (c: Ctx) => ({ ...frameOf(c, deps), here: '/admin/privacy' });

  async function formOf(c: Ctx): Promise<Form> {
    scopeOf(actorOf(c), 'privacy.manage');
    const body = await c.req.parseBody();
    return Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) =>
        name !== '_csrf' && typeof value === 'string' ? [[name, value.trim()]] : [],
      ),
    );
  }

  async function show(c: Ctx, { error, status, kept = {} }: Shown = {}, due: RetentionReport | null = null) {
    const done = c.req.method === 'GET' ? DONE[c.req.query('done') ?? ''] : undefined;
    const view = await desk().view(actorOf(c));
    return renderPage(
      c,
      <AdminPrivacyPage frame={frame(c)} view={view} due={due} kept={kept} done={done} error={error} />,
      status,
    );
  }

  async function act(
    c: Ctx,
    run: (form: Form) => Promise<Response>,
    again: (shown: Shown) => Promise<Response>,
  ) {
    const form = await formOf(c);
    try {
      return await run(form);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return again({ status, error: message, kept: form });
    }
  }

  const ask = (c: Ctx, form: Form, targets: readonly ErasureTarget[], shown: Shown = {}) =>
    renderPage(
      c,
      <AdminErasurePage frame={frame(c)} form={form} targets={targets} error={shown.error} />,
      shown.status,
    );
  const askedOf = (form: Form) => ({
    order: form['order'] ?? '',
    person: form['person'] === 'on',
    what: form['what'] === 'caller' ? ('caller' as const) : ('all' as const),
    reason: form['reason'] ?? '',
    confirm: form['confirm'] ?? '',
  });

  app.get('/admin/privacy', requireSession, (c) => show(c));
  app.get('/admin/privacy/due', requireSession, async (c) => {
    const due = await desk().retain(actorOf(c), { apply: false });
    return show(c, {}, due);
  });
  app.post('/admin/privacy/look', requireSession, (c) =>
    act(
      c,
      async (form) => ask(c, form, await desk().look(actorOf(c), askedOf(form))),
      (shown) => Promise.resolve(show(c, shown)),
    ),
  );
  app.post('/admin/privacy/erase', requireSession, (c) =>
    act(
      c,
      async (form) => {
        await desk().erase(actorOf(c), askedOf(form));
        return c.redirect('/admin/privacy?done=erased', 303);
      },
      async (shown) => {
        const form = shown.kept ?? {};
        const targets = await desk().look(actorOf(c), askedOf(form));
        return ask(c, form, targets, shown);
      },
    ),
  );
  app.post('/admin/privacy/holds', requireSession, (c) =>
    act(
      c,
      async ({ order = '', reason = '' }) => {
        await desk().hold(actorOf(c), order, reason);
        return c.redirect('/admin/privacy?done=held', 303);
      },
      (shown) => Promise.resolve(show(c, shown)),
    ),
  );
  app.post('/admin/privacy/holds/:id/end', requireSession, (c) =>
    act(
      c,
      async ({ reason = '' }) => {
        await desk().release(actorOf(c), c.req.param('id') ?? '', reason);
        return c.redirect('/admin/privacy?done=released', 303);
      },
      (shown) => Promise.resolve(show(c, shown)),
    ),
  );
  app.post('/admin/privacy/clean', requireSession, (c) =>
    act(
      c,
      async () => {
        await desk().clean(actorOf(c));
        return c.redirect('/admin/privacy?done=cleaning', 303);
      },
      (shown) => Promise.resolve(show(c, shown)),
    ),
  );
  return app;
}
