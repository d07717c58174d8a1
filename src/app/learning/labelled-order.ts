import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { DemandKind, Urgency } from '../../triage/types.ts';
import type { SaleChannel } from '../../text/types.ts';

const CHINESE = z.locales.zhCN().localeError;

const labelledOrder = z.strictObject({
  id: z.string().min(1),
  channel: z.string().optional(),
  form: z.enum(['transcript', 'summary', 'message']).optional(),
  receivedAt: z.iso.datetime({ offset: true }).optional(),
  text: z.string().min(1),
  type: z.string().min(1),
  demandKind: z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']).optional(),
  unit: z.string().nullish(),
  joint: z.string().nullish(),
  urgency: z.enum(['safety', 'livelihood', 'normal']).optional(),
  street: z.string().nullish(),
  others: z
    .array(z.union([z.string(), z.strictObject({ type: z.string(), unit: z.string().nullish() })]))
    .optional(),
  saleChannel: z.enum(['offline', 'online', 'pickup', 'none', 'unknown']).optional(),
  entities: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).nullish(),
  laws: z.array(z.strictObject({ law: z.string(), article: z.string() })).nullish(),
  misquoted: z
    .object({
      claim: z.string(),
      law: z.string().nullish(),
      article: z.string().nullish(),
      why: z.string().nullish(),
    })
    .nullish(),
  alsoOk: z
    .object({ type: z.array(z.string()), unit: z.array(z.string()) })
    .partial()
    .nullish(),
});

/** An order with the labels people gave it. Only `type` is always there; absent labels are not learned from. */
export type LabelledOrder = {
  readonly id: string;
  readonly text: string;
  readonly form?: 'transcript' | 'summary' | 'message' | undefined;
  readonly channel?: string | undefined;
  readonly receivedAt?: string | undefined;
  readonly type: string;
  readonly demandKind?: DemandKind | undefined;
  /** Absent where nobody labelled a unit. */
  readonly unit?: string | undefined;
  readonly joint?: string | null | undefined;
  readonly urgency?: Urgency | undefined;
  /** Null: the text does not tell; absent: not labelled. */
  readonly street?: string | null | undefined;
  readonly others?: readonly string[] | undefined;
  readonly saleChannel?: SaleChannel | undefined;
  readonly laws?: readonly { readonly law: string; readonly article: string }[] | undefined;
  /** Further labels that count as right. */
  readonly alsoOk: { readonly types: readonly string[]; readonly units: readonly string[] };
};

/**
 * Reads labelled orders from a JSON Lines file. @throws AppError `file_unreadable`, or `bad_training_data` with
 * the line and the field.
 */
export function readLabelledOrders(path: string): LabelledOrder[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AppError('file_unreadable', { file: path, reason: (cause as Error).message }, { cause });
  }
  const orders: LabelledOrder[] = [];
  const content = utf8(bytes, path);
  content.split('\n').forEach((line, index) => {
    if (line.trim() !== '') orders.push(parseLabelledOrder(line, `${path} 第 ${index + 1} 行`));
  });
  if (orders.length === 0) throw new AppError('bad_training_data', { where: path, reason: '没有标注工单' });
  return orders;
}

/** A lenient decoder would teach replacement marks. */
function utf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('bad_training_data', { where: path, reason: '不是 UTF-8 文本' }, { cause });
  }
}

function parseLabelledOrder(line: string, where: string): LabelledOrder {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError('bad_training_data', { where, reason: '不是合法的 JSON' }, { cause });
  }
  const parsed = labelledOrder.safeParse(value, { error: CHINESE });
  if (!parsed.success) {
    throw new AppError('bad_training_data', { where, reason: reasonOf(parsed.error.issues, value) });
  }
  const { others, laws, alsoOk, unit, ...rest } = parsed.data;
  return {
    id: rest.id,
    text: rest.text,
    form: rest.form,
    channel: rest.channel,
    receivedAt: rest.receivedAt,
    type: rest.type,
    demandKind: rest.demandKind,
    unit: unit ?? undefined,
    joint: rest.joint,
    urgency: rest.urgency,
    street: rest.street,
    others: others?.map((other) => (typeof other === 'string' ? other : other.type)),
    saleChannel: rest.saleChannel,
    laws: laws ?? undefined,
    alsoOk: { types: alsoOk?.type ?? [], units: alsoOk?.unit ?? [] },
  };
}

/** A misspelt name explains a missing field, so unknown fields are named first. */
function reasonOf(issues: readonly z.core.$ZodIssue[], value: unknown): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return '不是标注工单';
  if (issue.code === 'unrecognized_keys') {
    return `未知字段“${[...issue.path, issue.keys[0] ?? ''].join('.')}”`;
  }
  if (issue.path.length === 0) return '应当是一个 JSON 对象';
  const given = issue.path.reduce<unknown>((v, key) => (v as Record<PropertyKey, unknown>)[key], value);
  const field = issue.path.join('.');
  return given === undefined ? `缺少字段“${field}”` : `字段“${field}”：${issue.message}`;
}
