import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Laws } from '../../app/law/law-care-types.ts';
import { UPLOAD_LIMIT } from '../../app/law/law-uploads.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { presentUpload, uploadSchema } from '../knowledge-schemas.ts';
import { isStreamedForm } from '../middleware/csrf.ts';
import { refusals } from '../schemas.ts';

const UPLOADS = '/api/v1/knowledge/law-imports';

/** Whether a request carries a file that is streamed to disk. */
export const isUpload = (method: string, path: string): boolean =>
  method === 'POST' &&
  (path === UPLOADS ||
    path === '/api/v1/imports' ||
    /^\/api\/v1\/orders\/[^/]{1,128}\/evidence$/.test(path) ||
    isStreamedForm(path));

const common = { tags: ['法规'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const title = z.string().min(1).max(200);
const uses = z.object({ times: z.int(), last: z.string() }).nullable();
const lawArticle = z.object({
  article: z.string(),
  chapter: z.string().nullable(),
  text: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable().openapi({ description: '不含当日；null 为现行' }),
  uses: z.int(),
});
const link = z.object({ law: z.string(), on: z.string(), basis: z.string().nullable() });

const pageSchema = z
  .object({
    rows: z.array(
      z.object({
        title: z.string(),
        short: z.string(),
        editions: z.int(),
        inForce: z.string().nullable(),
        articles: z.int(),
        uses: z.int(),
      }),
    ),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
  })
  .openapi('LawPage');
const lawSchema = z
  .object({
    title: z.string(),
    short: z.string(),
    editions: z.array(
      z.object({
        edition: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        articles: z.int(),
        origin: z.enum(['shipped', 'imported']),
        withheld: z.string().nullable(),
        publishedOn: z.string().nullable(),
        issuer: z.string().nullable(),
        level: z.string().nullable(),
        importedBy: z.string().nullable(),
      }),
    ),
    successors: z.array(link),
    predecessors: z.array(link),
    shown: z.string(),
    articles: z.array(lawArticle),
    can: z.object({ manage: z.boolean() }),
  })
  .openapi('Law');
const historySchema = z
  .object({
    law: z.string(),
    article: z.string(),
    versions: z.array(
      lawArticle.extend({
        difference: z
          .array(z.object({ mark: z.enum(['same', 'out', 'in']), text: z.string() }))
          .readonly()
          .nullable(),
      }),
    ),
    citing: z.array(z.object({ id: z.string(), title: z.string() })),
    uses,
  })
  .openapi('LawArticle');

const list = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/laws',
  summary: '法规目录，按标题查，用得多的在前',
  request: {
    query: z.strictObject({
      q: z.string().max(200).optional(),
      page: z.coerce.number('须为数字').int().min(1).max(100_000).optional(),
    }),
  },
  responses: { 200: { description: '一页法规', ...json(pageSchema) }, ...refusals(400, 401, 403) },
});
const get = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/laws/{title}',
  summary: '一部法规：各版本、一个版本的条文、承继',
  request: { params: z.object({ title }), query: z.strictObject({ edition: z.string().max(32).optional() }) },
  responses: { 200: { description: '法规', ...json(lawSchema) }, ...refusals(400, 401, 403, 404) },
});
const article = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/laws/{title}/articles/{article}',
  summary: '一条条文的历次文本、引用它的条目和次数',
  request: { params: z.object({ title, article: z.string().min(1).max(32) }) },
  responses: { 200: { description: '条文', ...json(historySchema) }, ...refusals(401, 403, 404) },
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/knowledge/laws/{title}',
  summary: '删除一部法规，或其一个导入的版本',
  description: '条文、别名、承继一并清除；随程序的文本不再使用。审计只记删过什么，不记条文。',
  request: { params: z.object({ title }), query: z.strictObject({ edition: z.string().max(32).optional() }) },
  responses: {
    200: {
      description: '删了什么',
      ...json(z.object({ law: z.string(), editions: z.array(z.string()), articles: z.int() })),
    },
    ...refusals(400, 401, 403, 404),
  },
});
const upload = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/law-imports',
  summary: '导入法规文件（.jsonl、.jsonl.gz、.md、.txt），请求体为文件本身',
  description: '最大 200 MB，边收边写入临时文件；收完即答 202，随后在后台导入，同时只能有一份。',
  request: {
    query: z.strictObject({
      file: z.string().min(1).max(200).openapi({ description: '文件名' }),
      title: z.string().max(200).optional().openapi({ description: '文本里没有标题时' }),
      effective: z.string().max(10).optional().openapi({ description: '文本里没有施行日期时' }),
    }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    202: { description: '已开始', ...json(uploadSchema) },
    ...refusals(400, 401, 403, 409, 413),
  },
});
const uploads = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/law-imports',
  summary: '服务启动以来的法规导入，新的在前',
  responses: { 200: { description: '导入', ...json(z.array(uploadSchema)) }, ...refusals(401, 403) },
});
const uploadOf = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/law-imports/{id}',
  summary: '一次法规导入的进度与结果',
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: { 200: { description: '导入', ...json(uploadSchema) }, ...refusals(401, 403, 404) },
});

