import type { Engine } from '../types.ts';

export type EngineHolder = {
  /** Stays the same object for the life of the server; each access goes to the engine held at that moment. */
  readonly engine: Engine;
  /** One assignment: a call sees the old engine or the new one, whole. */
  readonly replace: (next: Engine) => void;
};

/** Lets a running server answer with another model without a restart. Keep no part of `engine` for later. */
export function createEngineHolder(first: Engine): EngineHolder {
  let held = first;
  return {
    engine: new Proxy(first, {
      get: (_, name) => Reflect.get(held, name) as unknown,
      has: (_, name) => Reflect.has(held, name),
    }),
    replace: (next) => void (held = next),
  };
}
