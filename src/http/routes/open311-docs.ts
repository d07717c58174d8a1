import { createRoute, z } from '@hono/zod-openapi';
import { sentSchema } from '../open311-input.ts';

/** The Open311 interface in the API's own description. Answers are written by hand, in XML and JSON alike. */

const format = z.enum(['xml', 'json']);
const jurisdiction = z
  .string()
  .optional()
  .openapi({ description: '设了 JIESU_OPEN311_JURISDICTION 的须与之相同' });
const apiKey = z
  .string()
  .optional()
  .openapi({ description: '接口密钥；也可以用请求头 Authorization: Bearer' });
const textual = z.string();
const orNull = z.string().nullable();

const service = z
  .object({
    service_code: textual,
    service_name: textual,
    description: textual,
    metadata: z.boolean(),
    type: z.literal('realtime'),
    keywords: textual,
    group: textual,
  })
  .openapi('Open311Service', {
    example: {
      service_code: '0101',
      service_name: '商品质量与售后',
      description: '商品有质量问题、不予退换修',
      metadata: true,
      type: 'realtime',
      keywords: '',
      group: '市场消费',
    },
  });

const definition = z
  .object({
    service_code: textual,
    attributes: z.array(
      z.object({
        variable: z.boolean(),
        code: textual,
        datatype: z.literal('singlevaluelist'),
        required: z.boolean(),
        datatype_description: textual,
        order: z.int(),
        description: textual,
        values: z.array(z.object({ key: textual, name: textual })),
      }),
    ),
  })
  .openapi('Open311ServiceDefinition');

const request = z
  .object({
    service_request_id: textual,
    status: z.enum(['open', 'closed']),
    status_notes: textual,
    service_name: textual,
    service_code: textual,
    description: textual.openapi({ description: '去除个人信息，最多 4000 个字符' }),
    agency_responsible: orNull,
    service_notice: textual,
    requested_datetime: textual,
    updated_datetime: textual,
    expected_datetime: orNull,
    address: orNull,
    address_id: z.null(),
    zipcode: z.null(),
    lat: z.null().openapi({ description: '不给：坐标可能就是来电人的住处' }),
    long: z.null(),
    media_url: z.null().openapi({ description: '不给' }),
  })
  .openapi('Open311Request', {
    example: {
      service_request_id: '20260414-000001',
      status: 'open',
      status_notes: '已派单',
      service_name: '商品质量与售后',
      service_code: '0101',
      description: '[姓名]来电，在西单买的手机不给退',
      agency_responsible: '西长安街市场监督管理所',
      service_notice: '由西长安街市场监督管理所办理',
      requested_datetime: '2026-04-14T09:30:00+08:00',
      updated_datetime: '2026-04-14T09:30:02+08:00',
      expected_datetime: '2026-04-21T18:00:00+08:00',
      address: '西单北大街',
      address_id: null,
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
    },
  });

const submitted = z
  .object({ service_request_id: textual, service_notice: textual, account_id: z.null() })
  .openapi('Open311Submitted', {
    example: {
      service_request_id: '20260414-000001',
      service_notice: '由西长安街市场监督管理所办理',
      account_id: null,
    },
  });

const discovery = z
  .object({
    changeset: textual,
    contact: textual,
    key_service: textual,
    endpoints: z.array(
      z.object({
        specification: textual,
        url: textual,
        changeset: textual,
        type: textual,
        formats: z.array(textual),
      }),
    ),
  })
  .openapi('Open311Discovery');

const errors = z.array(z.object({ code: z.int(), description: textual })).openapi('Open311Errors', {
  example: [{ code: 403, description: '缺少有效的 api_key' }],
});

const both = <T extends z.ZodType>(schema: T) => ({
  'application/json': { schema },
  'text/xml': { schema: z.string() },
});
const answered = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, content: both(schema) },
});
const WHY: Readonly<Record<number, string>> = {
  400: '请求有误',
  403: '缺少或用错 api_key，或者没有权限',
  404: '没有找到',
  429: '过于频繁',
  503: '暂时不能受理',
};
const refused = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [status, { description: WHY[status] ?? '', content: both(errors) }]),
  );

