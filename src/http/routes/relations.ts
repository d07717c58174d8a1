import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { presentRelations, relationActionSchema, relationsSchema } from '../relation-schemas.ts';
import { refusals } from '../schemas.ts';

const id = z.string().min(1).max(128);
const answer = {
  200: { description: '之后的关系', content: { 'application/json': { schema: relationsSchema } } },
  ...refusals(401, 403, 404),
};
const common = { tags: ['重复与并单'], security: [{ key: [] }, { session: [] }] };

const list = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/relations',
  summary: '工单的重复、并单与反弹',
  description: '入库后稍后找出；没有权限查看的工单不列出。',
  request: { params: z.object({ id }) },
  responses: answer,
});
const decide = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/relations/{otherId}',
  summary: '并单、链接、判为不同事项或撤销',
  description: '并单后，后收到的工单并入先收到的；工单本身不改动，撤销后与并单前完全相同。',
  request: {
    params: z.object({ id, otherId: id }),
    body: { required: true, content: { 'application/json': { schema: relationActionSchema } } },
  },
  responses: { ...answer, ...refusals(400, 409, 415) },
});

/** What was said before of an order, and what people decide about it. */
export function relationRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const duplicates = () => {
    if (services.duplicates === undefined) throw new AppError('not_found', { what: '工单关系' });
    return services.duplicates;
  };

  app.openapi(list, async (c) => {
    const relations = await duplicates().relations(actorOf(c), c.req.valid('param').id);
    return c.json(presentRelations(relations), 200);
  });
  app.openapi(decide, async (c) => {
    const params = c.req.valid('param');
    const { action } = c.req.valid('json');
    const relations = await duplicates().decide(actorOf(c), params.id, params.otherId, action);
    return c.json(presentRelations(relations), 200);
  });
  return app;
}
