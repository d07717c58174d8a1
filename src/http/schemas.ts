import { z } from '@hono/zod-openapi';
import type { OrderInput } from '../app/types.ts';
import { CONFIDENTIALITY_NAMES } from '../kernel/confidential-words.ts';
import { EVENT_NAMES } from '../kernel/event-names.ts';
import { keysOf } from '../kernel/keys.ts';
import { APPLICATION_NAMES, MOVER_NAMES, STATE_NAMES } from '../kernel/move-words.ts';
import { lifeShape } from './life-schemas.ts';

/** Shapes of answers. `present.ts` makes them; the OpenAPI document and the tests read them. */
const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const span = { start: z.int(), end: z.int() };
const SPAN_NOTE = '偏移为原文中的 UTF-16 码元，左闭右开';
const probability = z.number().min(0).max(1);
const named = z.object({ code: z.string(), name: z.string() });
const candidate = z.object({ code: z.string(), confidence: probability });
const namedCandidate = candidate.extend({ name: z.string() });
const demandKind = z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']);
const urgency = z.enum(['safety', 'livelihood', 'normal']);
const action = z.enum(['dispatch', 'review']);
const state = z.enum(keysOf(STATE_NAMES));
const verdict = z.enum(['applies', 'does_not_apply', 'unknown']);

const reason = z.object({
  code: z.string(),
  text: z.string(),
  evidence: z.array(z.object({ ...span, weight: z.number() })).readonly(),
  orders: z.array(z.string()).readonly().optional().openapi({ description: '所据其他工单的编号' }),
});

export const errorSchema = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.record(
        z.string(),
        z.union([
          z.string(),
          z.number(),
          z.null(),
          z.array(z.object({ field: z.string(), reason: z.string() })).readonly(),
        ]),
      ),
      requestId: z.string(),
    }),
  })
  .openapi('Error');

export const triageSchema = z
  .object({
    id: z.string().nullable(),
    issueType: candidate.extend({
      candidates: z.array(candidate).readonly(),
      candidateSet: z
        .array(z.string())
        .readonly()
        .optional()
        .openapi({ description: '候选集：按训练时的校准，100 件里 95 件包含正确分类' }),
    }),
    demandKind: z.object({ value: demandKind, confidence: probability }),
    urgency,
    unit: z.object({
      lead: z.string(),
      joint: z.string().nullable(),
      confidence: probability,
      candidates: z.array(candidate).readonly(),
    }),
    street: z.string().nullable(),
    saleChannel: z.enum(['offline', 'online', 'pickup', 'none', 'unknown']),
    entities: z
      .array(
        z.object({
          kind: z.string(),
          text: z.string(),
          ...span,
          value: z.union([z.number(), z.string()]).optional(),
        }),
      )
      .readonly()
      .openapi({ description: SPAN_NOTE }),
    demands: z.array(z.object({ ...span, issueType: z.string(), unit: z.string() })).readonly(),
    decision: z.object({
      action,
      because: z.array(reason).readonly(),
    }),
    laws: z
      .array(
        z.object({
          law: z.string(),
          article: z.string(),
          quote: z.string(),
          effectiveFrom: z.string(),
          verdict,
          why: z.string(),
          ask: z.string().nullable(),
        }),
      )
      .readonly(),
    misquoted: z
      .array(z.object({ claim: z.string(), ...span, law: z.string(), article: z.string(), why: z.string() }))
      .readonly(),
    versions: z.object({
      model: z.string(),
      taxonomy: z.string(),
      catalogue: z.string(),
      knowledge: z.string(),
    }),
  })
  .openapi('TriageResult');

const summaryShape = {
  id: z.string(),
  number: z.string(),
  receivedAt: time,
  channel: z.string(),
  state,
  confidentiality: z.enum(keysOf(CONFIDENTIALITY_NAMES)).openapi({ description: '保密程度' }),
  excerpt: z.string(),
  issueType: named.extend({ confidence: probability }),
  demandKind,
  urgency,
  street: z.string().nullable(),
  leadUnit: named,
  jointUnit: named.nullable(),
  action,
  corrected: z.boolean(),
  version: z.int().openapi({ description: '已经办了几步' }),
  since: time,
  person: z.string().nullable().openapi({ description: '本单位负责办理的人' }),
  pending: z.enum(keysOf(APPLICATION_NAMES)).nullable().openapi({ description: '待审定的申请' }),
  supervision: z.int().openapi({ description: '督办级别，0 为没有' }),
  supervisedBefore: z.int().openapi({ description: '改换承办单位或重办之前督办到几级，0 为没有' }),
  dueAt: time.nullable().openapi({ description: '最近的时限' }),
  soon: z.boolean().openapi({ description: '临期：此刻有一项时限即将到期' }),
  spotCheck: z
    .boolean()
    .exactOptional()
    .openapi({ description: '抽到派单抽查、尚未答复；只有可以答复的人看得到' }),
};

