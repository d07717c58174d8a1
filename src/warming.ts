import { createEngineCrew } from './app/intake/engine-crew.ts';
import type { EngineCrew, EngineSource } from './app/intake/engine-crew.ts';
import type { KnowledgeHolder } from './app/knowledge/knowledge-holder.ts';
import type { Log } from './app/context.ts';
import type { Versions } from './app/types.ts';
import { beijingDay, systemClock } from './kernel/clock.ts';

/** Milliseconds from listening to what is made ready beforehand: the first pages of a start go before it. */
const AFTER_MS = 3000;

export type Warming = {
  /** Threads with engines of their own; null until they are started, and where none are wanted. */
  readonly crew: () => EngineCrew | null;
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
  const timer = setTimeout(() => {
    warm(knowledge, log);
    if (threads === 0) return;
    const onGone = (err: Error): void => log.error({ err }, 'a thread that reads orders is gone');
    crew = createEngineCrew(source, versions, { count: threads, onGone });
  }, afterMs).unref();
  return {
    crew: () => crew,
    stop: async () => {
      clearTimeout(timer);
      await crew?.close();
    },
  };
}

/** Asks a question whose answer nobody reads. */
function warm(knowledge: KnowledgeHolder, log: Log): void {
  try {
    const eventDate = beijingDay(systemClock.now());
    knowledge.current().base.ask({ query: '网上买的东西能退吗', eventDate });
  } catch (error) {
    log.warn({ err: error }, 'knowledge not warmed');
  }
}
