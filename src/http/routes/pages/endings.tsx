import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { GRANT, PROPOSE } from '../../../app/life/ending-cases.ts';
import { AppError } from '../../../kernel/errors.ts';
import { CASE_DONE, EndingCasePage, type CaseForm } from '../../../web/pages/ending-case.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { endingServices } from '../endings.ts';

/** Refusals that leave the person on the page, with what was typed. */
export const MOVE_STAYS = new Set<AppError['code']>([
  'illegal_move',
  'order_changed',
  'caller_exposed',
  'conflict',
  'bad_field',
  'bad_request',
  'missing_field',
  'reserved_from_streets',
  'ruling_conflict',
  'evidence_changed',
  'clock_moved_back',
  'database_busy',
  'disk_full',
]);

type Kind = keyof typeof PROPOSE;
const kindIn = (value: unknown): Kind | undefined =>
  (Object.keys(PROPOSE) as Kind[]).find((kind) => kind === value);
const EMPTY: CaseForm = { code: '', reason: '', clause: '' };

/** Fields of a form as trimmed text. */
export async function fieldsOf(c: Ctx): Promise<(name: string) => string> {
  const body = await c.req.parseBody();
  return (name) => {
    const value = body[name];
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
}

/** The version that a form has seen, for a move; nothing for a form that names none. */
export const versionOf = (text: string): { version?: number } =>
  /^\d{1,9}$/.test(text) ? { version: Number(text) } : {};

/** Cases of endings: to print, to apply, to decide. */
export function endingPages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();

  async function show(
    c: Ctx,
    kind: Kind | undefined,
    form: CaseForm,
    error?: string,
    status: ContentfulStatusCode = 200,
  ) {
    const id = c.req.param('id') ?? '';
    const { code, reason, clause } = form;
    const draft = code === '' ? undefined : { code, reason, ...(clause === '' ? {} : { clause }) };
    const made = await endingServices(services).ofOrder(actorOf(c), id, { kind, draft });
    return renderPage(
      c,
      <EndingCasePage
        frame={{ ...frameOf(c, deps), here: `/orders/${encodeURIComponent(id)}/case?kind=${made.kind}` }}
        made={made}
        form={form}
        done={error === undefined ? CASE_DONE.find((one) => one === c.req.query('done')) : undefined}
        error={error}
      />,
      status,
    );
  }

  async function act(c: Ctx, kind: Kind, form: CaseForm, done: string, run: () => Promise<unknown>) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof AppError) || !MOVE_STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, kind, form, message, status);
    }
    return c.redirect(
      `/orders/${encodeURIComponent(c.req.param('id') ?? '')}/case?kind=${kind}&done=${done}`,
      303,
    );
  }

  app.get('/orders/:id/case', requireSession, (c) => {
    const { kind, code = '' } = c.req.query();
    return show(c, kindIn(kind), { ...EMPTY, code: code.slice(0, 32) });
  });

  app.post('/orders/:id/case', requireSession, async (c) => {
    const field = await fieldsOf(c);
    const kind = kindIn(field('kind')) ?? 'exclusion';
    const form = { code: field('code'), reason: field('reason'), clause: field('clause') };
    if (field('act') !== 'apply') return show(c, kind, form);
    const { clause, ...data } = form;
    return act(c, kind, form, 'applied', () =>
      services.handling.move(actorOf(c), c.req.param('id'), {
        move: PROPOSE[kind],
        data: { ...data, ...(clause === '' ? {} : { clause }) },
        ...versionOf(field('version')),
      }),
    );
  });

  app.post('/orders/:id/case/decide', requireSession, async (c) => {
    const field = await fieldsOf(c);
    const kind = kindIn(field('kind')) ?? 'exclusion';
    const granted = field('act') === 'grant';
    return act(c, kind, EMPTY, granted ? 'granted' : 'refused', () =>
      services.handling.move(actorOf(c), c.req.param('id'), {
        move: granted ? GRANT[kind] : 'refuse',
        data: granted ? {} : { reason: field('reason') },
        ...versionOf(field('version')),
      }),
    );
  });
  return app;
}
