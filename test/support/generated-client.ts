import {
  operationsOf,
  type ApiDocument,
  type Media,
  type Operation,
  type Parameter,
} from './api-document.ts';

/** What a call says differently from the document's examples. */
export type Given = {
  /** By name, wherever the document puts them; undefined leaves one out. */
  readonly parameters?: Readonly<Record<string, string | number | undefined>>;
  /** Fields over those of the example, or the whole body where it is no object. */
  readonly body?: unknown;
  /** The body as it goes over the line, whatever the document says. */
  readonly raw?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** What a file that is sent along is called. */
  readonly fileName?: string;
};

export type Answered = {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly text: string;
  /** What was asked with, for whoever writes it down. */
  readonly asked: { readonly parameters: Readonly<Record<string, unknown>>; readonly body: unknown };
};

/** Content types that are read as text; of others the length says enough. */
const TEXT = /^(text\/|application\/(json|x-ndjson))/;

export type Call = (given?: Given) => Promise<Answered>;

/** One function for each operation of a document, by its `operationId`, that sends what the examples say. */
export function generateClient(
  document: ApiDocument,
  address: string,
  headers: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Call>> {
  return Object.fromEntries(
    operationsOf(document).map(({ method, path, operation }) => [
      operation.operationId,
      callOf(`${method} ${path}`, operation, address, headers),
    ]),
  );
}

function callOf(
  route: string,
  operation: Operation,
  address: string,
  common: Readonly<Record<string, string>>,
): Call {
  const [method = '', path = ''] = route.split(' ');
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [null, null];
  return async (given = {}) => {
    const values = parametersOf(operation.parameters ?? [], given.parameters ?? {});
    const body = media === null ? undefined : bodyOf(media, given.body);
    const headers = new Headers({ ...common, ...values.header, ...given.headers });
    if (given.raw !== undefined) headers.set('content-type', given.raw.type);
    else if (type !== null && type !== 'multipart/form-data') headers.set('content-type', type);
    const query = new URLSearchParams(values.query).toString();
    const answer = await fetch(`${address}${filled(path, values.path)}${query === '' ? '' : `?${query}`}`, {
      method,
      headers,
      redirect: 'manual',
      ...(type === null && given.raw === undefined
        ? {}
        : { body: given.raw?.text ?? written(type, body, given.fileName) }),
    });
    const { status } = answer;
    const contentType = answer.headers.get('content-type');
    const isText = contentType === null || TEXT.test(contentType);
    const text = isText ? await answer.text() : `${(await answer.arrayBuffer()).byteLength} bytes`;
    const asked = { parameters: { ...values.path, ...values.query, ...values.header }, body };
    return { status, type: contentType, headers: answer.headers, text, asked };
  };
}

/** Whether what is answered is bytes rather than text. */
export const isBinaryAnswer = ({ responses }: Operation, status: number): boolean =>
  Object.values(responses[status]?.content ?? {}).some(({ schema }) => schema?.['format'] === 'binary');

function parametersOf(parameters: readonly Parameter[], given: NonNullable<Given['parameters']>) {
  const values = { path: {}, query: {}, header: {} } as Record<string, Record<string, string>>;
  const declared = new Set<string>();
  for (const { name, in: place, required = false, example } of parameters) {
    declared.add(name);
    const value = name in given ? given[name] : required ? example : undefined;
    if (value === undefined && required && !(name in given)) throw new Error(`${name} has no example.`);
    if (value !== undefined) (values[place] ??= {})[name] = String(value);
  }
  // What is not declared is asked for on purpose.
  for (const [name, value] of Object.entries(given))
    if (!declared.has(name) && value !== undefined) values['query']![name] = String(value);
  return values as { readonly path: Strings; readonly query: Strings; readonly header: Strings };
}
type Strings = Readonly<Record<string, string>>;

function filled(path: string, values: Strings): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path} needs ${name}, which the document does not declare.`);
    return encodeURIComponent(value);
  });
}

function bodyOf({ example }: Media, given: unknown): unknown {
  const isPlain = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (given === undefined) return example;
  return isPlain(example) && isPlain(given) ? { ...example, ...given } : given;
}

function written(
  type: string | null,
  body: unknown,
  fileName = '记录.txt',
): string | FormData | URLSearchParams {
  if (type === 'application/json') return JSON.stringify(body);
  if (type === 'application/octet-stream') return String(body);
  const fields = Object.entries((body ?? {}) as Record<string, unknown>).map(
    ([name, value]) => [name, String(value)] as const,
  );
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(Object.fromEntries(fields));
  const form = new FormData();
  for (const [name, value] of fields)
    form.append(name, name === 'file' ? new File([value], fileName) : value);
  return form;
}
