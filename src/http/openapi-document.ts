import { errorMessage, type ErrorCode, type ErrorDetails } from '../kernel/errors.ts';
import { REFUSAL_WORDS } from './schemas.ts';
import { presentProblem, written } from './open311-answers.ts';
import type { ApiExamples } from './openapi-examples.ts';

/** What this looks at in an OpenAPI document; everything else is handed through. */
type Media = { schema?: unknown; example?: unknown };
type Answer = { description?: string; content?: Record<string, Media> };
type Parameter = { name: string; in: string; required?: boolean; example?: unknown };
type Operation = {
  operationId?: string;
  tags?: string[];
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer>;
};
type Document = {
  paths?: Record<string, Record<string, Operation>>;
  tags?: { name: string }[];
};

/** One refusal of each status, as the API words it; the others of a status differ in code and words alone. */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, ErrorDetails]>> = {
  400: ['missing_field', { where: '请求体', field: 'text' }],
  401: ['unauthenticated', {}],
  403: ['forbidden', { reason: '只能办理本单位的工单' }],
  404: ['not_found', { what: '工单' }],
  409: ['order_changed', { version: 4, seen: 3 }],
  410: ['link_expired', {}],
  413: ['body_too_large', { limit: 10_485_760 }],
  415: ['unsupported_type', { type: 'text/plain' }],
  422: ['idempotency_mismatch', {}],
  429: ['rate_limited', { seconds: 60 }],
  503: ['overloaded', { seconds: 2 }],
};
const REQUEST_ID = '019d8a3c-5b00-7000-8000-000000000001';

/** `POST /api/v1/orders/{id}/moves` is `postOrdersByIdMoves`: stays the same as long as the route does. */
export function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1/, '')
    .replaceAll('{', 'by/')
    .split(/[^A-Za-z0-9]+/);
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    '',
  );
}

/**
 * Completes, in place, what the routes say of themselves: a name for every operation, the answers that come from what
 * stands before all routes, an example for everything sent and answered, and the list of tags.
 */
export function completeDocument<T extends object>(document: T, examples: ApiExamples): T {
  const { paths = {}, ...top } = document as Document;
  const tags = new Set<string>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      operation.operationId = operationIdOf(method, path);
      for (const tag of operation.tags ?? []) tags.add(tag);
      answersOfAll(path, operation);
      addExamples(`${method.toUpperCase()} ${path}`, operation, examples);
    }
  return Object.assign(document, top, { tags: [...tags].map((name) => ({ name })) });
}

/** Every route is shed under load, and reads no more of a body than it may. */
function answersOfAll(path: string, { requestBody, responses }: Operation): void {
  if (path.startsWith('/open311/')) return;
  const content = () => ({ 'application/json': { schema: { $ref: '#/components/schemas/Error' } } });
  for (const status of requestBody === undefined ? ([503] as const) : ([413, 503] as const))
    responses[status] ??= { description: REFUSAL_WORDS[status], content: content() };
}

function addExamples(route: string, operation: Operation, examples: ApiExamples): void {
  const { parameters = {}, body } = examples.requests[route] ?? {};
  for (const parameter of operation.parameters ?? []) {
    const example =
      parameters[parameter.name] ?? (parameter.required ? examples.parameters[parameter.name] : undefined);
    if (example !== undefined) parameter.example ??= example;
  }
  for (const media of Object.values(operation.requestBody?.content ?? {}))
    if (body !== undefined) media.example ??= body;
  for (const [status, { content = {} }] of Object.entries(operation.responses))
    for (const [type, media] of Object.entries(content)) {
      const example = answerOf(examples.answers[route], status, type) ?? refusalOf(status, type, route);
      if (example !== undefined) media.example ??= example;
    }
}

/** What was answered; two successes of one operation say the same in one shape. */
function answerOf(answers: ApiExamples['answers'][string] = {}, status: string, type: string): unknown {
  const other = status.startsWith('2') ? Object.values(answers)[0] : undefined;
  return (answers[status] ?? other)?.[type];
}

function refusalOf(status: string, type: string, route: string): unknown {
  const refusal = REFUSALS[status];
  if (refusal === undefined) return undefined;
  const [code, details] = refusal;
  if (route.includes(' /open311/')) {
    const problem = { status: Number(status) as 400, code, message: errorMessage(code, details), details };
    const answer = presentProblem(problem);
    return type === 'text/xml' ? written(answer, 'xml') : JSON.parse(written(answer, 'json'));
  }
  return { error: { code, message: errorMessage(code, details), details, requestId: REQUEST_ID } };
}
