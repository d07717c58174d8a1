import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../../../kernel/errors.ts';
import { EvidencePage } from '../../../web/pages/evidence.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { receiveEvidence } from '../../evidence-form.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { evidenceDesk } from '../evidence.ts';

const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'too_many',
  'conflict',
  'file_too_large',
  'file_kind',
  'file_lies',
  'file_unwritable',
  'body_too_large',
]);

/** Sending evidence in and taking it away by forms, without script. */
export function evidencePages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();

  async function show(c: Ctx, id: string, error?: string, status: ContentfulStatusCode = 200) {
    const desk = evidenceDesk(services);
    const actor = actorOf(c);
    const { number } = await services.orders.get(actor, id);
    const beside = await desk.beside(actor, id);
    if (beside === null) throw new AppError('forbidden', { reason: '不能查看工单的材料' });
    return renderPage(
      c,
      <EvidencePage
        frame={{ ...frameOf(c, deps), here: `/orders/${encodeURIComponent(id)}/evidence` }}
        order={{ id, number }}
        evidence={{ ...beside, limit: desk.limit }}
        error={error}
      />,
      status,
    );
  }

  async function act(c: Ctx, id: string, run: () => Promise<unknown>) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, id, message, status);
    }
    return c.redirect(`/orders/${encodeURIComponent(id)}#evidence`, 303);
  }

  app.get('/orders/:id/evidence', requireSession, (c) => show(c, c.req.param('id')));

  app.post('/orders/:id/evidence', requireSession, (c) => {
    const id = c.req.param('id');
    return act(c, id, () => receiveEvidence(c, evidenceDesk(services), id, { page: true }));
  });

  app.post('/orders/:id/evidence/:file/remove', requireSession, (c) => {
    const { id, file } = c.req.param();
    return act(c, id, async () => {
      const { reason } = await c.req.parseBody();
      const words = typeof reason === 'string' ? reason : '';
      await evidenceDesk(services).remove(actorOf(c), id, file, words);
    });
  });
  return app;
}