export const summarySchema = z.object(summaryShape).openapi('OrderSummary');

/** The order as it came in; its full schema is that of the request. */
const orderInputEcho = z
  .custom<OrderInput>((value) => typeof value === 'object' && value !== null && 'text' in value)
  .openapi({ type: 'object', description: '工单原文，收到时的样子；字段同提交工单' });

export const detailSchema = z
  .object({
    ...summaryShape,
    letIn: z
      .array(z.object({ entry: z.string(), name: z.string() }))
      .readonly()
      .openapi({ description: '整单保密的知悉范围；只有可以设为保密的人看得到' }),
    confidentialHint: reason.nullable().openapi({ description: '可能需要保密的理由；没有或者已经保密为空' }),
    input: orderInputEcho,
    triage: triageSchema,
    unitCandidates: z.array(namedCandidate).readonly(),
    typeCandidates: z.array(namedCandidate).readonly(),
    events: z
      .array(
        z.object({
          at: time,
          actor: z.string(),
          event: z.enum(keysOf(EVENT_NAMES)),
          detail: z.string(),
        }),
      )
      .readonly(),
    suggestion: z
      .object({
        likeOrders: z
          .array(
            z.object({
              id: z.string(),
              number: z.string(),
              excerpt: z.string(),
              issueType: named,
              leadUnit: named,
              score: z.number(),
            }),
          )
          .readonly(),
        draftReply: z.string(),
      })
      .nullable()
      .openapi({ description: '稍后生成；生成前为 null' }),
    ...lifeShape,
    can: z.object({ dispatch: z.boolean(), correct: z.boolean(), acknowledge: z.boolean() }),
  })
  .openapi('Order');

export const pageSchema = z
  .object({ rows: z.array(summarySchema).readonly(), total: z.int(), page: z.int(), pageSize: z.int() })
  .openapi('OrderPage');

export const storedSchema = z
  .object({
    status: z.enum(['accepted', 'duplicate']),
    id: z.string(),
    number: z.string(),
    state,
    triage: triageSchema,
  })
  .openapi('StoredOrder');

export const outcomeSchema = z
  .union([
    storedSchema,
    z.object({
      status: z.literal('refused'),
      error: z.object({ code: z.string(), message: z.string(), details: z.looseObject({}) }),
    }),
  ])
  .openapi('IntakeOutcome');

export const answerSchema = z
  .object({
    id: z.string().nullable(),
    citations: z
      .array(
        z.object({
          law: z.string(),
          article: z.string(),
          quote: z.string(),
          effectiveFrom: z.string(),
          effectiveTo: z.string().nullable(),
          score: z.number(),
        }),
      )
      .readonly(),
    verdicts: z
      .array(z.object({ rule: z.string(), verdict, why: z.string(), ask: z.string().nullable() }))
      .readonly(),
    keyPoints: z.array(z.string()).readonly(),
    reply: z.string(),
    terms: z
      .array(
        z.object({
          said: z.string(),
          means: z.array(z.string()).readonly(),
          note: z.string().optional(),
        }),
      )
      .readonly()
      .openapi({ description: '问题里的俗称在法律上怎么称呼' }),
    similarOrders: z
      .array(z.object({ id: z.string(), issueType: z.string(), text: z.string(), score: z.number() }))
      .readonly(),
  })
  .openapi('Answer');

export const sessionSchema = z
  .object({
    actor: z.object({
      id: z.string(),
      name: z.string(),
      role: z.enum(keysOf(MOVER_NAMES)),
      unit: z.string().nullable(),
    }),
    csrf: z.string().nullable().openapi({ description: '用 Cookie 登录时，修改类请求的 X-CSRF-Token' }),
    expiresAt: time.nullable(),
  })
  .openapi('Session');

/** What a refusal of each status means. */
export const REFUSAL_WORDS = {
  400: '请求有误',
  401: '未登录或密钥无效',
  403: '没有权限',
  404: '没有找到',
  409: '当前状态不允许',
  410: '已经失效',
  413: '请求体过大',
  415: '不支持的内容类型',
  422: '内容完整，但按规则不能这样做（如 Idempotency-Key 曾用于内容不同的请求）',
  429: '太频繁或太多，请稍后再试',
  503: '服务器繁忙，稍后再试',
} as const;

/** Everything that can be refused is answered with the same body. */
export function refusals(...statuses: (keyof typeof REFUSAL_WORDS)[]) {
  const content = { 'application/json': { schema: errorSchema } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: REFUSAL_WORDS[status], content }]),
  );
}
