import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { OrderRuleCard } from '../../app/knowledge/rule-card-types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const verdict = z.enum(['applies', 'does_not_apply', 'unknown']);
const basis = z.object({ law: z.string(), article: z.string() });
const condition = z.object({
  fact: z.string(),
  label: z.string(),
  wanted: z.string().openapi({ description: '这一行要求的，如 超过 7天' }),
  state: z.enum(['meets', 'fails', 'open']).openapi({ description: '符合、不符合、没有说明' }),
  value: z.string().nullable(),
  isPresumed: z.boolean().openapi({ description: '诉求没有说，按规则的推定看' }),
  ask: z.string(),
  spans: z
    .array(z.object({ start: z.int(), end: z.int(), text: z.string() }))
    .readonly()
    .openapi({ description: '诉求原文中的位置，UTF-16 码元，左闭右开' }),
});
const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wording'), law: z.string(), article: z.string(), until: z.string() }),
  z.object({
    kind: z.literal('successor'),
    law: z.string(),
    successor: z.string(),
    on: z.string(),
    basis: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('rule'),
    id: z.string(),
    name: z.string(),
    on: z.string(),
    is: z.enum(['before', 'after']),
  }),
  z.object({
    kind: z.literal('version'),
    version: z.int(),
    status: z.enum(['approved', 'withdrawn']),
    at: z.string().openapi({ format: 'date-time' }),
    by: z.string().nullable(),
    note: z.string().nullable(),
  }),
]);
const cardSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    isCalledUp: z.boolean().openapi({ description: '诉求说到了它；否则只是这一分类可能用到' }),
    verdict,
    why: z.string(),
    ask: z.string().nullable(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    lines: z
      .array(
        z.object({
          row: z.int(),
          state: z
            .enum(['holds', 'open', 'fails', 'behind'])
            .openapi({ description: '成立、还要问、不符合、排在已成立的一行之后' }),
          conditions: z.array(condition).readonly(),
          verdict,
          why: z.string(),
          ask: z.string().nullable(),
          basis: z.array(basis).readonly(),
        }),
      )
      .readonly(),
    articles: z
      .array(
        basis.extend({
          effectiveFrom: z.string().nullable(),
          effectiveTo: z.string().nullable().openapi({ description: '不含当日' }),
        }),
      )
      .readonly(),
    changes: z.array(change).readonly(),
  })
  .openapi('OrderRuleCard');

const beside = createRoute({
  method: 'get',
  path: '/orders/{id}/rule-cards',
  tags: ['工单'],
  summary: '一件工单旁边的规则卡：看什么、本单说了什么、依据、有什么变化',
  description: '先列诉求说到的规则，再列同一分类可能用到的。',
  security: [{ key: [] }, { session: [] }],
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: {
    200: { description: '规则卡', content: { 'application/json': { schema: z.array(cardSchema) } } },
    ...refusals(401, 403, 404),
  },
});

const presentCard = (card: OrderRuleCard) => ({
  ...card,
  changes: card.changes.map((one) => (one.kind === 'version' ? { ...one, at: isoTime(one.at) } : one)),
});

/** Rules beside an order; reading the order is written down as everywhere. */
export function ruleCardRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(beside, async (c) => {
    if (services.ruleCards === undefined) throw new AppError('not_found', { what: '规则卡' });
    const actor = actorOf(c);
    const order = await services.orders.get(actor, c.req.valid('param').id);
    return c.json((await services.ruleCards.beside(actor, order)).map(presentCard), 200);
  });
  return app;
}
