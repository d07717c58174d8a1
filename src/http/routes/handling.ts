import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { OrderChange, OrderDetail } from '../../app/types.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { presentDetail } from '../present.ts';
import { detailSchema, refusals } from '../schemas.ts';

const words = (what: string, most: number) =>
  z.string('须为字符串').trim().min(1, `${what}不能为空`).max(most, `${what}不能超过 ${most} 字`).optional();

export const changeSchema = z
  .strictObject({
    issueType: z
      .string('须为字符串')
      .regex(/^\d{4}$/, '须为四位分类编码')
      .optional(),
    unit: z
      .string('须为字符串')
      .regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码')
      .optional(),
    approver: words('批准人', 64).openapi({ description: '把目录保留给部门的事项派给街道时的批准人' }),
    reason: words('理由', 500).openapi({ description: '派给街道的理由；与批准人一并写明' }),
  })
  .refine(
    (change) => change.issueType !== undefined || change.unit !== undefined,
    '须写明要改的分类或承办单位',
  )
  .openapi('Change');

const params = z.object({ id: z.string().min(1).max(128) });
const answer = {
  200: { description: '之后的工单', content: { 'application/json': { schema: detailSchema } } },
  ...refusals(401, 403, 404, 409),
};
const common = { tags: ['办理'], security: [{ key: [] }, { session: [] }] };

const correct = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/correct',
  summary: '更正问题分类、主办单位',
  description:
    '只改分类时，按新分类的职责、裁定和属地重新确定单位。目录保留给部门的事项派给街道的，答 422 并写明条款；' +
    '管理员写明批准人和理由后可以派出，记入工单和审计。',
  request: { params, body: { required: true, content: { 'application/json': { schema: changeSchema } } } },
  responses: { ...answer, ...refusals(400, 415, 422) },
});
const dispatch = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/dispatch',
  summary: '派单',
  request: { params },
  responses: answer,
});
const acknowledge = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/acknowledge',
  summary: '签收',
  request: { params },
  responses: answer,
});

/** Only what is set: the application tells "absent" from "undefined". */
export function changeOf(change: z.infer<typeof changeSchema>): OrderChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** What people do to an order. */
export function handlingRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const shown = (order: OrderDetail) => presentDetail(order);

  app.openapi(correct, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(shown(await services.handling.correct(actorOf(c), id, changeOf(c.req.valid('json')))), 200);
  });
  app.openapi(dispatch, async (c) =>
    c.json(shown(await services.handling.dispatch(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(acknowledge, async (c) =>
    c.json(shown(await services.handling.acknowledge(actorOf(c), c.req.valid('param').id)), 200),
  );
  return app;
}
