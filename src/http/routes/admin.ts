import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Admin } from '../../app/admin/admin-types.ts';
import type { AuditQuery } from '../../app/admin/audit-types.ts';
import type { Services } from '../../app/types.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { attachmentHeader } from '../../kernel/file-names.ts';
import {
  auditQuery,
  auditSchema,
  backupsSchema,
  chainSchema,
  findingsSchema,
  identityInput,
  keySchema,
  knowersQuery,
  knowersSchema,
  newKey,
  newPerson,
  peopleQuery,
  personFacts,
  personSchema,
  presentAudit,
  presentBackups,
  presentChain,
  presentKey,
  rotation,
  presentKnowers,
  presentPerson,
  presentSystem,
  retryInput,
  rulesQuery,
  rulesSchema,
  systemSchema,
  unitsSchema,
} from '../admin-schemas.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';
import { filled } from './rota.ts';

const common = { tags: ['管理'], security: [{ session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const said = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, ...json(schema) },
});
const done = { 204: { description: '已办' } };
const byId = z.object({ id: z.string().min(1).max(64) });
const password = z.object({ id: z.string(), password: z.string() }).openapi('FirstPassword');

const people = {
  list: createRoute({
    ...common,
    method: 'get',
    path: '/admin/people',
    summary: '人员',
    request: { query: peopleQuery },
    responses: { ...said('按用户名排列', z.array(personSchema)), ...refusals(400, 401, 403) },
  }),
  add: createRoute({
    ...common,
    method: 'post',
    path: '/admin/people',
    summary: '建立账号；首个密码随机生成，只给这一次',
    request: { body: body(newPerson) },
    responses: { 201: { description: '已建立', ...json(password) }, ...refusals(400, 401, 403, 409, 415) },
  }),
  change: createRoute({
    ...common,
    method: 'put',
    path: '/admin/people/{id}',
    summary: '改姓名、角色、单位；改了角色或单位的须重新登录',
    request: { params: byId, body: body(personFacts) },
    responses: { ...done, ...refusals(400, 401, 403, 404, 409, 415) },
  }),
  password: createRoute({
    ...common,
    method: 'post',
    path: '/admin/people/{id}/password',
    summary: '换一个随机密码，只给这一次；本人的登录全部结束',
    request: { params: byId },
    responses: { ...said('新密码', password), ...refusals(401, 403, 404) },
  }),
  disable: createRoute({
    ...common,
    method: 'post',
    path: '/admin/people/{id}/disable',
    summary: '停用账号；不能停用自己和最后一位管理员',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404, 409) },
  }),
  enable: createRoute({
    ...common,
    method: 'post',
    path: '/admin/people/{id}/enable',
    summary: '启用停用的账号',
    request: { params: byId },
    responses: { ...done, ...refusals(400, 401, 403, 404) },
  }),
  link: createRoute({
    ...common,
    method: 'put',
    path: '/admin/people/{id}/identity',
    summary: '把账号关联到统一身份认证里的一个身份，原来关联的解除',
    request: { params: byId, body: body(identityInput) },
    responses: { ...done, ...refusals(400, 401, 403, 404, 409, 415) },
  }),
  unlink: createRoute({
    ...common,
    method: 'delete',
    path: '/admin/people/{id}/identity',
    summary: '解除关联的统一身份；本人的登录全部结束',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
  sessions: createRoute({
    ...common,
    method: 'delete',
    path: '/admin/people/{id}/sessions',
    summary: '结束本人的全部登录',
    request: { params: byId },
    responses: { ...said('结束了几处登录', z.object({ ended: z.int() })), ...refusals(401, 403, 404) },
  }),
};

const keys = {
  list: createRoute({
    ...common,
    method: 'get',
    path: '/admin/keys',
    summary: '接口密钥',
    responses: { ...said('新的在前', z.array(keySchema)), ...refusals(401, 403) },
  }),
  add: createRoute({
    ...common,
    method: 'post',
    path: '/admin/keys',
    summary: '建立接口密钥，只给这一次',
    request: { body: body(newKey) },
    responses: {
      201: { description: '已建立', ...json(z.object({ id: z.string(), key: z.string() })) },
      ...refusals(400, 401, 403, 415),
    },
  }),
  rotate: createRoute({
    ...common,
    method: 'post',
    path: '/admin/keys/{id}/rotate',
    summary: '更换接口密钥：范围不变，新密钥只给这一次，旧密钥过一段时间失效',
    request: { params: byId, body: body(rotation) },
    responses: {
      201: { description: '已更换', ...json(z.object({ id: z.string(), key: z.string() })) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  revoke: createRoute({
    ...common,
    method: 'delete',
    path: '/admin/keys/{id}',
    summary: '吊销接口密钥',
    request: { params: byId },
    responses: { ...done, ...refusals(401, 403, 404) },
  }),
};

const rest = {
  units: createRoute({
    ...common,
    method: 'get',
    path: '/admin/units',
    summary: '单位：配置包里的单位，各有多少人、多少在办、是否自动派单',
    responses: { ...said('上下级相连', unitsSchema), ...refusals(401, 403) },
  }),
  rules: createRoute({
    ...common,
    method: 'get',
    path: '/admin/rules',
    summary: '某一天施行的时限、回访、记分、材料、目标，和日历有哪些年份',
    request: { query: rulesQuery },
    responses: { ...said('规则', rulesSchema), ...refusals(400, 401, 403) },
  }),
  check: createRoute({
    ...common,
    method: 'post',
    path: '/admin/rules/check',
    summary: '重新读取并检查日历、配置包、知识库文件',
    responses: { ...said('逐项结果', findingsSchema), ...refusals(401, 403) },
  }),
  audit: createRoute({
    ...common,
    method: 'get',
    path: '/admin/audit',
    summary: '查询审计，新的在前，按键翻页',
    request: { query: auditQuery },
    responses: { ...said('一页', auditSchema), ...refusals(400, 401, 403) },
  }),
  knowers: createRoute({
    ...common,
    method: 'get',
    path: '/admin/audit/knowers',
    summary: '某一时刻谁可能知道一张工单',
    request: { query: knowersQuery },
    responses: { ...said('知情人', knowersSchema), ...refusals(400, 401, 403, 404) },
  }),
  chain: createRoute({
    ...common,
    method: 'get',
    path: '/admin/audit/chain',
    summary: '审计链核验到哪里，上次的结果',
    responses: { ...said('核验', chainSchema), ...refusals(401, 403) },
  }),
  verify: createRoute({
    ...common,
    method: 'post',
    path: '/admin/audit/chain',
    summary: '在后台核验审计链',
    responses: { 202: { description: '已开始', ...json(chainSchema) }, ...refusals(401, 403, 409) },
  }),
  backups: createRoute({
    ...common,
    method: 'get',
    path: '/admin/backups',
    summary: '备份',
    responses: { ...said('新的在前', backupsSchema), ...refusals(401, 403) },
  }),
  makeBackup: createRoute({
    ...common,
    method: 'post',
    path: '/admin/backups',
    summary: '在后台备份数据库',
    responses: { 202: { description: '已开始', ...json(backupsSchema) }, ...refusals(401, 403, 409) },
  }),
  takeBackup: createRoute({
    ...common,
    method: 'get',
    path: '/admin/backups/{name}',
    summary: '取走一个备份，记入审计',
    request: { params: z.object({ name: z.string().max(64) }) },
    responses: {
      200: {
        description: '数据库文件',
        content: { 'application/vnd.sqlite3': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      ...refusals(401, 403, 404),
    },
  }),
  system: createRoute({
    ...common,
    method: 'get',
    path: '/admin/system',
    summary: '运行状态：版本、数据库、后台任务、编码器、巡查',
    responses: { ...said('运行状态', systemSchema), ...refusals(401, 403) },
  }),
  retry: createRoute({
    ...common,
    method: 'post',
    path: '/admin/system/retry',
    summary: '重试失败的后台任务',
    request: { body: body(retryInput) },
    responses: { ...said('重试几项', z.object({ retried: z.int() })), ...refusals(400, 401, 403, 404, 415) },
  }),
};

/** Throws `not_found` where the program runs without it. */
export function adminOf({ admin }: Services): Admin {
  if (admin === undefined) throw new AppError('not_found', { what: '管理' });
  return admin;
}

/** Days as people name them, to moments: `to` is the last day. */
export function auditQueryOf({ from, to, ...given }: z.output<typeof auditQuery>): AuditQuery {
  const at = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
  return filled({
    ...given,
    from: from === undefined ? undefined : at(from),
    to: to === undefined ? undefined : at(to) + 86_400_000,
  });
}

/** A backup as a download. */
export async function sendBackup(c: Ctx, admin: Admin, name: string): Promise<Response> {
  const { bytes, stream } = await admin.backups.download(actorOf(c), name);
  return c.body(stream, 200, {
    'content-type': 'application/vnd.sqlite3',
    'content-length': `${bytes}`,
    'content-disposition': attachmentHeader(name),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
}

/** What an administrator looks after, for programs of their own; keys have no right to it. */
export function adminRoutes({ services, clock, config }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): Admin => adminOf(services);
  app.openapi(people.list, async (c) =>
    c.json((await desk().people.list(actorOf(c), filled(c.req.valid('query')))).map(presentPerson), 200),
  );
  app.openapi(people.add, async (c) => c.json(await desk().people.add(actorOf(c), c.req.valid('json')), 201));
  app.openapi(people.change, async (c) => {
    await desk().people.change(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(people.password, async (c) => {
    const { id } = c.req.valid('param');
    return c.json({ id, ...(await desk().people.resetPassword(actorOf(c), id)) }, 200);
  });
  app.openapi(people.disable, async (c) => {
    await desk().people.disable(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(people.enable, async (c) => {
    await desk().people.enable(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(people.link, async (c) => {
    await desk().people.link(actorOf(c), c.req.valid('param').id, c.req.valid('json').subject);
    return c.body(null, 204);
  });
  app.openapi(people.unlink, async (c) => {
    await desk().people.unlink(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(people.sessions, async (c) =>
    c.json({ ended: await desk().people.endSessions(actorOf(c), c.req.valid('param').id) }, 200),
  );
  app.openapi(keys.list, async (c) => c.json((await desk().keys.list(actorOf(c))).map(presentKey), 200));
  app.openapi(keys.add, async (c) => {
    const { name, ...limits } = c.req.valid('json');
    return c.json(await desk().keys.add(actorOf(c), name, limits), 201);
  });
  app.openapi(keys.rotate, async (c) => {
    const { id, key } = await desk().keys.rotate(
      actorOf(c),
      c.req.valid('param').id,
      c.req.valid('json').hours,
    );
    return c.json({ id, key }, 201);
  });
  app.openapi(keys.revoke, async (c) => {
    await desk().keys.revoke(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(rest.units, async (c) => c.json(mutable(await desk().units(actorOf(c))), 200));
  app.openapi(rest.rules, (c) => {
    const { day = beijingDay(clock.now()) } = c.req.valid('query');
    return c.json(mutable(desk().rules.view(actorOf(c), day)), 200);
  });
  app.openapi(rest.check, async (c) => c.json(mutable([...(await desk().rules.check(actorOf(c)))]), 200));
  app.openapi(rest.audit, async (c) =>
    c.json(presentAudit(await desk().audit.search(actorOf(c), auditQueryOf(c.req.valid('query')))), 200),
  );
  app.openapi(rest.knowers, async (c) => {
    const { number, at } = c.req.valid('query');
    return c.json(presentKnowers(await desk().audit.knowers(actorOf(c), number, Date.parse(at))), 200);
  });
  app.openapi(rest.chain, (c) => c.json(presentChain(desk().audit.chain(actorOf(c))), 200));
  app.openapi(rest.verify, async (c) => {
    await desk().audit.verify(actorOf(c));
    return c.json(presentChain(desk().audit.chain(actorOf(c))), 202);
  });
  app.openapi(rest.backups, async (c) => c.json(presentBackups(await desk().backups.view(actorOf(c))), 200));
  app.openapi(rest.makeBackup, async (c) => {
    await desk().backups.make(actorOf(c));
    return c.json(presentBackups(await desk().backups.view(actorOf(c))), 202);
  });
  app.openAPIRegistry.registerPath(rest.takeBackup);
  app.get('/admin/backups/:name', (c) => sendBackup(c, desk(), c.req.param('name')));
  app.openapi(rest.system, async (c) =>
    c.json(presentSystem(config.version, await desk().system.state(actorOf(c))), 200),
  );
  app.openapi(rest.retry, async (c) =>
    c.json({ retried: await desk().system.retry(actorOf(c), c.req.valid('json').id) }, 200),
  );
  return app;
}
