import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Dialling, DispatchRights } from '../../app/dispatch/dispatch-types.ts';
import type { Services, Switching } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { presentDetail } from '../present.ts';
import { detailSchema, refusals } from '../schemas.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const named = z.object({ code: z.string(), name: z.string() });
const probability = z.number().min(0).max(1);
const reason = z.object({ code: z.string(), text: z.string() });
const share = z.object({
  hits: z.int(),
  n: z.int(),
  share: probability,
  low: probability,
  high: probability,
});
const typeCode = z.string('须为字符串').regex(/^(\d{2}|\d{4})$/, '须为四位分类编码，或两位的大类编码');
const unitCode = z.string('须为字符串').regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码');

const rightsSchema = z
  .object({
    rule: z
      .object({
        target: probability,
        confidence: probability,
        halfLifeDays: z.number(),
        minimumFresh: z.int(),
        budget: z.number(),
        spotCheck: z.object({ share: probability, youngShare: probability, youngUntil: z.int() }),
      })
      .nullable()
      .openapi({ description: '配置包没有设规则时为 null：各分类各单位均可自动派单' }),
    cells: z.array(
      z.object({
        issueType: named,
        unit: named,
        held: z.boolean(),
        since: time,
        reason,
        missing: z.string().openapi({ description: '恢复还差什么；持有时为空' }),
        bound: probability.openapi({ description: '首派正确率的 95% 置信下限' }),
        mean: probability,
        target: probability,
        effectiveN: z.number(),
        right: z.number().openapi({ description: '派对的，按今天的权重' }),
        wrong: z.number().openapi({ description: '派错的，按今天的权重' }),
        fresh: z.int().openapi({ description: '上次变动以来核定的件数' }),
        proposed: z.int(),
      }),
    ),
    changes: z.array(
      z.object({
        at: time,
        issueType: named,
        unit: named,
        held: z.boolean(),
        reason,
        bound: probability,
        target: probability,
        effectiveN: z.number(),
      }),
    ),
    spotChecks: z.object({
      total: z.int(),
      rows: z.array(
        z.object({
          orderId: z.string(),
          number: z.string(),
          at: time,
          excerpt: z.string(),
          issueType: named,
          unit: named,
        }),
      ),
    }),
  })
  .openapi('DispatchRights');

const switchesSchema = z
  .array(
    z.object({
      unit: z.string(),
      issueType: z.string(),
      enabled: z.boolean(),
      changedBy: z.string(),
      at: time,
    }),
  )
  .openapi('Switches');

export const switchSchema = z
  .strictObject({
    unit: z.union([z.literal('*'), unitCode]).openapi({ description: '承办单位编码，* 为全部' }),
    issueType: z.union([z.literal('*'), typeCode]).openapi({ description: '分类或大类编码，* 为全部' }),
    enabled: z.boolean('须为 true 或 false'),
  })
  .openapi('Switch');

export const spotCheckSchema = z
  .strictObject({
    right: z.boolean('须为 true 或 false'),
    unit: unitCode.optional().openapi({ description: '派错时应派的单位；写明则同时改派' }),
  })
  .openapi('SpotCheck');

const point = z.object({ threshold: probability, coverage: share, precision: share });
const dialSchema = z
  .object({
    issueType: z.string().openapi({ description: '空为全部分类' }),
    n: z.int().openapi({ description: '留出工单数；不足 20 件的比例没有意义' }),
    points: z.array(point),
    line: probability,
    atLine: point,
    profileLine: probability,
    set: z.array(
      z.object({
        issueType: z.string(),
        name: z.string(),
        threshold: probability,
        changedBy: z.string(),
        at: time,
      }),
    ),
  })
  .openapi('DispatchDial');

export const lineSchema = z
  .strictObject({
    issueType: z
      .union([z.literal('*'), z.string().regex(/^\d{4}$/, '须为四位分类编码')])
      .openapi({ description: '分类编码，* 为全部' }),
    threshold: z
      .number('须为数字')
      .min(0.5, '不能小于 0.5')
      .max(1, '不能大于 1')
      .nullable()
      .openapi({ description: 'null 为恢复配置包的线' }),
  })
  .openapi('DispatchLine');

const common = { tags: ['自动派单'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });

