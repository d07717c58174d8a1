import { createMiddleware } from 'hono/factory';
import type { Services } from '../../app/types.ts';
import { sessionOf, type AppEnv } from '../context.ts';

/** Counts the unread notices of a person's unit for the menu of pages. */
export function unreadNotices({ knowledgeCare }: Services) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const actor = sessionOf(c)?.actor;
    const isPage = !/^\/(?:api|assets|open311)\//.test(c.req.path);
    if (knowledgeCare !== undefined && actor?.unit && isPage)
      c.set('notices', await knowledgeCare.unread(actor));
    await next();
  });
}
