import { createApp } from '../../src/http/app.tsx';
import type { Services } from '../../src/app/types.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { faultsOf, type JsonSchema, type Options } from './json-schema.ts';
import { shippedProfile } from './shipped-profile.ts';

export type Media = { readonly schema?: JsonSchema; readonly example?: unknown };
export type Content = Readonly<Record<string, Media>>;
export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly example?: unknown;
};
export type Operation = {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
};
export type ApiDocument = {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
};

/** The document as the server gives it out; nothing is asked of any use case for it. */
export async function apiDocument(): Promise<ApiDocument> {
  const app = createApp({ services: {} as Services, profile: shippedProfile(), clock: systemClock });
  return (await (await app.request('/api/openapi.json')).json()) as ApiDocument;
}

/** What a local reference points to. Throws where it points to nothing. */
export const lookUp =
  (document: ApiDocument) =>
  (ref: string): JsonSchema => {
    const found = ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
    if (!ref.startsWith('#/') || found === undefined) throw new Error(`${ref} points to nothing.`);
    return found as JsonSchema;
  };

/** Every operation with its name as a route: `POST /api/v1/orders`. */
export const operationsOf = ({ paths }: ApiDocument) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

export const checker = (document: ApiDocument) => {
  const named = lookUp(document);
  return (value: unknown, schema: JsonSchema, options?: Options): string[] =>
    faultsOf(value, schema, named, options);
};
