import { z } from '@hono/zod-openapi';
import type { Webhook, WebhookMessage } from '../app/connections/webhook-types.ts';
import { CONNECTION_EVENT_NAMES } from '../kernel/connection-events.ts';
import { keysOf } from '../kernel/keys.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';
import { isoTime } from '../web/format.ts';

/** Shapes of what other systems are told, and of who is told. */

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const eventType = z.enum(keysOf(CONNECTION_EVENT_NAMES), '没有这种事件');
const orNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

export const eventSchema = z
  .object({
    id: z.string().openapi({ description: '事件的编号，与推送的 webhook-id 相同' }),
    type: eventType,
    timestamp: time,
    data: z.object({
      seq: z.int().openapi({ description: '序号，后发生的更大，中间有空号' }),
      orderId: z.string(),
      number: z.string(),
      version: z.int().openapi({ description: '工单的第几步' }),
      state: z.enum(keysOf(STATE_NAMES)),
      unit: z.string().nullable().openapi({ description: '当时的主办单位；派单前为 null' }),
      receivedAt: time,
    }),
  })
  .openapi('OrderEvent', {
    example: {
      id: 'evt_5f0c7a2b9d3e4f60718293a4b5c6d7e8',
      type: 'order.dispatched',
      timestamp: '2026-04-14T01:30:02.000Z',
      data: {
        seq: 1203,
        orderId: '019d8a10-7c1e-7000-8000-0242ac120002',
        number: '20260414-000001',
        version: 3,
        state: 'dispatched',
        unit: 'SCS-XCAJ',
        receivedAt: '2026-04-14T01:30:00.000Z',
      },
    },
  });

const whole = (least: number, most: number) =>
  z.coerce.number('须为整数').int('须为整数').min(least).max(most);
export const eventQuery = z.strictObject({
  after: whole(0, Number.MAX_SAFE_INTEGER)
    .default(0)
    .openapi({ description: '上一次的 next；不写为从头', example: 1202 }),
  limit: whole(1, 1000).default(100),
  wait: whole(0, 30).default(0).openapi({ description: '没有新事件时最多等多少秒' }),
});
export const eventPageSchema = z
  .object({
    events: z.array(eventSchema),
    next: z.int().openapi({ description: '下次的 after' }),
    more: z.boolean().openapi({ description: '是否已经有更多' }),
  })
  .openapi('OrderEventPage');

export const newWebhook = z
  .strictObject({
    name: z.string('须为字符串').trim().min(1, '不能为空').max(64, '最多 64 个字符'),
    url: z.string('须为字符串').max(2048, '最多 2048 个字符'),
    events: z
      .array(eventType, '须为数组')
      .max(64, '最多 64 个')
      .default([])
      .openapi({ description: '哪些事件；空为全部' }),
    unit: z
      .string('须为字符串')
      .regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码')
      .nullable()
      .default(null)
      .openapi({ description: '只推送这个单位参与的工单；null 为全部' }),
  })
  .openapi('NewWebhook', {
    example: {
      name: '城管平台',
      url: 'https://example.gov.cn/jiesu',
      events: ['order.dispatched', 'order.closed'],
      unit: null,
    },
  });
export const secretSchema = z
  .object({
    id: z.string(),
    secret: z.string().openapi({ description: '验签密钥，只给这一次', example: 'whsec_…' }),
  })
  .openapi('WebhookSecret');

export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(eventType),
    unit: z.object({ code: z.string(), name: z.string() }).nullable(),
    createdAt: time,
    createdBy: z.string(),
    oldSecretUntil: time.nullable().openapi({ description: '旧密钥同时签到什么时候' }),
    stopped: z.enum(['person', 'failing', 'gone']).nullable(),
    stoppedAt: time.nullable(),
    failingSince: time.nullable(),
    waiting: z.int(),
    givenUp: z.int(),
  })
  .openapi('Webhook');
export const presentWebhook = (one: Webhook) => ({
  ...one,
  events: [...one.events],
  unit: one.unit === null ? null : { ...one.unit },
  createdAt: isoTime(one.createdAt),
  oldSecretUntil: orNull(one.oldSecretUntil),
  stoppedAt: orNull(one.stoppedAt),
  failingSince: orNull(one.failingSince),
});

export const messageSchema = z
  .object({
    seq: z.int(),
    id: z.string(),
    type: eventType,
    state: z.enum(['waiting', 'taken', 'given_up']),
    createdAt: time,
    dueAt: time.nullable(),
    attempts: z.int(),
    lastAt: time.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    lastMs: z.int().nullable(),
  })
  .openapi('WebhookMessage');
export const presentMessage = (one: WebhookMessage) => ({
  ...one,
  createdAt: isoTime(one.createdAt),
  dueAt: orNull(one.dueAt),
  lastAt: orNull(one.lastAt),
});

export const trialSchema = z
  .object({
    taken: z.boolean(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    ms: z.int(),
  })
  .openapi('WebhookTrial');
