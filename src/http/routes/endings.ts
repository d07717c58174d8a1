import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { EndingCases } from '../../app/life/ending-cases.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['办理'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const order = z.object({ id: z.string().min(1).max(128) });
const span = z.object({ start: z.int(), end: z.int() });
const kind = z.enum(['exclusion', 'mediationEnd', 'termination']);
const share = {
  hits: z.int(),
  n: z.int(),
  share: z.number(),
  low: z.number().openapi({ description: '95% 区间下限' }),
  high: z.number().openapi({ description: '95% 区间上限' }),
};

const caseSchema = z
  .object({
    orderId: z.string(),
    number: z.string(),
    title: z.string(),
    kind,
    code: z.string().nullable(),
    state: z
      .enum(['draft', 'waiting', 'granted', 'refused', 'withdrawn', 'reversed', 'lapsed'])
      .openapi({ description: '拟申请、待审定、已同意、不同意、已撤回、已撤销、已重办不再有效' }),
    parts: z.array(
      z.object({
        key: z.string(),
        heading: z.string(),
        none: z.string().openapi({ description: '没有内容时写什么' }),
        lines: z.array(
          z.object({
            label: z.string(),
            text: z.string(),
            at: z.string().exactOptional(),
            by: z.string().exactOptional(),
            spans: z.array(span).exactOptional().openapi({ description: '在原文中的位置' }),
            sha256: z.string().exactOptional(),
          }),
        ),
      }),
    ),
    missing: z.array(z.string()).openapi({ description: '还缺什么；有缺的，不能作为凭证' }),
    version: z.int(),
    choices: z
      .array(
        z.object({ code: z.string(), name: z.string(), means: z.string(), missing: z.array(z.string()) }),
      )
      .openapi({ description: '本单可以选的理由，和各自还缺的材料' }),
    closed: z.string().nullable().openapi({ description: '现在不能申请的原因' }),
    decides: z.boolean().openapi({ description: '现在可以由您审定' }),
    made: z.object({ at: z.string(), by: z.string() }),
  })
  .openapi('EndingCase');

const hintsSchema = z
  .object({
    unreasonable: z
      .array(
        z.object({
          claim: z.string(),
          ...span.shape,
          law: z.string(),
          article: z.string(),
          quote: z.string(),
          effectiveFrom: z.string(),
          why: z.string(),
          reason: z.object({ code: z.string(), name: z.string() }).nullable(),
        }),
      )
      .openapi({ description: '可能属于不合理诉求：诉求所依据的规定不适用。由人判断' }),
    paths: z
      .array(
        z.object({
          code: z.string(),
          kind: z.enum(['emergency', 'court', 'arbitration', 'review', 'discipline', 'petition', 'outside']),
          name: z.string(),
          tell: z.string().openapi({ description: '告诉来电人的话' }),
          laws: z.array(
            z.object({
              law: z.string(),
              article: z.string(),
              quote: z.string(),
              effectiveFrom: z.string(),
            }),
          ),
          spans: z.array(span.extend({ text: z.string() })),
        }),
      )
      .openapi({ description: '热线以外的法定途径' }),
  })
  .openapi('OrderHints');

const theCase = createRoute({
  ...common,
  method: 'get',
  path: '/orders/{id}/case',
  summary: '剔除、终止调解、终结的审定表',
  description:
    '由工单、经过、材料和法条汇成：原文摘录、事实出处、理由、条文（一字不差）、联系记录、材料及其 sha256、申请与审定、告知。' +
    '缺什么写什么。还没有申请的，code、reason 给出拟写的内容。',
  request: {
    params: order,
    query: z.strictObject({
      kind: kind.optional().openapi({ description: '不写则按工单的申请，没有申请的为剔除' }),
      code: z.string().max(32).optional(),
      reason: z.string().max(2000).optional(),
      clause: z.string().max(500).optional(),
    }),
  },
  responses: { 200: { description: '审定表', ...json(caseSchema) }, ...refusals(400, 401, 403, 404) },
});
const hints = createRoute({
  ...common,
  security: [{ key: [] }, { session: [] }],
  method: 'get',
  path: '/orders/{id}/hints',
  summary: '提示：可能的不合理诉求，热线以外的法定途径',
  description: '只作提示，系统不据此办理；由人决定。',
  request: { params: order },
  responses: { 200: { description: '提示', ...json(hintsSchema) }, ...refusals(401, 403, 404) },
});
const unreasonable = createRoute({
  ...common,
  method: 'get',
  path: '/unreasonable-demands',
  summary: '可能的不合理诉求占收到工单的比例，附件数和 95% 区间',
  request: { query: z.strictObject({ from: z.iso.date(), to: z.iso.date() }) },
  responses: {
    200: {
      description: '比例',
      ...json(
        z
          .object({
            ...share,
            from: z.string(),
            to: z.string().openapi({ description: '不含当日' }),
            excluded: z.int().openapi({ description: '其中已由人剔除的' }),
          })
          .openapi('UnreasonableShare'),
      ),
    },
    ...refusals(400, 401, 403),
  },
});

/** Throws `not_found` where the program runs without. */
export function endingServices({ endings }: Services): EndingCases {
  if (endings === undefined) throw new AppError('not_found', { what: '审定表' });
  return endings;
}

/** Endings on paper, and what hints at them. */
export function endingRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(theCase, async (c) => {
    const { kind: wanted, code, reason = '', clause } = c.req.valid('query');
    const draft =
      code === undefined || code === ''
        ? undefined
        : { code, reason, ...(clause === undefined || clause === '' ? {} : { clause }) };
    const made = await endingServices(services).ofOrder(actorOf(c), c.req.valid('param').id, {
      kind: wanted,
      draft,
    });
    return c.json(presentCase(made), 200);
  });
  app.openapi(hints, async (c) =>
    c.json(mutable(await endingServices(services).hints(actorOf(c), c.req.valid('param').id)), 200),
  );
  app.openapi(unreasonable, async (c) =>
    c.json(await endingServices(services).unreasonable(actorOf(c), c.req.valid('query')), 200),
  );
  return app;
}

function presentCase(made: Awaited<ReturnType<EndingCases['ofOrder']>>): z.infer<typeof caseSchema> {
  return mutable({
    ...made,
    made: { ...made.made, at: isoTime(made.made.at) },
    parts: made.parts.map((part) => ({
      ...part,
      lines: part.lines.map(({ at, ...line }) => ({
        ...line,
        ...(at === undefined ? {} : { at: isoTime(at) }),
      })),
    })),
  });
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
/** Answers are written out at once: nobody changes them. */
const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;
