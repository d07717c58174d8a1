import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Reminder, Reminders } from '../../app/life/reminders.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { STATE_NAMES } from '../../kernel/move-words.ts';
import { REMINDER_NAMES } from '../../kernel/reminder-words.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';
import { filled } from './rota.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
export const reminderKind = z.enum(keysOf(REMINDER_NAMES), '没有这一类提醒');
const wholeNumber = (max: number) => z.coerce.number().int().min(1).max(max);
const eventId = z.int('须为整数').min(1, '从 1 起');

const reminderSchema = z
  .object({
    id: eventId.openapi({ description: '提醒编号，后发生的较大' }),
    at: time,
    kind: reminderKind,
    kindName: z.string(),
    about: z.string(),
    seen: z.boolean(),
    order: z.object({
      id: z.string(),
      number: z.string(),
      state: z.enum(keysOf(STATE_NAMES)),
      urgency: z.enum(['safety', 'livelihood', 'normal']),
      excerpt: z.string(),
      leadUnit: z.object({ code: z.string(), name: z.string() }),
      person: z.string().nullable().openapi({ description: '承办人；还没有落到人的为 null' }),
      supervision: z.int().openapi({ description: '督办级别；没有督办为 0' }),
      dueAt: time.nullable(),
      url: z.string(),
    }),
  })
  .openapi('Reminder');
const countsSchema = z
  .partialRecord(reminderKind, z.object({ all: z.int(), unseen: z.int() }))
  .openapi({ description: '各类条数；没有的类别不列' });
const pageSchema = z
  .object({
    rows: z.array(reminderSchema),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    unseen: z.int().openapi({ description: '未看条数，不分类别' }),
    newest: z.int().openapi({ description: '最新一条的编号，供“标到这里”使用；没有为 0' }),
    counts: countsSchema,
  })
  .openapi('Reminders');
export const seenInput = z
  .union(
    [
      z.strictObject({ ids: z.array(eventId).min(1, '至少一条').max(500, '最多 500 条') }),
      z.strictObject({ upTo: eventId, kind: reminderKind.optional() }),
    ],
    '须为 ids（逐条），或者 upTo（到这一条为止，可加 kind）',
  )
  .openapi('RemindersSeen');
const seenSchema = z.object({
  marked: z.int().openapi({ description: '这次新标为已看的条数' }),
  unseen: z.int().openapi({ description: '还未看的条数' }),
});

const common = { tags: ['提醒'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });

const list = createRoute({
  ...common,
  method: 'get',
  path: '/reminders',
  summary: '本人的提醒和督办，新的在前',
  description:
    '承办人：落到本人、或者本单位还没有落到人的工单；单位负责人：本单位的工单；派单员、管理员：待派、待审和全部督办；' +
    '中心负责人：督办和待审。列最近 30 天的，更早的在工单经过里。',
  request: {
    query: z.strictObject({
      kind: reminderKind.optional(),
      show: z.enum(['unseen', 'all']).optional().openapi({ description: '默认 unseen，只列未看的' }),
      page: wholeNumber(100_000).optional(),
      pageSize: wholeNumber(200).optional(),
    }),
  },
  responses: { 200: { description: '一页提醒', ...json(pageSchema) }, ...refusals(400, 401, 403) },
});
const see = createRoute({
  ...common,
  method: 'post',
  path: '/reminders/seen',
  summary: '把提醒标为已看；重复标记不改变什么',
  request: { body: { required: true, ...json(seenInput) } },
  responses: { 200: { description: '标了多少', ...json(seenSchema) }, ...refusals(400, 401, 403, 415) },
});

/** Throws `not_found` where the program runs without reminders. */
export function remindersOf({ reminders }: Pick<Services, 'reminders'>): Reminders {
  if (reminders === undefined) throw new AppError('not_found', { what: '提醒' });
  return reminders;
}

const DEFAULT_PAGE = 50;

/** What an account is reminded of, and that it has seen it. */
export function reminderRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(list, async (c) => {
    const { kind, show, page = 1, pageSize = DEFAULT_PAGE } = c.req.valid('query');
    const query = { ...filled({ kind }), unseen: show !== 'all' };
    const { rows, ...rest } = await remindersOf(services).list(actorOf(c), query, { page, pageSize });
    return c.json({ ...rest, rows: rows.map(presented) }, 200);
  });
  app.openapi(see, async (c) => {
    const asked = c.req.valid('json');
    return c.json(await remindersOf(services).see(actorOf(c), filled(asked)), 200);
  });
  return app;
}

function presented({ at, kind, order: { dueAt, ...order }, ...rest }: Reminder) {
  return {
    ...rest,
    at: isoTime(at),
    kind,
    kindName: REMINDER_NAMES[kind],
    order: {
      ...order,
      dueAt: dueAt === null ? null : isoTime(dueAt),
      url: `/orders/${encodeURIComponent(order.id)}`,
    },
  };
}
