import { z } from '@hono/zod-openapi';
import type { ExportAsked } from '../app/export/exporting.ts';
import { ENCODINGS, FORMATS } from '../app/export/export-types.ts';
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
  caller: words(64).optional().openapi({ description: '来电人姓名或其中几个字' }),
  phone: z
    .string()
    .regex(/^[+\d*xX ()-]{4,40}$/, '须为电话号码或至少四位尾号')
    .optional()
    .openapi({ description: '电话号码或尾号，至少四位' }),
  subject: words(100).optional().openapi({ description: '被反映主体名称中的字' }),
  product: words(100).optional().openapi({ description: '商品或服务名称中的字' }),
  demand: words(100).optional().openapi({ description: '请求（要求怎样）中的字' }),
  community: words(64).optional().openapi({ description: '社区名称中的字' }),
  number: words(128).optional().openapi({ description: '工单编号或其开头，或来源系统的编号' }),
  person: words(64).optional().openapi({ description: '责任人的姓名或账号编号' }),
  late: z.literal('true', '只能写 true').optional().openapi({ description: '未结且已超期的' }),
  action: z
    .enum(['dispatch', 'review'])
    .optional()
    .openapi({ description: 'dispatch 自动派出的，review 待人工派单的' }),
  supervised: z.literal('true', '只能写 true').optional().openapi({ description: '督办过的' }),
  verdict: z.enum(['bothNo']).optional().openapi({ description: 'bothNo 回访时来电人说未解决且不满意的' }),
  dueFrom: day.optional().openapi({ description: '最近时限不早于这一天' }),
  dueTo: day.optional().openapi({ description: '最近时限不晚于这一天' }),
  page: wholeNumber(100_000).optional(),
};

/** Query of `GET /api/v1/orders`. Days are days in Beijing; `to` as a day is included. */
export const apiFilterSchema = z.strictObject({
  ...filterShape,
  state: z.enum(keysOf(STATE_NAMES)).optional(),
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

/** Query of the export page; `column` is given as often as there are columns. */
export const pageExportSchema = pageFilterSchema.omit({ page: true });

/** The application's filter; fields that are not set are left out. `now`: UTC milliseconds, for what is late. */
export function toOrderFilter(chosen: Chosen, now: number): OrderFilter {
  const {
    from,
    to,
    dueFrom,
    dueTo,
    person,
    late,
    supervised,
    page: _page,
    pageSize: _pageSize,
    ...rest
  } = chosen;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...set,
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: endOf(to) }),
    ...(dueFrom === undefined ? {} : { dueFrom: startOf(dueFrom) }),
    ...(dueTo === undefined ? {} : { dueBefore: endOf(dueTo) }),
    ...(person === undefined ? {} : { handledBy: person }),
    ...(late === undefined ? {} : { lateAt: now }),
    ...(supervised === undefined ? {} : { supervised: true }),
  } as OrderFilter;
}

/** What both filters let through: of two deadlines the nearer end counts, of anything else the queue's. */
export function narrowed(filter: OrderFilter, queue: OrderFilter): OrderFilter {
  const dueFrom = Math.max(filter.dueFrom ?? -Infinity, queue.dueFrom ?? -Infinity);
  const dueBefore = Math.min(filter.dueBefore ?? Infinity, queue.dueBefore ?? Infinity);
  return {
    ...filter,
    ...queue,
    ...(Number.isFinite(dueFrom) ? { dueFrom } : {}),
    ...(Number.isFinite(dueBefore) ? { dueBefore } : {}),
  };
}

/** Query of an export: the fields of the list, and what the file should be. */
export const exportShape = {
  format: z.enum(FORMATS, '须为 xlsx 或 csv').openapi({ description: '文件格式' }),
  encoding: z
    .enum(ENCODINGS, '须为 utf-8 或 gb18030')
    .optional()
    .openapi({ description: 'csv 的编码，默认 utf-8（带 BOM）' }),
  columns: words(2000)
    .optional()
    .openapi({ description: '列，逗号分隔，字段名或列名；all 为全部；不写为常用的各列' }),
  layout: words(40)
    .optional()
    .openapi({ description: '配置包里的版式编号，例如 beijing-21；与 columns 二选一' }),
  mask: z
    .literal('true', '只能写 true')
    .optional()
    .openapi({ description: '遮盖来电人信息（无权查看的总是遮盖）' }),
};

/** What the file should be, as the application takes it. */
export function toExportAsked(
  asked: z.infer<z.ZodObject<typeof exportShape>>,
  described: string,
): ExportAsked {
  const { format, encoding, columns, layout, mask } = asked;
  return {
    format,
    ...(encoding === undefined ? {} : { encoding }),
    ...(columns === undefined ? {} : { columns: columns.split(/[,，]/).map((one) => one.trim()) }),
    ...(layout === undefined ? {} : { layout }),
    ...(mask === undefined ? {} : { mask: true }),
    described,
  };
}
