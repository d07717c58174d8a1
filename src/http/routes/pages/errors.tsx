import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { PairAsked } from '../../../app/learning/misreading-types.ts';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { isoDay } from '../../../web/format.ts';
import { MisreadOrdersPage, type CauseForm } from '../../../web/pages/misread-orders.tsx';
import { errorOrdersPath, MisreadingsPage, type ErrorsQuery } from '../../../web/pages/misreadings.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { causeSchema, errorOrdersQuery } from '../../error-schemas.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { errorServices, pairOf } from '../errors.ts';

const DAY_MS = 86_400_000;
/** Days that are counted unless others are asked for. */
const DAYS = 90;
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'missing_field',
  'bad_request',
  'conflict',
  'database_busy',
]);

/** Where triage was wrong, down to the orders. */
export function errorPages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();

  app.get('/errors', requireSession, async (c) => {
    const now = clock.now();
    const query: ErrorsQuery = {
      from: c.req.query('from') ?? isoDay(now - DAYS * DAY_MS),
      to: c.req.query('to') ?? isoDay(now + DAY_MS),
      about: c.req.query('about') === 'unit' ? 'unit' : 'type',
    };
    const frame = { ...frameOf(c, deps), here: '/errors' };
    const { about, ...scope } = query;
    try {
      const found = await errorServices(services).overview(actorOf(c), about, scope);
      return renderPage(c, <MisreadingsPage frame={frame} query={query} found={found} />);
    } catch (error) {
      const { status, message } = refusal(error);
      return renderPage(
        c,
        <MisreadingsPage frame={frame} query={query} found={null} error={message} />,
        status,
      );
    }
  });

  /** The refusals a person can do something about, shown on the page they came from. */
  function refusal(error: unknown) {
    if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
    return problemOf(error);
  }

  const nameOf = (about: PairAsked['about'], code: string | undefined): string => {
    if (code === undefined) return about === 'type' ? '各类' : '各单位';
    const known = about === 'type' ? [...profile.groups, ...profile.issueTypes] : profile.units;
    return known.find((one) => one.code === code)?.name ?? code;
  };

  async function show(
    c: Ctx,
    asked: PairAsked,
    extra: { done?: string | undefined; error?: string; form?: CauseForm } = {},
    status: ContentfulStatusCode = 200,
  ) {
    const actor = actorOf(c);
    const found = await errorServices(services).orders(actor, asked);
    const page = (
      <MisreadOrdersPage
        frame={{ ...frameOf(c, deps), here: '/errors' }}
        names={{ said: nameOf(asked.about, asked.said), truth: nameOf(asked.about, asked.truth) }}
        found={found}
        masked={!mayDo(actor, 'order.personal')}
        {...extra}
      />
    );
    return renderPage(c, page, status);
  }

  function askedIn(given: Readonly<Record<string, unknown>>): PairAsked {
    const value = Object.fromEntries(
      Object.entries(given).filter(([, one]) => one !== '' && one !== undefined),
    );
    const parsed = errorOrdersQuery.safeParse(value);
    if (!parsed.success) throw validationError(parsed.error.issues, value, 'query');
    return pairOf(parsed.data);
  }

  app.get('/errors/orders', requireSession, (c) => {
    const { done, added, ...query } = c.req.query();
    const words =
      done === 'cause'
        ? '原因已登记。'
        : added !== undefined && /^\d{1,3}$/.test(added)
          ? Number(added) === 0
            ? '没有更多相近、未标注的工单。'
            : `已加入标注任务 ${added} 件。`
          : undefined;
    return show(c, askedIn(query), { done: words });
  });

  /** The pair that a form came from, and the form's own fields. */
  async function formOf(c: Ctx) {
    const { _csrf, onlyCause, from, to, about, said, truth, page, ...form } = await c.req.parseBody();
    return { asked: askedIn({ from, to, about, said, truth, page, cause: onlyCause }), form };
  }

  const backTo = ({ from, to, about, ...pair }: PairAsked, more: Record<string, string>): string => {
    const { page, ...rest } = pair;
    const path = errorOrdersPath({ from, to, about }, { ...rest, ...(page === undefined ? {} : { page }) });
    return `${path}&${new URLSearchParams(more).toString()}`;
  };

  app.post('/errors/orders/:id/cause', requireSession, async (c) => {
    const { asked, form } = await formOf(c);
    const id = c.req.param('id');
    try {
      const value = { about: asked.about, ...form };
      const parsed = causeSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      await errorServices(services).record(actorOf(c), id, parsed.data);
    } catch (error) {
      const { status, message } = refusal(error);
      const kept = { orderId: id, cause: String(form['cause'] ?? ''), note: String(form['note'] ?? '') };
      return show(c, asked, { error: message, form: kept }, status);
    }
    return c.redirect(backTo(asked, { done: 'cause' }), 303);
  });

  app.post('/errors/labelling', requireSession, async (c) => {
    const { asked, form } = await formOf(c);
    try {
      const { added } = await errorServices(services).toLabelling(actorOf(c), asked, Number(form['size']));
      return c.redirect(backTo(asked, { added: String(added) }), 303);
    } catch (error) {
      const { status, message } = refusal(error);
      return show(c, asked, { error: message }, status);
    }
  });
  return app;
}
