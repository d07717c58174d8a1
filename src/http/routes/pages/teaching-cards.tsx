import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import { AppError, type FieldFault } from '../../../kernel/errors.ts';
import {
  cardForm,
  formOfCard,
  TeachingCardEditorPage,
  type CardForm,
} from '../../../web/pages/teaching-card-editor.tsx';
import { TeachingCardPage } from '../../../web/pages/teaching-card.tsx';
import { TeachingCardsPage, type CardQuery } from '../../../web/pages/teaching-cards.tsx';
import { madeCard, typedCard } from '../../card-form.ts';
import { cardDraftOf, cardFilter, cardQuery, editCardSchema } from '../../card-schemas.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { cardServices } from '../teaching-cards.ts';
import { citationTexts } from './knowledge-care.tsx';
import { doneOf as knowledgeDone, STAYS, submittedFor } from './knowledge.tsx';

/** Answers do not rest on cards: nothing is indexed. */
const DONE: Readonly<Record<string, string>> = {
  approved: '已核准，同一分类的工单旁边会列出它。',
  withdrawn: '已撤下，不再列出。',
};
const doneOf = (c: Ctx): string | undefined => DONE[c.req.query('done') ?? ''] ?? knowledgeDone(c);

const pathOf = (id: string): string => `/knowledge/cards/${encodeURIComponent(id)}`;

/** Teaching cards: list and search, one card, making one from an order, editing and deciding; plain forms throughout. */
export function teachingCardPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();
  const cards = () => cardServices(services);

  app.get('/knowledge/cards', requireSession, async (c) => {
    const given = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const { done: _, ...asked } = given;
    const parsed = cardQuery.safeParse(asked);
    const { filter, page } = cardFilter(parsed.success ? parsed.data : {});
    const { page: __, pageSize: ___, ...query } = asked;
    return renderPage(
      c,
      <TeachingCardsPage
        frame={frameOf(c, deps)}
        profile={profile}
        query={query as CardQuery}
        cards={await cards().list(actorOf(c), filter, page)}
        submitted={await submittedFor(c, deps)}
        done={doneOf(c)}
        error={parsed.success ? undefined : validationError(parsed.error.issues, asked, 'form').message}
      />,
      parsed.success ? 200 : 400,
    );
  });

  async function editor(
    c: Ctx,
    id: string | null,
    form: CardForm,
    extra: { faults?: readonly FieldFault[]; error?: string; kept?: boolean } = {},
    status: ContentfulStatusCode = 200,
  ) {
    return renderPage(
      c,
      <TeachingCardEditorPage
        frame={frameOf(c, deps)}
        profile={profile}
        id={id}
        form={{ ...form, citations: await citationTexts(c, deps, form.citations) }}
        chooseOwner={mayDo(actorOf(c), 'knowledge.decide')}
        submitted={await submittedFor(c, deps)}
        {...extra}
      />,
      status,
    );
  }

  async function save(c: Ctx, id: string | null) {
    const actor = actorOf(c);
    scopeOf(actor, 'knowledge.draft');
    const body = await c.req.parseBody({ all: true });
    const typed = typedCard(body);
    let form = typed;
    let at = id;
    if (body['act'] === 'more') {
      const empty = { law: '', article: '', clause: '', quote: '' };
      return editor(c, id, { ...form, citations: [...form.citations, empty] });
    }
    try {
      const value = madeCard(form);
      const parsed = editCardSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { base, ...made } = parsed.data;
      const saved = await cards().save(actor, cardDraftOf(made, id === null ? undefined : { id, base }));
      const where = pathOf(saved.summary.id);
      if (body['act'] !== 'submit') return c.redirect(`${where}?done=saved`, 303);
      // The draft is kept: what is refused now is mended in it.
      at = saved.summary.id;
      form = { ...form, base: String(saved.base) };
      await cards().submit(actor, at, saved.pending?.version ?? saved.base);
      return c.redirect(`${where}?done=submitted`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message, details } = problemOf(error);
      const faults = Array.isArray(details['faults']) ? (details['faults'] as readonly FieldFault[]) : [];
      return editor(
        c,
        at,
        form,
        { faults, error: message, kept: at !== id || form.base !== typed.base },
        status,
      );
    }
  }

  app.get('/knowledge/cards/new', requireSession, async (c) => {
    const actor = actorOf(c);
    scopeOf(actor, 'knowledge.draft');
    const order = c.req.query('order') ?? '';
    if (order === '') throw new AppError('bad_request', { reason: '案例卡由一件工单做成，请从工单上打开' });
    return editor(c, null, cardForm(await cards().prefill(actor, order), { base: 0, owner: actor.unit }));
  });
  app.post('/knowledge/cards/new', requireSession, (c) => save(c, null));
  app.get('/knowledge/cards/:id/edit', requireSession, async (c) => {
    const detail = await cards().get(actorOf(c), c.req.param('id'));
    if (!detail.can.edit)
      throw new AppError('forbidden', { reason: '这一张由其他单位维护，请在页面上提意见' });
    return editor(c, detail.summary.id, formOfCard(detail));
  });
  app.post('/knowledge/cards/:id/edit', requireSession, (c) => save(c, c.req.param('id')));

  async function card(c: Ctx, id: string, error?: string, status: ContentfulStatusCode = 200) {
    return renderPage(
      c,
      <TeachingCardPage
        frame={{ ...frameOf(c, deps), here: pathOf(id) }}
        profile={profile}
        detail={await cards().get(actorOf(c), id)}
        submitted={await submittedFor(c, deps)}
        done={error === undefined ? doneOf(c) : undefined}
        error={error}
      />,
      status,
    );
  }

  app.get('/knowledge/cards/:id', requireSession, (c) => card(c, c.req.param('id')));

  app.post('/knowledge/cards/:id/act', requireSession, async (c) => {
    const actor = actorOf(c);
    const id = c.req.param('id');
    const body = await c.req.parseBody();
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const version = Number(text('version'));
    const back = (done: string) => c.redirect(`${pathOf(id)}?done=${done}`, 303);
    try {
      switch (text('act')) {
        case 'submit':
          await cards().submit(actor, id, version);
          return back('submitted');
        case 'approve':
          await cards().approve(actor, id, version, text('reason'));
          return back('approved');
        case 'return':
          await cards().sendBack(actor, id, version, text('reason'));
          return back('returned');
        case 'withdraw':
          await cards().withdraw(actor, id, text('reason'));
          return back('withdrawn');
        case 'comment':
          await cards().comment(actor, id, text('text'));
          return back('commented');
        case 'remove':
          if (text('sure') !== 'yes') throw new AppError('bad_request', { reason: '删除须先勾选确认' });
          await cards().remove(actor, id);
          return c.redirect('/knowledge/cards?done=removed', 303);
        default:
          throw new AppError('bad_request', { reason: '没有这种操作' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return card(c, id, message, status);
    }
  });
  return app;
}
