import { Hono } from 'hono';
import { AskPage } from '../../../web/pages/ask.tsx';
import type { AppEnv, Deps } from '../../context.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { askSchema } from '../ask.ts';

/** The question page; a wrong date is said beside the form. */
export function askPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  app.get('/ask', requireSession, (c) => {
    const { q = '', date = '' } = c.req.query();
    const shown = { frame: frameOf(c, deps), profile, query: q, date };
    if (q.trim() === '') return renderPage(c, <AskPage {...shown} answer={null} />);
    const asked = date === '' ? { q } : { q, date };
    const parsed = askSchema.safeParse(asked);
    if (!parsed.success) {
      const { message } = validationError(parsed.error.issues, asked, 'form');
      return renderPage(c, <AskPage {...shown} answer={null} error={message} />, 400);
    }
    const answer = services.engine.ask({ query: q, ...(date === '' ? {} : { eventDate: date }) });
    services.knowledgeCare?.used(answer);
    return renderPage(c, <AskPage {...shown} answer={answer} />);
  });
  return app;
}
