import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { OrderInput, TriageAids, TriageResult } from '../types.ts';
import type { EngineSource, TriageTask, TriageTold } from './triage-thread.ts';

/** Threads that read orders beside this one. */
export type TriageCrew = {
  /**
   * What `here` makes of each order, in order; some of them are read by other threads, which come to the same. An order
   * that another thread cannot read is read here, so that what is wrong with it is told here. Resolves when all are read.
   */
  readonly read: <T>(orders: readonly OrderInput[], aids: TriageAids, take: Take<T>) => Promise<T[]>;
  readonly close: () => Promise<void>;
};

export type Take<T> = {
  /** Reads an order in this thread. */
  readonly here: (order: OrderInput) => T;
  /** Takes over what another thread read. */
  readonly there: (order: OrderInput, triage: TriageResult) => T;
};

export type CrewOptions = {
  readonly count?: number;
  /** Told when a thread is gone: what it had in hand is read here, and everything after it. */
  readonly onGone?: (error: Error) => void;
  /** What a thread runs; another one in tests. */
  readonly script?: URL;
};

type Mate = {
  /** Null: it cannot be asked now. */
  readonly ask: ((orders: readonly OrderInput[], aids: TriageAids) => Promise<TriageAnswers>) | null;
  readonly inHand: () => number;
  readonly end: () => Promise<void>;
};
/** Null for an order that was not read there. */
type TriageAnswers = readonly (TriageResult | null)[];

/** Each holds dictionary, model and knowledge of its own, some 400 MB. */
const MOST_THREADS = 3;
/** Orders handed over at a time, and how often a thread is handed some before it has answered: it never waits for work. */
const AT_ONCE = 4;
const AHEAD = 2;

/**
 * Starts threads that load the engine of `source` (some seconds); until they have, and without them, everything is read
 * here. Nobody may change what `source` names meanwhile.
 */
export function createTriageCrew(source: EngineSource, options: CrewOptions = {}): TriageCrew {
  const { count = Math.min(availableParallelism() - 1, MOST_THREADS), onGone = () => {} } = options;
  const script = options.script ?? new URL('./triage-worker.js', import.meta.url);
  const mates = Array.from({ length: Math.max(0, count) }, () => startMate(script, source, onGone));
  return {
    read: (orders, aids, take) => shareOut(mates, orders, aids, take),
    close: async () => {
      await Promise.all(mates.map((mate) => mate.end()));
    },
  };
}

/** This thread takes from the front, the others from the end, until they meet. */
async function shareOut<T>(
  mates: readonly Mate[],
  orders: readonly OrderInput[],
  aids: TriageAids,
  { here, there }: Take<T>,
): Promise<T[]> {
  const read: T[] = [];
  let front = 0;
  let end = orders.length;
  const handed = new Set<Promise<void>>();

  function handOut(): void {
    for (const mate of mates)
      while (mate.ask !== null && mate.inHand() < AHEAD && end - front > AT_ONCE) {
        const from = end - AT_ONCE;
        const part = orders.slice(from, end);
        end = from;
        const answered = mate.ask(part, aids).then((answers) => {
          for (const [i, order] of part.entries()) {
            const triage = answers[i] ?? null;
            read[from + i] = triage === null ? here(order) : there(order, triage);
          }
          handed.delete(answered);
          handOut();
        });
        handed.add(answered);
      }
  }

  handOut();
  while (front < end) {
    const at = front++;
    read[at] = here(orders[at] as OrderInput);
    // Answers of the others, sockets and timers have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    handOut();
  }
  while (handed.size > 0) await Promise.all(handed);
  return read;
}

function startMate(script: URL, source: EngineSource, onGone: (error: Error) => void): Mate {
  const worker = new Worker(script, { workerData: source, execArgv: [] });
  worker.unref();
  const waiting = new Map<
    number,
    { readonly many: number; readonly answer: (found: TriageAnswers) => void }
  >();
  let asked = 0;
  let state: 'starting' | 'ready' | 'gone' = 'starting';

  function gone(error: Error): void {
    if (state === 'gone') return;
    state = 'gone';
    onGone(error);
    // Nothing is lost with it: what it had in hand is not read there.
    for (const { many, answer } of waiting.values()) answer(Array.from({ length: many }, () => null));
    waiting.clear();
  }

  worker.on('message', (told: TriageTold) => {
    if (told.what === 'ready') {
      if (state === 'starting') state = 'ready';
      return;
    }
    waiting.get(told.task)?.answer(told.triages);
    waiting.delete(told.task);
  });
  worker.once('error', gone);
  worker.once('messageerror', gone);
  worker.once('exit', (code) => gone(new Error(`a thread that reads orders ended with ${code}`)));

  return {
    get ask() {
      if (state !== 'ready') return null;
      return (orders: readonly OrderInput[], aids: TriageAids) =>
        new Promise<TriageAnswers>((answer) => {
          const task = ++asked;
          waiting.set(task, { many: orders.length, answer });
          worker.postMessage({ task, orders, aids } satisfies TriageTask);
        });
    },
    inHand: () => waiting.size,
    end: async () => {
      // Whoever ends it knows.
      state = 'gone';
      await worker.terminate();
    },
  };
}
