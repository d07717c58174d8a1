import { z } from '@hono/zod-openapi';
import { rulingCondition } from '../app/dispatch/ruling-input.ts';
import type { NewRuling, RulingPreview, RulingView } from '../app/dispatch/ruling-types.ts';
import { isoTime } from '../web/format.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const day = z.iso.date('须为日期，如 2026-07-01');
const unitCode = z.string('须为字符串').regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码');
const text = (what: string, most: number) =>
  z.string('须为字符串').trim().min(1, `${what}不能为空`).max(most, `${what}不能超过 ${most} 字`);
// Made again of its parts: only what is made here can be described.
const condition = z
  .strictObject(rulingCondition.shape)
  .openapi('RulingCondition', { description: '裁定适用于本分类的哪些诉求；不写的项不限' });

export const newRulingSchema = z
  .strictObject({
    issueType: z.string('须为字符串').regex(/^\d{4}$/, '须为四位分类编码'),
    condition: condition.default({}),
    unit: unitCode.openapi({ description: '承办单位编码；STREET 为属地街道办事处' }),
    byStation: z
      .boolean('须为 true 或 false')
      .default(false)
      .openapi({ description: '由该部门按街道设的所站承办' }),
    joint: unitCode
      .nullable()
      .optional()
      .openapi({ description: '协办单位编码或 STREET；null 为不设协办，不写为按目录' }),
    reason: text('条款或理由', 2000).openapi({ description: '条款或理由' }),
    decidedBy: text('裁定人', 64).openapi({ description: '谁作的裁定' }),
    effectiveFrom: day.openapi({ description: '起始日期' }),
    effectiveTo: day.nullable().default(null).openapi({ description: '终止日期（不含）；null 为未定' }),
    originOrder: z
      .string('须为字符串')
      .min(1)
      .max(128)
      .nullable()
      .default(null)
      .openapi({ description: '引起裁定的工单' }),
  })
  .openapi('NewRuling');

export const endRulingSchema = z
  .strictObject({
    effectiveTo: day.openapi({ description: '自这一天起不再执行' }),
    reason: text('理由', 500),
  })
  .openapi('RulingEnd');

const rulingShape = {
  id: z.string().openapi({ description: '裁定号' }),
  issueType: z.object({ code: z.string(), name: z.string() }),
  condition,
  unit: z.object({ code: z.string(), name: z.string() }),
  byStation: z.boolean(),
  joint: z.object({ code: z.string(), name: z.string() }).nullable().optional(),
  reason: z.string(),
  decidedBy: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  originOrder: z.string().nullable(),
  state: z.enum(['in_force', 'future', 'over']),
  enteredBy: z.string(),
  at: time,
  ended: z.object({ by: z.string(), at: time, reason: z.string() }).nullable(),
};
export const rulingSchema = z.object(rulingShape).openapi('Ruling');
export const rulingsSchema = z.array(rulingSchema).openapi('Rulings');

export const previewSchema = z
  .object({
    days: z.int(),
    orders: z.int().openapi({ description: '看过的本分类工单' }),
    limited: z.boolean().openapi({ description: '还有更早的没有看' }),
    matched: z.int().openapi({ description: '裁定适用的' }),
    elsewhere: z.int().openapi({ description: '其中会改由另一单位承办的' }),
    examples: z.array(
      z.object({ id: z.string(), number: z.string(), excerpt: z.string(), from: z.string(), to: z.string() }),
    ),
  })
  .openapi('RulingPreview');

/** What the application takes: absent is absent, not undefined. */
export function rulingOf({ condition: asked, joint, ...rest }: z.infer<typeof newRulingSchema>): NewRuling {
  const set = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return { ...rest, condition: set, ...(joint === undefined ? {} : { joint }) };
}

export function presentRuling(ruling: RulingView): z.infer<typeof rulingSchema> {
  const { issueTypeName, unitName, jointName, endedBy, endedAt, endReason, joint, at, ...rest } = ruling;
  const { any, all, none, streets, demandKinds, saleChannels } = ruling.condition;
  const lists = { any, all, none, streets, demandKinds, saleChannels };
  const asked = Object.fromEntries(
    Object.entries(lists).flatMap(([key, value]) => (value === undefined ? [] : [[key, [...value]]])),
  );
  return {
    ...rest,
    condition: asked,
    issueType: { code: ruling.issueType, name: issueTypeName },
    unit: { code: ruling.unit, name: unitName },
    ...(joint === undefined
      ? {}
      : { joint: joint === null ? null : { code: joint, name: jointName ?? joint } }),
    at: isoTime(at),
    ended:
      endedBy === null || endedAt === null
        ? null
        : { by: endedBy, at: isoTime(endedAt), reason: endReason ?? '' },
  };
}

export function presentPreview(preview: RulingPreview): z.infer<typeof previewSchema> {
  return { ...preview, examples: preview.examples.map((one) => ({ ...one })) };
}
