import { beforeAll, describe, expect, it } from 'vitest';
import {
  apiDocument,
  checker,
  lookUp,
  operationsOf,
  type ApiDocument,
  type Content,
  type Operation,
} from '../support/api-document.ts';

/** Routes that need not know what stands in their path: one makes it, the other lets go of what nobody holds. */
const NEVER_LACKING = ['PUT /api/v1/import-maps/{name}', 'POST /api/v1/orders/{id}/callback/release'];

let document: ApiDocument;
let operations: ReturnType<typeof operationsOf>;
beforeAll(async () => {
  document = await apiDocument();
  operations = operationsOf(document);
});

/** What does not hold, by the name of the operation. */
const where = (holds: (one: (typeof operations)[number]) => unknown): string[] =>
  operations.filter((one) => holds(one) !== true).map(({ route }) => route);

const isSecured = ({ security = [] }: Operation): boolean =>
  security.length > 0 && security.every((one) => Object.keys(one).length > 0);
const isOpen311 = ({ tags }: Operation): boolean => tags?.includes('Open311') === true;

/** Every body of an operation, sent or answered, with where it stands. */
const bodiesOf = ({ requestBody, responses }: Operation) =>
  [['request', requestBody?.content ?? {}] as const, ...Object.entries(responses).map(contentOf)].flatMap(
    ([place, content]) =>
      Object.entries(content).map(([type, media]) => ({ place: `${place} ${type}`, type, media })),
  );
const contentOf = ([status, { content }]: readonly [string, { readonly content?: Content }]) =>
  [status, content ?? {}] as const;

/** Every value of the document under a key, wherever it stands but in an example. */
function valuesOf(key: string): unknown[] {
  const found: unknown[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'example') continue;
      if (name === key) found.push(inner);
      walk(inner);
    }
  };
  walk(document);
  return found;
}

