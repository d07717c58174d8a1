import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { PrivacyDesk } from '../../app/privacy/privacy-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  endInput,
  erasureInput,
  erasureQuery,
  holdInput,
  presentPrivacy,
  presentReport,
  presentRetention,
  presentTargets,
  privacySchema,
  reportSchema,
  retentionSchema,
  targetsSchema,
} from '../privacy-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['管理'], security: [{ session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const said = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, ...json(schema) },
});
const byId = z.object({ id: z.string().min(1).max(64) });

const routes = {
  view: createRoute({
    ...common,
    method: 'get',
    path: '/admin/privacy',
    summary: '个人信息的保存期限、依法保留的工单、清除记录',
    responses: { ...said('保存与清除', privacySchema), ...refusals(401, 403) },
  }),
  due: createRoute({
    ...common,
    method: 'get',
    path: '/admin/privacy/due',
    summary: '保存期满、下一次会清除的',
    responses: { ...said('逐类件数和不清除的', retentionSchema), ...refusals(401, 403, 409) },
  }),
  look: createRoute({
    ...common,
    method: 'get',
    path: '/admin/privacy/erasures',
    summary: '一次清除会涉及哪些工单；记入审计',
    request: { query: erasureQuery },
    responses: { ...said('工单', targetsSchema), ...refusals(400, 401, 403, 404) },
  }),
  erase: createRoute({
    ...common,
    method: 'post',
    path: '/admin/privacy/erasures',
    summary: '按请求清除个人信息，不能恢复；须写理由，并再写一遍工单编号',
    request: { body: body(erasureInput) },
    responses: { ...said('清除了什么', reportSchema), ...refusals(400, 401, 403, 404, 409, 415) },
  }),
  hold: createRoute({
    ...common,
    method: 'post',
    path: '/admin/privacy/holds',
    summary: '依法保留一张工单：解除之前不清除',
    request: { body: body(holdInput) },
    responses: { 204: { description: '已保留' }, ...refusals(400, 401, 403, 404, 409, 415) },
  }),
  release: createRoute({
    ...common,
    method: 'post',
    path: '/admin/privacy/holds/{id}/end',
    summary: '解除保留',
    request: { params: byId, body: body(endInput) },
    responses: { 204: { description: '已解除' }, ...refusals(400, 401, 403, 404, 409, 415) },
  }),
  clean: createRoute({
    ...common,
    method: 'post',
    path: '/admin/privacy/clean',
    summary: '在后台清理磁盘残留：重写数据库文件，其间写入等待',
    responses: { 202: { description: '已开始', ...json(privacySchema) }, ...refusals(401, 403, 409) },
  }),
};

/** Throws `not_found` where the program runs without it. */
export function privacyOf({ privacy }: Services): PrivacyDesk {
  if (privacy === undefined) throw new AppError('not_found', { what: '个人信息管理' });
  return privacy;
}

/** What is kept of people, for programs of their own; keys have no right to it. */
export function privacyRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): PrivacyDesk => privacyOf(services);
  app.openapi(routes.view, async (c) => c.json(presentPrivacy(await desk().view(actorOf(c))), 200));
  app.openapi(routes.due, async (c) =>
    c.json(presentRetention(await desk().retain(actorOf(c), { apply: false })), 200),
  );
  app.openapi(routes.look, async (c) => {
    const { order, person } = c.req.valid('query');
    const asked = { order, person: person === 'true' };
    return c.json(presentTargets(await desk().look(actorOf(c), asked)), 200);
  });
  app.openapi(routes.erase, async (c) =>
    c.json(presentReport(await desk().erase(actorOf(c), c.req.valid('json'))), 200),
  );
  app.openapi(routes.hold, async (c) => {
    const { order, reason } = c.req.valid('json');
    await desk().hold(actorOf(c), order, reason);
    return c.body(null, 204);
  });
  app.openapi(routes.release, async (c) => {
    await desk().release(actorOf(c), c.req.valid('param').id, c.req.valid('json').reason);
    return c.body(null, 204);
  });
  app.openapi(routes.clean, async (c) => {
    await desk().clean(actorOf(c));
    return c.json(presentPrivacy(await desk().view(actorOf(c))), 202);
  });
  return app;
}
