import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AbuseDesk, AbuseFlag } from '../../app/care/care-types.ts';
import type { Services } from '../../app/types.ts';
import { ABUSE_KIND_NAMES, ABUSE_VERDICT_NAMES } from '../../kernel/abuse-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const id = z.string().min(1).max(128);
const kind = z.enum(keysOf(ABUSE_KIND_NAMES)).openapi({ description: '辱骂、威胁或骚扰' });
const flag = z
  .object({
    id: z.string(),
    order: z.object({ id: z.string(), number: z.string() }),
    kind,
    reason: z.string(),
    at: z.string(),
    by: z.string(),
    expiresAt: z.string(),
    verdict: z.enum(keysOf(ABUSE_VERDICT_NAMES)).nullable(),
    verdictNote: z.string().nullable(),
    mayReview: z.boolean(),
  })
  .openapi('AbuseFlag');
export const flagSchema = z.strictObject({ kind, reason: z.string().max(500, '最多 500 字') });
export const reviewSchema = z.strictObject({
  verdict: z.enum(keysOf(ABUSE_VERDICT_NAMES)),
  note: z.string().max(500, '最多 500 字').default(''),
});
const common = { tags: ['接线人员保护'], security: [{ key: [] }, { session: [] }] };

const beside = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/abuse',
  summary: '工单及其来电人现有的滥用来电标记',
  description: '只给接听来电的人看；工单照常受理、派单、办理，不因标记而不同。',
  request: { params: z.object({ id }) },
  responses: {
    200: {
      description: '标记，和原文里可能是辱骂、威胁的词语',
      ...json(
        z.object({
          flags: z.array(flag),
          hints: z.array(z.object({ kind, words: z.array(z.string()) })),
          mayFlag: z.boolean(),
          days: z.int(),
        }),
      ),
    },
    ...refusals(401, 403, 404),
  },
});
const mark = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/abuse',
  summary: '标记滥用来电',
  description: '须写明理由；到期自动失效，由另一人复核。',
  request: { params: z.object({ id }), body: { required: true, ...json(flagSchema) } },
  responses: { 201: { description: '标记', ...json(flag) }, ...refusals(400, 401, 403, 404, 415) },
});
const waiting = createRoute({
  ...common,
  method: 'get',
  path: '/abuse',
  summary: '等待复核的滥用来电标记',
  responses: {
    200: { description: '先标记的在前', ...json(z.object({ rows: z.array(flag) })) },
    ...refusals(401, 403),
  },
});
const review = createRoute({
  ...common,
  method: 'post',
  path: '/abuse/{id}/review',
  summary: '复核滥用来电标记',
  description: '标记的人不复核自己的标记；撤下的须写明理由。',
  request: { params: z.object({ id }), body: { required: true, ...json(reviewSchema) } },
  responses: { 204: { description: '已记下' }, ...refusals(400, 401, 403, 404, 409, 415) },
});

/** Throws `not_found` where the program runs without. */
export function abuseServices({ abuse }: Services): AbuseDesk {
  if (abuse === undefined) throw new AppError('not_found', { what: '滥用来电标记' });
  return abuse;
}

const presented = (one: AbuseFlag) => ({ ...one, at: isoTime(one.at), expiresAt: isoTime(one.expiresAt) });

/** Abuse of staff by callers. */
export function careRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(beside, async (c) => {
    const actor = actorOf(c);
    const found = await abuseServices(services).beside(actor, c.req.valid('param').id);
    if (found === null) throw new AppError('forbidden', { reason: '滥用来电标记只给接听来电的人看' });
    return c.json(mutable({ ...found, flags: found.flags.map(presented) }), 200);
  });
  app.openapi(mark, async (c) =>
    c.json(
      presented(await abuseServices(services).flag(actorOf(c), c.req.valid('param').id, c.req.valid('json'))),
      201,
    ),
  );
  app.openapi(waiting, async (c) =>
    c.json({ rows: (await abuseServices(services).waiting(actorOf(c))).map(presented) }, 200),
  );
  app.openapi(review, async (c) => {
    await abuseServices(services).review(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
  return app;
}
