import { Hono } from 'hono';
import type { z } from '@hono/zod-openapi';
import { RatingListPage } from '../../../web/pages/rating-list.tsx';
import { RatingsPage, type RatingQuery } from '../../../web/pages/ratings.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { requireSession } from '../../middleware/auth.ts';
import { listFilter, present, ratingQuery, reportQuery } from '../../rating-schemas.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { ratingServices } from '../ratings.ts';
import { submittedFor } from './knowledge.tsx';

const RESTS = ['entry', 'rule', 'article'];

const filled = (c: Ctx): Record<string, string> =>
  Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));

/** What a query asks for, or nothing and what is wrong with it. */
function checked<S extends z.ZodType>(
  schema: S,
  asked: Record<string, string>,
): { value: z.infer<S> | null; error: string | undefined } {
  const parsed = schema.safeParse(asked);
  return parsed.success
    ? { value: parsed.data, error: undefined }
    : { value: null, error: validationError(parsed.error.issues, asked, 'form').message };
}

/** What people said of suggestions: the evaluation, and down to single orders. */
export function ratingPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  app.get('/knowledge/ratings', requireSession, async (c) => {
    const { rest, ...asked } = filled(c);
    const { value, error } = checked(reportQuery, asked);
    const report = await ratingServices(services).report(actorOf(c), present(value ?? {}));
    const shown = { ...asked, ...(rest !== undefined && RESTS.includes(rest) ? { rest } : {}) };
    return renderPage(
      c,
      <RatingsPage
        frame={frameOf(c, deps)}
        query={shown as RatingQuery}
        report={report}
        submitted={services.knowledgeCare === undefined ? null : await submittedFor(c, deps)}
        error={error}
      />,
      error === undefined ? 200 : 400,
    );
  });

  app.get('/knowledge/ratings/list', requireSession, async (c) => {
    const { before: _, after: __, ...asked } = filled(c);
    const { value, error } = checked(ratingQuery, asked);
    const { filter, page } = listFilter(value ?? {});
    return renderPage(
      c,
      <RatingListPage
        frame={frameOf(c, deps)}
        profile={profile}
        query={asked}
        ratings={await ratingServices(services).list(actorOf(c), filter, page)}
        submitted={services.knowledgeCare === undefined ? null : await submittedFor(c, deps)}
        error={error}
      />,
      error === undefined ? 200 : 400,
    );
  });
  return app;
}
