import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Rulings } from '../../app/dispatch/ruling-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  endRulingSchema,
  newRulingSchema,
  presentPreview,
  presentRuling,
  previewSchema,
  rulingOf,
  rulingSchema,
  rulingsSchema,
} from '../ruling-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['裁定'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });

const list = createRoute({
  ...common,
  method: 'get',
  path: '/rulings',
  summary: '裁定，新的在前',
  responses: {
    200: { description: '全部裁定，已终止的在内', ...json(rulingsSchema) },
    ...refusals(401, 403),
  },
});
const add = createRoute({
  ...common,
  method: 'post',
  path: '/rulings',
  summary: '作出裁定',
  description:
    '自下一件工单起先于派单目录执行。条件在另一裁定之内的，是它的例外，从例外；条件相交而互不包含、承办不同的，' +
    '答 409 ruling_conflict 并写明另一裁定。',
  request: { body: body(newRulingSchema) },
  responses: { 201: { description: '裁定', ...json(rulingSchema) }, ...refusals(400, 401, 403, 409, 415) },
});
const preview = createRoute({
  ...common,
  method: 'post',
  path: '/rulings/preview',
  summary: '预演裁定：近 90 天的工单有多少会改由另一单位承办；不保存',
  request: { body: body(newRulingSchema) },
  responses: { 200: { description: '预演', ...json(previewSchema) }, ...refusals(400, 401, 403, 409, 415) },
});
const end = createRoute({
  ...common,
  method: 'post',
  path: '/rulings/{id}/end',
  summary: '终止裁定',
  description: '终止日期只能提前，不能早于今天；裁定本身不改不删。',
  request: { params: z.object({ id: z.string().min(1).max(32) }), body: body(endRulingSchema) },
  responses: {
    200: { description: '之后的裁定', ...json(rulingSchema) },
    ...refusals(400, 401, 403, 404, 415),
  },
});

/** Throws `not_found` where the program runs without rulings. */
export function rulingServices({ rulings }: Services): Rulings {
  if (rulings === undefined) throw new AppError('not_found', { what: '裁定的管理' });
  return rulings;
}

/** Rulings: read, try, make, end. */
export function rulingRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(list, async (c) =>
    c.json((await rulingServices(services).list(actorOf(c))).map(presentRuling), 200),
  );
  app.openapi(add, async (c) => {
    const made = rulingOf(c.req.valid('json'));
    return c.json(presentRuling(await rulingServices(services).add(actorOf(c), made)), 201);
  });
  app.openapi(preview, async (c) => {
    const made = rulingOf(c.req.valid('json'));
    return c.json(presentPreview(await rulingServices(services).preview(actorOf(c), made)), 200);
  });
  app.openapi(end, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(
      presentRuling(await rulingServices(services).end(actorOf(c), id, c.req.valid('json'))),
      200,
    );
  });
  return app;
}
