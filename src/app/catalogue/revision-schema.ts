import { z } from 'zod';

const code = z.string('须为字符串').regex(/^[A-Z0-9][A-Z0-9-]{0,31}$/, '须为编码（大写字母、数字）');
const typeCode = z.string('须为字符串').regex(/^\d{4}$/, '须为四位分类编码');
const day = z.iso.date('须为日期，如 2026-07-01');
const text = (most: number) =>
  z.string('须为字符串').trim().min(1, '不能为空').max(most, `不能超过 ${most} 字`);
const words = z.array(text(30)).max(50, '最多 50 个词').readonly();

const condition = z.strictObject({ onlyIf: words.exactOptional(), notIf: words.exactOptional() }).readonly();

const duty = {
  owner: code,
  level: z.enum(['dept', 'station', 'street', 'enterprise'], '须为 dept、station、street 或 enterprise'),
  joint: code.nullable(),
  clause: text(60),
  basis: text(300),
  condition: condition.exactOptional(),
  delegation: text(200).exactOptional(),
};

const entry = z.strictObject({ kind: z.literal('entry'), issueType: typeCode, effectiveFrom: day, ...duty });
const endEntry = z.strictObject({ kind: z.literal('endEntry'), issueType: typeCode, effectiveFrom: day });
const addType = z.strictObject({
  kind: z.literal('addType'),
  code: typeCode,
  name: text(40),
  parent: z.string('须为字符串').regex(/^\d{2}$/, '须为两位大类编码'),
  urgency: z.enum(['safety', 'livelihood', 'normal'], '须为 safety、livelihood 或 normal'),
  definition: text(1000),
  keywords: words,
  effectiveFrom: day,
  ...duty,
});
const changeType = z.strictObject({
  kind: z.literal('changeType'),
  code: typeCode,
  name: text(40).exactOptional(),
  definition: text(1000).exactOptional(),
  keywords: words.exactOptional(),
  effectiveFrom: day,
});
const retireType = z.strictObject({
  kind: z.literal('retireType'),
  code: typeCode,
  successors: z.array(typeCode).min(1, '须写明接替的分类').max(10, '最多 10 个接替分类').readonly(),
  effectiveFrom: day,
});

/** Most changes of one revision: a whole catalogue fits. */
export const MOST_CHANGES = 500;

export const catalogueChangeSchema = z.discriminatedUnion('kind', [entry, endEntry], '没有这种改动');
export const taxonomyChangeSchema = z.discriminatedUnion(
  'kind',
  [addType, changeType, retireType],
  '没有这种改动',
);
