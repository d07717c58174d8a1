import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { TeachingCards } from '../../app/knowledge/teaching-card-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import {
  cardBodySchema,
  cardDetailSchema,
  cardDraftOf,
  cardFilter,
  cardHintsSchema,
  cardPageSchema,
  cardQuery,
  editCardSchema,
  newCardSchema,
  presentCard,
  presentCardDetail,
} from '../card-schemas.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  approveSchema,
  commentSchema,
  itemId,
  reasonSchema,
  returnSchema,
  versionSchema,
} from '../knowledge-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['案例卡'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const card = (...more: Parameters<typeof refusals>) => ({
  200: { description: '案例卡', ...json(cardDetailSchema) },
  ...refusals(401, 403, 404, ...more),
});
const orderId = z.object({ id: z.string().min(1).max(128) });

const list = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/cards',
  summary: '案例卡，最近改动的在前',
  request: { query: cardQuery },
  responses: { 200: { description: '一页', ...json(cardPageSchema) }, ...refusals(400, 401, 403) },
});
const get = createRoute({
  ...common,
  method: 'get',
  path: '/knowledge/cards/{id}',
  summary: '一张案例卡：在用的文本、待定的稿、历次版本与逐行改动、意见',
  request: { params: itemId },
  responses: card(),
});
const prefill = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/card-draft',
  summary: '由一件办过的工单填好的案例卡，个人信息已去掉；不保存',
  description: '已签收办理的、有裁定的或者有评价的工单才可以（否则 409）。',
  request: { params: orderId },
  responses: {
    200: { description: '填好的内容', ...json(cardBodySchema) },
    ...refusals(401, 403, 404, 409),
  },
});
const beside = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/cards',
  summary: '与一件工单同一分类、情况最相近的案例卡，最多两张',
  request: { params: orderId },
  responses: { 200: { description: '案例卡', ...json(cardHintsSchema) }, ...refusals(401, 403, 404) },
});
const create = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards',
  summary: '起草案例卡',
  description: '草稿可以有空缺；不对之处一次全部列出（bad_knowledge，details.faults）。',
  request: { body: body(newCardSchema) },
  responses: {
    201: { description: '草稿', ...json(cardDetailSchema) },
    ...refusals(400, 401, 403, 404, 415),
  },
});
const edit = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/versions',
  summary: '改一张案例卡：存为下一版草稿',
  request: { params: itemId, body: body(editCardSchema) },
  responses: card(400, 409, 415),
});
const submit = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/submit',
  summary: '提交核准；有空缺、引文不准、留有个人信息的退回，写明哪一栏第几字',
  request: { params: itemId, body: body(versionSchema) },
  responses: card(400, 409, 415),
});
const approve = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/approve',
  summary: '核准一版案例卡',
  description: '不能核准自己提交的；核准时再检查一遍。',
  request: { params: itemId, body: body(approveSchema) },
  responses: card(400, 409, 415),
});
const sendBack = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/return',
  summary: '退回一版案例卡，写明理由',
  request: { params: itemId, body: body(returnSchema) },
  responses: card(400, 409, 415),
});
const withdraw = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/withdraw',
  summary: '撤下案例卡：不再显示，文本留存',
  request: { params: itemId, body: body(reasonSchema) },
  responses: card(400, 409, 415),
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/knowledge/cards/{id}',
  summary: '删除案例卡：各版文本和意见全部清除',
  request: { params: itemId },
  responses: { 204: { description: '已删除' }, ...refusals(401, 403, 404) },
});
const comment = createRoute({
  ...common,
  method: 'post',
  path: '/knowledge/cards/{id}/comments',
  summary: '对案例卡提意见',
  request: { params: itemId, body: body(commentSchema) },
  responses: card(400, 415),
});

/** Throws `not_found` where the program runs without care of knowledge. */
export function cardServices({ teachingCards }: Services): TeachingCards {
  if (teachingCards === undefined) throw new AppError('not_found', { what: '案例卡' });
  return teachingCards;
}

/** Teaching cards: read, make from an order, draft, hand in, decide. */
export function teachingCardRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const cards = (): TeachingCards => cardServices(services);

  app.openapi(list, async (c) => {
    const { filter, page } = cardFilter(c.req.valid('query'));
    const found = await cards().list(actorOf(c), filter, page);
    return c.json({ ...found, rows: found.rows.map(presentCard) }, 200);
  });
  app.openapi(get, async (c) =>
    c.json(presentCardDetail(await cards().get(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(prefill, async (c) => {
    const made = await cards().prefill(actorOf(c), c.req.valid('param').id);
    return c.json(
      { ...made, tags: [...made.tags], citations: made.citations.map((one) => ({ ...one })) },
      200,
    );
  });
  app.openapi(beside, async (c) => {
    const actor = actorOf(c);
    const order = await services.orders.get(actor, c.req.valid('param').id);
    return c.json([...(await cards().beside(actor, order))], 200);
  });
  app.openapi(create, async (c) =>
    c.json(presentCardDetail(await cards().save(actorOf(c), cardDraftOf(c.req.valid('json')))), 201),
  );
  app.openapi(edit, async (c) => {
    const { base, ...made } = c.req.valid('json');
    const draft = cardDraftOf(made, { id: c.req.valid('param').id, base });
    return c.json(presentCardDetail(await cards().save(actorOf(c), draft)), 200);
  });
  app.openapi(submit, async (c) => {
    const { version } = c.req.valid('json');
    return c.json(presentCardDetail(await cards().submit(actorOf(c), c.req.valid('param').id, version)), 200);
  });
  app.openapi(approve, async (c) => {
    const { version, note } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentCardDetail(await cards().approve(actorOf(c), id, version, note)), 200);
  });
  app.openapi(sendBack, async (c) => {
    const { version, reason } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(presentCardDetail(await cards().sendBack(actorOf(c), id, version, reason)), 200);
  });
  app.openapi(withdraw, async (c) => {
    const { reason } = c.req.valid('json');
    return c.json(
      presentCardDetail(await cards().withdraw(actorOf(c), c.req.valid('param').id, reason)),
      200,
    );
  });
  app.openapi(remove, async (c) => {
    await cards().remove(actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(comment, async (c) => {
    const { text } = c.req.valid('json');
    return c.json(presentCardDetail(await cards().comment(actorOf(c), c.req.valid('param').id, text)), 200);
  });
  return app;
}
