import { createKnowledge } from '../../knowledge/knowledge-base.ts';
import type { Encode } from '../../knowledge/meanings.ts';
import type { Sources } from '../../knowledge/sources.ts';
import { knowledgeRevision } from '../../store/knowledge-state.ts';
import type { Store } from '../../store/store.ts';
import type { HeldKnowledge, KnowledgeHolder } from './knowledge-holder.ts';
import { indexInThread } from './knowledge-index.ts';
import { overlaid } from './knowledge-overlay.ts';
import { readStoredKnowledge } from './stored-knowledge.ts';

/** The shipped folder, read. */
export type ShippedKnowledge = Sources & { readonly version: string };

export type KnowledgeUpdates = {
  /**
   * Brings what is answered from up to what the database holds. Calls while one is under way are joined to one more
   * run after it. Resolves when the database's state at the call is answered from; rejects where it cannot be read.
   */
  readonly refresh: () => Promise<void>;
  /** What ships with the program, without what the database lays over it. */
  readonly shipped: ShippedKnowledge;
};

const versionOf = (shipped: string, revision: number): string =>
  revision === 0 ? shipped : `${shipped}+${revision}`;

/** Shipped knowledge with the database's over it, indexed here and now: for the start and for short commands. */
export async function openKnowledge(
  shipped: ShippedKnowledge,
  store: Store,
  encode: Encode | null = null,
): Promise<HeldKnowledge> {
  const revision = await store.read(knowledgeRevision);
  const sources = revision === 0 ? shipped : overlaid(shipped, await readStoredKnowledge(store));
  return {
    base: createKnowledge(sources, undefined, encode),
    sources,
    version: versionOf(shipped.version, revision),
  };
}

/** Keeps `holder` in step with the database. */
export function createKnowledgeUpdates(
  shipped: ShippedKnowledge,
  store: Store,
  holder: KnowledgeHolder,
  encode: Encode | null = null,
): KnowledgeUpdates {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    const revision = await store.read(knowledgeRevision);
    const version = versionOf(shipped.version, revision);
    if (version === holder.current().version) return;
    const sources = overlaid(shipped, await readStoredKnowledge(store));
    const index = await indexInThread(sources);
    holder.replace({ base: createKnowledge(sources, index, encode), sources, version });
  };
  const start = (): Promise<void> => {
    const mine = run().finally(() => {
      if (running === mine) running = null;
    });
    return (running = mine);
  };
  return {
    shipped,
    refresh: () => {
      if (running === null) return start();
      return (next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null;
          return start();
        }));
    },
  };
}
