import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { RemindersPage } from '../../../web/pages/reminders.tsx';
import { remindersUrl } from '../../../web/reminders-query.ts';
import { actorOf, type AppEnv, type Deps } from '../../context.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { reminderKind, remindersOf, seenInput } from '../reminders.ts';
import { filled } from '../rota.ts';

const PAGE_SIZE = 40;
const number = z
  .string('须为字符串')
  .regex(/^\d{1,15}$/, '须为整数')
  .transform(Number);
const pageQuery = z.strictObject({
  kind: reminderKind.optional(),
  show: z.enum(['unseen', 'all']).optional(),
  page: number.pipe(z.int().min(1).max(100_000)).optional(),
});
/** A form sends text, its token and where it leads back to. */
const seenForm = z.object({
  id: number.optional(),
  upTo: number.optional(),
  kind: reminderKind.optional(),
});

/** What became late, waits or is supervised, and which of it was seen. */
export function reminderPages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();

  app.get('/reminders', requireSession, async (c) => {
    const given = c.req.query();
    const parsed = pageQuery.safeParse(given);
    if (!parsed.success) throw validationError(parsed.error.issues, given, 'query');
    const query = filled(parsed.data);
    const reminders = await remindersOf(services).list(
      actorOf(c),
      { ...filled({ kind: query.kind }), unseen: query.show !== 'all' },
      { page: query.page ?? 1, pageSize: PAGE_SIZE },
    );
    const last = Math.max(1, Math.ceil(reminders.total / PAGE_SIZE));
    // What was marked as seen is gone from the last page.
    if (reminders.page > last) return c.redirect(remindersUrl({ ...query, page: last }), 303);
    return renderPage(
      c,
      <RemindersPage
        frame={frameOf(c, deps)}
        query={query}
        reminders={reminders}
        isLive={services.live !== undefined}
      />,
    );
  });

  app.post('/reminders/seen', requireSession, async (c) => {
    const { back, ...form } = await c.req.parseBody();
    const { id, upTo, kind } = valid(seenForm, form);
    const marked = valid(seenInput, id === undefined ? { upTo, ...filled({ kind }) } : { ids: [id] });
    await remindersOf(services).see(actorOf(c), filled(marked));
    const to = localPath(back);
    return c.redirect(to.startsWith('/reminders') ? to : '/reminders', 303);
  });
  return app;
}

function valid<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
  return parsed.data;
}
