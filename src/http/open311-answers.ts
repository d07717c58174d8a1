import type {
  Open311,
  ServiceAttribute,
  ServiceRequest,
  ServiceType,
} from '../app/connections/open311-types.ts';
import { isoTime } from '../web/format.ts';
import type { Problem } from './errors.ts';

/** What an answer is made of: a list is an element whose children all have one name, as the specification has it. */
type Value = string | number | boolean | null | List | { readonly [name: string]: Value };
type List = { readonly child: string; readonly items: readonly Value[] };
export type Open311Answer = { readonly root: string; readonly value: Value };
export type Open311Format = 'xml' | 'json';

const isList = (value: Value): value is List =>
  typeof value === 'object' && value !== null && Array.isArray((value as { items?: unknown }).items);

/** What XML 1.0 has no place for, not even escaped. */
// oxlint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNWRITABLE, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');

function element(name: string, value: Value): string {
  if (value === null || value === '') return `<${name}/>`;
  if (isList(value))
    return `<${name}>${value.items.map((item) => element(value.child, item)).join('')}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([child, inner]) => element(child, inner))
      .join('')}</${name}>`;
  return `<${name}>${escaped(String(value))}</${name}>`;
}

/** The same as JSON by the Spark convention: a list is an array, and the root has no name. */
function plain(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.items.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

export function written({ root, value }: Open311Answer, format: Open311Format): string {
  if (format === 'json') return JSON.stringify(plain(value));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}\n`;
}

export const CONTENT_TYPES: Readonly<Record<Open311Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

const list = (child: string, items: readonly Value[]): List => ({ child, items });

export const presentServices = (services: readonly ServiceType[]): Open311Answer => ({
  root: 'services',
  value: list(
    'service',
    services.map(({ code, name, description, asksMore, keywords, group }) => ({
      service_code: code,
      service_name: name,
      description,
      metadata: asksMore,
      type: 'realtime',
      keywords: keywords.join(', '),
      group,
    })),
  ),
});

export const presentDefinition = (code: string, attributes: readonly ServiceAttribute[]): Open311Answer => ({
  root: 'service_definition',
  value: {
    service_code: code,
    attributes: list(
      'attribute',
      attributes.map((one, i) => ({
        variable: true,
        code: one.code,
        datatype: 'singlevaluelist',
        required: one.required,
        datatype_description: one.hint,
        order: i + 1,
        description: one.description,
        values: list(
          'value',
          one.values.map(({ key, name }) => ({ key, name })),
        ),
      })),
    ),
  },
});

export const presentRequests = (requests: readonly ServiceRequest[]): Open311Answer => ({
  root: 'service_requests',
  value: list(
    'request',
    requests.map((one) => ({
      service_request_id: one.id,
      status: one.closed ? 'closed' : 'open',
      status_notes: one.statusNotes,
      service_name: one.service.name,
      service_code: one.service.code,
      description: one.description,
      agency_responsible: one.agency,
      service_notice: one.notice,
      requested_datetime: isoTime(one.requestedAt),
      updated_datetime: isoTime(one.updatedAt),
      expected_datetime: one.expectedAt === null ? null : isoTime(one.expectedAt),
      address: one.address,
      address_id: null,
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
    })),
  ),
});

export const presentSubmitted = (made: { readonly id: string; readonly notice: string }): Open311Answer => ({
  root: 'service_requests',
  value: list('request', [{ service_request_id: made.id, service_notice: made.notice, account_id: null }]),
});

export const presentToken = (token: string, id: string): Open311Answer => ({
  root: 'service_requests',
  value: list('request', [{ service_request_id: id, token }]),
});

export const presentDiscovery = (
  origin: string,
  { name, changedAt }: { readonly name: string; readonly changedAt: number },
): Open311Answer => ({
  root: 'discovery',
  value: {
    changeset: isoTime(changedAt),
    contact: `${name} 政务服务便民热线 12345`,
    key_service: '接口密钥由本系统管理员在“管理 - 接口密钥”里建立',
    endpoints: list('endpoint', [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${origin}/open311/v2`,
        changeset: isoTime(changedAt),
        type: 'production',
        formats: list('format', ['text/xml', 'application/json']),
      },
    ]),
  },
});

/** Statuses clients of the specification know; what the server cannot do now is told as it is. */
export function open311Status({ status }: Problem): Problem['status'] {
  if (status === 401 || status === 403) return 403;
  return status === 404 || status === 413 || status === 429 || status >= 500 ? status : 400;
}

export function presentProblem(problem: Problem): Open311Answer {
  const description = problem.code === 'unauthenticated' ? '缺少有效的 api_key' : problem.message;
  return { root: 'errors', value: list('error', [{ code: open311Status(problem), description }]) };
}

/** Throws nothing: whatever jurisdiction is named where none is set is this one. */
export const isJurisdiction = ({ jurisdiction }: Open311, given: string | undefined): boolean =>
  given === undefined || jurisdiction === null || given === jurisdiction;
