import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { LawArticlePage, LawPage, LawsPage } from '../../../web/pages/laws.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { mustMatch } from '../../middleware/csrf.ts';
import { formParts } from '../../multipart.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { lawServices, receiveFile } from '../laws.ts';
import { submittedFor } from './knowledge.tsx';

const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'conflict',
  'body_too_large',
  'not_found',
]);
const DONE: Readonly<Record<string, string>> = {
  importing: '文件已收下，正在导入。',
  deleted: '已删除，正在从解答中去掉。',
};

/** Laws: search, one law, one article, import, deletion. */
export function lawPages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();
  const laws = () => lawServices(services);

  async function list(c: Ctx, error?: string, status: ContentfulStatusCode = 200) {
    const actor = actorOf(c);
    const q = (c.req.query('q') ?? '').slice(0, 200);
    const page = Number(c.req.query('page') ?? 1);
    return renderPage(
      c,
      <LawsPage
        frame={{ ...frameOf(c, deps), here: '/knowledge/laws' }}
        q={q}
        laws={await laws().list(actor, q, Number.isFinite(page) ? page : 1)}
        submitted={await submittedFor(c, deps)}
        uploads={mayDo(actor, 'law.manage') ? laws().uploads(actor) : null}
        done={error === undefined ? DONE[c.req.query('done') ?? ''] : undefined}
        error={error}
      />,
      status,
    );
  }

  async function law(c: Ctx, title: string, error?: string, status: ContentfulStatusCode = 200) {
    const edition = c.req.query('edition');
    return renderPage(
      c,
      <LawPage
        frame={{ ...frameOf(c, deps), here: '/knowledge/laws' }}
        law={await laws().get(actorOf(c), title, edition === '' ? undefined : edition)}
        submitted={await submittedFor(c, deps)}
        error={error}
      />,
      status,
    );
  }

  app.get('/knowledge/laws', requireSession, (c) => list(c));

  app.post('/knowledge/laws/import', requireSession, async (c) => {
    try {
      await receive(c);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return list(c, message, status);
    }
    return c.redirect('/knowledge/laws?done=importing', 303);
  });

  /** The token and the fields come before the file, which is streamed to disk as it arrives. */
  async function receive(c: Ctx): Promise<void> {
    const actor = actorOf(c);
    const fields: Record<string, string> = {};
    let trusted = false;
    for await (const part of formParts(c.req.header('content-type') ?? '', c.req.raw.body)) {
      if (part.kind === 'field') {
        fields[part.name] = part.value;
        if (part.name === '_csrf') {
          mustMatch(c, part.value);
          trusted = true;
        }
        continue;
      }
      if (!trusted) mustMatch(c, '');
      const { title = '', effective = '' } = fields;
      const options = {
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        ...(effective === '' ? {} : { effective }),
      };
      await laws().upload(actor, part.filename, options, (path) => receiveFile(part.bytes, path));
      return;
    }
    throw new AppError('bad_field', { where: '', field: 'file', reason: '没有文件' });
  }

  app.get('/knowledge/laws/:title', requireSession, (c) => law(c, c.req.param('title')));

  app.post('/knowledge/laws/:title/delete', requireSession, async (c) => {
    const title = c.req.param('title');
    const { edition, sure } = await c.req.parseBody();
    try {
      if (sure !== 'yes') throw new AppError('bad_request', { reason: '删除须先勾选确认' });
      const wanted = typeof edition === 'string' && edition !== '' ? edition : null;
      await laws().remove(actorOf(c), title, wanted);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_request') throw error;
      const { status, message } = problemOf(error);
      return law(c, title, message, status);
    }
    return c.redirect('/knowledge/laws?done=deleted', 303);
  });

  app.get('/knowledge/laws/:title/articles/:article', requireSession, async (c) => {
    const history = await laws().article(actorOf(c), c.req.param('title'), c.req.param('article'));
    return renderPage(
      c,
      <LawArticlePage
        frame={{ ...frameOf(c, deps), here: '/knowledge/laws' }}
        history={history}
        submitted={await submittedFor(c, deps)}
      />,
    );
  });
  return app;
}
