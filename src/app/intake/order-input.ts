import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { CONFIDENTIALITY_NAMES } from '../../kernel/confidential-words.ts';
import { SALE_CHANNEL_NAMES } from '../../kernel/order-words.ts';
import type { OrderInput } from '../types.ts';

/** UTF-16 code units of an order's text at most. The longest calls on record are far below it. */
export const TEXT_LIMIT = 100_000;

/** Share of control characters and replacement marks from which a text is taken for binary data. */
const BINARY_SHARE = 0.1;

/** Half of a character beyond the basic plane, without its other half. */
const LONE_SURROGATE = /\p{Cs}/u;

const NUL = '不能含有空字符（U+0000）';
const LONE = '含有不成对的代理字符（被截断的表情或生僻字），请按完整字符重新提供';

const TIME_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A time written as it should be that is refused all the same is on no calendar (30 February). */
function timeReason(input: unknown): string {
  if (typeof input === 'string' && TIME_FORM.test(input)) return '不是存在的时间';
  return '须为带时区的 ISO 8601 时间，例如 2026-04-14T09:30:00+08:00';
}

/** Years a call can be from: the first mayor's hotlines opened in 1983. Anything else is a slip or a blank date. */
const YEARS = [1980, 2100] as const;

function inHotlineYears(value: string): boolean {
  const year = Number(value.slice(0, 4));
  return year >= YEARS[0] && year <= YEARS[1];
}

const oneLine = (min: number, max: number) =>
  z
    .string('须为字符串')
    .min(min, '不能为空')
    .max(max, `最多 ${max} 个字符`)
    .refine((value) => !value.includes('\0'), NUL)
    .refine((value) => !LONE_SURROGATE.test(value), LONE);

const id = oneLine(1, 128).regex(/^[\p{L}\p{N}][\p{L}\p{N}._:/#-]*$/u, '只能用文字、数字和 . _ : / # -');

const webAddress = z
  .url({ protocol: /^https?$/, error: '须为 http 或 https 地址' })
  .max(2048, '最多 2048 个字符');

const attachment = z.strictObject({
  name: oneLine(1, 255),
  mediaType: oneLine(3, 127).regex(/^[\w.+-]+\/[\w.+-]+$/, '须为媒体类型，例如 image/jpeg'),
  sha256: z.string('须为字符串').regex(/^[0-9a-fA-F]{64}$/, '须为 64 位十六进制'),
  url: webAddress,
});

/** The one schema of an order going in, for every channel. Unknown fields are refused. */
export const orderSchema = z
  .strictObject({
    id: id.optional().describe('工单编号；缺省时由系统给出'),
    channel: oneLine(1, 32)
      .regex(/^[\p{L}\p{N}_-]+$/u, '只能用文字、数字和 _ -')
      .describe('来源渠道：phone web wechat app weibo douyin mail …'),
    form: z
      .enum(['transcript', 'summary', 'message'], '须为 transcript、summary 或 message')
      .optional()
      .describe('通话记录、坐席摘要或市民留言；缺省时自行判断'),
    receivedAt: z.iso
      .datetime({ offset: true, error: ({ input }) => timeReason(input) })
      .refine((value) => Number.isFinite(Date.parse(value)), '不是存在的时间')
      .refine(inHotlineYears, `年份须在 ${YEARS[0]} 与 ${YEARS[1]} 之间`)
      .describe('来电或留言的时间，ISO 8601，带时区'),
    text: z.string('须为字符串').describe(`诉求内容，原样保存，最多 ${TEXT_LIMIT} 个字符`),
    caller: z
      .strictObject(
        {
          name: oneLine(0, 64).optional(),
          phone: oneLine(0, 40).optional(),
          email: oneLine(0, 254).optional(),
          account: oneLine(0, 128).optional().describe('来源系统里的账号'),
          device: oneLine(0, 128).optional().describe('来源设备的编号'),
        },
        '须为对象',
      )
      .optional(),
    place: z
      .strictObject(
        {
          street: oneLine(0, 64).optional(),
          address: oneLine(0, 500).optional(),
          addressId: oneLine(0, 128).optional().describe('来源系统地址库的编号'),
          lng: z.number('须为数字').min(-180, '须在 ±180 之间').max(180, '须在 ±180 之间').optional(),
          lat: z.number('须为数字').min(-90, '须在 ±90 之间').max(90, '须在 ±90 之间').optional(),
        },
        '须为对象',
      )
      .optional(),
    claimed: z
      .strictObject(
        {
          issueType: oneLine(1, 32).optional(),
          saleChannel: z.enum(keysOf(SALE_CHANNEL_NAMES), '不是购买方式').optional(),
        },
        '须为对象',
      )
      .optional()
      .describe('来源系统或来电人自称的分类和购买方式；照存，分拣仍按诉求内容'),
    links: z
      .array(webAddress, '须为数组')
      .max(10, '最多 10 个')
      .optional()
      .describe('只给了网址的图片、录音等；不去取用'),
    attachments: z.array(attachment, '须为数组').max(50, '最多 50 个').optional(),
    externalId: id.optional().describe('来源系统的编号；同一渠道内不重复'),
    confidentiality: z
      .enum(keysOf(CONFIDENTIALITY_NAMES), `须为 ${keysOf(CONFIDENTIALITY_NAMES).join('、')} 之一`)
      .optional()
      .describe(
        '保密：identity 来电人身份只有热线知道，restricted 整单只有指定的人知道；诉求内容里要求保密的，系统按规则加严',
      ),
  })
  .describe('工单');

/**
 * Checks one order. `where` opens every message (“第 3 行”, “第 2 条”, or nothing). Throws `unknown_field`,
 * `missing_field`, `bad_field`, `empty_text`, `text_too_long` or `not_text`, each with `where` and `field`.
 */
export function parseOrder(value: unknown, where: string): OrderInput {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('bad_request', { reason: `${where}应当是一个工单对象` });
  }
  const parsed = orderSchema.safeParse(value);
  if (!parsed.success) throw problem(parsed.error.issues, value, where);
  checkText(parsed.data.text, where);
  return parsed.data as OrderInput;
}

/** A misspelt name explains a missing field, so unknown fields are named first. */
function problem(issues: readonly z.core.$ZodIssue[], value: unknown, where: string): AppError {
  const issue = issues.find((i) => i.code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return new AppError('bad_request', { reason: `${where}不是合法的工单` });
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return new AppError('unknown_field', { where, field: [...path, issue.keys[0] ?? ''].join('.') });
  }
  const field = path.join('.');
  if (issue.code === 'invalid_type' && at(value, issue.path) === undefined) {
    return new AppError('missing_field', { where, field });
  }
  return new AppError('bad_field', { where, field, reason: issue.message });
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((v, key) => (v as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function checkText(text: string, where: string): void {
  const field = 'text';
  if (text.length > TEXT_LIMIT) {
    throw new AppError('text_too_long', { where, field, length: text.length, limit: TEXT_LIMIT });
  }
  // Separators, format characters (zero-width, BOM) and control characters are nothing to read.
  if (!/[^\p{Z}\p{C}]/u.test(text)) throw new AppError('empty_text', { where, field });
  const odd = text.match(/[\p{Cc}\ufffd]/gu)?.filter((c) => !'\t\n\r'.includes(c)).length ?? 0;
  if (odd >= 4 && odd / text.length >= BINARY_SHARE) throw new AppError('not_text', { where, field });
  if (text.includes('\0')) throw new AppError('bad_field', { where, field, reason: NUL });
  if (LONE_SURROGATE.test(text)) throw new AppError('bad_field', { where, field, reason: LONE });
}
