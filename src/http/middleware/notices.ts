import { createMiddleware } from 'hono/factory';
import type { Services } from '../../app/types.ts';
import { sessionOf, type AppEnv } from '../context.ts';

/** Counts what a person was not shown yet, for the menu of pages: reminders, unread notices of their unit, receivers of events
 * that were given up. */
export function unreadNotices({ knowledgeCare, reminders, webhooks }: Services) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const actor = sessionOf(c)?.actor;
    const isPage = !/^\/(?:api|assets|open311)\//.test(c.req.path);
    if (knowledgeCare !== undefined && actor?.unit && isPage)
      c.set('notices', await knowledgeCare.unread(actor));
    if (reminders !== undefined && actor !== undefined && isPage && reminders.may(actor))
      c.set('reminders', await reminders.unseen(actor));
    if (webhooks !== undefined && actor !== undefined && isPage)
      c.set('stoppedWebhooks', await webhooks.stoppedByThemselves(actor));
    await next();
  });
}
