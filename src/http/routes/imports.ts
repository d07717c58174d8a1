import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { ColumnMap } from '../../app/import/columns.ts';
import { FIELDS } from '../../app/import/columns.ts';
import type { ImportDesk, ImportJob, Preview } from '../../app/import/import-desk.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { attachmentHeader } from '../../kernel/file-names.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../context.ts';
import { mustMatch } from '../middleware/csrf.ts';
import { formParts } from '../multipart.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['工单'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const id = z.object({ id: z.string().min(1).max(64) });
const name = z.object({ name: z.string().min(1).max(60) });

const mapSchema = z
  .record(z.string().max(200), z.enum(FIELDS, `须为 ${FIELDS.join(' ')} 或 null`).nullable())
  .openapi('ColumnMap', { description: '列名 → 字段名，null 为不用此列' });
const refusalSchema = z.object({
  row: z.int(),
  code: z.string(),
  reason: z.string(),
  column: z.string().optional().openapi({ description: '列名和单元格，例如 来电时间（B3）' }),
  sheet: z.string().optional(),
});
const jobSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    progress: z
      .object({ rows: z.int(), accepted: z.int(), duplicate: z.int(), refused: z.int(), done: z.number() })
      .optional(),
    report: z
      .object({
        accepted: z.int(),
        duplicate: z.int(),
        refusedCount: z.int(),
        refused: z.array(refusalSchema).readonly().openapi({ description: '最多一万行，全部在拒收文件里' }),
        ignored: z.array(z.string()).readonly().openapi({ description: '没有用到的列' }),
      })
      .optional(),
    message: z.string().optional().openapi({ description: '未能导入的原因' }),
  })
  .openapi('ImportJob');

const begin = createRoute({
  ...common,
  method: 'post',
  path: '/imports',
  summary: '上传 xlsx、csv 或 jsonl 文件并开始导入',
  description:
    '表单里 map（已存的列映射名称，或 JSON 对象）写在文件之前，可不写：已知的列名自动对上。边收边写入磁盘，最大 200 MB。' +
    '导入在后台进行，用 GET /imports/{id} 查看进度和结果；同一文件再传一遍，已有的算重复。',
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({ map: z.string().optional(), file: z.string().openapi({ format: 'binary' }) }),
        },
      },
    },
  },
  responses: {
    202: { description: '已开始', ...json(jobSchema) },
    ...refusals(400, 401, 403, 404, 413, 415),
  },
});
const look = createRoute({
  ...common,
  method: 'get',
  path: '/imports/{id}',
  summary: '一次导入的进度和结果；两小时后不再保留',
  request: { params: id },
  responses: { 200: { description: '导入', ...json(jobSchema) }, ...refusals(401, 403, 404) },
});
const refused = createRoute({
  ...common,
  method: 'get',
  path: '/imports/{id}/refused',
  summary: '拒收的行：原来的各列，加拒收行号、拒收列、拒收原因，改好可再导入',
  request: { params: id },
  responses: {
    200: { description: '文件', content: { 'text/csv': { schema: z.string() } } },
    ...refusals(401, 403, 404),
  },
});
const list = createRoute({
  ...common,
  method: 'get',
  path: '/import-maps',
  summary: '已存的列映射',
  responses: {
    200: {
      description: '列映射',
      ...json(
        z.object({
          maps: z.array(
            z.object({
              name: z.string(),
              columns: z.record(z.string(), z.string().nullable()),
              setBy: z.string(),
            }),
          ),
        }),
      ),
    },
    ...refusals(401, 403),
  },
});
const put = createRoute({
  ...common,
  method: 'put',
  path: '/import-maps/{name}',
  summary: '存一个列映射，同名的被替换',
  request: { params: name, body: { required: true, ...json(mapSchema) } },
  responses: { 204: { description: '已存' }, ...refusals(400, 401, 403, 415) },
});
const drop = createRoute({
  ...common,
  method: 'delete',
  path: '/import-maps/{name}',
  summary: '删除一个列映射',
  request: { params: name },
  responses: { 204: { description: '已删除' }, ...refusals(401, 403, 404) },
});

