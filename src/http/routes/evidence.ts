import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { EvidenceDesk, EvidenceView } from '../../app/life/evidence-desk.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import { attachmentHeader } from '../../kernel/file-names.ts';
import { keysOf } from '../../kernel/keys.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { evidenceKind, evidencePurpose, receiveEvidence } from '../evidence-form.ts';
import { refusals } from '../schemas.ts';
import { streamOf } from '../streaming.ts';

const common = { tags: ['材料'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const id = z.string().min(1).max(128);
const order = z.object({ id });
const file = z.object({ id, file: z.string().min(1).max(64) });

const evidenceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(keysOf(EVIDENCE_KIND)).openapi({ description: wordsOf(EVIDENCE_KIND) }),
    purpose: z.enum(keysOf(EVIDENCE_PURPOSE)).openapi({ description: wordsOf(EVIDENCE_PURPOSE) }),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int().nullable().openapi({ description: 'null：存在别的系统里' }),
    sha256: z.string(),
    url: z.string().nullable().openapi({ description: '存在别的系统里的，其地址' }),
    addedAt: z.string().openapi({ format: 'date-time' }),
    addedBy: z.string().openapi({ description: '谁加的' }),
    kept: z.string().nullable().openapi({ description: '您不能移除它的原因；null 为可以移除' }),
  })
  .openapi('Evidence');

const list = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/evidence',
  summary: '工单的材料（照片、录音录像、文书、截图），先加的在前',
  description: '每次查看都记入审计。',
  request: { params: order },
  responses: {
    200: {
      description: '材料',
      ...json(
        z.object({
          files: z.array(evidenceSchema),
          limit: z.int().openapi({ description: '一个文件最多多少字节' }),
        }),
      ),
    },
    ...refusals(401, 403, 404),
  },
});
const add = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/evidence',
  summary: '上传材料，一次最多 10 个文件',
  description:
    '表单里 kind、purpose 写在文件之前；边收边写入磁盘并计算 sha256，超过上限即停。类型按内容判断，名不副实的拒收。' +
    '同一工单里同样内容、同样用途的只记一份，重发安全；前面的已收下、后面的被拒时，前面的仍然有效。' +
    '记录联系时引用的文件，用途按联系的方式和结果定。',
  request: {
    params: order,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            kind: evidenceKind.openapi({ description: wordsOf(EVIDENCE_KIND) }),
            purpose: evidencePurpose.openapi({ description: wordsOf(EVIDENCE_PURPOSE) }),
            file: z.string().openapi({ format: 'binary', description: '可以有几个' }),
          }),
        },
      },
    },
  },
  responses: {
    201: { description: '已收', ...json(z.object({ files: z.array(evidenceSchema) })) },
    ...refusals(400, 401, 403, 404, 413, 415, 422),
  },
});
const refer = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/evidence/references',
  summary: '登记存在别的系统里的材料，如通话录音',
  description: '只记地址和 sha256，内容不经过这里；打包时写入清单。',
  request: {
    params: order,
    body: {
      required: true,
      ...json(
        z.strictObject({
          name: z.string().trim().min(1).max(200),
          mediaType: z.string().min(1).max(160),
          kind: evidenceKind,
          purpose: evidencePurpose,
          sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, '须为 64 位十六进制'),
          url: z.string().min(1).max(2000),
        }),
      ),
    },
  },
  responses: {
    201: { description: '已登记', ...json(evidenceSchema) },
    ...refusals(400, 401, 403, 404, 415),
  },
});
const read = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/evidence/{file}',
  summary: '取一个文件',
  description: '一律作为附件给出，不在浏览器里打开；记入审计。',
  request: { params: file },
  responses: {
    200: {
      description: '文件',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...refusals(401, 403, 404),
  },
});
const remove = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/evidence/{file}/remove',
  summary: '移除一份材料，须写理由',
  description: '只能移除自己加的；热线中心可以移除他人加的。答复或审定之前留存的，谁也不能移除（409）。',
  request: {
    params: file,
    body: { required: true, ...json(z.strictObject({ reason: z.string().trim().min(1).max(500) })) },
  },
  responses: { 204: { description: '已移除' }, ...refusals(400, 401, 403, 404, 409, 415) },
});
const pack = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/proof.zip',
  summary: '联系凭证包：联系记录、材料和各自的 sha256，一个压缩包',
  description:
    '内有 manifest.json、SHA256SUMS（可用 sha256sum -c 核对）和说明.txt；已损坏或丢失的写在清单里。记入审计。',
  request: { params: order },
  responses: {
    200: {
      description: '压缩包',
      content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...refusals(401, 403, 404, 413),
  },
});

function wordsOf(names: Readonly<Record<string, string>>): string {
  return Object.entries(names)
    .map(([key, name]) => `${key} ${name}`)
    .join('，');
}

/** Throws `not_found` where evidence has no place. */
export function evidenceDesk({ evidence }: Services): EvidenceDesk {
  if (evidence === undefined) throw new AppError('not_found', { what: '存放证据文件的地方' });
  return evidence;
}

export const presentEvidence = ({
  orderId: _order,
  addedByName,
  addedBy: _id,
  addedAt,
  ...view
}: EvidenceView): z.infer<typeof evidenceSchema> => ({
  ...view,
  addedAt: isoTime(addedAt),
  addedBy: addedByName,
});

/** Evidence of orders: sending in, reading, taking away, and the pack. */
export function evidenceRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): EvidenceDesk => evidenceDesk(services);

  app.openapi(list, async (c) => {
    const files = await desk().list(actorOf(c), c.req.valid('param').id);
    return c.json({ files: files.map(presentEvidence), limit: desk().limit }, 200);
  });
  // Documented like the others, read by hand: what is streamed is no body that a validator could hold.
  app.openAPIRegistry.registerPath(add);
  app.post('/orders/:id/evidence', async (c) => {
    const files = await receiveEvidence(c, desk(), c.req.param('id'), { page: false });
    return c.json({ files: files.map(presentEvidence) }, 201);
  });
  app.openapi(refer, async (c) => {
    const view = await desk().refer(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.json(presentEvidence(view), 201);
  });
  app.openAPIRegistry.registerPath(read);
  app.get('/orders/:id/evidence/:file', async (c) => {
    const { stream, headers } = await desk().read(actorOf(c), c.req.param('id'), c.req.param('file'));
    return c.body(stream, 200, { ...headers });
  });
  app.openapi(remove, async (c) => {
    const { id: orderId, file: one } = c.req.valid('param');
    await desk().remove(actorOf(c), orderId, one, c.req.valid('json').reason);
    return c.body(null, 204);
  });
  app.openAPIRegistry.registerPath(pack);
  app.get('/orders/:id/proof.zip', async (c) => {
    const { name, bytes } = await desk().pack(actorOf(c), c.req.param('id'));
    return c.body(streamOf(bytes), 200, {
      'content-type': 'application/zip',
      'content-disposition': attachmentHeader(name),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });
  return app;
}
