import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import {
  againstQuery,
  axisQuery,
  chartServices,
  grainQuery,
  heatAxes,
  measureQuery,
} from '../chart-query.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { scopeOfQuery, scopeQuery } from '../figure-query.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['统计'], security: [{ key: [] }, { session: [] }], method: 'get' as const };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const answers = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, ...json(schema) },
  ...refusals(400, 401, 403, 404),
});

const scope = z.object({
  from: z.string(),
  to: z.string(),
  unit: z.string().exactOptional(),
  issueType: z.string().exactOptional(),
  street: z.string().exactOptional(),
});
const counted = z.object({ key: z.string(), name: z.string(), n: z.int() });
const share = z
  .object({
    hits: z.int(),
    n: z.int(),
    share: z.number(),
    low: z.number(),
    high: z.number(),
    few: z.boolean(),
  })
  .nullable();
const rates = z.array(
  z.object({
    code: z.enum(keysOf(RATE_NAMES)),
    raw: share.openapi({ description: '原始口径；没有可计的工单为 null' }),
    adjusted: share.openapi({ description: '考核口径' }),
  }),
);
const grain = z.enum(['day', 'week', 'month']);
const score = z.object({ raw: z.number().nullable(), adjusted: z.number().nullable() });

const distributionRoute = createRoute({
  ...common,
  path: '/figures/distribution',
  summary: '来件分布：大类、分类、诉求种类、被诉主体',
  description: '已并入其他工单的不计。看不到主体的角色，`subjects` 为 null。',
  request: { query: z.strictObject(scopeQuery) },
  responses: answers(
    '分布',
    z
      .object({
        scope,
        total: z.int(),
        groups: z.array(counted),
        types: z.array(counted),
        demandKinds: z.array(counted),
        subjects: z
          .object({
            rows: z.array(z.object({ name: z.string(), n: z.int() })),
            named: z.int().openapi({ description: '所有主体被提到的次数' }),
            names: z.int().openapi({ description: '主体个数' }),
          })
          .nullable(),
      })
      .openapi('FigureDistribution'),
  ),
});

const heatRoute = createRoute({
  ...common,
  path: '/figures/heat',
  summary: '热力图的件数：街道、大类、星期、时段、月份两两交叉',
  description: '行和列不填为街道 × 大类。时段按来电的小时（北京时间），星期从周一（0）起。',
  request: {
    query: z.strictObject({ ...scopeQuery, rows: axisQuery.optional(), columns: axisQuery.optional() }),
  },
  responses: answers(
    '件数',
    z
      .object({
        scope,
        columns: z.array(z.object({ key: z.string(), name: z.string() })),
        rows: z.array(z.object({ key: z.string(), name: z.string(), cells: z.array(z.int()) })),
      })
      .openapi('FigureHeat'),
  ),
});

const trendRoute = createRoute({
  ...common,
  path: '/figures/trend',
  summary: '趋势：按日、周、月的来件和各项指标，连同目标',
  description: '目标 `source` 为 null 的没有出处，是示例，待本地设定。',
  request: { query: z.strictObject({ ...scopeQuery, grain: grainQuery.default('month') }) },
  responses: answers(
    '趋势',
    z
      .object({
        scope,
        grain,
        version: z.string(),
        periods: z.array(
          z.object({
            key: z.string(),
            from: z.string(),
            to: z.string(),
            days: z.int(),
            isWhole: z.boolean().openapi({ description: '为 false 的时段被截断或者还没有结束' }),
            received: z.int(),
            rates,
          }),
        ),
        targets: z.array(
          z.object({
            rate: z.enum(keysOf(RATE_NAMES)),
            value: z.number(),
            bound: z.enum(['atLeast', 'atMost']),
            source: z.string().nullable(),
            from: z.int().openapi({ description: '从第几个时段起（0 起）' }),
            to: z.int().openapi({ description: '到第几个时段，不含' }),
          }),
        ),
      })
      .openapi('FigureTrend'),
  ),
});

const controlRoute = createRoute({
  ...common,
  path: '/figures/control',
  summary: '控制图：中心线、上下限、越限和连续八点同侧的点',
  description: '指标为 p 图，考核口径和原始口径各一；来件按日均，件少为 u 图，其余为 XmR 图。',
  request: {
    query: z.strictObject({
      ...scopeQuery,
      grain: grainQuery.default('week'),
      measure: measureQuery.default('received'),
    }),
  },
  responses: answers(
    '控制图',
    z
      .object({
        scope,
        grain,
        measure: z.string(),
        charts: z.array(
          z.object({
            basis: z.enum(['adjusted', 'raw', 'count']),
            method: z.enum(['p', 'u', 'xmr']),
            centre: z.number().nullable(),
            points: z.array(
              z.object({
                key: z.string(),
                value: z.number().nullable(),
                hits: z.int(),
                n: z.int(),
                few: z.boolean(),
                lower: z.number().nullable(),
                upper: z.number().nullable(),
                signals: z.array(z.enum(['above', 'below', 'run'])),
              }),
            ),
          }),
        ),
      })
      .openapi('FigureControl'),
  ),
});

