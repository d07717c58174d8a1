import { Hono } from 'hono';
import { searchHandbook } from '../../../web/handbook.ts';
import { HandbookPage } from '../../../web/pages/handbook.tsx';
import type { AppEnv, Deps } from '../../context.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';

/** The handbook, for everybody who is logged in. */
export function handbookPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  app.get('/handbook', requireSession, (c) => {
    const q = (c.req.query('q') ?? '').slice(0, 200).trim();
    return renderPage(
      c,
      <HandbookPage
        frame={frameOf(c, deps)}
        q={q}
        chapters={deps.handbook}
        hits={q === '' ? null : searchHandbook(deps.handbook, q)}
      />,
    );
  });
  return app;
}
