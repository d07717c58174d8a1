import { Hono } from 'hono';
import { AppError } from '../../../kernel/errors.ts';
import { SearchPage } from '../../../web/pages/search.tsx';
import type { AppEnv, Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { foundFor, isMasked } from '../../search-query.ts';

/** One field for everything; the number of an order leads to it at once. */
export function searchPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  app.get('/search', requireSession, async (c) => {
    const q = c.req.query('q')?.trim() ?? '';
    const page = { frame: frameOf(c, deps), q, isMasked: isMasked(c) };
    if (q === '') return renderPage(c, <SearchPage {...page} sections={null} />);
    try {
      const { found, sections } = await foundFor(c, deps, q);
      if (found.exact !== null) return c.redirect(`/orders/${encodeURIComponent(found.exact.id)}`, 303);
      return renderPage(c, <SearchPage {...page} sections={sections} />);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_field') throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, <SearchPage {...page} sections={null} error={message} />, status);
    }
  });
  return app;
}
