import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { KnowledgeCare } from '../../app/knowledge/knowledge-care-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  approveSchema,
  commentSchema,
  draftOf,
  editItemSchema,
  itemDetailSchema,
  itemFilter,
  itemId,
  itemPageSchema,
  itemQuery,
  newItemSchema,
  noticesSchema,
  presentItem,
  presentItemDetail,
  presentNotice,
  readSchema,
  reasonSchema,
  returnSchema,
  staleSchema,
  versionSchema,
} from '../knowledge-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['知识维护'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const item = (description: string, ...more: Parameters<typeof refusals>) => ({
  200: { description, ...json(itemDetailSchema) },
  ...refusals(401, 403, 404, ...more),
});

const list = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/entries',
  summary: '知识条目，最近改动的在前',
  request: { query: itemQuery },
  responses: { 200: { description: '一页条目', ...json(itemPageSchema) }, ...refusals(400, 401, 403) },
});
const get = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/entries/{id}',
  summary: '一个知识条目：在用的文本、待定的稿、历次版本与逐行改动、意见',
  request: { params: itemId },
  responses: item('条目'),
});
const create = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries',
  summary: '起草新条目',
  description: '引文须与知识库里的条文一字不差；不对之处一次全部列出（bad_knowledge，details.faults）。',
  request: { body: body(newItemSchema) },
  responses: { 201: { description: '草稿', ...json(itemDetailSchema) }, ...refusals(400, 401, 403, 415) },
});
const edit = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/versions',
  summary: '改一个条目：存为下一版草稿',
  request: { params: itemId, body: body(editItemSchema) },
  responses: item('草稿', 400, 409, 415),
});
const submit = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/submit',
  summary: '提交自己起草的一版',
  request: { params: itemId, body: body(versionSchema) },
  responses: item('条目', 400, 409, 415),
});
const approve = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/approve',
  summary: '核准一版，随即用于解答',
  description: '不能核准自己提交的；核准时再查一遍引文。',
  request: { params: itemId, body: body(approveSchema) },
  responses: item('条目', 400, 409, 415),
});
const sendBack = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/return',
  summary: '退回一版，写明理由',
  request: { params: itemId, body: body(returnSchema) },
  responses: item('条目', 400, 409, 415),
});
const withdraw = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/withdraw',
  summary: '撤下条目：不再用于解答，文本留存',
  request: { params: itemId, body: body(reasonSchema) },
  responses: item('条目', 400, 409, 415),
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/knowledge/entries/{id}',
  summary: '删除条目：各版文本和意见全部清除，只留审计',
  request: { params: itemId },
  responses: { 204: { description: '已删除' }, ...refusals(401, 403, 404) },
});
const comment = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/entries/{id}/comments',
  summary: '对条目提意见',
  request: { params: itemId, body: body(commentSchema) },
  responses: item('条目', 400, 415),
});
const submissions = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/submissions',
  summary: '待核准的条目，早提交的在前',
  responses: {
    200: { description: '条目', ...json(z.array(itemDetailSchema)) },
    ...refusals(401, 403),
  },
});
const stale = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/stale',
  summary: '需要复核的条目和规则，及各自的原因',
  responses: { 200: { description: '清单', ...json(staleSchema) }, ...refusals(401, 403) },
});
const notices = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/notices',
  summary: '知识变动通知：涉及本单位在办工单的，未读的在前',
  responses: { 200: { description: '通知', ...json(noticesSchema) }, ...refusals(401, 403) },
});
const read = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/notices/read',
  summary: '标为已读',
  request: { body: body(readSchema) },
  responses: {
    200: { description: '标了几条', ...json(z.object({ marked: z.int() })) },
    ...refusals(400, 401, 403, 415),
  },
});

/** Throws `not_found` where the program runs without care of knowledge. */
export function careServices({ knowledgeCare }: Services): KnowledgeCare {
  if (knowledgeCare === undefined) throw new AppError('not_found', { what: '知识维护' });
  return knowledgeCare;
}

/** Entries: read, draft, submit, decide, delete; what is stale; notices. */
export function knowledgeRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const care = (): KnowledgeCare => careServices(services);

  app.openapi(list, async (c) => {
    const { filter, page } = itemFilter(c.req.valid('query'));
    const found = await care().list(actorOf(c), filter, page);
    return c.json({ ...found, rows: found.rows.map(presentItem) }, 200);
  });
  app.openapi(create, async (c) =>
    c.json(presentItemDetail(await care().save(actorOf(c), draftOf(c.req.valid('json')))), 201),
  );
  app.openapi(get, async (c) =>
    c.json(presentItemDetail(await care().get(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(edit, async (c) => {
    const { base, ...made } = c.req.valid('json');
    const draft = draftOf(made, { id: c.req.valid('param').id, base });
    return c.json(presentItemDetail(await care().save(actorOf(c), draft)), 200);
  });
  app.openapi(submit, async (c) => {
    const { version } = c.req.valid('json');
    return c.json(presentItemDetail(await care().submit(actorOf(c), c.req.valid('param').id, version)), 200);
  });
  app.openapi(approve, async (c) => {
    const { version, note } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentItemDetail(await care().approve(actorOf(c), id, version, note)), 200);
  });
  app.openapi(sendBack, async (c) => {
    const { version, reason } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentItemDetail(await care().sendBack(actorOf(c), id, version, reason)), 200);
  });
  app.openapi(withdraw, async (c) => {
    const { reason } = c.req.valid('json');
    return c.json(presentItemDetail(await care().withdraw(actorOf(c), c.req.valid('param').id, reason)), 200);
  });
  app.openapi(remove, async (c) => {
    await care().remove(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(comment, async (c) => {
    const { text } = c.req.valid('json');
    return c.json(presentItemDetail(await care().comment(actorOf(c), c.req.valid('param').id, text)), 200);
  });
  app.openapi(submissions, async (c) =>
    c.json((await care().submissions(actorOf(c))).map(presentItemDetail), 200),
  );
  app.openapi(stale, async (c) => c.json([...(await care().stale(actorOf(c)))], 200));
  app.openapi(notices, async (c) => c.json((await care().notices(actorOf(c))).map(presentNotice), 200));
  app.openapi(read, async (c) => {
    const { ids } = c.req.valid('json');
    return c.json({ marked: await care().markRead(actorOf(c), ids ?? null) }, 200);
  });
  return app;
}
