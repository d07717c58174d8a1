import { createMiddleware } from 'hono/factory';
import type { Services } from '../../app/types.ts';
import { sessionOf, type AppEnv } from '../context.ts';

/** Steps of a person that are no work: coming, going, how the page looks, the break itself. */
const NO_WORK = /^\/(?:rest|logout|login|text-size|tour\/close)$/;
const NO_PAGE = /^\/(?:api|assets|open311)\/|^\/(?:healthz|readyz|metrics)$/;

/** Tells a person who has worked for long, or had a bad call, to rest; see `app/care/rest-hints.ts`. */
export function restHints({ rest }: Services) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const actor = sessionOf(c)?.actor;
    const { path, method } = c.req;
    if (rest === undefined || actor === undefined || NO_PAGE.test(path) || NO_WORK.test(path)) return next();
    rest.saw(actor.id, method === 'GET' ? 'page' : 'act');
    const hint = rest.hintFor(actor.id);
    if (hint !== null) c.set('rest', hint.text);
    await next();
  });
}
