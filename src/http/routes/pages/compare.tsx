import { Hono } from 'hono';
import { AppError } from '../../../kernel/errors.ts';
import { comparePath } from '../../../web/components/relations.tsx';
import { ComparePage } from '../../../web/pages/compare.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { relationActionSchema } from '../../relation-schemas.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';

/** Refusals that leave the person on the pair, with the reason above it. */
const STAYS = new Set<AppError['code']>(['conflict', 'bad_field', 'missing_field', 'database_busy']);

/** Two orders side by side and the acts on the pair; afterwards the pair is shown again by GET. */
export function comparePages(deps: Deps) {
  const app = new Hono<AppEnv>();
  const path = '/orders/:id/compare/:otherId';
  const duplicates = () => {
    if (deps.services.duplicates === undefined) throw new AppError('not_found', { what: '工单关系' });
    return deps.services.duplicates;
  };

  async function show(c: Ctx, id: string, otherId: string, error?: AppError) {
    const comparison = await duplicates().compare(actorOf(c), id, otherId);
    const here = comparePath(id, otherId);
    const page = (
      <ComparePage
        frame={{ ...frameOf(c, deps), here }}
        comparison={comparison}
        back={`/orders/${encodeURIComponent(id)}`}
        here={here}
        next={comparison.next === null ? null : comparePath(id, comparison.next.id)}
        done={error === undefined && c.req.query('done') === '1'}
        error={error?.message}
      />
    );
    return renderPage(c, page, error === undefined ? 200 : problemOf(error).status);
  }

  app.get(path, requireSession, (c) => show(c, c.req.param('id'), c.req.param('otherId')));

  app.post(path, requireSession, async (c) => {
    const { id, otherId } = c.req.param();
    try {
      const { _csrf, ...form } = await c.req.parseBody();
      const parsed = relationActionSchema.safeParse(form);
      if (!parsed.success) throw validationError(parsed.error.issues, form, 'form');
      await duplicates().decide(actorOf(c), id, otherId, parsed.data.action);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      return show(c, id, otherId, error);
    }
    return c.redirect(`${comparePath(id, otherId)}?done=1`, 303);
  });
  return app;
}
