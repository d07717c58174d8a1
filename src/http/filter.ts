import { z } from '@hono/zod-openapi';
import type { OrderFilter } from '../app/types.ts';
import { keysOf } from '../kernel/keys.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';
import { TABS } from '../web/queue-query.ts';

const DAY = 86_400_000;
const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;

const day = z.iso.date('须为日期，例如 2026-11-22');
const moment = z
  .union([day, z.iso.datetime({ offset: true })], '须为日期（2026-11-22）或带时区的 ISO 8601 时间')
  .refine((value) => Number.isFinite(Date.parse(value)), '不是存在的时间');

const code = z.string().regex(/^[A-Za-z0-9-]{1,32}$/, '只能用字母、数字和 -');
const wholeNumber = (max: number) => {
  const message = `须为 1 至 ${max} 的整数`;
  return z.coerce.number(message).int(message).min(1, message).max(max, message);
};
const words = (max: number) => z.string().min(1).max(max);

/** The fields by which orders are chosen, alike in the API and on the page. */
export const filterShape = {
  urgency: z.enum(['safety', 'livelihood', 'normal']).optional(),
  demandKind: z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']).optional(),
  issueType: z
    .string()
    .regex(/^\d{2}(\d{2})?$/, '须为四位分类编码，或两位大类编码')
    .optional(),
  unit: code.optional().openapi({ description: '承办单位编码（主办或协办）' }),
  street: words(32).optional(),
  channel: words(32).optional(),
  q: words(100).optional().openapi({ description: '内容中的词、工单编号或电话尾号' }),
  page: wholeNumber(100_000).optional(),
};

/** Query of `GET /api/v1/orders`. Days are days in Beijing; `to` as a day is included. */
export const apiFilterSchema = z.strictObject({
  ...filterShape,
  state: z.enum(keysOf(STATE_NAMES)).optional(),
  action: z.enum(['dispatch', 'review']).optional(),
  from: moment.optional().openapi({ description: '受理时间不早于；日期或 ISO 8601 时间' }),
  to: moment.optional().openapi({ description: '受理时间早于；只写日期时包含当天' }),
  pageSize: wholeNumber(200).optional(),
});

/** Query of the queue page; empty fields of its form are left out before. */
export const pageFilterSchema = z.strictObject({
  ...filterShape,
  tab: z.enum(TABS.map(({ tab }) => tab)).optional(),
  from: day.optional(),
  to: day.optional(),
});

/** UTC milliseconds of a day's start in Beijing, or of a moment. */
const startOf = (value: string): number =>
  Date.parse(DAY_FORM.test(value) ? `${value}T00:00:00+08:00` : value);
/** Exclusive end: the day after a day, or the moment itself. */
const endOf = (value: string): number => startOf(value) + (DAY_FORM.test(value) ? DAY : 0);

type Chosen = { [K in keyof z.infer<typeof apiFilterSchema>]?: z.infer<typeof apiFilterSchema>[K] };

/** The application's filter; fields that are not set are left out. */
export function toOrderFilter({ from, to, page: _page, pageSize: _pageSize, ...rest }: Chosen): OrderFilter {
  const chosen = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...chosen,
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: endOf(to) }),
  } as OrderFilter;
}