const readRights = createRoute({
  ...common,
  method: 'get',
  path: '/dispatch-rights',
  summary: '各分类各单位的自动派单权、依据与变动',
  request: { query: z.strictObject({ issueType: typeCode.optional(), unit: unitCode.optional() }) },
  responses: { 200: { description: '派单权', ...json(rightsSchema) }, ...refusals(400, 401, 403) },
});
const answerSpotCheck = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/spot-check',
  summary: '答复派单抽查：自动派出的这一件派对没有',
  description: '只用于抽到的工单。写明 unit 时同时改派。',
  request: { params: z.object({ id: z.string().min(1).max(128) }), body: body(spotCheckSchema) },
  responses: {
    200: { description: '之后的工单', ...json(detailSchema) },
    ...refusals(400, 401, 403, 404, 409, 415, 422),
  },
});
const readSwitches = createRoute({
  ...common,
  method: 'get',
  path: '/switches',
  summary: '自动派单开关',
  description: '关优先于开；没有设的为开。',
  responses: { 200: { description: '设过的开关', ...json(switchesSchema) }, ...refusals(401, 403) },
});
const setSwitch = createRoute({
  ...common,
  method: 'put',
  path: '/switches',
  summary: '开或关某单位、某分类的自动派单',
  request: { body: body(switchSchema) },
  responses: {
    200: { description: '之后的全部开关', ...json(switchesSchema) },
    ...refusals(400, 401, 403, 415),
  },
});
const readDial = createRoute({
  ...common,
  method: 'get',
  path: '/dispatch-lines',
  summary: '派单线与它在留出工单上的覆盖和精度',
  request: { query: z.strictObject({ issueType: typeCode.optional() }) },
  responses: { 200: { description: '派单线', ...json(dialSchema) }, ...refusals(400, 401, 403) },
});
const setLine = createRoute({
  ...common,
  method: 'put',
  path: '/dispatch-lines',
  summary: '移动派单线',
  request: { body: body(lineSchema) },
  responses: { 200: { description: '之后的派单线', ...json(dialSchema) }, ...refusals(400, 401, 403, 415) },
});

/** The services of automatic dispatch. Throws `not_found` where the program runs without them. */
export function dispatchServices(services: Services): {
  rights: DispatchRights;
  switching: Switching;
  dialling: Dialling;
} {
  const { rights, switching, dialling } = services;
  if (!rights || !switching || !dialling) throw new AppError('not_found', { what: '自动派单的管理' });
  return { rights, switching, dialling };
}

/** Automatic dispatch: rights, spot checks, switches, lines. */
export function rightsRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const dated = <T extends { readonly at: number }>({ at, ...row }: T) => ({ ...row, at: isoTime(at) });
  const filled = <T extends object>(values: T) =>
    Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as {
      [K in keyof T]: Exclude<T[K], undefined>;
    };

  app.openapi(readRights, async (c) => {
    const found = await dispatchServices(services).rights.overview(actorOf(c), filled(c.req.valid('query')));
    const { rule, cells, changes, spotChecks } = found;
    return c.json(
      {
        rule,
        cells: cells.map((cell) => ({ ...cell, since: isoTime(cell.since) })),
        changes: changes.map(dated),
        spotChecks: { total: spotChecks.total, rows: spotChecks.rows.map(dated) },
      },
      200,
    );
  });
  app.openapi(answerSpotCheck, async (c) => {
    const { id } = c.req.valid('param');
    const { right, unit } = c.req.valid('json');
    const answer = unit === undefined ? { right } : { right, unit };
    const order = await dispatchServices(services).rights.spotCheck(actorOf(c), id, answer);
    return c.json(presentDetail(order), 200);
  });
  app.openapi(readSwitches, async (c) =>
    c.json((await dispatchServices(services).switching.list(actorOf(c))).map(dated), 200),
  );
  app.openapi(setSwitch, async (c) => {
    const { switching } = dispatchServices(services);
    await switching.set(actorOf(c), c.req.valid('json'));
    return c.json((await switching.list(actorOf(c))).map(dated), 200);
  });
  const dialOf = async (c: Parameters<typeof actorOf>[0], issueType?: string) => {
    const dial = await dispatchServices(services).dialling.read(actorOf(c), issueType);
    return { ...dial, points: [...dial.points], set: dial.set.map(dated) };
  };
  app.openapi(readDial, async (c) => c.json(await dialOf(c, c.req.valid('query').issueType), 200));
  app.openapi(setLine, async (c) => {
    const change = c.req.valid('json');
    await dispatchServices(services).dialling.set(actorOf(c), change);
    return c.json(await dialOf(c, change.issueType === '*' ? undefined : change.issueType), 200);
  });
  return app;
}
