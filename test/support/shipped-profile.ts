import { join } from 'node:path';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';
import type { KnowledgeFiles } from '../../src/profile/load-knowledge.ts';
import { loadProfile } from '../../src/profile/load.ts';
import type { Profile } from '../../src/profile/types.ts';

// What ships with the program, read once for all the files a worker runs: nobody may change it.

export const DATA = join(import.meta.dirname, '../../data');

/** Makes it when it is first wanted. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The district of `data/profile/xicheng`. */
export const shippedProfile = once((): Profile => loadProfile(join(DATA, 'profile/xicheng')));

/** The folder `data/knowledge`. */
export const shippedKnowledge = once((): KnowledgeFiles => loadKnowledge(join(DATA, 'knowledge')));
