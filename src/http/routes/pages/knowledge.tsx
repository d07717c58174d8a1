import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { KnowledgeEntryPage } from '../../../web/pages/knowledge-entry.tsx';
import { KnowledgeListPage, type ListQuery } from '../../../web/pages/knowledge-list.tsx';
import { NoticesPage, StalePage, SubmissionsPage } from '../../../web/pages/knowledge-waiting.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { itemFilter, itemQuery } from '../../knowledge-schemas.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { careServices } from '../knowledge.ts';

/** Refusals that leave the person on the page, with the reason above it. */
export const STAYS = new Set<AppError['code']>([
  'bad_knowledge',
  'bad_field',
  'bad_request',
  'missing_field',
  'unknown_field',
  'conflict',
  'database_busy',
]);

const DONE: Readonly<Record<string, string>> = {
  saved: '已存为草稿。',
  submitted: '已提交，等待核准。',
  approved: '已核准，正在编入索引。',
  returned: '已退回。',
  withdrawn: '已撤下，不再用于解答。',
  removed: '已删除。',
  commented: '意见已记下。',
  read: '已标为已读。',
};
export const doneOf = (c: Ctx): string | undefined => DONE[c.req.query('done') ?? ''];

/** How many versions wait, for those who decide; null for others. */
export async function submittedFor(c: Ctx, deps: Deps): Promise<number | null> {
  const actor = actorOf(c);
  if (!mayDo(actor, 'knowledge.decide')) return null;
  return (await careServices(deps.services).counts(actor)).submitted;
}

/** Entries: list, one entry, what waits, what is stale, notices. */
export function knowledgePages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();
  const care = () => careServices(services);

  app.get('/knowledge', requireSession, async (c) => {
    const actor = actorOf(c);
    const given = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const { done: _, ...query } = given;
    const { issueType, ...rest } = query;
    const asked = { ...rest, ...(issueType === undefined ? {} : { type: issueType }) };
    const parsed = itemQuery.safeParse(asked);
    const { filter, page } = itemFilter(parsed.success ? parsed.data : {});
    const { page: __, pageSize: ___, ...shown } = query;
    return renderPage(
      c,
      <KnowledgeListPage
        frame={frameOf(c, deps)}
        profile={profile}
        query={shown as ListQuery}
        items={await care().list(actor, filter, page)}
        submitted={await submittedFor(c, deps)}
        mayDraft={mayDo(actor, 'knowledge.draft')}
        done={doneOf(c)}
        error={parsed.success ? undefined : validationError(parsed.error.issues, asked, 'form').message}
      />,
      parsed.success ? 200 : 400,
    );
  });

  async function entry(c: Ctx, id: string, error?: string, status: ContentfulStatusCode = 200) {
    const detail = await care().get(actorOf(c), id);
    return renderPage(
      c,
      <KnowledgeEntryPage
        frame={{ ...frameOf(c, deps), here: `/knowledge/entries/${encodeURIComponent(id)}` }}
        profile={profile}
        detail={detail}
        submitted={await submittedFor(c, deps)}
        done={error === undefined ? doneOf(c) : undefined}
        error={error}
      />,
      status,
    );
  }

  app.get('/knowledge/submissions', requireSession, async (c) =>
    renderPage(
      c,
      <SubmissionsPage
        frame={frameOf(c, deps)}
        items={await care().submissions(actorOf(c))}
        rules={(await services.ruleCare?.submissions(actorOf(c))) ?? []}
        cards={(await services.teachingCards?.submissions(actorOf(c))) ?? []}
      />,
    ),
  );

  app.get('/knowledge/stale', requireSession, async (c) =>
    renderPage(
      c,
      <StalePage
        frame={frameOf(c, deps)}
        profile={profile}
        items={await care().stale(actorOf(c))}
        submitted={await submittedFor(c, deps)}
      />,
    ),
  );

  app.get('/knowledge/notices', requireSession, async (c) =>
    renderPage(
      c,
      <NoticesPage
        frame={frameOf(c, deps)}
        notices={await care().notices(actorOf(c))}
        submitted={await submittedFor(c, deps)}
        done={doneOf(c)}
      />,
    ),
  );

  app.post('/knowledge/notices', requireSession, async (c) => {
    const { id } = await c.req.parseBody();
    const ids = id === 'all' ? null : [Number(id)].filter((one) => Number.isInteger(one));
    await care().markRead(actorOf(c), ids);
    return c.redirect('/knowledge/notices?done=read', 303);
  });

  app.get('/knowledge/entries/:id', requireSession, (c) => entry(c, c.req.param('id')));

  app.post('/knowledge/entries/:id/act', requireSession, async (c) => {
    const actor = actorOf(c);
    const id = c.req.param('id');
    const body = await c.req.parseBody();
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const version = Number(text('version'));
    const back = (done: string) =>
      c.redirect(`/knowledge/entries/${encodeURIComponent(id)}?done=${done}`, 303);
    try {
      switch (text('act')) {
        case 'submit':
          await care().submit(actor, id, version);
          return back('submitted');
        case 'approve':
          await care().approve(actor, id, version, text('reason'));
          return back('approved');
        case 'return':
          await care().sendBack(actor, id, version, text('reason'));
          return back('returned');
        case 'withdraw':
          await care().withdraw(actor, id, text('reason'));
          return back('withdrawn');
        case 'comment':
          await care().comment(actor, id, text('text'));
          return back('commented');
        case 'remove':
          if (text('sure') !== 'yes') throw new AppError('bad_request', { reason: '删除须先勾选确认' });
          await care().remove(actor, id);
          return c.redirect('/knowledge?done=removed', 303);
        default:
          throw new AppError('bad_request', { reason: '没有这种操作' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return entry(c, id, message, status);
    }
  });
  return app;
}
