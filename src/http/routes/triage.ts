import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { orderSchema, parseOrder } from '../../app/intake/order-input.ts';
import { scopeOf } from '../../app/rights.ts';
import { readJson } from '../body.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals, triageSchema } from '../schemas.ts';

const triage = createRoute({
  method: 'post',
  path: '/triage',
  tags: ['研判'],
  summary: '研判一件工单，不保存',
  security: [{ key: [] }, { session: [] }],
  request: { body: { required: true, content: { 'application/json': { schema: orderSchema } } } },
  responses: {
    200: { description: '研判结果', content: { 'application/json': { schema: triageSchema } } },
    ...refusals(400, 401, 403, 413, 415),
  },
});

/** Decides without storing. The body is read as in `orders.ts`, so that both refuse in the same words. */
export function triageRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openAPIRegistry.registerPath(triage);
  app.post('/triage', async (c) => {
    scopeOf(actorOf(c), 'triage.try');
    const order = parseOrder(await readJson(c), '');
    const rulings = await services.rulings?.forTriage();
    const aids = rulings === undefined ? {} : { rulings };
    const first = services.engine.triage(order, aids);
    const [seconded] = (await services.opinions?.ask([order], [first], aids)) ?? [];
    return c.json(seconded ?? first, 200);
  });
  return app;
}