const common = { method: 'get' as const, tags: ['Open311'] };
const keyless = { ...common, security: [] };
const keyed = { ...common, security: [{ key: [] }, {}] };
const plain = z.object({ jurisdiction_id: jurisdiction, api_key: apiKey });

export const open311Docs = [
  createRoute({
    ...keyless,
    path: '/open311/discovery.{format}',
    summary: 'Open311 服务发现',
    request: { params: z.object({ format }) },
    responses: { ...answered('有哪些接口', discovery), ...refused(404, 429) },
  }),
  createRoute({
    ...keyless,
    path: '/open311/v2/services.{format}',
    summary: '服务（问题分类）',
    request: { params: z.object({ format }), query: plain },
    responses: { ...answered('各项服务', z.array(service)), ...refused(400, 404, 429) },
  }),
  createRoute({
    ...keyless,
    path: '/open311/v2/services/{service_code}.{format}',
    summary: '一项服务另要填什么',
    request: { params: z.object({ service_code: z.string(), format }), query: plain },
    responses: { ...answered('要填的各项', definition), ...refused(400, 404, 429) },
  }),
  createRoute({
    method: 'post',
    tags: ['Open311'],
    security: [{ key: [] }, {}],
    path: '/open311/v2/requests.{format}',
    summary: '提交请求',
    description:
      '与提交工单同一个入口：同样的检查、同样的限额。service_code 是对方自称的分类，照存；分类和承办单位由分拣按内容决定。' +
      '地点须有 lat 和 long、address_string、address_id 之一。重发时带同一个 Idempotency-Key 不会重复受理。',
    request: {
      params: z.object({ format }),
      headers: z.object({ 'idempotency-key': z.string().optional() }),
      body: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': {
            schema: sentSchema,
            example: {
              service_code: '0101',
              address_string: '西单北大街 120 号',
              description: '在西单买的手机第二天就坏了，店里不给退',
              phone: '13800001234',
            },
          },
        },
      },
    },
    responses: {
      201: { description: '已收', content: both(z.array(submitted)) },
      200: { description: '重复，返回原请求', content: both(z.array(submitted)) },
      ...refused(400, 403, 404, 503),
    },
  }),
  createRoute({
    ...keyed,
    path: '/open311/v2/requests.{format}',
    summary: '查询请求',
    description:
      '不写时间的为最近 90 天，写了的最多 90 天；一次最多 1000 件，新的在前，page 翻页。JIESU_OPEN311=public 时不须密钥，举报除外。',
    request: {
      params: z.object({ format }),
      query: plain.extend({
        service_request_id: z.string().optional().openapi({ description: '逗号分隔；有了这一项其余不看' }),
        service_code: z.string().optional().openapi({ description: '逗号分隔' }),
        start_date: z.string().optional().openapi({ example: '2026-04-14T00:00:00+08:00' }),
        end_date: z.string().optional(),
        status: z.string().optional().openapi({ description: 'open、closed，逗号分隔' }),
        page: z.string().optional(),
        page_size: z.string().optional().openapi({ description: '最多 1000' }),
      }),
    },
    responses: { ...answered('请求', z.array(request)), ...refused(400, 403, 404, 429) },
  }),
  createRoute({
    ...keyed,
    path: '/open311/v2/requests/{service_request_id}.{format}',
    summary: '一件请求',
    request: { params: z.object({ service_request_id: z.string(), format }), query: plain },
    responses: { ...answered('请求', z.array(request)), ...refused(400, 403, 404, 429) },
  }),
  createRoute({
    ...keyless,
    path: '/open311/v2/tokens/{token}.{format}',
    summary: '由 token 取 service_request_id',
    description:
      '提交请求当即给出 service_request_id，不给 token；token 是工单的编号（id），其他接口会给出。',
    request: { params: z.object({ token: z.string(), format }), query: plain },
    responses: {
      ...answered('对应的请求', z.array(z.object({ service_request_id: textual, token: textual }))),
      ...refused(400, 404, 429),
    },
  }),
];
