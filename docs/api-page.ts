import { createApp } from '../src/http/app.tsx';
import { STATUS } from '../src/http/errors.ts';
import { cell, generatedNote, table } from './pages.ts';

type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
};
type Content = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
type Operation = {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
    readonly description?: string;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const PLACES: Readonly<Record<string, string>> = { path: '路径', query: '查询', header: '请求头' };

const refName = (ref: string): string => ref.split('/').at(-1) ?? ref;
const anchor = (name: string): string => `[${name}](#${name.toLowerCase()})`;

/** What any route may answer, which is told once. */
const ANYWHERE = ['413', '503'];

/** A schema in a few words: its name where it has one. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) return anchor(refName(schema.$ref));
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' 或 ');
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (schema.items !== undefined) return `${typeOf(schema.items)} 数组`;
  const words = [schema.type ?? ''].flat().filter(Boolean).join('、');
  return schema.format === undefined ? words : `${words}（${schema.format}）`;
}

function fieldsOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(fieldsOf).filter(Boolean).join('\n');
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    cell(typeOf(field)),
    schema.required?.includes(name) ? '是' : '',
    cell(field.description ?? ''),
  ]);
  return rows.length === 0 ? '' : table(['字段', '类型', '必有', '说明'], rows);
}

/** Fields of a request body that has no name of its own. */
function bodyOf({ requestBody }: Operation): string {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return '';
  return `\n请求体：${typeOf(schema)}\n\n${fieldsOf(schema)}`;
}

function operationSection(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, schema, description }) => [
      `\`${name}\``,
      PLACES[place] ?? place,
      cell(typeOf(schema)),
      required ? '是' : '',
      cell(description ?? ''),
    ],
  );
  const isOpen311 = path.startsWith('/open311/');
  const responses = Object.entries(operation.responses)
    .filter(([status]) => isOpen311 || !ANYWHERE.includes(status))
    .map(([status, { description, content }]) => [
      status,
      cell(description),
      cell(typeOf(Object.values(content ?? {})[0]?.schema)),
    ]);
  return [
    `### ${method.toUpperCase()} ${path}\n`,
    `${operation.summary ?? ''}。${operation.description ?? ''}\n`,
    parameters.length === 0 ? '' : table(['参数', '位置', '类型', '必填', '说明'], parameters),
    bodyOf(operation),
    table(['状态', '含义', '内容'], responses),
  ].join('\n');
}

/** docs/api.md from the routes themselves: the described API, then every other address the server answers. */
export async function apiPage(): Promise<string> {
  // Only the description is asked for, so no use case is ever called.
  const app = createApp({
    services: {} as never,
    profile: { name: '', groups: [], issueTypes: [], units: [] } as never,
  });
  const document = (await (await app.request('/api/openapi.json')).json()) as Document;
  const sections = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationSection(method, path, operation)),
  );
  const described = new Set(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ),
  );
  const others = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  const rest = [...new Set(others)].filter((route) => !described.has(route)).sort();
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${cell(schema.description ?? '')}\n\n${fieldsOf(schema)}`,
  );
  const statuses = Object.entries(STATUS).map(([code, status]) => [String(status), `\`${code}\``]);
  return [
    `${generatedNote('src/http/app.tsx 的 OpenAPI 文档')}# 接口\n`,
    '机器可读的完整说明在 `/api/openapi.json`（OpenAPI 3.1）。请求头 `Authorization: Bearer 密钥`，密钥由 `jiesu key add 名称` 建立。',
    '每个接口在其中都有可以直接发送的示例和应答示例；operationId 由方法和路径得来，例如 `postOrdersByIdMoves`，可据以生成客户端。',
    '时间为 ISO 8601 带时区；未知字段会被拒绝并指出名称；出错时返回 [错误代码](errors.md)。',
    '任何接口繁忙时都可能返回 503，请求体过大时返回 413，下面不逐一列出。\n',
    '## 数据接口\n',
    sections.join('\n'),
    '## 页面与运行\n',
    `${rest.map((route) => `- \`${route}\``).join('\n')}\n`,
    '## 数据结构\n',
    schemas.join('\n'),
    '## 错误代码与状态\n',
    '未列出的代码是服务器自身的问题，一律返回 500 `internal`。\n',
    table(['状态', '代码'], statuses),
  ].join('\n');
}
