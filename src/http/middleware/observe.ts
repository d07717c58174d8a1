import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { AppEnv, Ctx, Logger } from '../context.ts';
import type { Metrics } from '../metrics.ts';

/** The pattern of the route that answered; `other` for what no route knows, so that labels stay few. */
function routeOf(c: Ctx): string {
  const last = matchedRoutes(c).at(-1)?.path ?? '';
  return last === '' || last.endsWith('*') ? 'other' : last;
}

/** The path for a log: what follows it by which a caller may judge is nobody else's business. */
export const loggedPath = (path: string): string =>
  path.replace(/^((?:\/api\/v1\/public)?\/callback\/)[^/]+/, '$1:token');

/** The same of a request. Of what no route knows nothing is told but where it begins: anything may stand there. */
export const loggedPathOf = (c: Ctx): string =>
  routeOf(c) === 'other' ? c.req.path.replace(/^(\/[a-z]{0,20})(.+)$/s, '$1…') : loggedPath(c.req.path);

/** One log line and one observation a request. The query is left out: it may hold a telephone number. */
export function observe(metrics: Metrics, logger: Logger) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const started = process.hrtime.bigint();
    await next();
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const status = c.res.status;
    metrics.requests.observe({ method: c.req.method, route: routeOf(c), status: String(status) }, seconds);
    logger.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: loggedPathOf(c),
        status,
        ms: Math.round(seconds * 1000),
        actor: c.get('identity')?.actor.id ?? null,
      },
      'request',
    );
  });
}
