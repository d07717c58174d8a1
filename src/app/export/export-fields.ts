import { SATISFIED, SOLVED } from '../../kernel/callback-words.ts';
import { OUTCOME } from '../../kernel/contact-words.ts';
import { APPLICATION_NAMES, STATE_NAMES } from '../../kernel/move-words.ts';
import { CONFIDENTIALITY_NAMES } from '../../kernel/confidential-words.ts';
import { CHANNEL_NAMES, FORM_NAMES, SALE_CHANNEL_NAMES, URGENCY_NAMES } from '../../kernel/order-words.ts';
import type { EntityKind } from '../../text/types.ts';
import type { Cell, ExportField, Source } from './export-types.ts';

const at = (ms: number | null | undefined): Cell => (ms === null || ms === undefined ? null : { at: ms });
const yes = (value: boolean): Cell => (value ? '是' : '否');
const found = (kind: EntityKind) => (source: Source) => saidOf(source, kind);
/** Nothing where there is none of it, so that a column of counts is read at a glance. */
const some = (n: number): Cell => (n === 0 ? null : n);

const FOUND = { needs: ['found'] } as const;
const LIFE = { needs: ['life'] } as const;

/**
 * Every column an export can have, in the order in which they stand. One line each: a new fact about an order becomes a
 * column here, and nowhere else.
 */
export const EXPORT_FIELDS = [
  { key: 'number', name: '工单编号', value: ({ order }) => order.number },
  // What others know it by: the number of the system it came from, else ours.
  { key: 'knownAs', name: '对外编号', rare: true, value: ({ order }) => order.externalId ?? order.number },
  { key: 'externalId', name: '来源编号', value: ({ order }) => order.externalId },
  { key: 'id', name: '系统编号', value: ({ order }) => order.id },
  { key: 'receivedAt', name: '来电时间', value: ({ order }) => at(order.receivedAt) },
  { key: 'channel', name: '渠道', value: ({ order: { channel } }) => CHANNEL_NAMES[channel] ?? channel },
  {
    key: 'form',
    name: '文本形式',
    value: ({ input: { form } }) => (form === undefined ? null : FORM_NAMES[form]),
  },
  { key: 'callerName', name: '来电人', personal: 'name', value: ({ input }) => input.caller?.name ?? null },
  {
    key: 'callerPhone',
    name: '联系电话',
    personal: 'phone',
    value: ({ input }) => input.caller?.phone ?? null,
  },
  {
    key: 'confidentiality',
    name: '保密',
    rare: true,
    value: ({ order: { confidentiality } }) => CONFIDENTIALITY_NAMES[confidentiality],
  },
  { key: 'demandKind', name: '诉求类型', value: ({ order }) => order.demandKind },
  { key: 'urgency', name: '紧急程度', value: ({ order }) => URGENCY_NAMES[order.urgency] },
  { key: 'group', name: '一级分类', value: ({ order, names }) => names.group(order.issueType) },
  { key: 'issueType', name: '二级分类', value: ({ order, names }) => names.issueType(order.issueType) },
  { key: 'issueCode', name: '分类编码', value: ({ order }) => order.issueType },
  { key: 'issueConfidence', name: '分类把握', rare: true, value: ({ order }) => order.issueConfidence },
  { key: 'title', name: '标题', personal: 'text', value: ({ order }) => order.excerpt },
  { key: 'text', name: '诉求内容', personal: 'text', value: ({ input }) => input.text },
  { key: 'request', name: '请求', personal: 'text', ...FOUND, value: found('request') },
  { key: 'subject', name: '被反映主体', ...FOUND, value: found('subject') },
  { key: 'product', name: '商品或服务', ...FOUND, value: found('product') },
  { key: 'amount', name: '金额', ...FOUND, value: found('amount') },
  {
    key: 'saleChannel',
    name: '购买方式',
    ...FOUND,
    value: ({ saleChannel }) => (saleChannel === null ? null : SALE_CHANNEL_NAMES[saleChannel]),
  },
  {
    key: 'address',
    name: '事发地址',
    personal: 'address',
    value: ({ input }) => input.place?.address ?? null,
  },
  { key: 'street', name: '街道', value: ({ order }) => order.street },
  { key: 'community', name: '社区', ...FOUND, value: found('community') },
  { key: 'lng', name: '经度', personal: 'address', value: ({ input }) => input.place?.lng ?? null },
  { key: 'lat', name: '纬度', personal: 'address', value: ({ input }) => input.place?.lat ?? null },
  { key: 'leadUnit', name: '主办单位', value: ({ order, names }) => names.unit(order.leadUnit) },
  { key: 'leadCode', name: '主办单位编码', value: ({ order }) => order.leadUnit },
  {
    key: 'jointUnit',
    name: '协办单位',
    value: ({ order: { jointUnit }, names }) => (jointUnit === null ? null : names.unit(jointUnit)),
  },
  { key: 'jointCode', name: '协办单位编码', rare: true, value: ({ order }) => order.jointUnit },
  {
    key: 'calledUnits',
    name: '吹哨报到单位',
    value: ({ order, names }) => listed(order.calledUnits.map(names.unit)),
  },
  { key: 'person', name: '责任人', value: ({ order }) => order.personName },
  { key: 'state', name: '办理状态', value: ({ order }) => STATE_NAMES[order.state] },
  { key: 'since', name: '状态起于', value: ({ order }) => at(order.since) },
  {
    key: 'action',
    name: '派单方式',
    value: ({ order: { action } }) => (action === 'dispatch' ? '自动' : '人工'),
  },
  { key: 'corrected', name: '人工更正', value: ({ order }) => yes(order.corrected) },
  {
    key: 'pending',
    name: '待审定',
    value: ({ order: { pending } }) => (pending === null ? null : APPLICATION_NAMES[pending]),
  },
  { key: 'supervision', name: '督办级别', value: ({ order }) => some(order.supervision) },
  { key: 'dueAt', name: '办理时限', value: ({ order }) => at(order.dueAt) },
  { key: 'storedAt', name: '入库时间', value: ({ order }) => at(order.storedAt) },
  { key: 'dispatchedAt', name: '派单时间', ...LIFE, value: ({ dispatchedAt }) => at(dispatchedAt) },
  { key: 'takenAt', name: '签收时间', ...LIFE, value: ({ life }) => at(life.takenAt) },
  { key: 'contacts', name: '联系次数', ...LIFE, value: ({ life }) => some(life.contacts.length) },
  { key: 'extensions', name: '延期次数', ...LIFE, value: ({ life }) => some(life.extensions.length) },
  { key: 'returns', name: '退单次数', ...LIFE, value: ({ life }) => some(life.returns.length) },
  { key: 'reopened', name: '重办次数', ...LIFE, value: ({ life }) => some(life.reopened) },
  {
    key: 'outcome',
    name: '办理结果',
    ...LIFE,
    value: ({ life: { reply } }) => (reply === null ? null : OUTCOME[reply.outcome]),
  },
  {
    key: 'reply',
    name: '答复内容',
    personal: 'text',
    ...LIFE,
    value: ({ life }) => life.reply?.text ?? null,
  },
  { key: 'toldAt', name: '告知时间', ...LIFE, value: ({ life }) => at(life.toldAt) },
  { key: 'callbackAt', name: '回访时间', ...LIFE, value: ({ life }) => at(judgedIn(life)?.at) },
  { key: 'callback', name: '回访结果', ...LIFE, value: callbackOf },
  {
    key: 'attachments',
    name: '附件',
    value: ({ order, input }) =>
      order.confidentiality === 'none' ? listed((input.attachments ?? []).map(({ name }) => name)) : null,
  },
] as const satisfies readonly ExportField[];

