type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly example?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly format?: string;
  readonly pattern?: string;
};

/** Words that fit the patterns of the API's schemas, tried in turn. */
const WORDS = ['2026-04-14', '2026-04', '2026', 'm2', '0101', 'a'.repeat(64), '09:00', '甲'];

/** The least value that a schema of an OpenAPI document accepts. */
export function sampleOf(schema: Schema, named: (ref: string) => Schema): unknown {
  if (schema.$ref !== undefined) return sampleOf(named(schema.$ref), named);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return sampleOf(choice, named);
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((one) => sampleOf(one, named) as object));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'array')
    return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, named));
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  if (type === 'string') return wordFor(schema);
  return Object.fromEntries(
    (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, named)]),
  );
}

function wordFor({ pattern, minLength = 1, format }: Schema): string {
  if (format === 'date-time') return '2026-04-14T09:30:00+08:00';
  if (format === 'date') return '2026-04-14';
  const fits = pattern === undefined ? () => true : (word: string) => new RegExp(pattern, 'u').test(word);
  const word = pattern === undefined ? '甲'.repeat(minLength) : WORDS.find(fits);
  return word ?? '甲'.repeat(minLength);
}
