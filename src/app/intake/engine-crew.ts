import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Engine, Versions } from '../types.ts';

/** What a thread is asked: functions of its engine, with their arguments. */
export type Askable = Pick<Engine, 'triage' | 'draftReply'> & Required<Pick<Engine, 'likeness'>>;

/**
 * Threads with engines of their own beside the program's. Each function answers as the program's engine does, or at once
 * with null where no thread can be asked now, and later with null where the thread asked cannot say: then the program's
 * own engine is asked, and tells what is wrong.
 */
export type EngineCrew = { readonly [K in keyof Askable]: Asking<Askable[K]> } & {
  readonly close: () => Promise<void>;
};

type Asking<F extends (...given: never[]) => unknown> = (
  ...given: Parameters<F>
) => Promise<ReturnType<F> | null> | null;

/** Where an engine is loaded from; the folders are absolute. */
export type EngineSource = {
  readonly profileDir: string;
  readonly calendarFile: string;
  readonly modelDir: string;
  readonly knowledgeDir: string;
  /** The database whose revisions lie over profile and knowledge. */
  readonly db: { readonly url: string; readonly authToken?: string };
};

/** What a thread is told; without a task it loads its engine anew. */
export type CrewTask =
  | { readonly what: 'load' }
  | {
      readonly what: 'ask';
      readonly task: number;
      readonly name: keyof Askable;
      readonly given: readonly unknown[];
      /** By which it must answer. */
      readonly versions: Versions;
    };

export type CrewTold =
  | { readonly what: 'ready' }
  /** Null where it could not be answered; `isBehind`: because the engine there is of other versions. */
  | { readonly what: 'said'; readonly task: number; readonly answer: unknown; readonly isBehind: boolean };

export type CrewOptions = {
  readonly count?: number;
  /** Told when a thread is gone: what it had in hand is answered here, and everything until another has started. */
  readonly onGone?: (error: Error) => void;
  /** What a thread runs; another one in tests. */
  readonly script?: URL;
  /** Milliseconds between two attempts of a thread to get in step. */
  readonly loadAgainMs?: number;
  /** Milliseconds without a word after which a thread is given up. */
  readonly silentMs?: number;
  /** Milliseconds until another is started for one that is gone. */
  readonly restartMs?: number;
};

type Mate = {
  readonly hasRoom: () => boolean;
  readonly inHand: () => number;
  readonly ask: (name: keyof Askable, given: readonly unknown[]) => Promise<unknown>;
  readonly end: () => Promise<void>;
};

/** Each holds dictionary, model and knowledge of its own, some 400 MB. */
const MOST_THREADS = 3;
/**
 * Questions that wait at one thread, some 6 ms each. Where more come they are answered by the program's own engine, which
 * keeps everybody waiting: rather a longer wait for some.
 */
const MOST_IN_HAND = 48;
const LOAD_AGAIN_MS = 10_000;
const SILENT_MS = 15_000;
const RESTART_MS = 60_000;

/**
 * Starts threads that load the engine of `source` (some seconds); until they have, nobody is asked. Every question says
 * by which versions of model, catalogue, types and knowledge it is to be answered, those of `versions` at that moment: a
 * thread of others does not answer, but loads what is in force now. So nothing need be told to threads when a model is
 * promoted, the catalogue revised or knowledge approved.
 */
export function createEngineCrew(
  source: EngineSource,
  versions: () => Versions,
  options: CrewOptions = {},
): EngineCrew {
  const { count = Math.min(availableParallelism() - 1, MOST_THREADS), onGone = () => {} } = options;
  const { loadAgainMs = LOAD_AGAIN_MS, silentMs = SILENT_MS, restartMs = RESTART_MS } = options;
  const script = options.script ?? new URL('./engine-worker.js', import.meta.url);
  let closed = false;
  const start = (place: number): Mate =>
    startMate(new Worker(script, { workerData: source, execArgv: [] }), {
      versions,
      loadAgainMs,
      silentMs,
      onGone: (error) => {
        onGone(error);
        setTimeout(restart, restartMs, place).unref();
      },
    });
  /** Where the machine has no room for a thread just then, the next try comes as late as this one did. */
  function restart(place: number): void {
    if (closed) return;
    try {
      mates[place] = start(place);
    } catch (error) {
      onGone(error as Error);
      setTimeout(restart, restartMs, place).unref();
    }
  }
  const mates = Array.from({ length: Math.max(0, count) }, (_, place) => start(place));
  const asking =
    <K extends keyof Askable>(name: K): Asking<Askable[K]> =>
    (...given) => {
      const free = mates.filter((mate) => mate.hasRoom());
      if (free.length === 0) return null;
      const mate = free.reduce((a, b) => (b.inHand() < a.inHand() ? b : a));
      return mate.ask(name, given) as Promise<ReturnType<Askable[K]> | null>;
    };
  return {
    triage: asking('triage'),
    draftReply: asking('draftReply'),
    likeness: asking('likeness'),
    close: async () => {
      closed = true;
      await Promise.all(mates.map((mate) => mate.end()));
    },
  };
}

function startMate(
  worker: Worker,
  {
    versions,
    onGone,
    loadAgainMs,
    silentMs,
  }: Required<Pick<CrewOptions, 'onGone' | 'loadAgainMs' | 'silentMs'>> & {
    readonly versions: () => Versions;
  },
): Mate {
  worker.unref();
  const waiting = new Map<number, (answer: unknown) => void>();
  let asked = 0;
  let state: 'loading' | 'ready' | 'gone' = 'loading';
  let loaded = performance.now();

  function gone(error: Error): void {
    if (state === 'gone') return;
    state = 'gone';
    onGone(error);
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  }

  /** An answer may lie there already, where this thread itself stood still for so long. */
  function giveUp(task: number): void {
    if (!waiting.has(task)) return;
    gone(new Error('a thread with an engine does not answer'));
    void worker.terminate();
  }

  worker.on('message', (told: CrewTold) => {
    if (told.what === 'ready') {
      if (state === 'loading') state = 'ready';
      return;
    }
    waiting.get(told.task)?.(told.answer);
    waiting.delete(told.task);
    if (!told.isBehind || state !== 'ready' || performance.now() - loaded < loadAgainMs) return;
    state = 'loading';
    loaded = performance.now();
    worker.postMessage({ what: 'load' } satisfies CrewTask);
  });
  worker.once('error', gone);
  worker.once('messageerror', gone);
  worker.once('exit', (code) => gone(new Error(`a thread with an engine ended with ${code}`)));

  return {
    hasRoom: () => state === 'ready' && waiting.size < MOST_IN_HAND,
    inHand: () => waiting.size,
    ask: (name, given) =>
      new Promise((resolve) => {
        const task = ++asked;
        const timer = setTimeout(() => setImmediate(giveUp, task), silentMs).unref();
        waiting.set(task, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        try {
          worker.postMessage({ what: 'ask', task, name, given, versions: versions() } satisfies CrewTask);
        } catch {
          // What cannot be given to a thread is read here, where it is told what is wrong with it.
          waiting.get(task)?.(null);
          waiting.delete(task);
        }
      }),
    end: async () => {
      // Whoever ends it knows.
      state = 'gone';
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
      await worker.terminate();
    },
  };
}
