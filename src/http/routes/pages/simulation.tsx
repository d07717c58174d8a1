import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '../../../kernel/errors.ts';
import { SimulationPage } from '../../../web/pages/simulation.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { simulationOf } from '../simulation.ts';

const STAYS = new Set<AppError['code']>(['conflict', 'bad_field', 'simulation_refused', 'database_busy']);

/** The simulated year: having it written, watching it, taking it away. */
export function simulationPages(deps: Deps) {
  const app = new Hono<AppEnv>();

  async function show(c: Ctx, error?: string, status: ContentfulStatusCode = 200) {
    const view = await simulationOf(deps.services).view(actorOf(c));
    const frame = { ...frameOf(c, deps), here: '/simulation' };
    return renderPage(c, <SimulationPage frame={frame} view={view} error={error} />, status);
  }

  async function act(c: Ctx, run: () => Promise<unknown>) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(c, message, status);
    }
    return c.redirect('/simulation', 303);
  }

  app.get('/simulation', requireSession, (c) => show(c));
  app.post('/simulation', requireSession, (c) =>
    act(c, async () => {
      const form = await c.req.parseBody();
      const number = (name: string): number => {
        const value = form[name];
        return typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : Number.NaN;
      };
      await simulationOf(deps.services).start(actorOf(c), { orders: number('orders'), seed: number('seed') });
    }),
  );
  app.post('/simulation/remove', requireSession, (c) =>
    act(c, () => simulationOf(deps.services).remove(actorOf(c))),
  );
  return app;
}
