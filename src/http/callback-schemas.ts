import { z } from '@hono/zod-openapi';
import { ATTITUDE, CALLBACK_RESULT, SATISFIED, SOLVED } from '../kernel/callback-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { OUTCOME } from '../kernel/contact-words.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const named = z.object({ code: z.string(), name: z.string() });
const list = <T extends z.ZodType>(one: T) => z.array(one).readonly();

/** Characters of a note or a reason at most. */
export const NOTE_LIMIT = 500;
const noteSchema = z.string().max(NOTE_LIMIT, `不超过 ${NOTE_LIMIT} 字`);

const questions = {
  solved: z.enum(keysOf(SOLVED), '请选问题解决了没有').openapi({ description: '问题是否解决' }),
  satisfied: z
    .enum(keysOf(SATISFIED), '请选对办理结果满意不满意')
    .openapi({ description: '对办理结果是否满意' }),
  attitude: z.enum(keysOf(ATTITUDE), '请选工作人员的态度').openapi({ description: '工作人员的态度' }),
};
export const verdictSchema = z.strictObject(questions).openapi('CallbackVerdict');

/** What a caller sends by a link. */
export const selfVerdictSchema = z.strictObject({ ...questions, note: noteSchema.optional() });

export const recordSchema = z
  .strictObject({
    result: z.enum(keysOf(CALLBACK_RESULT)),
    verdict: verdictSchema.optional().openapi({ description: '接通了的须有；没有接通的不能有' }),
    note: noteSchema.optional(),
    next: z
      .enum(['close', 'reopen', 'none'])
      .optional()
      .openapi({ description: '接着怎样；不写的，不会再有评价的办结，其余不动' }),
    reason: noteSchema.optional().openapi({ description: '重办的理由' }),
    version: z.int().min(1).optional().openapi({
      description: '回访前看到的步数（工单的 version）；已被别人办过一步的，答 409 order_changed',
    }),
  })
  .openapi('CallbackRecord');

const rowShape = {
  orderId: z.string(),
  number: z.string(),
  version: z.int(),
  issueType: named,
  unit: named,
  street: z.string().nullable(),
  excerpt: z.string(),
  outcome: z.enum(keysOf(OUTCOME)),
  toldAt: time.openapi({ description: '何时告知的结论' }),
  from: time.nullable().openapi({ description: '何时起可以拨打；不能再拨打的为 null' }),
  until: time.nullable().openapi({ description: '回访的期限；不能再拨打的为 null' }),
  closed: z.string().nullable().openapi({ description: '现在不能拨打的原因' }),
  attempts: list(z.object({ at: time, by: z.string(), result: z.enum(keysOf(CALLBACK_RESULT)) })),
  claimedBy: z.object({ name: z.string(), until: time }).nullable().openapi({ description: '谁正在拨打' }),
  verdict: z.object(questions).nullable(),
};
export const rowSchema = z.object(rowShape).openapi('CallbackRow');
export const listSchema = z
  .object({
    due: list(rowSchema).openapi({ description: '现在可以拨打，期限近的在前' }),
    later: list(rowSchema).openapi({ description: '在免打扰时段，或者离上一次还不到间隔' }),
    judged: list(rowSchema).openapi({ description: '已有评价，等人决定办结还是重办' }),
    looked: z.int().openapi({ description: '查看了多少张告知结论后还没有评价的工单，最多 1000 张' }),
  })
  .openapi('Callbacks');
export const viewSchema = z
  .object({
    ...rowShape,
    phone: z.string().nullable().openapi({ description: '来电人电话；不能拨打的为 null' }),
    caller: z.string().nullable(),
    reply: z.string(),
    note: z.string().nullable().openapi({ description: '来电人评价时的补充' }),
    isUntold: z.boolean().openapi({ description: '身份保密的：办理结论由回访员先告知，再问评价' }),
    script: list(z.string()),
    state: z.enum(keysOf(STATE_NAMES)),
    rules: z.string().openapi({ description: '所按回访规则的版本' }),
  })
  .openapi('Callback');
export const recordedSchema = z.object({ state: z.enum(keysOf(STATE_NAMES)), version: z.int() });
export const linkSchema = z.object({
  path: z.string().openapi({ description: '来电人打开的地址，只给这一次' }),
  expiresAt: time,
});
export const selfSchema = z
  .object({
    number: z.string(),
    unit: z.string(),
    toldAt: time,
    reply: z.string().openapi({ description: '办理结论；已评价和已过期的为空' }),
    state: z.enum(['open', 'done', 'expired']),
  })
  .openapi('SelfCallback');
