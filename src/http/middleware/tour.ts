import { createMiddleware } from 'hono/factory';
import type { Services } from '../../app/types.ts';
import { sessionOf, type AppEnv } from '../context.ts';
import { closedTours } from '../cookies.ts';
import { startOf } from '../starts.ts';

/** Steps to try in a demonstration, on the page where the person begins, until they close them. */
export function tourSteps({ demo }: Services) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const actor = sessionOf(c)?.actor;
    if (
      demo !== undefined &&
      actor !== undefined &&
      c.req.method === 'GET' &&
      c.req.path === startOf(actor)
    ) {
      if (!closedTours(c).includes(actor.id)) c.set('tour', await demo.stepsFor(actor));
    }
    await next();
  });
}