const changes = z.array(
  z.object({
    key: z.string(),
    name: z.string(),
    now: z.int(),
    before: z.int(),
    ratio: z.number().nullable(),
    low: z.number(),
    high: z.number(),
    chance: z.number(),
    verdict: z.enum(['rising', 'falling', 'few', 'none']),
  }),
);
const days = z.object({ from: z.string(), to: z.string() });

const changesRoute = createRoute({
  ...common,
  path: '/figures/changes',
  summary: '升降：与前一段或上年同期比，哪些分类、街道、地点显著上升；长期反复的地点',
  description: '`isCovered` 为 false 时前期工单不全，不比较。看不到热点的角色，`places`、`chronic` 为 null。',
  request: { query: z.strictObject({ ...scopeQuery, against: againstQuery.default('before') }) },
  responses: answers(
    '升降',
    z
      .object({
        scope,
        now: days,
        before: days,
        isCovered: z.boolean(),
        least: z.int(),
        total: z.object({ now: z.int(), before: z.int() }),
        types: changes,
        streets: changes,
        cells: changes,
        places: changes.nullable(),
        chronic: z
          .array(
            z.object({
              place: z.string(),
              issueType: z.object({ code: z.string(), name: z.string() }),
              orders: z.int(),
              months: z.int(),
              rebounds: z.int(),
              firstAt: z.int(),
              lastAt: z.int(),
            }),
          )
          .nullable(),
      })
      .openapi('FigureChanges'),
  ),
});

const resident = z.object({
  key: z.string(),
  name: z.string(),
  received: z.int(),
  residents: z.int().nullable(),
  year: z.int().nullable(),
  source: z.string().nullable(),
  per: z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .openapi({ description: '每万人件数；没有人口数为 null' }),
});

const residentsRoute = createRoute({
  ...common,
  path: '/figures/residents',
  summary: '每万常住人口来件：全区和各街道，附人口数的来源和年份',
  request: { query: z.strictObject(scopeQuery) },
  responses: answers(
    '每万人件数',
    z.object({ scope, district: resident, streets: z.array(resident) }).openapi('FigureResidents'),
  ),
});

const headsRoute = createRoute({
  ...common,
  path: '/figures/heads',
  summary: '“七有”“五性”：各项来件、三率、得分，全区得分，不归哪一项的分类',
  request: { query: z.strictObject(scopeQuery) },
  responses: answers(
    '七有五性',
    z
      .object({
        scope,
        version: z.string(),
        note: z.string(),
        isWeightSet: z.boolean().openapi({ description: '为 false 时权重暂按相等，待本地设定' }),
        heads: z.array(
          z.object({
            code: z.string(),
            name: z.string(),
            of: z.enum(['七有', '五性']),
            weight: z.number(),
            types: z.int(),
            received: z.int(),
            rates,
            score,
          }),
        ),
        score,
        without: z.array(counted.extend({ reason: z.string() })),
      })
      .openapi('FigureHeads'),
  ),
});

/** What charts show, as data. */
export function chartRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(distributionRoute, async (c) =>
    c.json(
      mutable(await chartServices(services).distribution(actorOf(c), scopeOfQuery(c.req.valid('query')))),
      200,
    ),
  );
  app.openapi(heatRoute, async (c) => {
    const query = c.req.valid('query');
    const { rows, columns } = heatAxes(query.rows ?? '', query.columns ?? '');
    return c.json(
      mutable(await chartServices(services).heat(actorOf(c), scopeOfQuery(query), rows, columns)),
      200,
    );
  });
  app.openapi(trendRoute, async (c) => {
    const query = c.req.valid('query');
    return c.json(
      mutable(await chartServices(services).trend(actorOf(c), scopeOfQuery(query), query.grain)),
      200,
    );
  });
  app.openapi(controlRoute, async (c) => {
    const query = c.req.valid('query');
    const made = await chartServices(services).control(
      actorOf(c),
      scopeOfQuery(query),
      query.grain,
      query.measure,
    );
    return c.json(mutable(made), 200);
  });
  app.openapi(changesRoute, async (c) => {
    const query = c.req.valid('query');
    return c.json(
      mutable(await chartServices(services).changes(actorOf(c), scopeOfQuery(query), query.against)),
      200,
    );
  });
  app.openapi(residentsRoute, async (c) =>
    c.json(
      mutable(await chartServices(services).residents(actorOf(c), scopeOfQuery(c.req.valid('query')))),
      200,
    ),
  );
  app.openapi(headsRoute, async (c) =>
    c.json(mutable(await chartServices(services).heads(actorOf(c), scopeOfQuery(c.req.valid('query')))), 200),
  );
  return app;
}
