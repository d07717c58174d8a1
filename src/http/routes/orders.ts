import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { orderSchema, parseOrder } from '../../app/intake/order-input.ts';
import type { IntakeOutcome, OrderInput } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { readJson } from '../body.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { traceSchema } from '../life-schemas.ts';
import { problemOf } from '../errors.ts';
import { apiFilterSchema, toOrderFilter } from '../filter.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { presentTrace } from '../present-life.ts';
import { presentDetail, presentSummary } from '../present.ts';
import { detailSchema, outcomeSchema, pageSchema, refusals, storedSchema } from '../schemas.ts';

/** Orders in one request at most. */
export const BATCH_LIMIT = 500;

const json = <T>(schema: T) => ({ 'application/json': { schema } });

const post = createRoute({
  method: 'post',
  path: '/orders',
  tags: ['工单'],
  summary: '提交一件工单，或一次最多 500 件',
  description:
    '一件：新收 201，重复 200，不合格为相应的错误。数组：逐件给出结果，次序与提交时相同；' +
    '有新收的为 201，没有新收而有重复的为 200，全部不合格为 400。一件不合格不影响其他各件。',
  security: [{ key: [] }, { session: [] }],
  request: {
    headers: z.object({
      'idempotency-key': z
        .string()
        .optional()
        .openapi({ description: '1–200 个可见 ASCII 字符；同一键重发得到同一结果' }),
    }),
    body: {
      required: true,
      content: json(z.union([orderSchema, z.array(orderSchema).min(1).max(BATCH_LIMIT)])),
    },
  },
  responses: {
    201: { description: '已收', content: json(z.union([storedSchema, z.array(outcomeSchema)])) },
    200: { description: '重复，返回原工单', content: json(z.union([storedSchema, z.array(outcomeSchema)])) },
    ...refusals(400, 401, 403, 413, 415, 422),
  },
});

const list = createRoute({
  method: 'get',
  path: '/orders',
  tags: ['工单'],
  summary: '按条件列出看得见的工单',
  security: [{ key: [] }, { session: [] }],
  request: { query: apiFilterSchema },
  responses: { 200: { description: '一页', content: json(pageSchema) }, ...refusals(400, 401, 403) },
});

const get = createRoute({
  method: 'get',
  path: '/orders/{id}',
  tags: ['工单'],
  summary: '一件工单的全部内容',
  security: [{ key: [] }, { session: [] }],
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 200: { description: '工单', content: json(detailSchema) }, ...refusals(401, 403, 404) },
});

const trace = createRoute({
  method: 'get',
  path: '/orders/{id}/trace',
  tags: ['工单'],
  summary: '一件工单的计时过程：每一段计入或不计，各环节各用了多久',
  security: [{ key: [] }, { session: [] }],
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 200: { description: '计时过程', content: json(traceSchema) }, ...refusals(401, 403, 404) },
});

/** Handing in and reading orders. */
export function orderRoutes({ services, metrics, clock }: Deps) {
  const app = new OpenAPIHono<AppEnv>();

  // Documented like the others, read by hand: every order of a batch is judged by itself, in its own words.
  app.openAPIRegistry.registerPath(post);
  app.post('/orders', async (c) => {
    const actor = actorOf(c);
    const options = idempotencyKey(c.req.header('idempotency-key'));
    const body = await readJson(c);
    const single = !Array.isArray(body);
    const read = single ? [parseOrder(body, '')] : batch(body);
    const good = read.filter((item): item is OrderInput => !(item instanceof AppError));
    const stored =
      good.length === 0
        ? []
        : await services.intake.accept(actor, good, { ...options, request: requestOf(read) });
    const outcomes = inPlace(read, stored);
    for (const { status } of outcomes) metrics.intake.inc({ status });
    return single ? c.json(...oneAnswer(outcomes)) : c.json(outcomes, batchStatus(outcomes));
  });

  app.openapi(list, async (c) => {
    const query = c.req.valid('query');
    const page = { page: query.page ?? 1, pageSize: query.pageSize ?? 50 };
    const found = await services.orders.list(actorOf(c), toOrderFilter(query, clock.now()), page);
    return c.json({ ...found, rows: found.rows.map(presentSummary) }, 200);
  });

  app.openapi(get, async (c) => {
    const order = await services.orders.get(actorOf(c), c.req.valid('param').id);
    return c.json(presentDetail(order), 200);
  });

  app.openapi(trace, async (c) => {
    const traced = await services.orders.trace(actorOf(c), c.req.valid('param').id);
    return c.json(presentTrace(traced), 200);
  });

  return app;
}

/**
 * The whole request, for telling whether a key comes back with another one: refused orders count, by their
 * refusal, for what they held may be of any depth.
 */
function requestOf(read: readonly (OrderInput | AppError)[]): unknown {
  if (!read.some((item) => item instanceof AppError)) return read;
  return read.map((item) => (item instanceof AppError ? { refused: item.code, ...item.details } : item));
}

/** Each order of a batch, or why it is refused. */
function batch(body: readonly unknown[]): (OrderInput | AppError)[] {
  if (body.length === 0) throw new AppError('bad_request', { reason: '没有工单' });
  if (body.length > BATCH_LIMIT) throw new AppError('too_many', { limit: BATCH_LIMIT, count: body.length });
  return body.map((value, i) => {
    try {
      return parseOrder(value, `第 ${i + 1} 条`);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  });
}

/** Outcomes in the order of the request: those refused here, and those of the application for the rest. */
function inPlace(
  read: readonly (OrderInput | AppError)[],
  stored: readonly IntakeOutcome[],
): IntakeOutcome[] {
  const rest = stored[Symbol.iterator]();
  return read.map((item): IntakeOutcome => {
    if (item instanceof AppError) {
      return { status: 'refused', error: { code: item.code, message: item.message, details: item.details } };
    }
    const outcome = rest.next();
    if (outcome.done) throw new Error('intake answered with fewer outcomes than orders');
    return outcome.value;
  });
}

function oneAnswer([outcome]: readonly IntakeOutcome[]): [IntakeOutcome, 200 | 201] {
  if (!outcome) throw new Error('intake answered without an outcome');
  if (outcome.status === 'refused') throw refusal(outcome.error);
  return [outcome, outcome.status === 'accepted' ? 201 : 200];
}

/** A refusal by the application comes as data; alone in a request it is that request's error. */
function refusal({ code, details, message }: { code: string; message: string; details: object }): AppError {
  const error = new AppError(code as AppError['code'], details as AppError['details']);
  return problemOf(error).code === code ? error : new AppError('bad_request', { reason: message });
}

function batchStatus(outcomes: readonly IntakeOutcome[]): 200 | 201 | 400 {
  if (outcomes.some(({ status }) => status === 'accepted')) return 201;
  return outcomes.some(({ status }) => status === 'duplicate') ? 200 : 400;
}
