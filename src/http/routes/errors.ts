import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { MisreadingBrowser, PairAsked } from '../../app/learning/misreading-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  causeSchema,
  errorOrdersQuery,
  errorOrdersSchema,
  errorsQuery,
  errorsSchema,
  labelledSchema,
  presentErrorOrders,
  presentErrors,
  toLabellingSchema,
} from '../error-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['错判'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });

const overview = createRoute({
  ...common,
  method: 'get',
  path: '/errors',
  summary: '一段时间内机器判错了什么',
  description:
    '以人后来的结论为准：更正、抽查、两人标注一致、裁定。按代价排列：涉及安全的在前，件数多的在前。比例是机器作同样判断、人又有结论的工单中的比例，附 95% 区间。',
  request: { query: errorsQuery },
  responses: { 200: { description: '错判', ...json(errorsSchema) }, ...refusals(400, 401, 403) },
});
const orders = createRoute({
  ...common,
  method: 'get',
  path: '/errors/orders',
  summary: '判错的工单：依据词、现行模型现在的判断、登记的原因',
  request: { query: errorOrdersQuery },
  responses: { 200: { description: '一页工单', ...json(errorOrdersSchema) }, ...refusals(400, 401, 403) },
});
const record = createRoute({
  ...common,
  method: 'post',
  path: '/errors/orders/{id}/cause',
  summary: '登记一件判错工单的原因；可以改登，以最后一次为准',
  request: { params: z.object({ id: z.string().min(1).max(128) }), body: body(causeSchema) },
  responses: { 204: { description: '已登记' }, ...refusals(400, 401, 403, 404, 409, 415) },
});
const labelling = createRoute({
  ...common,
  method: 'post',
  path: '/errors/labelling',
  summary: '把与这些判错工单相近、还没有标注的工单加入标注任务',
  request: { body: body(toLabellingSchema) },
  responses: {
    200: { description: '加入几件', ...json(labelledSchema) },
    ...refusals(400, 401, 403, 409, 415),
  },
});

/** Throws `not_found` where the program runs without them. */
export function errorServices({ misreadings }: Services): MisreadingBrowser {
  if (misreadings === undefined) throw new AppError('not_found', { what: '错判的统计' });
  return misreadings;
}

/** An asked pair without what was left out. */
export function pairOf(
  asked: Omit<PairAsked, 'said' | 'truth' | 'cause' | 'page'> & {
    readonly [K in 'said' | 'truth' | 'cause' | 'page']?: PairAsked[K] | undefined;
  },
): PairAsked {
  const { from, to, about, said, truth, cause, page } = asked;
  return {
    from,
    to,
    about,
    ...(said === undefined ? {} : { said }),
    ...(truth === undefined ? {} : { truth }),
    ...(cause === undefined ? {} : { cause }),
    ...(page === undefined ? {} : { page }),
  };
}

/** Where triage was wrong. */
export function errorRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(overview, async (c) => {
    const { about = 'type', ...scope } = c.req.valid('query');
    return c.json(presentErrors(await errorServices(services).overview(actorOf(c), about, scope)), 200);
  });
  app.openapi(orders, async (c) => {
    const found = await errorServices(services).orders(actorOf(c), pairOf(c.req.valid('query')));
    return c.json(presentErrorOrders(found), 200);
  });
  app.openapi(record, async (c) => {
    await errorServices(services).record(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(labelling, async (c) => {
    const { size, ...asked } = c.req.valid('json');
    return c.json(await errorServices(services).toLabelling(actorOf(c), pairOf(asked), size), 200);
  });
  return app;
}
