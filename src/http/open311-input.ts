import { z } from '@hono/zod-openapi';
import type { SentRequest, ServiceRequestSearch } from '../app/connections/open311-types.ts';
import { REQUEST_LIMIT } from '../app/connections/open311.ts';
import { AppError } from '../kernel/errors.ts';
import { filled } from './routes/rota.ts';
import { validationError } from './validation.ts';

/** Fields as they came; an empty one counts as none, as the specification says. */
export type Fields = ReadonlyMap<string, readonly string[]>;

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const ATTRIBUTE = /^attribute\[([^\][]{1,64})\](\[\])?$/;

/** The fields of a form. Throws where it is none, or not in UTF-8: replacement marks are not what the citizen said. */
export function formFields(type: string | undefined, body: string): Fields {
  if (!FORM_TYPE.test(type ?? ''))
    throw new AppError('unsupported_type', {
      type: `${type ?? '未注明'}；须为 application/x-www-form-urlencoded`,
    });
  return fieldsOf(body);
}

export function fieldsOf(encoded: string): Fields {
  const fields = new Map<string, string[]>();
  for (const part of encoded.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    if (value !== '') fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new AppError('bad_request', { reason: '内容不是 UTF-8 的百分号编码' }, { cause });
  }
}

/** Each field once. Throws `bad_field` for one that came twice. */
function single(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    [...fields].map(([name, values]) => {
      const [value = '', ...more] = values;
      if (more.length > 0)
        throw new AppError('bad_field', { where: '', field: name, reason: '只能有一个值' });
      return [name, value];
    }),
  );
}

function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, 'open311');
  return parsed.data;
}

const degrees = (most: number) =>
  z
    .string()
    .regex(/^[+-]?\d{1,3}(\.\d{1,20})?$/, '须为十进制度数')
    .transform(Number)
    .refine((value) => Math.abs(value) <= most, `须在 ±${most} 之间`);
const word = (most: number) => z.string().max(most, `最多 ${most} 个字符`);

export const sentSchema = z
  .strictObject({
    api_key: z.string().optional().openapi({ description: '本系统的接口密钥' }),
    jurisdiction_id: z.string().optional(),
    service_code: word(32),
    lat: degrees(90).optional(),
    long: degrees(180).optional(),
    address_string: word(500).optional(),
    address_id: word(128).optional(),
    email: word(254).optional(),
    device_id: word(128).optional(),
    account_id: word(128).optional(),
    first_name: word(32).optional(),
    last_name: word(31).optional(),
    phone: word(40).optional(),
    description: z.string().optional(),
    media_url: word(2048).optional(),
  })
  .openapi('Open311NewRequest', {
    description: '另可有 attribute[代码]=值，见 services/{service_code}；空的字段当作没有',
  });

/** A posted request. */
export function sentRequest(fields: Fields): SentRequest {
  const attributes: Record<string, string[]> = {};
  const rest = new Map(fields);
  for (const [name, values] of fields) {
    const code = ATTRIBUTE.exec(name)?.[1];
    if (code === undefined) continue;
    rest.delete(name);
    attributes[code] = [...(attributes[code] ?? []), ...values];
  }
  const sent = read(sentSchema, single(rest));
  return filled({
    serviceCode: sent.service_code,
    lat: sent.lat,
    long: sent.long,
    addressString: sent.address_string,
    addressId: sent.address_id,
    email: sent.email,
    deviceId: sent.device_id,
    accountId: sent.account_id,
    firstName: sent.first_name,
    lastName: sent.last_name,
    phone: sent.phone,
    description: sent.description,
    mediaUrl: sent.media_url,
    attributes,
  });
}

/** A time as the W3C note on dates has it; a day alone is one in Beijing. Clients forget to encode the plus sign. */
const w3cTime = z
  .string()
  .transform((value) => value.replace(/ (\d\d:\d\d)$/, '+$1'))
  .transform((value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00+08:00` : value))
  .refine(
    (value) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
      Number.isFinite(Date.parse(value)),
    '须为 W3C 时间，例如 2026-04-14T00:00:00+08:00',
  )
  .transform((value) => Date.parse(value));
const words = (most: number) =>
  z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .transform((values) => values.filter((value) => value !== ''))
    .refine((values) => values.length <= most, `最多 ${most} 个`);
const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, '须为整数')
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, `须在 1 与 ${most} 之间`);

export const searchSchema = z.strictObject({
  api_key: z.string().optional(),
  jurisdiction_id: z.string().optional(),
  extensions: z.string().optional(),
  service_request_id: words(REQUEST_LIMIT).optional(),
  service_code: words(200).optional(),
  start_date: w3cTime.optional(),
  end_date: w3cTime.optional(),
  status: words(2)
    .refine(
      (values) => values.every((value) => value === 'open' || value === 'closed'),
      '须为 open 或 closed',
    )
    .optional(),
  page: whole(100_000).optional(),
  page_size: whole(REQUEST_LIMIT).optional(),
});

/** What requests are asked for. A parameter that is repeated is one list. */
export function requestSearch(fields: Fields): ServiceRequestSearch {
  const joined = Object.fromEntries([...fields].map(([name, values]) => [name, values.join(',')]));
  const asked = read(searchSchema, joined);
  return filled({
    ids: asked.service_request_id,
    serviceCodes: asked.service_code,
    from: asked.start_date,
    to: asked.end_date,
    statuses: asked.status as ('open' | 'closed')[] | undefined,
    page: asked.page ?? 1,
    pageSize: asked.page_size ?? REQUEST_LIMIT,
  });
}

const bareSchema = z.strictObject({
  api_key: z.string().optional(),
  jurisdiction_id: z.string().optional(),
  extensions: z.string().optional(),
});

/** What every other question may bring. */
export const bareFields = (fields: Fields): void => void read(bareSchema, single(fields));