/** Throws `not_found` where nothing can be imported. */
export function importDesk({ importing }: Services): ImportDesk {
  if (importing === undefined) throw new AppError('not_found', { what: '导入' });
  return importing;
}

/**
 * Takes the file of a form in as it arrives, with the fields before it. `page`: the form is a page's and must carry the
 * session's token before its file. Throws what `ImportDesk.receive` throws, and `bad_field` where there is no file.
 */
export async function receiveFile(
  c: Ctx,
  desk: ImportDesk,
  { page }: { readonly page: boolean },
): Promise<{ readonly preview: Preview; readonly fields: Readonly<Record<string, string>> }> {
  const actor = actorOf(c);
  const fields: Record<string, string> = {};
  let trusted = !page;
  for await (const part of formParts(c.req.header('content-type') ?? '', c.req.raw.body)) {
    if (part.kind === 'field') {
      fields[part.name] = part.value;
      if (page && part.name === '_csrf') {
        mustMatch(c, part.value);
        trusted = true;
      }
      continue;
    }
    if (!trusted) mustMatch(c, '');
    if (part.filename === '') continue;
    if (part.name !== 'file') throw new AppError('unknown_field', { where: '表单', field: part.name });
    return { preview: await desk.receive(actor, part.filename, part.bytes), fields };
  }
  throw new AppError('bad_field', { where: '', field: 'file', reason: '没有文件' });
}

/** A map as it is sent: the name of a saved one, or the map itself. */
async function mapIn(c: Ctx, desk: ImportDesk, text: string | undefined): Promise<ColumnMap | null> {
  if (text === undefined || text.trim() === '') return null;
  if (!text.trim().startsWith('{')) return desk.map(actorOf(c), text.trim());
  const bad = (reason: string, cause?: unknown) =>
    new AppError('bad_field', { where: '', field: 'map', reason }, { cause });
  try {
    const parsed = mapSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw bad(parsed.error.issues[0]?.message ?? '有误');
  } catch (error) {
    if (error instanceof SyntaxError) throw bad('不是合法的 JSON', error);
    throw error;
  }
}

const present = (job: ImportJob): z.infer<typeof jobSchema> => ({
  ...job,
  ...(job.state === 'done' ? { report: { ...job.report, refused: [...job.report.refused] } } : {}),
});

/** The refused rows as a download. */
export async function refusedDownload(c: Ctx, desk: ImportDesk, job: string): Promise<Response> {
  const file = await desk.refused(actorOf(c), job);
  return c.body(Buffer.from(file.bytes), 200, {
    'content-type': file.name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    'content-disposition': attachmentHeader(file.name),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
}

/** Files of orders, and the maps of their columns. */
export function importRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): ImportDesk => importDesk(services);

  // Documented like the others, read by hand: what is streamed is no body that a validator could hold.
  app.openAPIRegistry.registerPath(begin);
  app.post('/imports', async (c) => {
    const actor = actorOf(c);
    const { preview, fields } = await receiveFile(c, desk(), { page: false });
    await desk().start(actor, preview.id, await mapIn(c, desk(), fields['map']));
    return c.json(present(await desk().job(actor, preview.id)), 202);
  });
  app.openapi(look, async (c) => c.json(present(await desk().job(actorOf(c), c.req.valid('param').id)), 200));
  app.openAPIRegistry.registerPath(refused);
  app.get('/imports/:id/refused', (c) => refusedDownload(c, desk(), c.req.param('id')));
  app.openapi(list, async (c) => {
    const maps = await desk().maps(actorOf(c));
    return c.json(
      { maps: maps.map((map) => ({ name: map.name, columns: map.columns, setBy: map.setByName })) },
      200,
    );
  });
  app.openapi(put, async (c) => {
    await desk().saveMap(actorOf(c), c.req.valid('param').name, c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(drop, async (c) => {
    await desk().dropMap(actorOf(c), c.req.valid('param').name);
    return c.body(null, 204);
  });
  return app;
}
