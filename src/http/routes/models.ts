import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { ModelUpdates } from '../../app/learning/learning-types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  comparisonSchema,
  modelsSchema,
  promoteSchema,
  replacedSchema,
  runSchema,
  suspectsSchema,
  trainSchema,
} from '../learning-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['模型'], security: [{ key: [] }, { session: [] }] };
const json = <T>(schema: T) => ({ 'application/json': { schema } });
const answer = <T>(description: string, schema: T) => ({ description, content: json(schema) });
const body = <T>(schema: T) => ({ required: true, content: json(schema) });
const version = z.object({ version: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, '不是模型版本') });
const id = z.object({ id: z.string().min(1).max(64) });

const list = createRoute({
  ...common,
  method: 'get',
  path: '/models',
  summary: '模型库、训练记录、启用记录',
  responses: { 200: answer('模型', modelsSchema), ...refusals(401, 403, 404) },
});
const suspects = createRoute({
  ...common,
  method: 'get',
  path: '/models/{version}/suspects',
  summary: '训练时发现的可疑标注，最可疑的在前',
  request: { params: version },
  responses: { 200: answer('可疑标注', suspectsSchema), ...refusals(401, 403, 404) },
});
const compare = createRoute({
  ...common,
  method: 'post',
  path: '/models/{version}/compare',
  summary: '与在用模型在同样的数据上对比',
  request: { params: version },
  responses: { 200: answer('对比', comparisonSchema), ...refusals(401, 403, 404, 409) },
});
const promote = createRoute({
  ...common,
  method: 'post',
  path: '/models/{version}/promote',
  summary: '启用一个模型，不停服务',
  description: '对比显著变差或越过下限时拒绝；管理员可写明理由强行启用。',
  request: { params: version, body: body(promoteSchema) },
  responses: { 200: answer('已启用', replacedSchema), ...refusals(400, 401, 403, 404, 409, 415) },
});
const rollback = createRoute({
  ...common,
  method: 'post',
  path: '/models/rollback',
  summary: '退回上一个模型，不停服务',
  responses: { 200: answer('已退回', replacedSchema), ...refusals(401, 403, 404, 409) },
});
const train = createRoute({
  ...common,
  method: 'post',
  path: '/training-runs',
  summary: '开始一次训练',
  description: '立即返回；训练在单独的进程中进行，同时只能有一次。',
  request: { body: body(trainSchema) },
  responses: { 202: answer('已开始', runSchema), ...refusals(400, 401, 403, 404, 409, 415) },
});
const run = createRoute({
  ...common,
  method: 'get',
  path: '/training-runs/{id}',
  summary: '一次训练的进度与结果',
  request: { params: id },
  responses: { 200: answer('训练', runSchema), ...refusals(401, 403, 404) },
});
const cancel = createRoute({
  ...common,
  method: 'post',
  path: '/training-runs/{id}/cancel',
  summary: '中止一次训练，不留下任何模型',
  request: { params: id },
  responses: { 200: answer('训练', runSchema), ...refusals(401, 403, 404, 409) },
});

/** Models of the server. Throws `not_found` where it runs a single model without a registry. */
export function updatesOf({ services }: Pick<Deps, 'services'>): ModelUpdates {
  const updates = services.learning?.updates ?? null;
  if (updates === null) throw new AppError('not_found', { what: '模型库（模型目录中没有 registry.json）' });
  return updates;
}

/** Training, comparison and change of models. */
export function modelRoutes(deps: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(list, async (c) => c.json(await updatesOf(deps).list(actorOf(c)), 200));
  app.openapi(suspects, async (c) =>
    c.json(await updatesOf(deps).suspects(actorOf(c), c.req.valid('param').version), 200),
  );
  app.openapi(compare, async (c) =>
    c.json(await updatesOf(deps).compare(actorOf(c), c.req.valid('param').version), 200),
  );
  app.openapi(rollback, async (c) => c.json(await updatesOf(deps).rollback(actorOf(c)), 200));
  app.openapi(promote, async (c) =>
    c.json(await updatesOf(deps).promote(actorOf(c), c.req.valid('param').version, c.req.valid('json')), 200),
  );
  app.openapi(train, async (c) => {
    const { seed } = c.req.valid('json');
    return c.json(await updatesOf(deps).train(actorOf(c), seed === undefined ? {} : { seed }), 202);
  });
  app.openapi(run, async (c) => c.json(await updatesOf(deps).run(actorOf(c), c.req.valid('param').id), 200));
  app.openapi(cancel, async (c) =>
    c.json(await updatesOf(deps).cancel(actorOf(c), c.req.valid('param').id), 200),
  );
  return app;
}
