import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Annotating } from '../../app/learning/learning-types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  annotationSchema,
  disagreementsSchema,
  filledSchema,
  fillSchema,
  newTaskSchema,
  nextSchema,
  statisticsSchema,
  taskSchema,
} from '../learning-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['标注'], security: [{ key: [] }, { session: [] }] };
const json = <T>(schema: T) => ({ 'application/json': { schema } });
const answer = <T>(description: string, schema: T) => ({ description, content: json(schema) });
const body = <T>(schema: T) => ({ required: true, content: json(schema) });
const params = z.object({ id: z.string().min(1).max(128) });
const nothing = { 204: { description: '已保存' } };

const fill = createRoute({
  ...common,
  method: 'post',
  path: '/annotation/queue',
  summary: '挑选工单进入标注队列',
  request: { body: body(fillSchema) },
  responses: { 200: answer('挑选结果', filledSchema), ...refusals(400, 401, 403, 415) },
});
const add = createRoute({
  ...common,
  method: 'post',
  path: '/annotation/tasks',
  summary: '手工加入一件工单或一段文字',
  request: { body: body(newTaskSchema) },
  responses: { 201: answer('标注任务', taskSchema), ...refusals(400, 401, 403, 404, 409, 415) },
});
const next = createRoute({
  ...common,
  method: 'get',
  path: '/annotation/next',
  summary: '下一件待本人标注的',
  description: '看不到别人的标注，也看不到模型的判断。',
  request: { query: z.strictObject({ after: z.coerce.number().int().min(0).optional() }) },
  responses: { 200: answer('任务；没有待标时为 null', nextSchema), ...refusals(400, 401, 403) },
});
const submit = createRoute({
  ...common,
  method: 'post',
  path: '/annotation/tasks/{id}/annotations',
  summary: '提交本人的标注',
  request: { params, body: body(annotationSchema) },
  responses: { ...nothing, ...refusals(400, 401, 403, 404, 409, 415) },
});
const disagreements = createRoute({
  ...common,
  method: 'get',
  path: '/annotation/disagreements',
  summary: '两人标注不一致、待裁定的',
  responses: { 200: answer('分歧', disagreementsSchema), ...refusals(401, 403) },
});
const adjudicate = createRoute({
  ...common,
  method: 'post',
  path: '/annotation/tasks/{id}/adjudication',
  summary: '裁定一处分歧',
  request: { params, body: body(annotationSchema) },
  responses: { ...nothing, ...refusals(400, 401, 403, 404, 409, 415) },
});
const statistics = createRoute({
  ...common,
  method: 'get',
  path: '/annotation/statistics',
  summary: '标注一致性与可用于训练的标注',
  description: '一致性为克里彭多夫 α（名义尺度），区间为 95% 自助法区间。',
  responses: { 200: answer('统计', statisticsSchema), ...refusals(401, 403) },
});
const labels = createRoute({
  ...common,
  method: 'get',
  path: '/labels.jsonl',
  summary: '导出库内全部可用标注，格式与训练数据相同',
  responses: {
    200: { description: '每行一条', content: { 'application/x-ndjson': { schema: z.string() } } },
    ...refusals(401, 403),
  },
});

/** The annotation use cases. Throws `not_found` where the application has none. */
export function annotatingOf({ services }: Pick<Deps, 'services'>): Annotating {
  const annotating = services.learning?.annotating;
  if (annotating === undefined) throw new AppError('not_found', { what: '标注功能' });
  return annotating;
}

/** Labelling, adjudication and what comes of them. */
export function annotationRoutes(deps: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(fill, async (c) => {
    const { how, size } = c.req.valid('json');
    return c.json(await annotatingOf(deps).fill(actorOf(c), how, size), 200);
  });
  app.openapi(add, async (c) => c.json(await annotatingOf(deps).add(actorOf(c), c.req.valid('json')), 201));
  app.openapi(next, async (c) => {
    const { after = 0 } = c.req.valid('query');
    return c.json(await annotatingOf(deps).next(actorOf(c), after), 200);
  });
  app.openapi(submit, async (c) => {
    await annotatingOf(deps).submit(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(disagreements, async (c) => c.json(await annotatingOf(deps).disagreements(actorOf(c)), 200));
  app.openapi(adjudicate, async (c) => {
    await annotatingOf(deps).adjudicate(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(statistics, async (c) => c.json(await annotatingOf(deps).statistics(actorOf(c)), 200));
  app.openapi(labels, async (c) => {
    const text = await annotatingOf(deps).exportLabels(actorOf(c));
    return c.body(text, 200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="labels.jsonl"',
    }) as never;
  });
  return app;
}
