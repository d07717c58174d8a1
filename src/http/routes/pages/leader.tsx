import { Hono } from 'hono';
import { LeaderPage } from '../../../web/pages/leader.tsx';
import { actorOf, type AppEnv, type Deps } from '../../context.ts';
import { leaderOverview } from '../../leader-overview.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';

/** 总览: where a leader of the centre begins. */
export function leaderPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  app.get('/leader', requireSession, async (c) => {
    const view = await leaderOverview(deps, actorOf(c));
    return renderPage(c, <LeaderPage frame={frameOf(c, deps)} view={view} />);
  });
  return app;
}