/** Throws `not_found` where nothing is answered from. */
export function lawServices({ laws }: Services): Laws {
  if (laws === undefined) throw new AppError('not_found', { what: '法规库' });
  return laws;
}

/** Writes what arrives to a file. Throws `body_too_large` beyond the limit, `bad_field` for nothing. */
export async function receiveFile(bytes: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      size += piece.length;
      if (size > UPLOAD_LIMIT) throw new AppError('body_too_large', { limit: UPLOAD_LIMIT });
      yield piece;
    }
  }
  await pipeline(Readable.from(counted(), { objectMode: false }), createWriteStream(path, { mode: 0o600 }));
  if (size === 0) throw new AppError('bad_field', { where: '', field: 'file', reason: '文件是空的' });
}

/** Laws: reading, taking in, deleting. */
export function lawRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const laws = (): Laws => lawServices(services);
  app.openapi(list, async (c) => {
    const { q = '', page = 1 } = c.req.valid('query');
    const found = await laws().list(actorOf(c), q, page);
    return c.json({ ...found, rows: [...found.rows] }, 200);
  });
  app.openapi(get, async (c) => {
    const { edition } = c.req.valid('query');
    const { editions, successors, predecessors, articles, ...rest } = await laws().get(
      actorOf(c),
      c.req.valid('param').title,
      edition,
    );
    return c.json(
      {
        ...rest,
        editions: [...editions],
        successors: [...successors],
        predecessors: [...predecessors],
        articles: [...articles],
      },
      200,
    );
  });
  app.openapi(article, async (c) => {
    const { title: law, article: label } = c.req.valid('param');
    const found = await laws().article(actorOf(c), law, label);
    return c.json({ ...found, versions: [...found.versions], citing: [...found.citing] }, 200);
  });
  app.openapi(remove, async (c) => {
    const { edition } = c.req.valid('query');
    const done = await laws().remove(actorOf(c), c.req.valid('param').title, edition ?? null);
    return c.json({ ...done, editions: [...done.editions] }, 200);
  });
  app.openapi(upload, async (c) => {
    const { file, title: name, effective } = c.req.valid('query');
    const body = c.req.raw.body;
    const options = {
      ...(name === undefined ? {} : { title: name }),
      ...(effective === undefined ? {} : { effective }),
    };
    const begun = await laws().upload(actorOf(c), file, options, (path) =>
      receiveFile(body === null ? empty() : body, path),
    );
    return c.json(presentUpload(begun), 202);
  });
  app.openapi(uploads, (c) => c.json(laws().uploads(actorOf(c)).map(presentUpload), 200));
  app.openapi(uploadOf, (c) =>
    c.json(presentUpload(laws().uploadOf(actorOf(c), c.req.valid('param').id)), 200),
  );
  return app;
}

async function* empty(): AsyncGenerator<Uint8Array> {}
