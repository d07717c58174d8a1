import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { FIELDS } from '../../../app/import/columns.ts';
import type { ColumnMap, Field } from '../../../app/import/columns.ts';
import { AppError } from '../../../kernel/errors.ts';
import { FIELD_NAMES, ImportJobPage, ImportPage, ImportPreviewPage } from '../../../web/pages/import.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { importDesk, receiveFile, refusedDownload } from '../imports.ts';

/** What a person can mend where it was said. */
const STAYS = new Set<AppError['code']>([
  'bad_upload',
  'bad_encoding',
  'bad_field',
  'bad_request',
  'conflict',
  'file_too_large',
  'unsupported_type',
]);

/** Files of orders: choosing, looking, mapping, storing, and what came of it; all of it without script. */
export function importPages(deps: Deps) {
  const { services } = deps;
  const app = new Hono<AppEnv>();

  async function showStart(
    c: Ctx,
    said: { done?: string; error?: string },
    status: ContentfulStatusCode = 200,
  ) {
    const desk = importDesk(services);
    const maps = await desk.maps(actorOf(c));
    const frame = { ...frameOf(c, deps), here: '/import' };
    return renderPage(
      c,
      <ImportPage frame={frame} limitMb={desk.limit >> 20} maps={maps} {...said} />,
      status,
    );
  }

  async function showPreview(
    c: Ctx,
    id: string,
    said: { done?: string; error?: string; map?: string | undefined; columns?: ColumnMap },
    status: ContentfulStatusCode = 200,
  ) {
    const desk = importDesk(services);
    const actor = actorOf(c);
    const { columns, map, ...words } = said;
    const chosen = columns ?? (map === undefined ? undefined : await desk.map(actor, map));
    const preview = await desk.preview(actor, id, chosen);
    const frame = { ...frameOf(c, deps), here: `/import/${encodeURIComponent(id)}` };
    const maps = await desk.maps(actor);
    return renderPage(
      c,
      <ImportPreviewPage frame={frame} preview={preview} maps={maps} map={map} {...words} />,
      status,
    );
  }

  /** Says what can be mended on the page that `show` makes; anything else is the error page's. */
  async function said(
    work: () => Promise<Response>,
    show: (error: string, status: ContentfulStatusCode) => Promise<Response>,
  ): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show(message, status);
    }
  }

  app.get('/import', requireSession, (c) => showStart(c, {}));

  app.post('/import', requireSession, (c) =>
    said(
      async () => {
        const { preview } = await receiveFile(c, importDesk(services), { page: true });
        return c.redirect(`/import/${encodeURIComponent(preview.id)}`, 303);
      },
      (error, status) => showStart(c, { error }, status),
    ),
  );

  app.post('/import/maps/drop', requireSession, async (c) => {
    const { name } = await c.req.parseBody();
    await importDesk(services).dropMap(actorOf(c), String(name));
    return showStart(c, { done: `已删除列映射“${String(name)}”。` });
  });

  app.get('/import/:id', requireSession, async (c) => {
    const { id } = c.req.param();
    const job = await importDesk(services).job(actorOf(c), id);
    if (job.state !== 'waiting') return renderPage(c, <ImportJobPage frame={frameOf(c, deps)} job={job} />);
    const map = c.req.query('map');
    return said(
      () => showPreview(c, id, map === undefined || map === '' ? {} : { map }),
      (error, status) => showPreview(c, id, { error }, status),
    );
  });

  app.post('/import/:id', requireSession, async (c) => {
    const { id } = c.req.param();
    const desk = importDesk(services);
    const actor = actorOf(c);
    const form = await c.req.parseBody();
    const preview = await desk.preview(actor, id);
    const columns = mapIn(form, preview.table?.headings ?? []);
    const chosen = Object.values(columns).filter((field) => field !== null);
    const twice = FIELDS.find((field) => chosen.indexOf(field) !== chosen.lastIndexOf(field));
    const name = typeof form['name'] === 'string' ? form['name'].trim() : '';
    return said(
      async () => {
        if (twice !== undefined)
          throw new AppError('bad_request', { reason: `有两列都选了“${FIELD_NAMES[twice]}”` });
        if (form['do'] === 'save') {
          await desk.saveMap(actor, name, columns);
          return showPreview(c, id, { done: `已存列映射“${name}”。`, columns, map: name });
        }
        for (const [field, what] of [
          ['text', '诉求内容'],
          ['receivedAt', '来电时间'],
        ] as const)
          if (preview.table !== null && !chosen.includes(field))
            throw new AppError('bad_request', { reason: `没有指定哪一列是${what}` });
        await desk.start(actor, id, preview.table === null ? null : columns);
        return c.redirect(`/import/${encodeURIComponent(id)}`, 303);
      },
      (error, status) => showPreview(c, id, { error, columns }, status),
    );
  });

  app.get('/import/:id/refused', requireSession, (c) =>
    refusedDownload(c, importDesk(services), c.req.param('id')),
  );
  return app;
}

/** The map that the select boxes make. */
function mapIn(form: Readonly<Record<string, unknown>>, headings: readonly string[]): ColumnMap {
  const map: Record<string, Field | null> = {};
  for (const [i, heading] of headings.entries()) {
    if (heading.trim() === '') continue;
    const chosen = form[`c${i}`];
    map[heading] = FIELDS.find((field) => field === chosen) ?? null;
  }
  return map;
}
