import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { FAULT_CODES } from '../../app/replies/replies.ts';
import type { Replies } from '../../app/replies/reply-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { REPLY_LIMIT } from '../../kernel/limits.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const day = z.iso.date('须为日期，例如 2026-11-20').optional();
const words = (most: number) => z.string('须为字符串').max(most, `不能超过 ${most} 字`);

export const checkSchema = z
  .strictObject({
    text: words(REPLY_LIMIT).openapi({ description: '答复全文' }),
    orderId: words(128).min(1, '不能为空').optional().openapi({ description: '按这件工单检查' }),
    demands: z
      .array(
        z.strictObject({
          text: words(2000),
          issueType: z
            .string('须为字符串')
            .regex(/^\d{4}$/, '须为四位分类编码')
            .optional(),
        }),
      )
      .min(1, '至少一项诉求')
      .max(20, '不能超过 20 项')
      .optional()
      .openapi({ description: '不按工单检查时，答复的各项诉求' }),
    audience: z
      .enum(['citizen', 'other_party'], '须为 citizen 或 other_party')
      .optional()
      .openapi({ description: '给谁看：市民（缺省），或者被诉方' }),
    day: day.openapi({ description: '答复日期；缺省为今天' }),
    receivedOn: day.openapi({ description: '收到诉求的日期' }),
    eventDate: day.openapi({ description: '事情发生的日期' }),
    unit: words(64).optional().openapi({ description: '答复单位的名称' }),
    kind: z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬'], '须为诉求性质').optional(),
    saleChannel: z.enum(['offline', 'online', 'pickup', 'none', 'unknown'], '须为购买方式').optional(),
    order: z
      .strictObject({
        number: words(64).optional(),
        callerName: words(64).optional(),
        callerPhone: words(32).optional(),
        callerAddress: words(200).optional(),
      })
      .optional()
      .openapi({ description: '工单编号和诉求人，用来查错发、漏删' }),
  })
  .refine(
    ({ orderId, demands }) => (orderId === undefined) !== (demands === undefined),
    'orderId 和 demands 须写一个，也只能写一个',
  )
  .openapi('ReplyToCheck');

/** Characters of a reply that a local model may be asked to rewrite: what it reads and writes at once is limited. */
const LONGEST_REWRITTEN = 10_000;
export const rewrittenTextSchema = z.strictObject({ text: words(LONGEST_REWRITTEN) });

const span = { start: z.int(), end: z.int() };
export const faultsSchema = z
  .object({
    faults: z
      .array(
        z.object({
          code: z.enum(FAULT_CODES),
          name: z.string(),
          severity: z.enum(['blocks', 'warns']).openapi({ description: 'blocks：改正之前不能完成' }),
          ...span,
          message: z.string(),
        }),
      )
      .readonly()
      .openapi({ description: '按出现先后；偏移为答复中的 UTF-16 码元，左闭右开' }),
    mayFinish: z.boolean().openapi({ description: '没有 blocks 一级的问题' }),
    state: z.string().openapi({ description: '一句话的结论' }),
  })
  .openapi('ReplyFaults');

const draftSchema = z
  .object({
    text: z.string(),
    missing: z.array(z.string()).readonly().openapi({ description: '还没有填写的变量' }),
    demands: z
      .array(
        z.object({
          text: z.string(),
          grounds: z.enum(['entry', 'law', 'none']),
          ...span,
          missing: z.array(z.string()).readonly(),
        }),
      )
      .readonly()
      .openapi({ description: '逐项诉求：在草稿中的位置、依据和待填写的变量' }),
  })
  .openapi('ReplyDraft');

const common = { tags: ['答复'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });

const check = createRoute({
  ...common,
  method: 'post',
  path: '/replies/check',
  summary: '检查答复',
  description:
    '逐项诉求是否答复，有无空话、过度承诺、错引或者失效的法律、与认定相反、个人信息、语气和文字问题。只检查，不保存，不发送。',
  request: { body: { required: true, ...json(checkSchema) } },
  responses: { 200: { description: '问题', ...json(faultsSchema) }, ...refusals(400, 401, 403, 404, 415) },
});
const draft = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/draft',
  summary: '重新起草答复',
  description: '按工单现在的分类和单位、现行知识起草；核实情况和处理结果留给承办人填写。',
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 200: { description: '草稿', ...json(draftSchema) }, ...refusals(401, 403, 404) },
});

/** Throws `not_found` where the program runs without replies. */
export function replyServices({ replies }: Services): Replies {
  if (replies === undefined) throw new AppError('not_found', { what: '答复的起草与检查' });
  return replies;
}

/** Drafting and checking of replies. */
export function replyRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(check, async (c) => {
    const { text, orderId, audience, demands, order, ...rest } = defined(c.req.valid('json'));
    const to = audience === undefined ? {} : { audience };
    const replies = replyServices(services);
    const found =
      orderId !== undefined
        ? await replies.checkOrder(actorOf(c), orderId, text, to)
        : await replies.check(actorOf(c), {
            ...rest,
            ...to,
            text,
            demands: (demands ?? []).map(defined),
            ...(order === undefined ? {} : { order: defined(order) }),
          });
    return c.json(found, 200);
  });
  app.openapi(draft, async (c) =>
    c.json(await replyServices(services).draft(actorOf(c), c.req.valid('param').id), 200),
  );
  return app;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Only what is set: the application tells "absent" from "undefined". */
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
