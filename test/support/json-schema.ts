/**
 * JSON Schema 2020-12 as far as the API's document speaks it. A keyword that is not known here is an error of its own, so
 * that nothing passes unchecked.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

export type Options = {
  /** Also finds what an object has beyond its declared properties, which the schema itself may allow. */
  readonly closed?: boolean;
};

type Check = (value: unknown, asked: never, schema: JsonSchema) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
};

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  date: (value) => DAY.test(value),
  'date-time': (value) => TIME.test(value) && Number.isFinite(Date.parse(value)),
  uri: (value) => URL.canParse(value),
  binary: () => true,
};

/** Keywords that look at one value alone; each holds for values of a type that it does not speak of. */
const ASSERTIONS: Readonly<Record<string, Check>> = {
  type: (value, asked: string | readonly string[]) => [asked].flat().some((name) => TYPES[name]?.(value)),
  enum: (value, asked: readonly unknown[]) => asked.includes(value),
  const: (value, asked) => value === asked,
  minimum: (value, asked: number) => typeof value !== 'number' || value >= asked,
  maximum: (value, asked: number) => typeof value !== 'number' || value <= asked,
  exclusiveMinimum: (value, asked: number) => typeof value !== 'number' || value > asked,
  exclusiveMaximum: (value, asked: number) => typeof value !== 'number' || value < asked,
  minLength: (value, asked: number) => typeof value !== 'string' || [...value].length >= asked,
  maxLength: (value, asked: number) => typeof value !== 'string' || [...value].length <= asked,
  pattern: (value, asked: string) => typeof value !== 'string' || new RegExp(asked, 'u').test(value),
  format: (value, asked: string) => typeof value !== 'string' || (FORMATS[asked]?.(value) ?? false),
  minItems: (value, asked: number) => !Array.isArray(value) || value.length >= asked,
  maxItems: (value, asked: number) => !Array.isArray(value) || value.length <= asked,
  required: (value, asked: readonly string[]) => !isObject(value) || asked.every((name) => name in value),
};
const APPLICATORS = ['$ref', 'properties', 'additionalProperties', 'items', 'anyOf', 'oneOf', 'allOf'];
const NOTES = ['description', 'title', 'example', 'examples', 'default', 'discriminator', 'deprecated'];
const KEYWORDS = new Set([...Object.keys(ASSERTIONS), ...APPLICATORS, ...NOTES]);

/** What is wrong with a value, each fault with its place; empty where it is valid. `named` looks up a `$ref`. */
export function faultsOf(
  value: unknown,
  schema: JsonSchema,
  named: (ref: string) => JsonSchema,
  options: Options = {},
  at = '$',
): string[] {
  const inner = (one: unknown, by: unknown, where = at, more = options): string[] =>
    faultsOf(one, by as JsonSchema, named, more, where);
  const faults = Object.keys(schema)
    .filter((keyword) => !KEYWORDS.has(keyword))
    .map((keyword) => `${at}: unknown keyword ${keyword}`);
  for (const [keyword, check] of Object.entries(ASSERTIONS)) {
    const asked = schema[keyword];
    if (asked !== undefined && !check(value, asked as never, schema))
      faults.push(
        `${at}: ${keyword} ${JSON.stringify(asked)} fails for ${JSON.stringify(value)?.slice(0, 80)}`,
      );
  }
  const { $ref, items, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === 'string') faults.push(...inner(value, named($ref)));
  if (items !== undefined && Array.isArray(value))
    faults.push(...value.flatMap((one, i) => inner(one, items, `${at}[${i}]`)));
  // Of parts that make one object together, none says all that it may have.
  for (const part of (allOf ?? []) as readonly JsonSchema[])
    faults.push(...inner(value, part, at, { ...options, closed: false }));
  for (const [name, choices] of Object.entries({ anyOf, oneOf })) {
    if (choices === undefined) continue;
    const tried = (choices as readonly JsonSchema[]).map((choice) => inner(value, choice));
    const fitting = tried.filter((found) => found.length === 0).length;
    const nearest = tried.sort((a, b) => a.length - b.length)[0] ?? [];
    if (fitting === 0) faults.push(`${at}: fits nothing of ${name}`, ...nearest);
    if (name === 'oneOf' && fitting > 1) faults.push(`${at}: fits ${fitting} of oneOf`);
  }
  return [...faults, ...(isObject(value) ? faultsOfObject(value, schema, inner, options, at) : [])];
}

function faultsOfObject(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  inner: (one: unknown, by: unknown, where: string) => string[],
  { closed = false }: Options,
  at: string,
): string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const others = schema['additionalProperties'];
  const isClosed = closed && 'properties' in schema;
  return Object.entries(value).flatMap(([name, one]) => {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const where = `${at}.${name}`;
    if (declared !== undefined) return inner(one, declared, where);
    if (others === false || (others === undefined && isClosed)) return [`${where}: not declared`];
    return typeof others === 'object' ? inner(one, others, where) : [];
  });
}
