import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { RuleCare } from '../../app/knowledge/rule-care-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { approveSchema, reasonSchema, returnSchema } from '../knowledge-schemas.ts';
import {
  checkRuleSchema,
  editRuleSchema,
  faultsSchema,
  newRuleSchema,
  presentRule,
  presentRuleDetail,
  ruleDetailSchema,
  ruleDraftOf,
  ruleId,
  ruleQuery,
  ruleSummarySchema,
  trialSchema,
  trySchema,
} from '../rule-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['知识维护'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const rule = (description: string, ...more: Parameters<typeof refusals>) => ({
  200: { description, ...json(ruleDetailSchema) },
  ...refusals(401, 403, 404, ...more),
});

const list = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/rules',
  summary: '规则，按第一个问题分类和名称排列',
  request: { query: ruleQuery },
  responses: {
    200: { description: '规则', ...json(z.array(ruleSummarySchema)) },
    ...refusals(400, 401, 403),
  },
});
const get = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/rules/{id}',
  summary: '一条规则：在用的判定表、各列事实、待核准的一版、历次版本与逐行改动',
  request: { params: ruleId },
  responses: rule('规则'),
});
const check = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/check',
  summary: '检查一张判定表，不保存',
  description:
    '格写得不对、永远轮不到的行、没有一行能判断的情形、案例的结论不符、与别的规则矛盾、库里没有的法条和条目。',
  request: { body: body(checkRuleSchema) },
  responses: {
    200: { description: '不对之处；没有即可保存', ...json(faultsSchema) },
    ...refusals(400, 401, 403, 415),
  },
});
const attempt = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/{id}/try',
  summary: '用一段话试一条规则：读出的事实及其位置，在用的和待核准的表各自的结论',
  request: { params: ruleId, body: body(trySchema) },
  responses: {
    200: { description: '结论', ...json(trialSchema) },
    ...refusals(400, 401, 403, 404, 415),
  },
});
const create = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules',
  summary: '新写一条规则，提交核准',
  description: '不对之处一次全部列出（bad_knowledge，details.faults：规则、第几行、为什么）。',
  request: { body: body(newRuleSchema) },
  responses: {
    201: { description: '规则', ...json(ruleDetailSchema) },
    ...refusals(400, 401, 403, 409, 415),
  },
});
const edit = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/{id}/versions',
  summary: '改一条规则：存为下一版并提交核准',
  request: { params: ruleId, body: body(editRuleSchema) },
  responses: rule('规则', 400, 409, 415),
});
const approve = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/{id}/approve',
  summary: '核准一版规则，随即用于解答',
  description: '不能核准自己提交的；核准时再检查一遍整张表。',
  request: { params: ruleId, body: body(approveSchema) },
  responses: rule('规则', 400, 409, 415),
});
const sendBack = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/{id}/return',
  summary: '退回一版规则，写明理由',
  request: { params: ruleId, body: body(returnSchema) },
  responses: rule('规则', 400, 409, 415),
});
const withdraw = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/rules/{id}/withdraw',
  summary: '撤下规则：不再用于解答，判定表留存',
  request: { params: ruleId, body: body(reasonSchema) },
  responses: rule('规则', 400, 409, 415),
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/knowledge/rules/{id}',
  summary: '删除在此写的规则：各版判定表全部清除，只留审计；随程序的规则只能撤下',
  request: { params: ruleId },
  responses: { 204: { description: '已删除' }, ...refusals(401, 403, 404, 409) },
});

/** Throws `not_found` where the program runs without care of knowledge. */
export function ruleServices({ ruleCare }: Services): RuleCare {
  if (ruleCare === undefined) throw new AppError('not_found', { what: '规则维护' });
  return ruleCare;
}

/** Decision tables: read, check, try, hand in, decide. */
export function ruleRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const care = (): RuleCare => ruleServices(services);

  app.openapi(list, async (c) =>
    c.json((await care().list(actorOf(c), c.req.valid('query').q)).map(presentRule), 200),
  );
  app.openapi(create, async (c) =>
    c.json(presentRuleDetail(await care().save(actorOf(c), ruleDraftOf(c.req.valid('json')))), 201),
  );
  app.openapi(check, async (c) =>
    c.json({ faults: [...(await care().check(actorOf(c), c.req.valid('json').table))] }, 200),
  );
  app.openapi(get, async (c) =>
    c.json(presentRuleDetail(await care().get(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(attempt, async (c) => {
    const { text } = c.req.valid('json');
    return c.json(await care().try(actorOf(c), c.req.valid('param').id, text), 200);
  });
  app.openapi(edit, async (c) => {
    const { base, ...made } = c.req.valid('json');
    const draft = ruleDraftOf(made, { id: c.req.valid('param').id, base });
    return c.json(presentRuleDetail(await care().save(actorOf(c), draft)), 200);
  });
  app.openapi(approve, async (c) => {
    const { version, note } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentRuleDetail(await care().approve(actorOf(c), id, version, note)), 200);
  });
  app.openapi(sendBack, async (c) => {
    const { version, reason } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentRuleDetail(await care().sendBack(actorOf(c), id, version, reason)), 200);
  });
  app.openapi(withdraw, async (c) => {
    const { reason } = c.req.valid('json');
    return c.json(presentRuleDetail(await care().withdraw(actorOf(c), c.req.valid('param').id, reason)), 200);
  });
  app.openapi(remove, async (c) => {
    await care().remove(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  return app;
}
