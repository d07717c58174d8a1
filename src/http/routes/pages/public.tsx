import { Hono } from 'hono';
import { PublicPage } from '../../../web/pages/public.tsx';
import type { AppEnv, Deps } from '../../context.ts';
import { publicQuery } from '../../knowledge-schemas.ts';
import { rateLimit } from '../../rate-limit.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { PUBLIC_PER_MINUTE, publicServices } from '../public.ts';

/** What anybody may read, as a page. */
export function publicPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  app.get('/public', rateLimit(deps.clock, PUBLIC_PER_MINUTE, deps.config.trustedProxies), async (c) => {
    const asked = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const parsed = publicQuery.safeParse(asked);
    const { q = '', page = 1 } = parsed.success ? parsed.data : {};
    c.header('x-robots-tag', 'noindex');
    return renderPage(
      c,
      <PublicPage
        // Nobody is signed in here, whoever looks: the page holds nothing of a session.
        frame={{ ...frameOf(c, deps), actor: null, csrf: '' }}
        q={q}
        found={await publicServices(deps.services).search(q, page)}
        error={parsed.success ? undefined : validationError(parsed.error.issues, asked, 'form').message}
      />,
      parsed.success ? 200 : 400,
    );
  });
  return app;
}