describe('the document of the API', () => {
  it('is OpenAPI 3.1 with nothing in it that OpenAPI does not know', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.length).toBeGreaterThanOrEqual(235);
    const known = {
      document: ['openapi', 'info', 'servers', 'components', 'paths', 'webhooks', 'tags'],
      operation: 'operationId summary description tags security parameters requestBody responses'.split(' '),
      parameter: ['name', 'in', 'required', 'schema', 'description', 'example'],
      answer: ['description', 'content', 'headers'],
      media: ['schema', 'example'],
    };
    const strange = (what: keyof typeof known, value: object): string[] =>
      Object.keys(value).filter((key) => !known[what].includes(key));
    expect(strange('document', document)).toEqual([]);
    for (const { operation, method } of operations) {
      expect(strange('operation', operation)).toEqual([]);
      expect(['GET', 'POST', 'PUT', 'DELETE']).toContain(method);
      for (const parameter of operation.parameters ?? []) {
        expect(strange('parameter', parameter)).toEqual([]);
        expect(['path', 'query', 'header']).toContain(parameter.in);
      }
      for (const answer of Object.values(operation.responses)) expect(strange('answer', answer)).toEqual([]);
      for (const { media } of bodiesOf(operation)) expect(strange('media', media)).toEqual([]);
    }
  });

  it('tells no path of the machine that its examples were answered on', () => {
    const said = JSON.stringify(document);
    expect(said).toContain('/opt/jiesu/data/calendar/cn.json');
    expect(said).not.toContain(process.cwd());
    expect(said).not.toMatch(/"\/(tmp|work|home|root|Users|private)\//);
  });

  it('names every operation once, says what it does, and files it under a tag that is listed', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]+$/.test(name))).toEqual([]);
    const tags = new Set(document.tags.map(({ name }) => name));
    expect(
      where(
        ({ operation: { summary = '', tags: own = [] } }) =>
          /\p{Script=Han}/u.test(summary) && own.length > 0 && own.every((tag) => tags.has(tag)),
      ),
    ).toEqual([]);
    const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
    expect([...tags].filter((tag) => !used.has(tag))).toEqual([]);
  });

  it('says of every operation who may, with schemes that are declared', () => {
    const schemes = document.components['securitySchemes'] ?? {};
    expect(
      where(
        ({ operation: { security } }) =>
          security?.every((one) => Object.keys(one).every((name) => name in schemes)) === true,
      ),
    ).toEqual([]);
    const used = new Set(
      operations.flatMap(({ operation }) => (operation.security ?? []).flatMap(Object.keys)),
    );
    expect(Object.keys(schemes).filter((name) => !used.has(name))).toEqual([]);
  });

  it('declares every part of a path, and nothing of a path that is not in it', () => {
    expect(
      where(({ path, operation: { parameters = [] } }) => {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = parameters.filter((one) => one.in === 'path' && one.required === true);
        const names = parameters.map((one) => `${one.in} ${one.name}`);
        return (
          declared
            .map(({ name }) => name)
            .sort()
            .join() === inPath.sort().join() && new Set(names).size === names.length
        );
      }),
    ).toEqual([]);
  });

  it('declares a success, and every refusal that what is asked for can meet', () => {
    const lacks = (status: number, needs: (one: (typeof operations)[number]) => boolean): string[] =>
      where((one) => !needs(one) || String(status) in one.operation.responses);
    const inputs = ({ operation: { parameters = [], requestBody } }: (typeof operations)[number]): boolean =>
      requestBody !== undefined || parameters.some((one) => one.in === 'query');
    const ours = ({ operation }: (typeof operations)[number]): boolean => !isOpen311(operation);
    expect(
      where(({ operation }) => Object.keys(operation.responses).some((status) => /^2\d\d$/.test(status))),
    ).toEqual([]);
    expect(lacks(400, (one) => ours(one) && inputs(one))).toEqual([]);
    expect(lacks(401, ({ operation }) => isSecured(operation))).toEqual([]);
    expect(lacks(413, (one) => ours(one) && one.operation.requestBody !== undefined)).toEqual([]);
    expect(
      lacks(415, ({ operation }) => operation.requestBody?.content['application/json'] !== undefined),
    ).toEqual([]);
    expect(lacks(503, ours)).toEqual([]);
    expect(
      lacks(
        404,
        ({ path, route }) => /\{(id|name|token|file|title)\}/.test(path) && !NEVER_LACKING.includes(route),
      ),
    ).toEqual([]);
  });

  it('has one shape for refusals', () => {
    expect(
      where(({ operation }) =>
        Object.entries(operation.responses)
          .filter(([status]) => Number(status) >= 400)
          .every(([, { content }]) => {
            const shape = isOpen311(operation) ? 'Open311Errors' : 'Error';
            return content?.['application/json']?.schema?.['$ref'] === `#/components/schemas/${shape}`;
          }),
      ),
    ).toEqual([]);
  });

  it('gives everything that is sent or answered a schema, and an example that is valid by it', () => {
    const check = checker(document);
    const faults: string[] = [];
    for (const { route, operation } of operations) {
      for (const { place, type, media } of bodiesOf(operation)) {
        const { schema, example } = media;
        const isFile = schema?.['format'] === 'binary' && place.startsWith('2');
        if (schema === undefined) faults.push(`${route} ${place}: no schema`);
        else if (example === undefined) faults.push(...(isFile ? [] : [`${route} ${place}: no example`]));
        else
          faults.push(
            ...check(example, schema, { closed: type === 'application/json' }).map(
              (fault) => `${route} ${place}: ${fault}`,
            ),
          );
      }
      for (const { name, required, schema, example } of operation.parameters ?? [])
        if (example !== undefined)
          faults.push(...check(example, schema).map((fault) => `${route} ${name}: ${fault}`));
        else if (required) faults.push(`${route} ${name}: no example`);
    }
    for (const [name, schema] of Object.entries(document.components['schemas'] ?? {}))
      if (schema['example'] !== undefined)
        faults.push(...check(schema['example'], schema).map((fault) => `${name}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('points to what is there, and keeps nothing that nobody points to', () => {
    const refs = new Set(valuesOf('$ref') as string[]);
    const named = lookUp(document);
    for (const ref of refs) expect(() => named(ref)).not.toThrow();
    const kept = Object.keys(document.components['schemas'] ?? {}).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(kept.filter((ref) => !refs.has(ref))).toEqual([]);
  });

  it('puts no shape together of parts: nothing fits two that each refuse what the other has', () => {
    expect(valuesOf('allOf')).toEqual([]);
  });

  it('demands of a body nothing that may be left out', () => {
    const { NewRuling, RulingCondition } = document.components['schemas'] ?? {};
    expect(NewRuling?.['required']).not.toContain('effectiveTo');
    expect(RulingCondition?.['required']).toBeUndefined();
  });
});
