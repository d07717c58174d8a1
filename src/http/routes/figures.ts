import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { COUNTER_NAMES, LEFT_OUT_NAMES, RATE_NAMES } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  figureServices,
  groupBy,
  partOfQuery,
  partQuery,
  scopeOfQuery,
  scopeQuery,
} from '../figure-query.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['统计'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const reason = z.enum(keysOf(LEFT_OUT_NAMES));
const share = z
  .object({
    hits: z.int(),
    n: z.int(),
    share: z.number(),
    low: z.number(),
    high: z.number(),
    few: z.boolean().openapi({ description: '分母不足 30 件' }),
  })
  .nullable();
const group = z.object({
  key: z.string(),
  name: z.string(),
  counts: z.record(z.enum(keysOf(COUNTER_NAMES)), z.int()),
  late: z.object({ uncontacted: z.int(), unreplied: z.int() }),
  rates: z.array(
    z.object({
      code: z.enum(keysOf(RATE_NAMES)),
      raw: share.openapi({ description: '原始口径；没有工单为 null' }),
      adjusted: share.openapi({ description: '考核口径' }),
      leftOut: z.array(z.object({ reason, n: z.int(), hits: z.int() })),
      beside: z.array(z.object({ counter: z.enum(keysOf(COUNTER_NAMES)), n: z.int() })),
    }),
  ),
  leftOut: z.array(z.object({ reason, n: z.int() })),
});

const figuresRoute = createRoute({
  ...common,
  method: 'get',
  path: '/figures',
  summary: '三率与办理统计：分子、分母、不计入的逐项列出，原始口径与考核口径并列',
  description: '时间按来电日期，`to` 不含当日。承办单位只能看本单位。',
  request: { query: z.strictObject({ ...scopeQuery, by: groupBy.default('none') }) },
  responses: {
    200: {
      description: '统计',
      ...json(
        z
          .object({
            scope: z.object({
              from: z.string(),
              to: z.string(),
              unit: z.string().exactOptional(),
              issueType: z.string().exactOptional(),
              street: z.string().exactOptional(),
            }),
            by: groupBy,
            definitions: z.object({
              version: z.string(),
              rates: z.array(
                z.object({
                  code: z.enum(keysOf(RATE_NAMES)),
                  name: z.string(),
                  numerator: z.string(),
                  denominator: z.string(),
                  without: z.string(),
                }),
              ),
            }),
            at: z.string().openapi({ format: 'date-time', description: '逾期未办的按此刻计' }),
            total: group,
            groups: z.array(group),
          })
          .openapi('Figures'),
      ),
    },
    ...refusals(400, 401, 403),
  },
});

const casesRoute = createRoute({
  ...common,
  method: 'get',
  path: '/figures/cases',
  summary: '一个统计数字所据的工单',
  description: '`rate` 与 `part`（hit 分子、miss 未达、all 分母），或 `counter`；`leftOut=any` 为原始口径。',
  request: {
    query: z.strictObject({
      ...scopeQuery,
      ...partQuery,
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
  },
  responses: {
    200: {
      description: '工单',
      ...json(
        z
          .object({
            rows: z.array(
              z.object({ id: z.string(), number: z.string(), receivedAt: z.string(), state: z.string() }),
            ),
            next: z.string().nullable().openapi({ description: '下一页的 `after`；没有了为 null' }),
          })
          .openapi('FigureCases'),
      ),
    },
    ...refusals(400, 401, 403),
  },
});

/** Rates and counts, and the orders they are made of. */
export function figureRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(figuresRoute, async (c) => {
    const { by, ...query } = c.req.valid('query');
    const made = await figureServices(services).figures(actorOf(c), scopeOfQuery(query), by);
    return c.json(mutable({ ...made, at: isoTime(made.at) }), 200);
  });
  app.openapi(casesRoute, async (c) => {
    const { after, limit, rate, part, leftOut, counter, ...query } = c.req.valid('query');
    const asked = partOfQuery({ rate, part, leftOut, counter });
    const page = { limit, ...(after === undefined ? {} : { after }) };
    const { rows, next } = await figureServices(services).cases(actorOf(c), scopeOfQuery(query), asked, page);
    return c.json(
      {
        rows: rows.map(({ id, number, receivedAt, state }) => ({
          id,
          number,
          receivedAt: isoTime(receivedAt),
          state,
        })),
        next,
      },
      200,
    );
  });
  return app;
}
