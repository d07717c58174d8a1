import { createEngineCrew } from './app/intake/engine-crew.ts';
import type { EngineCrew, EngineSource } from './app/intake/engine-crew.ts';
import type { KnowledgeHolder } from './app/knowledge/knowledge-holder.ts';
import type { Log } from './app/context.ts';
import type { Versions } from './app/types.ts';
import { nextTurn } from './kernel/next-turn.ts';
import type { KnowledgeBase } from './knowledge/knowledge-base.ts';

/** Milliseconds from listening to what is made ready beforehand: the first pages of a start go before it. */
const AFTER_MS = 3000;

export type Warming = {
  /** Threads with engines of their own; null until they are started, and where none are wanted. */
  readonly crew: () => EngineCrew | null;
  /** Makes knowledge ready that has come into force. */
  readonly prepare: (base: KnowledgeBase) => void;
  readonly stop: () => Promise<void>;
};

/** Makes ready, once a server has come to rest, what its first questions and its first rush would wait for. */
export function startWarming(
  knowledge: KnowledgeHolder,
  {
    threads,
    source,
    versions,
    log,
    afterMs = AFTER_MS,
  }: {
    readonly threads: number;
    readonly source: EngineSource;
    readonly versions: () => Versions;
    readonly log: Log;
    readonly afterMs?: number;
  },
): Warming {
  let crew: EngineCrew | null = null;
  let stopped = false;
  let preparing: Promise<void> = Promise.resolve();

  /** A step at a time, so that requests have their turn; what is replaced meanwhile is left as it is. */
  async function prepared(base: KnowledgeBase): Promise<void> {
    try {
      for (const _ of base.prepare()) {
        await nextTurn();
        if (stopped || knowledge.current().base !== base) return;
      }
    } catch (error) {
      log.warn({ err: error }, 'knowledge not made ready');
    }
  }

  function prepare(base: KnowledgeBase): void {
    preparing = preparing.then(() => prepared(base));
  }

  const timer = setTimeout(() => {
    prepare(knowledge.current().base);
    if (threads === 0) return;
    const onGone = (err: Error): void => log.error({ err }, 'a thread that reads orders is gone');
    try {
      crew = createEngineCrew(source, versions, { count: threads, onGone });
    } catch (error) {
      // No room for a thread: orders are read by the program's own engine.
      onGone(error as Error);
    }
  }, afterMs).unref();
  return {
    crew: () => crew,
    prepare,
    stop: async () => {
      clearTimeout(timer);
      stopped = true;
      await preparing;
      await crew?.close();
    },
  };
}
