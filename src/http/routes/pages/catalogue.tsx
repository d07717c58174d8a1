import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { NewRevision, RevisionPreview, RevisionSubject } from '../../../app/catalogue/revision-types.ts';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { isoDay } from '../../../web/format.ts';
import { CataloguePage, type CatalogueQuery, type ReadCatalogue } from '../../../web/pages/catalogue.tsx';
import { RevisionPage, RevisionsPage } from '../../../web/pages/revisions.tsx';
import { TaxonomyPage } from '../../../web/pages/taxonomy.tsx';
import { EMPTY_REVISION, type RevisionForm } from '../../../web/revision-values.ts';
import { catalogueQuery, noteSchema } from '../../catalogue-schemas.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { checkedRevision, revisionFormIn, revisionFrom } from '../../revision-form.ts';
import { validationError } from '../../validation.ts';
import { catalogueServices, filterOf } from '../catalogue.ts';

/** Refusals that leave the person on the page, what was typed kept and the reason above it. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_file',
  'bad_upload',
  'bad_encoding',
  'bad_request',
  'missing_field',
  'unknown_field',
  'conflict',
  'revision_refused',
  'self_approval',
  'database_busy',
]);

const DONE = {
  drafted: '修订已提交，等待另一人批准。',
  approve: '已批准，自下一件工单起执行。',
  refuse: '已退回。',
  withdraw: '已撤回。',
} as const;
type Done = keyof typeof DONE;
const doneWords = (c: Ctx): string | undefined => {
  const done = c.req.query('done') ?? '';
  return Object.hasOwn(DONE, done) ? DONE[done as Done] : undefined;
};

function refusal(error: unknown) {
  if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
  return problemOf(error);
}

type Shown = {
  readonly form?: RevisionForm;
  readonly preview?: RevisionPreview;
  readonly read?: ReadCatalogue;
  readonly error?: string;
};

/** The duty catalogue, the issue types, and the revisions of both. */
export function cataloguePages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();
  const desk = () => catalogueServices(services);

  const waitingOf = async (c: Ctx, subject: RevisionSubject) =>
    (await desk().revisions(actorOf(c), subject)).filter(({ state }) => state === 'waiting');

  async function showCatalogue(c: Ctx, extra: Shown, status: ContentfulStatusCode = 200) {
    const actor = actorOf(c);
    const asked = c.req.method === 'GET' ? c.req.query() : {};
    const query: CatalogueQuery = {
      asOf: asked['asOf'] ?? isoDay(clock.now()),
      issueType: asked['issueType'] ?? '',
      unit: asked['unit'] ?? '',
      words: asked['words'] ?? '',
    };
    const value = Object.fromEntries(Object.entries(query).filter(([, one]) => one !== ''));
    const parsed = catalogueQuery.safeParse(value);
    const fault = parsed.success ? null : problemOf(validationError(parsed.error.issues, value, 'query'));
    const { asOf = query.asOf, ...filter } = parsed.success ? parsed.data : {};
    const view = fault === null ? await desk().entries(actor, filterOf(filter), asOf) : null;
    const edit = asked['edit'];
    const form = extra.form ?? (edit === undefined ? undefined : await formOf(c, edit));
    const error = extra.error ?? fault?.message;
    const page = (
      <CataloguePage
        frame={{ ...frameOf(c, deps), here: '/catalogue' }}
        profile={profile}
        query={query}
        view={view}
        waiting={await waitingOf(c, 'catalogue')}
        may={mayDo(actor, 'catalogue.draft')}
        done={doneWords(c)}
        {...extra}
        form={form}
        error={error}
      />
    );
    return renderPage(c, page, fault?.status ?? status);
  }

  /** The form filled with what is in force for a type. */
  async function formOf(c: Ctx, code: string): Promise<RevisionForm | undefined> {
    const { rows, coming } = await desk().entries(actorOf(c), { issueType: code.slice(0, 4) });
    const row = [...rows, ...coming].filter(({ issueType }) => issueType.code === code).at(-1);
    if (row === undefined) return undefined;
    return {
      ...EMPTY_REVISION,
      kind: 'entry',
      code,
      owner: row.owner.code,
      byStation: row.level === 'station' ? 'on' : '',
      joint: row.joint?.code ?? '',
      onlyIf: (row.condition?.onlyIf ?? []).join('、'),
      notIf: (row.condition?.notIf ?? []).join('、'),
      clause: row.clause,
      law: row.basis,
    };
  }

  async function showTaxonomy(c: Ctx, extra: Shown, status: ContentfulStatusCode = 200) {
    const actor = actorOf(c);
    const page = (
      <TaxonomyPage
        frame={{ ...frameOf(c, deps), here: '/taxonomy' }}
        profile={profile}
        view={await desk().types(actor)}
        waiting={await waitingOf(c, 'taxonomy')}
        may={mayDo(actor, 'catalogue.draft')}
        done={doneWords(c)}
        {...extra}
      />
    );
    return renderPage(c, page, status);
  }

  app.get('/catalogue', requireSession, (c) => showCatalogue(c, {}));
  app.get('/taxonomy', requireSession, (c) => showTaxonomy(c, {}));

  /** Tries a form or drafts it; either way nothing that was typed is lost. */
  const takeForm = (subject: RevisionSubject, show: typeof showCatalogue) => async (c: Ctx) => {
    const body = await c.req.parseBody();
    const form = revisionFormIn(body);
    try {
      const made = revisionFrom(form, subject, profile.units);
      if (body['act'] !== 'draft') return show(c, { form, preview: await desk().preview(actorOf(c), made) });
      const { id } = await desk().draft(actorOf(c), made);
      return c.redirect(`/catalogue/revisions/${encodeURIComponent(id)}?done=drafted`, 303);
    } catch (error) {
      const { status, message } = refusal(error);
      return show(c, { form, error: message }, status);
    }
  };
  app.post('/catalogue', requireSession, takeForm('catalogue', showCatalogue));
  app.post('/taxonomy', requireSession, takeForm('taxonomy', showTaxonomy));

  app.post('/catalogue/read', requireSession, async (c) => {
    const { file, effectiveFrom } = await c.req.parseBody();
    try {
      if (!(file instanceof File) || file.size === 0)
        throw new AppError('missing_field', { where: '', field: 'file' });
      const from = String(effectiveFrom ?? '');
      const bytes = new Uint8Array(await file.arrayBuffer());
      const read = await desk().read(actorOf(c), bytes, file.name, from);
      return showCatalogue(c, { read: await shownRead(c, read, file.name) });
    } catch (error) {
      const { status, message } = refusal(error);
      return showCatalogue(c, { error: message }, status);
    }
  });

  async function shownRead(
    c: Ctx,
    read: Pick<ReadCatalogue, 'changes' | 'same' | 'refused'>,
    file: string,
  ): Promise<ReadCatalogue> {
    const { difference, faults } = await desk().difference(actorOf(c), read.changes);
    return { ...read, file, difference, fault: faults.length === 0 ? null : faults.join('；') };
  }

  app.post('/catalogue/read/draft', requireSession, async (c) => {
    const { changes, basis, reason } = await c.req.parseBody();
    const form = { ...EMPTY_REVISION, basis: String(basis ?? ''), reason: String(reason ?? '') };
    let made: NewRevision | null = null;
    try {
      made = checkedRevision({ subject: 'catalogue', changes: jsonIn(changes), basis, reason });
      const { id } = await desk().draft(actorOf(c), made);
      return c.redirect(`/catalogue/revisions/${encodeURIComponent(id)}?done=drafted`, 303);
    } catch (error) {
      const { status, message } = refusal(error);
      const read =
        made === null
          ? undefined
          : await shownRead(c, { changes: made.changes, same: 0, refused: [] }, '表格');
      return showCatalogue(c, { form, error: message, ...(read === undefined ? {} : { read }) }, status);
    }
  });

  app.get('/catalogue/table.csv', requireSession, async (c) => {
    const asOf = catalogueQuery.shape.asOf.safeParse(c.req.query('asOf'));
    const bytes = await desk().csv(actorOf(c), asOf.success ? asOf.data : undefined);
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="catalogue.csv"',
    });
  });

  app.get('/catalogue/revisions', requireSession, async (c) => {
    const asked = c.req.query('subject');
    const subject = asked === 'catalogue' || asked === 'taxonomy' ? asked : undefined;
    const here = subject === 'taxonomy' ? '/taxonomy' : '/catalogue';
    return renderPage(
      c,
      <RevisionsPage
        frame={{ ...frameOf(c, deps), here }}
        subject={subject}
        revisions={await desk().revisions(actorOf(c), subject)}
      />,
    );
  });

  async function showRevision(
    c: Ctx,
    id: string,
    extra: { readonly note?: string; readonly error?: string } = {},
    status: ContentfulStatusCode = 200,
  ) {
    const revision = await desk().revision(actorOf(c), id);
    const tried = revision.state === 'waiting' && revision.faults.length === 0;
    const here = revision.subject === 'taxonomy' ? '/taxonomy' : '/catalogue';
    return renderPage(
      c,
      <RevisionPage
        frame={{ ...frameOf(c, deps), here }}
        profile={profile}
        revision={revision}
        preview={tried ? await desk().previewOf(actorOf(c), id) : null}
        done={doneWords(c)}
        {...extra}
      />,
      status,
    );
  }

  app.get('/catalogue/revisions/:id', requireSession, (c) => showRevision(c, c.req.param('id')));

  app.post('/catalogue/revisions/:id', requireSession, async (c) => {
    const id = c.req.param('id');
    const body = await c.req.parseBody();
    const value = { note: typeof body['note'] === 'string' ? body['note'] : '' };
    const act = body['act'] === 'approve' || body['act'] === 'refuse' ? body['act'] : 'withdraw';
    try {
      const parsed = noteSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      if (act === 'withdraw') await desk().withdraw(actorOf(c), id);
      else await desk()[act](actorOf(c), id, parsed.data.note);
    } catch (error) {
      const { status, message } = refusal(error);
      return showRevision(c, id, { ...value, error: message }, status);
    }
    return c.redirect(`/catalogue/revisions/${encodeURIComponent(id)}?done=${act}`, 303);
  });
  return app;
}

function jsonIn(text: unknown): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : '');
  } catch (cause) {
    throw new AppError('bad_request', { reason: '改动不完整，请重新读入表格' }, { cause });
  }
}
