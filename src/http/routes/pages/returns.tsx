import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../../../kernel/errors.ts';
import { isoDay } from '../../../web/format.ts';
import { RefusalsPage } from '../../../web/pages/refusals.tsx';
import { EMPTY_RULE, ReturnsBriefPage, type RuleForm } from '../../../web/pages/returns-brief.tsx';
import { keptRulingForm } from '../../../web/ruling-values.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { keptRulingOf, valuesIn } from '../../ruling-form.ts';
import { endingServices } from '../endings.ts';
import { returnServices } from '../returns.ts';
import { MOVE_STAYS, fieldsOf, versionOf } from './endings.tsx';

const DAY_MS = 86_400_000;
/** Days that statistics are about unless others are asked for. */
const DAYS = 30;

/** Briefs on disputed returns, ruling on them, and how units return orders. */
export function returnPages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();

  async function show(c: Ctx, form: RuleForm, error?: string, status: ContentfulStatusCode = 200) {
    const id = c.req.param('id') ?? '';
    const brief = await returnServices(services).brief(actorOf(c), id);
    return renderPage(
      c,
      <ReturnsBriefPage
        frame={{ ...frameOf(c, deps), here: `/orders/${encodeURIComponent(id)}/brief` }}
        profile={profile}
        brief={brief}
        form={form}
        done={error === undefined && c.req.query('done') === 'ruled'}
        error={error}
      />,
      status,
    );
  }

  app.get('/orders/:id/brief', requireSession, (c) => show(c, EMPTY_RULE));

  app.post('/orders/:id/brief', requireSession, async (c) => {
    const field = await fieldsOf(c);
    const form: RuleForm = {
      ...keptRulingForm(valuesIn(await c.req.parseBody({ all: true }))),
      lead: field('lead'),
      reason: field('reason'),
      approver: field('approver'),
    };
    const { lead, reason, approver } = form;
    const id = c.req.param('id');
    try {
      const ruling = keptRulingOf(form);
      await services.handling.move(actorOf(c), id, {
        move: 'rule',
        data: {
          lead,
          reason,
          ...(approver === '' ? {} : { approver }),
          ...(ruling === undefined ? {} : { ruling }),
        },
        ...versionOf(field('version')),
      });
    } catch (error) {
      if (!(error instanceof AppError) || !MOVE_STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, form, message, status);
    }
    return c.redirect(`/orders/${encodeURIComponent(id)}/brief?done=ruled`, 303);
  });

  app.get('/refusals', requireSession, async (c) => {
    const actor = actorOf(c);
    const now = clock.now();
    const period = {
      from: c.req.query('from') ?? isoDay(now - DAYS * DAY_MS),
      to: c.req.query('to') ?? isoDay(now + DAY_MS),
    };
    const page = (rest: Omit<Parameters<typeof RefusalsPage>[0], 'frame' | 'period'>) => (
      <RefusalsPage frame={{ ...frameOf(c, deps), here: '/refusals' }} period={period} {...rest} />
    );
    try {
      const refusals = await returnServices(services).refusals(actor, period);
      const unreasonable = await endingServices(services).unreasonable(actor, period);
      return renderPage(c, page({ refusals, unreasonable }));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_field') throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, page({ refusals: null, unreasonable: null, error: message }), status);
    }
  });
  return app;
}
