import { z } from '@hono/zod-openapi';

/**
 * What `make` answers, made while a property that may be left out counts as one. The generator of the document takes a
 * property for required where `undefined` is no value of it, which is all that `exactOptional()` says. `make` does not wait
 * for anything, so nothing is parsed meanwhile.
 */
export function withExactOptionals<T>(make: () => T): T {
  const { prototype } = z.ZodExactOptional as unknown as { readonly prototype: object };
  const own = Object.getOwnPropertyDescriptor(prototype, 'safeParse');
  if (own === undefined) throw new Error('ZodExactOptional has no safeParse of its own.');
  Object.defineProperty(prototype, 'safeParse', {
    configurable: true,
    value: (data: unknown) => ({ success: true, data }),
  });
  try {
    return make();
  } finally {
    Object.defineProperty(prototype, 'safeParse', own);
  }
}
