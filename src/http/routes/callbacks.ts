import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type {
  CallbackDesk,
  CallbackRow,
  CallbackView,
  SelfCallback,
} from '../../app/callback/callback-types.ts';
import { cannotCall } from '../../app/callback/callback-words.ts';
import { namesOf } from '../../app/context.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import {
  linkSchema,
  listSchema,
  recordedSchema,
  recordSchema,
  selfSchema,
  selfVerdictSchema,
  viewSchema,
} from '../callback-schemas.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { rateLimit } from '../rate-limit.ts';
import { refusals } from '../schemas.ts';
import { PUBLIC_PER_MINUTE } from './public.ts';
import { filled } from './rota.ts';

const common = { tags: ['回访'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const ofOrder = { params: z.object({ id: z.string().min(1).max(128) }) };
const ofLink = { params: z.object({ token: z.string().min(1).max(128) }) };

const list = createRoute({
  ...common,
  method: 'get',
  path: '/callbacks',
  summary: '该回访的工单：现在可拨打的、稍后的、已有评价待处理的',
  responses: { 200: { description: '回访清单', ...json(listSchema) }, ...refusals(401, 403) },
});
const take = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/callback/take',
  summary: '开始回访：占用 15 分钟，给出电话和话术',
  description: '别人正在回访的答 409 callback_claimed 并写明是谁。查看电话记入审计。',
  request: ofOrder,
  responses: { 200: { description: '这次回访', ...json(viewSchema) }, ...refusals(401, 403, 404, 409) },
});
const release = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/callback/release',
  summary: '放弃回访，让给别人',
  request: ofOrder,
  responses: { 204: { description: '已放弃；本来没有占用的也一样' }, ...refusals(401, 403) },
});
const record = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/callback',
  summary: '记录一次回访：结果、评价，以及办结还是重办',
  description: '一张工单只评价一次；次数、间隔、期限和免打扰时段按回访规则，不合的答 409 illegal_move。',
  request: { ...ofOrder, body: { required: true, ...json(recordSchema) } },
  responses: {
    200: { description: '之后的状态', ...json(recordedSchema) },
    ...refusals(400, 401, 403, 404, 409, 415),
  },
});
const link = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/callback/link',
  summary: '生成自助评价的链接，先前的随即失效',
  description: '链接只给这一次，系统只留它的 sha256。',
  request: ofOrder,
  responses: { 200: { description: '链接', ...json(linkSchema) }, ...refusals(401, 403, 404, 409) },
});
const byLink = createRoute({
  method: 'get',
  path: '/public/callback/{token}',
  tags: ['公开'],
  summary: '凭链接看要评价的办理结论，不须登录',
  description: '没有来电人信息和诉求内容。每个地址每分钟 60 次。',
  security: [],
  request: ofLink,
  responses: { 200: { description: '办理结论', ...json(selfSchema) }, ...refusals(404) },
});
const judge = createRoute({
  method: 'post',
  path: '/public/callback/{token}',
  tags: ['公开'],
  summary: '凭链接评价一次，不须登录',
  description: '已经评价过的，答先前的结果，不再改；过期的答 410 link_expired。',
  security: [],
  request: { ...ofLink, body: { required: true, ...json(selfVerdictSchema) } },
  responses: { 200: { description: '评价之后', ...json(selfSchema) }, ...refusals(400, 404, 410, 415) },
});

/** Throws `not_found` where the program runs without. */
export function callbackServices({ callbacks }: Services): CallbackDesk {
  if (callbacks === undefined) throw new AppError('not_found', { what: '回访' });
  return callbacks;
}

const presentSelf = (seen: SelfCallback) => ({ ...seen, toldAt: isoTime(seen.toldAt) });

/** Calling back, and judging without being called. */
export function callbackRoutes({ services, profile, clock, config }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const nameOf = namesOf(profile);
  const present = (row: CallbackRow) => {
    const { id, standing, claimedBy } = row;
    const [from, until] = standing.state === 'due' ? [standing.from, standing.until] : [null, null];
    return {
      orderId: id,
      number: row.number,
      version: row.version,
      issueType: { code: row.issueType, name: nameOf.issueType(row.issueType) },
      unit: { code: row.unit, name: nameOf.unit(row.unit) },
      street: row.street,
      excerpt: row.excerpt,
      outcome: row.outcome,
      toldAt: isoTime(row.toldAt),
      from: from === null ? null : isoTime(from),
      until: until === null ? null : isoTime(until),
      closed: cannotCall(standing, clock.now()),
      attempts: row.attempts.map((one) => ({ ...one, at: isoTime(one.at) })),
      claimedBy: claimedBy === null ? null : { name: claimedBy.name, until: isoTime(claimedBy.until) },
      verdict: row.verdict,
    };
  };
  const presentView = (view: CallbackView) => {
    const { phone, caller, reply, note, isUntold, script, rules, state } = view;
    return { ...present(view), phone, caller, reply, note, isUntold, script, rules, state };
  };

  app.openapi(list, async (c) => {
    const { due, later, judged, looked } = await callbackServices(services).list(actorOf(c));
    return c.json(
      { due: due.map(present), later: later.map(present), judged: judged.map(present), looked },
      200,
    );
  });
  app.openapi(take, async (c) =>
    c.json(presentView(await callbackServices(services).take(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(release, async (c) => {
    await callbackServices(services).release(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(record, async (c) => {
    const { version, ...data } = c.req.valid('json');
    const done = await callbackServices(services).record(actorOf(c), c.req.valid('param').id, {
      data: filled(data),
      ...(version === undefined ? {} : { version }),
    });
    return c.json(done, 200);
  });
  app.openapi(link, async (c) => {
    const { token, expiresAt } = await callbackServices(services).link(actorOf(c), c.req.valid('param').id);
    return c.json({ path: selfPath(token), expiresAt: isoTime(expiresAt) }, 200);
  });

  app.use('/public/callback/*', rateLimit(clock, PUBLIC_PER_MINUTE, config.trustedProxies));
  app.openapi(byLink, async (c) => {
    c.header('x-robots-tag', 'noindex');
    return c.json(presentSelf(await callbackServices(services).byLink(c.req.valid('param').token)), 200);
  });
  app.openapi(judge, async (c) => {
    const { note, ...verdict } = c.req.valid('json');
    c.header('x-robots-tag', 'noindex');
    const { token } = c.req.valid('param');
    return c.json(presentSelf(await callbackServices(services).judge(token, verdict, note)), 200);
  });
  return app;
}

/** Where a caller judges. */
export const selfPath = (token: string): string => `/callback/${token}`;
