import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { ReturnDesk } from '../../app/life/return-desk.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['退单与裁定'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const named = z.object({ unit: z.string(), name: z.string() });
const time = z.string().openapi({ format: 'date-time' });
const share = z.object({
  hits: z.int(),
  n: z.int(),
  share: z.number(),
  low: z.number().openapi({ description: '95% 区间下限' }),
  high: z.number().openapi({ description: '95% 区间上限' }),
});
const credibility = z
  .object({
    n: z.int().openapi({ description: '已有结论的退单' }),
    upheld: z.int().openapi({ description: '其中退得对的' }),
    share: z.number().openapi({ description: '可信度；件数少的靠向中间' }),
    low: z.number(),
    high: z.number(),
  })
  .openapi('Credibility');

const briefSchema = z
  .object({
    orderId: z.string(),
    number: z.string(),
    version: z.int(),
    issueType: z.object({ code: z.string(), name: z.string() }),
    disputed: z.boolean().openapi({ description: '待审的退单是否须裁定' }),
    closed: z.string().nullable().openapi({ description: '现在不能裁定的原因' }),
    facts: z.array(
      z.object({
        label: z.string(),
        text: z.string(),
        spans: z.array(z.object({ start: z.int(), end: z.int() })).exactOptional(),
        by: z.string().exactOptional(),
      }),
    ),
    leads: z.array(named.extend({ from: time, to: time.nullable(), how: z.string() })),
    returns: z.array(
      named.extend({
        at: time,
        by: z.string(),
        reason: z.string(),
        kind: z.string().nullable(),
        clause: z.string().nullable(),
        owner: named.nullable(),
        issueType: z.string().nullable().openapi({ description: '退单的单位认为正确的分类' }),
        verdict: z.enum(['waits', 'accepted', 'refused', 'ruled', 'withdrawn']),
        decided: z.object({ at: time, by: z.string(), words: z.string() }).nullable(),
      }),
    ),
    cycle: z.array(named).nullable().openapi({ description: '转成一圈的单位' }),
    candidates: z.array(
      named.extend({
        clauses: z.array(
          z.object({ clause: z.string(), text: z.string(), basis: z.string().exactOptional() }),
        ),
        proposedBy: z.array(named),
        returned: z.boolean(),
        credibility: credibility.nullable(),
      }),
    ),
    rulings: z.array(named.extend({ id: z.string(), text: z.string(), effectiveFrom: z.string() })),
    precedents: z.array(named.extend({ number: z.string(), excerpt: z.string() })),
    missing: z.array(z.string()),
    made: z.object({ at: time, by: z.string() }),
  })
  .openapi('ReturnsBrief');

const brief = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/brief',
  summary: '退单裁定材料：事实、历次退单、各单位的职责条款、同类裁定和先例',
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 200: { description: '裁定材料', ...json(briefSchema) }, ...refusals(401, 403, 404) },
});
const refusalStatistics = createRoute({
  ...common,
  method: 'get',
  path: '/refusals',
  summary: '各单位退单情况：件数、比例与 95% 区间、可信度',
  description: '按收到日期统计；只到单位，不到人。',
  request: { query: z.strictObject({ from: z.iso.date(), to: z.iso.date() }) },
  responses: {
    200: {
      description: '统计',
      ...json(
        z
          .object({
            from: z.string(),
            to: z.string().openapi({ description: '不含当日' }),
            total: share,
            prior: z.object({ upheld: z.number(), refused: z.number() }),
            rows: z.array(
              named.extend({
                returned: share.openapi({ description: '退过的占经手的（现主办的加退出去的）' }),
                accepted: z.int(),
                refused: z.int(),
                ruledAway: z.int().openapi({ description: '裁定归别的单位' }),
                ruledBack: z.int().openapi({ description: '裁定归本单位' }),
                withdrawn: z.int(),
                waits: z.int(),
                credibility,
              }),
            ),
          })
          .openapi('Refusals'),
      ),
    },
    ...refusals(400, 401, 403),
  },
});

/** Throws `not_found` where the program runs without. */
export function returnServices({ returns }: Services): ReturnDesk {
  if (returns === undefined) throw new AppError('not_found', { what: '退单裁定材料' });
  return returns;
}

/** Disputed returns, and how units return orders. */
export function returnRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(brief, async (c) => {
    const made = await returnServices(services).brief(actorOf(c), c.req.valid('param').id);
    return c.json(
      mutable({
        ...made,
        facts: made.facts.map(({ label, text, spans, by }) => ({
          label,
          text,
          ...(spans === undefined ? {} : { spans }),
          ...(by === undefined ? {} : { by }),
        })),
        leads: made.leads.map((lead) => ({
          ...lead,
          from: isoTime(lead.from),
          to: lead.to === null ? null : isoTime(lead.to),
        })),
        returns: made.returns.map((one) => ({
          ...one,
          at: isoTime(one.at),
          decided: one.decided === null ? null : { ...one.decided, at: isoTime(one.decided.at) },
        })),
        made: { ...made.made, at: isoTime(made.made.at) },
      }),
      200,
    );
  });
  app.openapi(refusalStatistics, async (c) =>
    c.json(mutable(await returnServices(services).refusals(actorOf(c), c.req.valid('query'))), 200),
  );
  return app;
}
