import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AnnotationInput } from '../../../app/learning/learning-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { AnnotatePage } from '../../../web/pages/annotate.tsx';
import { DisagreementsPage } from '../../../web/pages/disagreements.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { annotationSchema, fillSchema } from '../../learning-schemas.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { annotatingOf } from '../annotation.ts';

const STAYS = new Set<AppError['code']>(['conflict', 'bad_field', 'missing_field', 'database_busy']);

/** Fields of a form without the empty ones; a type may come as `0101 名称` from the list of names. */
async function labelsOf(c: Ctx): Promise<AnnotationInput> {
  const { _csrf, ...form } = await c.req.parseBody();
  const filled: Record<string, unknown> = Object.fromEntries(
    Object.entries(form).filter(([, value]) => value !== ''),
  );
  if (typeof filled['issueType'] === 'string')
    filled['issueType'] = filled['issueType'].trim().split(/\s/)[0];
  const parsed = annotationSchema.safeParse(filled);
  if (!parsed.success) throw validationError(parsed.error.issues, filled, 'form');
  return parsed.data;
}

/** Labelling one text after the other, and settling what two people see differently. */
export function annotatePages(deps: Deps) {
  const { profile } = deps;
  const app = new Hono<AppEnv>();

  async function show(
    c: Ctx,
    extra: { after?: number; error?: string; saved?: boolean; added?: number },
    status: ContentfulStatusCode = 200,
  ) {
    const { after, ...rest } = extra;
    const annotating = annotatingOf(deps);
    const { task, waiting } = await annotating.next(actorOf(c), after);
    const counts = await annotating.counts(actorOf(c));
    const frame = { ...frameOf(c, deps), here: '/annotate' };
    const page = (
      <AnnotatePage frame={frame} profile={profile} task={task} waiting={waiting} counts={counts} {...rest} />
    );
    return renderPage(c, page, status);
  }

  async function showDisagreements(c: Ctx, error?: string, status: ContentfulStatusCode = 200) {
    const disagreements = await annotatingOf(deps).disagreements(actorOf(c));
    const statistics = await annotatingOf(deps).statistics(actorOf(c));
    const frame = { ...frameOf(c, deps), here: '/annotate/disagreements' };
    const page = (
      <DisagreementsPage
        frame={frame}
        profile={profile}
        disagreements={disagreements}
        statistics={statistics}
        error={error}
      />
    );
    return renderPage(c, page, status);
  }

  /** The refusals a person can do something about, shown on the page they came from. */
  function refusal(error: unknown) {
    if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
    return problemOf(error);
  }

  app.get('/annotate', requireSession, (c) => {
    const after = Number(c.req.query('after'));
    const added = c.req.query('added') ?? '';
    return show(c, {
      ...(/^\d{1,3}$/.test(added) ? { added: Number(added) } : {}),
      ...(Number.isSafeInteger(after) && after > 0 ? { after } : {}),
      ...(c.req.query('saved') === undefined ? {} : { saved: true }),
    });
  });

  app.get('/annotate/disagreements', requireSession, (c) => showDisagreements(c));

  app.post('/annotate/queue', requireSession, async (c) => {
    const { _csrf, ...form } = await c.req.parseBody();
    const value = { ...form, size: Number(form['size']) };
    const parsed = fillSchema.safeParse(value);
    try {
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { added } = await annotatingOf(deps).fill(actorOf(c), parsed.data.how, parsed.data.size);
      return c.redirect(`/annotate?added=${added}`, 303);
    } catch (error) {
      const { status, message } = refusal(error);
      return show(c, { error: message }, status);
    }
  });

  app.post('/annotate/:id', requireSession, async (c) => {
    try {
      await annotatingOf(deps).submit(actorOf(c), c.req.param('id'), await labelsOf(c));
    } catch (error) {
      const { status, message } = refusal(error);
      return show(c, { error: message }, status);
    }
    return c.redirect('/annotate?saved=1', 303);
  });

  app.post('/annotate/:id/adjudicate', requireSession, async (c) => {
    try {
      await annotatingOf(deps).adjudicate(actorOf(c), c.req.param('id'), await labelsOf(c));
    } catch (error) {
      const { status, message } = refusal(error);
      return showDisagreements(c, message, status);
    }
    return c.redirect('/annotate/disagreements', 303);
  });
  return app;
}
