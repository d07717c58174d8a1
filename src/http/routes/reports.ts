import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { FinalSummary } from '../../app/reports/report-types.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { downloadReport, reportJson } from '../report-files.tsx';
import {
  askedOf,
  fileFormat,
  reportDate,
  reportKind,
  reportServices,
  reportUnit,
  unbalanced,
} from '../report-query.ts';
import { changeSchema, finalSchema, reportSchema } from '../report-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['报表'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const binary = { schema: z.string().openapi({ format: 'binary' }) };
const kindParam = z.object({
  kind: reportKind.openapi({
    description: 'daily 日报，monthly 月度通报，leader 领导一页纸，meeting 会议材料，annual 年度结算',
  }),
});
const askedQuery = z.strictObject({
  date: reportDate.openapi({
    description: '日报 2026-11-28，月度通报 2026-11，年度结算 2026；一页纸、会议材料月份或日期',
  }),
  unit: reportUnit.openapi({ description: '承办单位代码，含下级；不写为全区，承办单位为本单位' }),
  format: fileFormat.optional().openapi({ description: '不写为 json' }),
});
const finalId = z.object({ id: z.string().min(1).max(64) });

const routes = {
  finals: createRoute({
    ...common,
    method: 'get',
    path: '/reports/finals',
    summary: '已定稿的报表，新的在前；承办单位只看本单位',
    request: { query: z.strictObject({ page: z.coerce.number().int().min(1).optional() }) },
    responses: {
      200: {
        description: '一页',
        ...json(z.object({ rows: z.array(finalSchema), total: z.int(), page: z.int(), pageSize: z.int() })),
      },
      ...refusals(400, 401, 403),
    },
  }),
  final: createRoute({
    ...common,
    method: 'get',
    path: '/reports/finals/{id}',
    summary: '一份定稿：定稿时的原样，以及定稿后变化的指标和引起变化的工单',
    request: { params: finalId },
    responses: {
      200: {
        description: '定稿',
        ...json(
          finalSchema.extend({ intact: z.boolean(), report: reportSchema, changes: z.array(changeSchema) }),
        ),
      },
      ...refusals(401, 403, 404),
    },
  }),
  finish: createRoute({
    ...common,
    method: 'post',
    path: '/reports/{kind}/final',
    summary: '定稿：按现在的数字保存一份，此后不再改动',
    request: {
      params: kindParam,
      body: { required: true, ...json(askedQuery.omit({ format: true })) },
    },
    responses: {
      201: { description: '已定稿', ...json(finalSchema) },
      ...refusals(400, 401, 403, 409, 415),
    },
  }),
  make: createRoute({
    ...common,
    method: 'get',
    path: '/reports/{kind}',
    summary: '出具报表（json、html、docx）；对不上的不出具',
    description:
      '出具前逐件核对：分类、街道、单位之和与受理数一致，受理数等于在办与各种办结之和，清单与件数一致。' +
      '有一项不符即 409 report_unbalanced，details.orphans 逐一列出对不上的工单，details.sums 列出对不上的合计。' +
      '每次出具有标记，写在报表和审计里；报表不含来电人姓名、电话和诉求原文。',
    request: { params: kindParam, query: askedQuery },
    responses: {
      200: {
        description: '报表',
        content: {
          'application/json': { schema: reportSchema },
          'application/octet-stream': binary,
        },
      },
      ...refusals(400, 401, 403, 409),
    },
  }),
};

/** A report as it was finished, for programs. */
const finalJson = (final: FinalSummary) => ({ ...final, at: isoTime(final.at) });

/** Reports, made now or finished before. */
export function reportRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(routes.finals, async (c) => {
    const found = await reportServices(services).finals(actorOf(c), c.req.valid('query').page);
    return c.json(mutable({ ...found, rows: found.rows.map(finalJson) }), 200);
  });
  app.openapi(routes.final, async (c) => {
    const { report, mark, changes, intact, ...final } = await reportServices(services).final(
      actorOf(c),
      c.req.valid('param').id,
      'json',
    );
    return c.json(mutable({ ...finalJson(final), intact, changes, report: reportJson(report, mark) }), 200);
  });
  app.openapi(routes.finish, async (c) => {
    const asked = askedOf({ ...c.req.valid('param'), ...c.req.valid('json') });
    const made = await reportServices(services).finish(actorOf(c), asked);
    if (!made.ok) throw unbalanced(made.title, made.refusal);
    return c.json(mutable(finalJson(made.final)), 201);
  });
  app.openapi(routes.make, async (c) => {
    const { format = 'json', ...query } = c.req.valid('query');
    const asked = askedOf({ ...c.req.valid('param'), ...query });
    const made = await reportServices(services).make(actorOf(c), asked, format);
    if (!made.ok) throw unbalanced(made.title, made.refusal);
    if (format !== 'json') return downloadReport(c, made.report, made.mark, format) as never;
    return c.json(mutable(reportJson(made.report, made.mark)), 200);
  });
  return app;
}
