import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { ModelPage } from '../../../web/pages/model.tsx';
import { ModelsPage } from '../../../web/pages/models.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { updatesOf } from '../models.ts';

const STAYS = new Set<AppError['code']>([
  'conflict',
  'bad_field',
  'database_busy',
  'promotion_refused',
  'training_running',
]);

const NOTICES = {
  trained: '训练已开始。',
  cancelled: '训练已中止，没有留下任何模型。',
  compared: '对比已完成。',
  promoted: '模型已启用，新收的工单由它研判。',
  rolledback: '已退回上一个模型。',
} as const;

/** Models: training, comparison, promotion, rollback. */
export function modelPages(deps: Deps) {
  const app = new Hono<AppEnv>();

  async function show(c: Ctx, error?: string, status: ContentfulStatusCode = 200) {
    const actor = actorOf(c);
    const view = await updatesOf(deps).list(actor);
    const can = {
      train: mayDo(actor, 'model.train'),
      promote: mayDo(actor, 'model.promote'),
      force: mayDo(actor, 'model.force'),
    };
    const notice = NOTICES[c.req.query('done') as keyof typeof NOTICES] as string | undefined;
    const frame = { ...frameOf(c, deps), here: '/models' };
    return renderPage(
      c,
      <ModelsPage
        frame={frame}
        profile={deps.profile}
        view={view}
        can={can}
        notice={error === undefined ? notice : undefined}
        error={error}
      />,
      status,
    );
  }

  async function act(c: Ctx, done: keyof typeof NOTICES, run: () => Promise<unknown>) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, message, status);
    }
    return c.redirect(`/models?done=${done}`, 303);
  }

  const field = async (c: Ctx, name: string): Promise<string | undefined> => {
    const value = (await c.req.parseBody())[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };

  app.get('/models', requireSession, (c) => show(c));

  app.get('/models/:version', requireSession, async (c) => {
    const actor = actorOf(c);
    const version = c.req.param('version');
    const [card, suspects] = await Promise.all([
      updatesOf(deps).card(actor, version),
      updatesOf(deps).suspects(actor, version),
    ]);
    return renderPage(
      c,
      <ModelPage
        frame={frameOf(c, deps)}
        profile={deps.profile}
        version={version}
        card={card}
        suspects={suspects}
      />,
    );
  });

  app.post('/models/train', requireSession, (c) =>
    act(c, 'trained', async () => {
      const seed = await field(c, 'seed');
      await updatesOf(deps).train(actorOf(c), seed === undefined ? {} : { seed: Number(seed) });
    }),
  );
  app.post('/models/runs/:id/cancel', requireSession, (c) =>
    act(c, 'cancelled', () => updatesOf(deps).cancel(actorOf(c), c.req.param('id'))),
  );
  app.post('/models/rollback', requireSession, (c) =>
    act(c, 'rolledback', () => updatesOf(deps).rollback(actorOf(c))),
  );
  app.post('/models/:version/compare', requireSession, (c) =>
    act(c, 'compared', () => updatesOf(deps).compare(actorOf(c), c.req.param('version'))),
  );
  app.post('/models/:version/promote', requireSession, (c) =>
    act(c, 'promoted', async () => {
      const force = await field(c, 'force');
      await updatesOf(deps).promote(actorOf(c), c.req.param('version'), force === undefined ? {} : { force });
    }),
  );
  return app;
}
