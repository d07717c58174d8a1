import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { OPERATOR } from '../../app/accounts.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv, Ctx, Deps } from '../context.ts';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
/** Headers a proxy adds: behind one on the same machine every caller would look local. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

function isLocal(c: Ctx): boolean {
  if (FORWARDED.some((name) => c.req.header(name) !== undefined)) return false;
  const bindings = c.env as { incoming?: unknown } | undefined;
  if (bindings?.incoming === undefined) return false;
  return LOOPBACK.test(getConnInfo(c).remote.address ?? '');
}

/** Health, readiness and numbers for those who run the server. */
export function opsRoutes({ services, config, metrics, logger, clock }: Deps) {
  const app = new Hono<AppEnv>();

  app.get('/healthz', (c) => c.json({ status: 'ok', version: config.version }));

  app.get('/readyz', async (c) => {
    try {
      if (await services.health.ready()) return c.json({ status: 'ready' });
    } catch (error) {
      logger.error({ err: error, requestId: c.get('requestId') }, 'readiness');
    }
    return c.json({ status: 'not ready' }, 503);
  });

  app.get('/metrics', async (c) => {
    const identity = c.get('identity');
    const actor = identity?.by === 'key' ? identity.actor : isLocal(c) ? OPERATOR : null;
    if (actor === null) throw new AppError('unauthenticated');
    metrics.tell(await services.health.numbers(actor), clock.now());
    return c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
  });
  return app;
}
