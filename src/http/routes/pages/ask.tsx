import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../../../kernel/errors.ts';
import { AskPage } from '../../../web/pages/ask.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { RATE_STAYS, rateByForm, rateView } from '../../rating-form.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { askSchema } from '../ask.ts';

/** The question page; a wrong date is said beside the form. */
export function askPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  async function show(
    c: Ctx,
    { q, date }: { q: string; date: string },
    error?: string,
    status: ContentfulStatusCode = 200,
  ) {
    const frame = frameOf(c, deps);
    const here = c.req.method === 'GET' ? frame.here : `/ask?${new URLSearchParams({ q, date })}`;
    const shown = { frame: { ...frame, here }, profile, query: q, date };
    if (q.trim() === '') return renderPage(c, <AskPage {...shown} answer={null} />, status);
    const asked = date === '' ? { q } : { q, date };
    const parsed = askSchema.safeParse(asked);
    if (!parsed.success) {
      const { message } = validationError(parsed.error.issues, asked, 'form');
      return renderPage(c, <AskPage {...shown} answer={null} error={message} />, 400);
    }
    const answer = services.engine.ask({ query: q, ...(date === '' ? {} : { eventDate: date }) });
    // Shown again after a rating, it was not asked again.
    if (c.req.method === 'GET' && c.req.query('rated') === undefined) services.knowledgeCare?.used(answer);
    const target = { question: q, ...(date === '' ? {} : { date }) };
    const rate = await rateView(c, deps, '/ask/ratings', target, async () =>
      services.ratings === undefined ? [] : services.ratings.ofQuestion(actorOf(c), target, answer),
    );
    return renderPage(
      c,
      <AskPage {...shown} answer={answer} rate={rate} {...(error === undefined ? {} : { error })} />,
      status,
    );
  }

  app.get('/ask', requireSession, (c) => {
    const { q = '', date = '' } = c.req.query();
    return show(c, { q, date });
  });

  // Without script: the answer comes back at what was rated, with the reason to add.
  app.post('/ask/ratings', requireSession, async (c) => {
    const body = await c.req.parseBody();
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const [question, date] = [text('question'), text('date')];
    try {
      const rated = await rateByForm(c, deps, { question, ...(date === '' ? {} : { date }) });
      const query = new URLSearchParams({ q: question, ...(date === '' ? {} : { date }), rated });
      return c.redirect(`/ask?${query}#${rated}`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || !RATE_STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, { q: question, date }, message, status);
    }
  });
  return app;
}
