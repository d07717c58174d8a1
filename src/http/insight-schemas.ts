import { z } from '@hono/zod-openapi';
import { keysOf } from '../kernel/keys.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';
import { SUBJECT_ACT, TASK_STATE, WARNING_KIND, WARNING_STATE } from '../kernel/warning-words.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const named = z.object({ code: z.string(), name: z.string() });
export const whole = (max: number) => z.coerce.number('须为整数').int('须为整数').min(1, '从 1 起').max(max);
const text = (max: number) => z.string('须为字符串').trim().max(max, `最多 ${max} 个字符`);
const state = z.enum(keysOf(STATE_NAMES));
const warningState = z.enum(keysOf(WARNING_STATE), '没有这个状态');
const warningKind = z.enum(keysOf(WARNING_KIND), '没有这一类预警');
const taskState = z.enum(keysOf(TASK_STATE), '没有这个状态');

export const topicsQuery = z.strictObject({
  days: whole(730).optional().openapi({ description: '多少天之内还有人来电，默认 30' }),
  street: text(20).optional(),
  issueType: z
    .string()
    .regex(/^\d{4}$/, '须为四位的问题分类')
    .optional(),
  q: text(50).optional().openapi({ description: '名称里的字' }),
  page: whole(1_000_000).optional(),
});
export const warningsQuery = z.strictObject({
  state: warningState.optional(),
  kind: warningKind.optional(),
  page: whole(1_000_000).optional(),
});
export const tasksQuery = z.strictObject({
  state: taskState.optional(),
  unit: z.string().max(32).optional(),
  page: whole(1_000_000).optional(),
});
const version = z.int('须为整数').min(1).openapi({ description: '研判的人看到的版本' });
export const decisionInput = z
  .strictObject({
    version,
    state: z.enum(['confirmed', 'dismissed'], '须为 confirmed（确认）或者 dismissed（排除）'),
    reason: text(500).optional().openapi({ description: '排除的须写原因' }),
  })
  .openapi('WarningDecision');
export const taskInput = z
  .strictObject({
    version,
    unit: z.string('须为字符串').max(32),
    what: text(200),
    dueDay: z.iso.date('须为日期，例如 2026-11-22').optional(),
    note: text(1000).optional(),
  })
  .openapi('NewTask');
export const taskEndInput = z
  .strictObject({ state: z.enum(['done', 'cancelled'], '须为 done 或者 cancelled'), result: text(1000) })
  .openapi('TaskEnd');
export const actInput = z
  .strictObject({
    kind: z.enum(keysOf(SUBJECT_ACT), '须为 talk、visit 或者 settlement'),
    day: z.iso.date('须为日期，例如 2026-11-22'),
    note: text(1000),
  })
  .openapi('SubjectAct');

const topicShape = {
  id: z.int(),
  title: z.string(),
  issueType: named.nullable(),
  place: z.string().nullable(),
  subject: z.string().nullable(),
  streets: z.array(z.string()),
  firstAt: time,
  lastAt: time,
  orders: z.int(),
  callers: z.int().openapi({ description: '不同来电人；同一人来电多少次都只算一人' }),
  heat: z
    .number()
    .openapi({ description: '热度：每位来电人按最近一次来电计，三十天减半，近来的多则最多加倍' }),
};
export const taskSchema = z
  .object({
    id: z.string(),
    warningId: z.int().nullable(),
    unit: named,
    what: z.string(),
    dueDay: z.string(),
    note: z.string(),
    state: taskState,
    result: z.string().nullable(),
    madeBy: z.string(),
    madeAt: time,
    endedBy: z.string().nullable(),
    endedAt: time.nullable(),
    late: z.boolean(),
  })
  .openapi('ProactiveTask');
export const warningSchema = z
  .object({
    id: z.int(),
    kind: warningKind,
    title: z.string(),
    topic: z.int().nullable(),
    at: time,
    days: z.int(),
    callers: z.int(),
    expected: z.number().openapi({ description: '按往常这几天该有多少' }),
    chance: z.number().openapi({ description: '没有异常时碰巧这么多的可能性' }),
    watched: z.string(),
    watchedName: z.string(),
    rules: z.string().openapi({ description: '预警规则的版本' }),
    state: warningState,
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: time.nullable(),
    version: z.int(),
    orders: z.array(z.object({ id: z.string(), number: z.string() })),
    tasks: z.array(taskSchema),
    leadId: z.int().nullable().openapi({ description: '同一事项在前的预警；自己在前的为空' }),
    folded: z
      .array(
        z.object({
          id: z.int(),
          kind: warningKind,
          title: z.string(),
          at: time,
          days: z.int(),
          callers: z.int(),
          expected: z.number(),
          watchedName: z.string(),
          state: warningState,
          version: z.int(),
        }),
      )
      .openapi({ description: '同一事项后来的预警，收在这一条之下' }),
  })
  .openapi('Warning');
export const topicSchema = z.object(topicShape).openapi('Topic');
export const topicDetailSchema = z
  .object({
    ...topicShape,
    members: z.array(
      z.object({
        orderId: z.string(),
        number: z.string(),
        at: time,
        excerpt: z.string(),
        issueType: named,
        street: z.string().nullable(),
        leadUnit: named,
        state,
        evidence: z.array(z.object({ feature: z.string(), name: z.string(), value: z.string() })),
      }),
    ),
    visible: z.int().openapi({ description: '其中本人能看的件数' }),
    warnings: z.array(warningSchema),
  })
  .openapi('TopicDetail');
export const chronicSchema = z
  .array(
    z.object({
      place: z.string(),
      issueType: named,
      orders: z.int(),
      months: z.int(),
      rebounds: z.int(),
      firstAt: time,
      lastAt: time,
    }),
  )
  .openapi('ChronicPlaces');
export const subjectSchema = z
  .object({
    subject: z.string(),
    orders: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        at: time,
        excerpt: z.string(),
        issueType: named,
        demandKind: z.string(),
        street: z.string().nullable(),
        leadUnit: named,
        state,
        outcome: z.string().nullable(),
        topic: z.int(),
      }),
    ),
    complaints: z.int(),
    callers: z.int(),
    settled: z.int(),
    byType: z.array(named.extend({ orders: z.int() })),
    acts: z.array(
      z.object({
        kind: z.enum(keysOf(SUBJECT_ACT)),
        day: z.string(),
        note: z.string(),
        unit: named,
        by: z.string(),
        at: time,
      }),
    ),
    due: z.array(
      z.object({
        code: z.string(),
        act: z.enum(keysOf(SUBJECT_ACT)),
        name: z.string(),
        text: z.string(),
        callers: z.int(),
      }),
    ),
  })
  .openapi('SubjectHistory');
export const pageSchema = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), total: z.int(), page: z.int(), pageSize: z.int() });
