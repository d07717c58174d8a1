import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo } from '../../../app/rights.ts';
import type { RulingPreview } from '../../../app/dispatch/ruling-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { RULING_DONE, RulingsPage, type RulingForm } from '../../../web/pages/rulings.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { conditionForm } from '../../../web/ruling-values.ts';
import { conditionOf, valuesIn } from '../../ruling-form.ts';
import { endRulingSchema, newRulingSchema, rulingOf } from '../../ruling-schemas.ts';
import { validationError } from '../../validation.ts';
import { rulingServices } from '../rulings.ts';

/** Refusals that leave the person on the page, what was typed kept and the reason above it. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'ruling_conflict',
  'database_busy',
]);

/** A form as the API takes it: what is empty is absent. */
function valueOf(form: RulingForm): Record<string, unknown> {
  const { issueType, unit, reason, decidedBy, effectiveFrom, effectiveTo, originOrder } = form;
  const filled = Object.fromEntries(
    Object.entries({ issueType, unit, reason, decidedBy, effectiveFrom, effectiveTo, originOrder }).filter(
      ([, value]) => value !== '',
    ),
  );
  return {
    ...filled,
    condition: conditionOf(form),
    byStation: form.byStation,
    ...(form.joint === '' ? {} : { joint: form.joint === '-' ? null : form.joint }),
  };
}

/** The rulings, a form with a trial run, and ending one. */
export function rulingPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  async function show(
    c: Ctx,
    extra: { form?: RulingForm; preview?: RulingPreview; error?: string } = {},
    status: ContentfulStatusCode = 200,
  ) {
    const actor = actorOf(c);
    const rulings = await rulingServices(services).list(actor);
    const done = RULING_DONE.find((name) => name === c.req.query('done'));
    const page = (
      <RulingsPage
        frame={{ ...frameOf(c, deps), here: '/rulings' }}
        profile={profile}
        rulings={rulings}
        may={mayDo(actor, 'ruling.set')}
        origin={c.req.query('order') ?? ''}
        {...(done === undefined ? {} : { done })}
        {...extra}
      />
    );
    return renderPage(c, page, status);
  }

  async function formOf(c: Ctx): Promise<RulingForm> {
    const all = valuesIn(await c.req.parseBody({ all: true }));
    const one = (name: string): string => all(name)[0]?.trim() ?? '';
    return {
      issueType: one('issueType'),
      ...conditionForm(all),
      unit: one('unit'),
      byStation: one('byStation') === 'on',
      joint: one('joint'),
      reason: one('reason'),
      decidedBy: one('decidedBy'),
      effectiveFrom: one('effectiveFrom'),
      effectiveTo: one('effectiveTo'),
      originOrder: one('originOrder'),
    };
  }

  app.get('/rulings', requireSession, (c) => show(c));

  app.post('/rulings', requireSession, async (c) => {
    const form = await formOf(c);
    const wanted = (await c.req.parseBody())['act'];
    try {
      const value = valueOf(form);
      const parsed = newRulingSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const made = rulingOf(parsed.data);
      if (wanted !== 'add') {
        return show(c, { form, preview: await rulingServices(services).preview(actorOf(c), made) });
      }
      await rulingServices(services).add(actorOf(c), made);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, { form, error: message }, status);
    }
    return c.redirect('/rulings?done=added', 303);
  });

  app.post('/rulings/:id/end', requireSession, async (c) => {
    const { effectiveTo, reason } = await c.req.parseBody();
    const value = { effectiveTo, reason };
    try {
      const parsed = endRulingSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      await rulingServices(services).end(actorOf(c), c.req.param('id'), parsed.data);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, { error: message }, status);
    }
    return c.redirect('/rulings?done=ended', 303);
  });
  return app;
}
