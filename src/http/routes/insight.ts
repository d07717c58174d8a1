import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type {
  Insight,
  SubjectHistory,
  Task,
  TopicSummary,
  Warning,
} from '../../app/insight/insight-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  whole,
  topicsQuery,
  warningsQuery,
  tasksQuery,
  decisionInput,
  taskInput,
  taskEndInput,
  actInput,
  taskSchema,
  warningSchema,
  topicSchema,
  topicDetailSchema,
  chronicSchema,
  subjectSchema,
  pageSchema,
} from '../insight-schemas.ts';
import { refusals } from '../schemas.ts';
import { filled } from './rota.ts';

const common = { tags: ['热点与预警'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const byNumber = z.object({ id: whole(Number.MAX_SAFE_INTEGER) });
const byId = z.object({ id: z.string().min(1).max(64) });
const byName = z.object({ name: z.string().min(1).max(40) });

const routes = {
  topics: createRoute({
    ...common,
    method: 'get',
    path: '/topics',
    summary: '热点，热的在前',
    request: { query: topicsQuery },
    responses: { 200: { description: '一页', ...json(pageSchema(topicSchema)) }, ...refusals(400, 401, 403) },
  }),
  chronic: createRoute({
    ...common,
    method: 'get',
    path: '/topics/chronic',
    summary: '长期反复的地点：同一地点同一类问题连续几个月',
    responses: { 200: { description: '件数多的在前', ...json(chronicSchema) }, ...refusals(401, 403) },
  }),
  topic: createRoute({
    ...common,
    method: 'get',
    path: '/topics/{id}',
    summary: '一个热点：工单、归入的依据、预警',
    request: { params: byNumber },
    responses: {
      200: { description: '热点', ...json(topicDetailSchema) },
      ...refusals(400, 401, 403, 404),
    },
  }),
  warnings: createRoute({
    ...common,
    method: 'get',
    path: '/warnings',
    summary: '预警，待研判的在前',
    request: { query: warningsQuery },
    responses: {
      200: { description: '一页', ...json(pageSchema(warningSchema)) },
      ...refusals(400, 401, 403),
    },
  }),
  decide: createRoute({
    ...common,
    method: 'post',
    path: '/warnings/{id}/decide',
    summary: '研判预警：确认，或者写明原因排除',
    request: { params: byNumber, body: body(decisionInput) },
    responses: {
      200: { description: '预警', ...json(warningSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  makeTask: createRoute({
    ...common,
    method: 'post',
    path: '/warnings/{id}/tasks',
    summary: '由预警派主动办理任务（未诉先办）',
    request: { params: byNumber, body: body(taskInput) },
    responses: {
      200: { description: '任务', ...json(taskSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  tasks: createRoute({
    ...common,
    method: 'get',
    path: '/tasks',
    summary: '主动办理任务；承办单位只看本单位的',
    request: { query: tasksQuery },
    responses: { 200: { description: '一页', ...json(pageSchema(taskSchema)) }, ...refusals(400, 401, 403) },
  }),
  endTask: createRoute({
    ...common,
    method: 'post',
    path: '/tasks/{id}/end',
    summary: '办结或者撤销主动办理任务',
    request: { params: byId, body: body(taskEndInput) },
    responses: {
      200: { description: '任务', ...json(taskSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  subject: createRoute({
    ...common,
    method: 'get',
    path: '/subjects/{name}',
    summary: '主体历史：被诉、和解、约谈、检查，以及按规则该做什么',
    request: { params: byName },
    responses: { 200: { description: '历史', ...json(subjectSchema) }, ...refusals(400, 401, 403, 404) },
  }),
  addAct: createRoute({
    ...common,
    method: 'post',
    path: '/subjects/{name}/acts',
    summary: '登记对主体的约谈、检查、和解',
    request: { params: byName, body: body(actInput) },
    responses: { 204: { description: '已登记' }, ...refusals(400, 401, 403, 404, 415) },
  }),
};

/** Topics and warnings. Throws `not_found` where the program runs without them. */
export function insightOf({ insight }: Services): Insight {
  if (insight === undefined) throw new AppError('not_found', { what: '热点与预警' });
  return insight;
}

const dated = ({ firstAt, lastAt, streets, ...topic }: TopicSummary) => ({
  ...topic,
  streets: [...streets],
  firstAt: isoTime(firstAt),
  lastAt: isoTime(lastAt),
});
const taskOut = ({ madeAt, endedAt, ...task }: Task) => ({
  ...task,
  madeAt: isoTime(madeAt),
  endedAt: endedAt === null ? null : isoTime(endedAt),
});
const warningOut = ({ at, decidedAt, orders, tasks, folded, ...warning }: Warning) => ({
  ...warning,
  at: isoTime(at),
  decidedAt: decidedAt === null ? null : isoTime(decidedAt),
  folded: folded.map(({ at: told, ...one }) => ({ ...one, at: isoTime(told) })),
  orders: [...orders],
  tasks: tasks.map(taskOut),
});
const subjectOut = ({ orders, acts, byType, due, ...history }: SubjectHistory) => ({
  ...history,
  orders: orders.map(({ at, ...order }) => ({ ...order, at: isoTime(at) })),
  acts: acts.map(({ at, ...act }) => ({ ...act, at: isoTime(at) })),
  byType: [...byType],
  due: [...due],
});

/** Topics, warnings, tasks of acting before complaints come, histories of subjects. */
export function insightRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(routes.topics, async (c) => {
    const found = await insightOf(services).topics(actorOf(c), filled(c.req.valid('query')));
    return c.json({ ...found, rows: found.rows.map(dated) }, 200);
  });
  app.openapi(routes.chronic, async (c) => {
    const rows = await insightOf(services).chronic(actorOf(c));
    return c.json(
      rows.map(({ firstAt, lastAt, ...row }) => ({
        ...row,
        firstAt: isoTime(firstAt),
        lastAt: isoTime(lastAt),
      })),
      200,
    );
  });
  app.openapi(routes.topic, async (c) => {
    const { members, warnings, visible, ...topic } = await insightOf(services).topic(
      actorOf(c),
      c.req.valid('param').id,
    );
    return c.json(
      {
        ...dated(topic),
        members: members.map(({ at, evidence, ...member }) => ({
          ...member,
          at: isoTime(at),
          evidence: [...evidence],
        })),
        visible,
        warnings: warnings.map(warningOut),
      },
      200,
    );
  });
  app.openapi(routes.warnings, async (c) => {
    const found = await insightOf(services).warnings(actorOf(c), filled(c.req.valid('query')));
    return c.json({ ...found, rows: found.rows.map(warningOut) }, 200);
  });
  app.openapi(routes.decide, async (c) => {
    const { version: seen, state: decided, reason = '' } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const warning = await insightOf(services).decide(actorOf(c), id, seen, { state: decided, reason });
    return c.json(warningOut(warning), 200);
  });
  app.openapi(routes.makeTask, async (c) => {
    const { version: seen, ...asked } = c.req.valid('json');
    const task = await insightOf(services).task(actorOf(c), c.req.valid('param').id, seen, filled(asked));
    return c.json(taskOut(task), 200);
  });
  app.openapi(routes.tasks, async (c) => {
    const found = await insightOf(services).tasks(actorOf(c), filled(c.req.valid('query')));
    return c.json({ ...found, rows: found.rows.map(taskOut) }, 200);
  });
  app.openapi(routes.endTask, async (c) => {
    const task = await insightOf(services).endTask(actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.json(taskOut(task), 200);
  });
  app.openapi(routes.subject, async (c) =>
    c.json(subjectOut(await insightOf(services).subject(actorOf(c), c.req.valid('param').name)), 200),
  );
  app.openapi(routes.addAct, async (c) => {
    await insightOf(services).addAct(actorOf(c), c.req.valid('param').name, c.req.valid('json'));
    return c.body(null, 204);
  });
  return app;
}
