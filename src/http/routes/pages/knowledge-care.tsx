import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import { AppError, type FieldFault } from '../../../kernel/errors.ts';
import {
  EMPTY_ENTRY,
  entryForm,
  KnowledgeEditorPage,
  type CitationForm,
  type EntryForm,
} from '../../../web/pages/knowledge-editor.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { madeOf, typedEntry } from '../../entry-form.ts';
import { problemOf } from '../../errors.ts';
import { draftOf, editItemSchema } from '../../knowledge-schemas.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { careServices } from '../knowledge.ts';
import { STAYS, submittedFor } from './knowledge.tsx';

/** Writing an entry: a plain form, what was typed kept where it is refused. */
export function knowledgeCarePages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();
  const care = () => careServices(services);

  async function show(
    c: Ctx,
    id: string | null,
    form: EntryForm,
    extra: { faults?: readonly FieldFault[]; error?: string } = {},
    status: ContentfulStatusCode = 200,
  ) {
    return renderPage(
      c,
      <KnowledgeEditorPage
        frame={frameOf(c, deps)}
        profile={profile}
        id={id}
        form={form}
        chooseOwner={mayDo(actorOf(c), 'knowledge.decide')}
        submitted={await submittedFor(c, deps)}
        {...extra}
      />,
      status,
    );
  }

  const withTexts = async (c: Ctx, form: EntryForm): Promise<EntryForm> => ({
    ...form,
    citations: await citationTexts(c, deps, form.citations),
  });

  async function save(c: Ctx, id: string | null) {
    const actor = actorOf(c);
    const body = await c.req.parseBody({ all: true });
    const form = typedEntry(body);
    if (body['act'] === 'more') {
      const more = {
        ...form,
        citations: [...form.citations, { law: '', article: '', clause: '', quote: '' }],
      };
      return show(c, id, await withTexts(c, more));
    }
    try {
      const value = madeOf(form);
      const parsed = editItemSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { base, ...made } = parsed.data;
      const saved = await care().save(actor, draftOf(made, id === null ? undefined : { id, base }));
      const { version } = saved.pending ?? { version: saved.base };
      const where = `/knowledge/entries/${encodeURIComponent(saved.summary.id)}`;
      if (body['act'] !== 'submit') return c.redirect(`${where}?done=saved`, 303);
      await care().submit(actor, saved.summary.id, version);
      return c.redirect(`${where}?done=submitted`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message, details } = problemOf(error);
      const faults = Array.isArray(details['faults']) ? (details['faults'] as readonly FieldFault[]) : [];
      return show(c, id, await withTexts(c, form), { faults, error: message }, status);
    }
  }

  app.get('/knowledge/entries/new', requireSession, (c) => {
    scopeOf(actorOf(c), 'knowledge.draft');
    return show(c, null, EMPTY_ENTRY);
  });
  app.post('/knowledge/entries/new', requireSession, (c) => save(c, null));
  app.get('/knowledge/entries/:id/edit', requireSession, async (c) => {
    const detail = await care().get(actorOf(c), c.req.param('id'));
    if (!detail.can.edit)
      throw new AppError('forbidden', { reason: '这一条由其他单位维护，请在页面上提意见' });
    return show(c, detail.summary.id, await withTexts(c, entryForm(detail)));
  });
  app.post('/knowledge/entries/:id/edit', requireSession, (c) => save(c, c.req.param('id')));
  return app;
}

/** The articles of the citations, to copy from. */
export async function citationTexts(
  c: Ctx,
  { services: { laws } }: Deps,
  citations: readonly CitationForm[],
): Promise<readonly CitationForm[]> {
  if (laws === undefined) return citations;
  return Promise.all(
    citations.map(async (cited) => {
      const law = cited.law.trim().replace(/^《(.*)》$/u, '$1');
      if (law === '' || cited.article.trim() === '') return cited;
      try {
        const { versions } = await laws.article(actorOf(c), law, cited.article.trim());
        return { ...cited, law, text: versions.at(-1)?.text ?? null };
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found') return { ...cited, text: null };
        throw error;
      }
    }),
  );
}