export type FieldKey = (typeof EXPORT_FIELDS)[number]['key'];

const FIELDS: readonly (ExportField & { readonly key: FieldKey })[] = EXPORT_FIELDS;
const BY_KEY = new Map<string, ExportField>(FIELDS.map((field) => [field.key, field]));
const BY_NAME = new Map<string, ExportField>(FIELDS.map((field) => [field.name, field]));

/** A column by its key or its heading; null where there is none. */
export const fieldNamed = (name: string): ExportField | null => BY_KEY.get(name) ?? BY_NAME.get(name) ?? null;

/** What is exported where nobody chooses. */
export const DEFAULT_FIELDS: readonly ExportField[] = FIELDS.filter(({ rare }) => rare !== true);
export const ALL_FIELDS: readonly ExportField[] = FIELDS;

/** What the text says of this kind, each once, in the order of the text. */
function saidOf({ entities }: Source, kind: EntityKind): Cell {
  return listed([...new Set(entities.filter((one) => one.kind === kind).map(({ text }) => text))]);
}

function listed(words: readonly string[]): Cell {
  return words.length === 0 ? null : words.join('；');
}

/** What the caller said. Attempts that came to nothing are no business of the unit that is judged. */
function callbackOf({ life }: Source): Cell {
  const verdict = judgedIn(life)?.verdict;
  return verdict == null ? null : listed([SOLVED[verdict.solved], SATISFIED[verdict.satisfied]]);
}

const judgedIn = ({ callbacks }: Source['life']): Source['life']['callbacks'][number] | undefined =>
  callbacks.find(({ verdict }) => verdict !== null);
