import { Hono } from 'hono';
import type { AuditPage } from '../../../app/admin/audit-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { AdminAuditPage } from '../../../web/pages/admin-audit.tsx';
import { AdminKnowersPage } from '../../../web/pages/admin-knowers.tsx';
import { auditQuery } from '../../admin-schemas.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { adminOf, auditQueryOf } from '../admin.ts';

/** Refusals that show the page again and say why. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'unknown_field',
  'bad_request',
  'not_found',
  'conflict',
]);

/** Search in the audit log, its check, and who could know an order. */
export function adminAuditPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  const desk = () => adminOf(deps.services).audit;
  const frame = (c: Ctx) => ({ ...frameOf(c, deps), here: '/admin/audit' });

  /** The page, with what is asked for; without an answer where a question was refused before. */
  async function show(c: Ctx, given: Readonly<Record<string, string>>, refused?: AppError) {
    const audit = desk();
    const actor = actorOf(c);
    const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
    let [page, error]: [AuditPage | null, AppError | undefined] = [null, refused];
    if (refused === undefined) {
      try {
        const parsed = auditQuery.safeParse(asked);
        if (!parsed.success) throw validationError(parsed.error.issues, asked, 'query');
        page = await audit.search(actor, auditQueryOf(parsed.data));
      } catch (wrong) {
        if (!(wrong instanceof AppError) || !STAYS.has(wrong.code)) throw wrong;
        error = wrong;
      }
    }
    return renderPage(
      c,
      <AdminAuditPage
        frame={frame(c)}
        page={page}
        fields={asked}
        actions={await audit.actions(actor)}
        chain={audit.chain(actor)}
        error={error?.message}
      />,
      error === undefined ? 200 : problemOf(error).status,
    );
  }

  async function orShow(c: Ctx, run: () => Promise<Response>, asked: Readonly<Record<string, string>>) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      return show(c, asked, error);
    }
  }

  app.get('/admin/audit', requireSession, (c) => show(c, c.req.query()));
  app.get('/admin/audit/knowers', requireSession, (c) => {
    const { number = '', at = '' } = c.req.query();
    return orShow(
      c,
      async () => {
        const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(at) ? Date.parse(`${at}:00+08:00`) : Number.NaN;
        if (Number.isNaN(moment))
          throw new AppError('bad_field', { where: '', field: '时刻', reason: '须为日期和时间' });
        // The whole minute that is named.
        const made = await desk().knowers(actorOf(c), number.trim(), moment + 59_999);
        return renderPage(c, <AdminKnowersPage frame={frame(c)} made={made} />);
      },
      { subject: number },
    );
  });
  app.post('/admin/audit/verify', requireSession, (c) =>
    orShow(
      c,
      async () => {
        await desk().verify(actorOf(c));
        return c.redirect('/admin/audit#chain', 303);
      },
      {},
    ),
  );
  return app;
}
