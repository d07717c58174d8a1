import { z } from '@hono/zod-openapi';
import type { MisreadOrders, Misreadings } from '../app/learning/misreading-types.ts';
import { MOST_TO_LABELLING } from '../app/learning/misreading.ts';
import { isoTime } from '../web/format.ts';
import { mutable } from './mutable.ts';

const named = z.object({ code: z.string(), name: z.string() });
const sure = named.extend({ confidence: z.number() });
const count = z.number().int();
const share = z.object({ hits: count, n: count, share: z.number(), low: z.number(), high: z.number() });
const cause = z.enum([
  'few_data',
  'unclear_definition',
  'weak_features',
  'rules_or_catalogue',
  'wrong_label',
]);
const causes = z.partialRecord(cause, count);
const day = z.iso.date('须为日期，如 2026-07-01');
const code = z.string().regex(/^[A-Za-z0-9-]{1,32}$/, '须为编码');

export const aboutSchema = z.enum(['type', 'unit']).openapi({ description: 'type 问题分类，unit 承办单位' });
const scope = { from: day, to: day.openapi({ description: '不含当天' }) };

export const errorsQuery = z.strictObject({ ...scope, about: aboutSchema.optional() });
const pair = {
  ...scope,
  about: aboutSchema,
  said: code.optional().openapi({ description: '机器判为；分类可写两位大类' }),
  truth: code.optional().openapi({ description: '人定为；分类可写两位大类' }),
  cause: z
    .enum([...cause.options, 'open'])
    .optional()
    .openapi({ description: 'open 未登记原因' }),
};
export const errorOrdersQuery = z.strictObject({
  ...pair,
  page: z.coerce.number().int().min(1).max(10_000).optional(),
});
export const causeSchema = z
  .strictObject({ about: aboutSchema, cause, note: z.string().max(500, '最多 500 字').default('') })
  .openapi('ErrorCause');
export const toLabellingSchema = z
  .strictObject({ ...pair, size: z.number().int().min(1).max(MOST_TO_LABELLING) })
  .openapi('ErrorsToLabelling');
export const labelledSchema = z.object({ looked: count, added: count });

export const errorsSchema = z
  .object({
    scope: z.object({ from: z.string(), to: z.string() }),
    about: aboutSchema,
    wrong: share,
    pairs: z.array(z.object({ said: named, truth: named, orders: count, safety: count, share, causes })),
    causes,
    open: count,
    matrix: z.object({ groups: z.array(named), counts: z.array(z.array(count)) }).nullable(),
  })
  .openapi('Errors');

export const errorOrdersSchema = z
  .object({
    total: count,
    page: count,
    pageSize: count,
    mended: count,
    rows: z.array(
      z.object({
        orderId: z.string(),
        number: z.string(),
        receivedAt: z.string(),
        urgency: z.enum(['safety', 'livelihood', 'normal']),
        word: z.enum(['adjudicated', 'agreed', 'corrected', 'confirmed']),
        model: z.string(),
        text: z.string(),
        said: sure,
        truth: named,
        evidence: z.array(z.object({ start: count, end: count, weight: z.number() })),
        now: sure.extend({ mended: z.boolean() }).nullable(),
        likely: z.object({ cause, why: z.string() }).nullable(),
        recorded: z.object({ cause, note: z.string(), by: z.string(), at: z.string() }).nullable(),
      }),
    ),
  })
  .openapi('ErrorOrders');

export const presentErrors = (found: Misreadings) => mutable(found);

export function presentErrorOrders({ total, page, pageSize, mended, rows }: MisreadOrders) {
  return mutable({
    total,
    page,
    pageSize,
    mended,
    rows: rows.map((row) => ({
      ...row,
      receivedAt: isoTime(row.receivedAt),
      recorded: row.recorded === null ? null : { ...row.recorded, at: isoTime(row.recorded.at) },
    })),
  });
}
