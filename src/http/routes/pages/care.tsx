import { Hono } from 'hono';
import type { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import type { ErrorCode } from '../../../kernel/errors.ts';
import { AbusePage } from '../../../web/pages/abuse.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { abuseServices, flagSchema, reviewSchema } from '../care.ts';

/** Refusals after which the list is shown again. */
const STAYS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'bad_field',
  'missing_field',
  'conflict',
  'forbidden',
]);

/** Abuse of staff by callers, and the break that a person takes or does not. */
export function carePages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();

  async function list(
    c: Ctx,
    said: { done?: string; error?: string } = {},
    status: 200 | 400 | 403 | 409 = 200,
  ) {
    const flags = await abuseServices(services).waiting(actorOf(c));
    return renderPage(
      c,
      <AbusePage frame={{ ...frameOf(c, deps), here: '/abuse' }} flags={flags} {...said} />,
      status,
    );
  }

  app.get('/abuse', requireSession, (c) =>
    list(c, c.req.query('done') === undefined ? {} : { done: '已复核。' }),
  );

  app.post('/abuse/:id', requireSession, async (c) => {
    try {
      const given = formOf(reviewSchema, await c.req.parseBody());
      await abuseServices(services).review(actorOf(c), c.req.param('id'), given);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { message, status } = problemOf(error);
      return list(c, { error: message }, status as 400);
    }
    return c.redirect('/abuse?done=reviewed', 303);
  });

  app.post('/orders/:id/abuse', requireSession, async (c) => {
    const id = c.req.param('id');
    const { back, ...form } = await c.req.parseBody();
    await abuseServices(services).flag(actorOf(c), id, formOf(flagSchema, form));
    const to = localPath(back);
    return c.redirect(to === '/' ? `/orders/${encodeURIComponent(id)}#abuse` : to, 303);
  });

  app.post('/rest', requireSession, async (c) => {
    services.rest?.done(actorOf(c).id);
    return c.redirect(localPath((await c.req.parseBody())['back']), 303);
  });
  return app;
}

function formOf<T extends z.ZodType>(
  schema: T,
  { _csrf, ...form }: Readonly<Record<string, unknown>>,
): z.output<T> {
  const parsed = schema.safeParse(form);
  if (!parsed.success) throw validationError(parsed.error.issues, form, 'form');
  return parsed.data;
}
