import { Hono } from 'hono';
import type { SelfCallback } from '../../../app/callback/callback-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { BLANK_CALLBACK } from '../../../web/components/verdict-questions.tsx';
import type { CallbackForm } from '../../../web/components/verdict-questions.tsx';
import { SelfCallbackPage } from '../../../web/pages/self-callback.tsx';
import { typedCallback, verdictOf } from '../../callback-form.ts';
import { NOTE_LIMIT } from '../../callback-schemas.ts';
import type { AppEnv, Ctx, Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { rateLimit } from '../../rate-limit.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { callbackServices } from '../callbacks.ts';
import { PUBLIC_PER_MINUTE } from '../public.ts';

/** Where a caller judges by a link, without an account. */
export function selfCallbackPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  app.use('/callback/*', rateLimit(deps.clock, PUBLIC_PER_MINUTE, deps.config.trustedProxies));

  app.get('/callback/:token', async (c) => show(c, await seenBy(c.req.param('token')), BLANK_CALLBACK));

  app.post('/callback/:token', async (c) => {
    const token = c.req.param('token');
    const form = typedCallback(await c.req.parseBody({ all: true }));
    try {
      return show(c, await callbackServices(deps.services).judge(token, verdictOf(form), noteOf(form)), form);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isField = error.code === 'bad_field' && typeof error.details['reason'] === 'string';
      if (!isField && error.code !== 'link_expired' && error.code !== 'not_found') throw error;
      return show(
        c,
        await seenBy(token),
        form,
        isField ? String(error.details['reason']) : undefined,
        problemOf(error).status,
      );
    }
  });

  async function seenBy(token: string): Promise<SelfCallback | null> {
    try {
      return await callbackServices(deps.services).byLink(token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    }
  }

  function show(
    c: Ctx,
    seen: SelfCallback | null,
    form: CallbackForm,
    error?: string,
    status: Parameters<typeof renderPage>[2] = seen === null ? 404 : 200,
  ) {
    c.header('x-robots-tag', 'noindex');
    // Nobody is signed in here, whoever looks: the page holds nothing of a session.
    const frame = { ...frameOf(c, deps), actor: null, csrf: '' };
    return renderPage(c, <SelfCallbackPage frame={frame} seen={seen} form={form} error={error} />, status);
  }
  return app;
}

/** Throws `bad_field` for a note that is too long. */
function noteOf({ note }: CallbackForm): string {
  if (note.length <= NOTE_LIMIT) return note.trim();
  throw new AppError('bad_field', { where: '', field: 'note', reason: `补充不超过 ${NOTE_LIMIT} 字` });
}
