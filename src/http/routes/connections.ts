import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { EventFeed } from '../../app/connections/event-feed.ts';
import type { Webhooks } from '../../app/connections/webhook-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';
import {
  eventPageSchema,
  eventQuery,
  messageSchema,
  newWebhook,
  presentMessage,
  presentWebhook,
  secretSchema,
  trialSchema,
  webhookSchema,
} from '../webhook-schemas.ts';

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const said = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, ...json(schema) },
});
const done = { 204: { description: '已办' } };
const common = { tags: ['事件推送'], security: [{ session: [] }] };
const byId = z.object({ id: z.string().min(1).max(64) });

const feed = createRoute({
  method: 'get',
  path: '/events',
  tags: ['事件推送'],
  summary: '工单事件，按序号往后读',
  description:
    '给收不了推送的系统：记住 next，下次作 after。只有工单的编号、状态、步骤、单位、时间，没有来电人和诉求内容。' +
    '单位账号只看得到本单位参与的工单。带 wait 的，没有新事件时等到有为止，同一密钥最多同时 4 个。',
  security: [{ key: [] }, { session: [] }],
  request: { query: eventQuery },
  responses: { ...said('一页事件，先发生的在前', eventPageSchema), ...refusals(400, 401, 403, 429) },
});

const routes = {
  list: createRoute({
    ...common,
    method: 'get',
    path: '/admin/webhooks',
    summary: '登记的推送',
    responses: { ...said('先登记的在前', z.array(webhookSchema)), ...refusals(401, 403) },
  }),
  add: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks',
    summary: '登记推送，从此刻起的事件；验签密钥只给这一次',
    request: { body: { required: true, ...json(newWebhook) } },
    responses: {
      201: { description: '已登记', ...json(secretSchema) },
      ...refusals(400, 401, 403, 409, 415),
    },
  }),
  get: createRoute({
    ...common,
    method: 'get',
    path: '/admin/webhooks/{id}',
    summary: '一个推送',
    request: { params: byId },
    responses: { ...said('推送', webhookSchema), ...refusals(401, 403, 404) },
  }),
  remove: createRoute({
    ...common,
    method: 'delete',
    path: '/admin/webhooks/{id}',
    summary: '移除推送，还没送到的不再送',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  secret: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks/{id}/secret',
    summary: '更换验签密钥；一天内新旧两个都签',
    request: { params: byId },
    responses: { ...said('新密钥', secretSchema), ...refusals(401, 403, 404) },
  }),
  stop: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks/{id}/stop',
    summary: '停止推送',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  start: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks/{id}/start',
    summary: '恢复推送，从停下的地方接着送',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  test: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks/{id}/test',
    summary: '试发一条 webhook.test',
    request: { params: byId },
    responses: { ...said('对方的答复', trialSchema), ...refusals(401, 403, 404) },
  }),
  messages: createRoute({
    ...common,
    method: 'get',
    path: '/admin/webhooks/{id}/messages',
    summary: '最近 100 条推送',
    request: { params: byId },
    responses: { ...said('新的在前', z.array(messageSchema)), ...refusals(401, 403, 404) },
  }),
  resend: createRoute({
    ...common,
    method: 'post',
    path: '/admin/webhooks/{id}/messages/{seq}/resend',
    summary: '重发一条，编号不变',
    request: { params: byId.extend({ seq: z.coerce.number().int().min(1) }) },
    responses: { ...done, ...refusals(400, 401, 403, 404) },
  }),
};

/** Throws `not_found` where the program runs without it. */
export function webhooksOf({ webhooks }: Services): Webhooks {
  if (webhooks === undefined) throw new AppError('not_found', { what: '事件推送' });
  return webhooks;
}

function feedOf({ eventFeed }: Services): EventFeed {
  if (eventFeed === undefined) throw new AppError('not_found', { what: '工单事件' });
  return eventFeed;
}

/** What other systems follow orders by: events on request, and who is told of them. */
export function connectionRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): Webhooks => webhooksOf(services);

  app.openapi(feed, async (c) => {
    const { after, limit, wait } = c.req.valid('query');
    const asked = { after, limit, waitMs: wait * 1000, signal: c.req.raw.signal };
    return c.json(mutable(await feedOf(services).read(actorOf(c), asked)), 200);
  });
  app.openapi(routes.list, async (c) => c.json((await desk().list(actorOf(c))).map(presentWebhook), 200));
  app.openapi(routes.add, async (c) => c.json(await desk().add(actorOf(c), c.req.valid('json')), 201));
  app.openapi(routes.get, async (c) =>
    c.json(presentWebhook(await desk().get(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(routes.remove, async (c) => {
    await desk().remove(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.secret, async (c) => {
    const { id } = c.req.valid('param');
    return c.json({ id, ...(await desk().changeSecret(actorOf(c), id)) }, 200);
  });
  app.openapi(routes.stop, async (c) => {
    await desk().stop(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.start, async (c) => {
    await desk().start(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routes.test, async (c) => c.json(await desk().test(actorOf(c), c.req.valid('param').id), 200));
  app.openapi(routes.messages, async (c) =>
    c.json((await desk().messages(actorOf(c), c.req.valid('param').id)).map(presentMessage), 200),
  );
  app.openapi(routes.resend, async (c) => {
    const { id, seq } = c.req.valid('param');
    await desk().resend(actorOf(c), id, seq);
    return c.body(null, 204);
  });
  return app;
}
