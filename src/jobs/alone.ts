import { LEASE_MS, takenLease } from '../app/leases.ts';
import type { LeaseOptions } from '../app/leases.ts';
import type { Log } from '../app/context.ts';
import type { Store } from '../store/store.ts';

/** Work that goes on until it is stopped. */
export type Work = { readonly stop: () => Promise<void> };

export type Alone = {
  /** Whether the work goes on here. */
  readonly isHere: () => boolean;
  /** Stops the work, if it goes on here, and leaves it to others. */
  readonly stop: () => Promise<void>;
};

/**
 * Does work in one of the processes that share a database: the one that holds the lease of this name. Where that one ends
 * or says nothing any more, another takes over.
 */
export function startAlone(
  { store, log }: { readonly store: Store; readonly log: Log },
  name: string,
  begin: () => Promise<Work>,
  options: LeaseOptions = {},
): Alone {
  const everyMs = (options.leaseMs ?? LEASE_MS) / 3;
  const stopping = new AbortController();
  let isHere = false;
  const running = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        log.error({ err: error, work: name }, 'work of one process ended by an error');
      }
      if (!stopping.signal.aborted) await pause(everyMs, stopping.signal);
    }
  }

  async function turn(): Promise<void> {
    const lease = await takenLease(store, name, options);
    if (lease === null) return;
    try {
      log.info({ work: name }, 'work of one process begins here');
      const work = await begin();
      isHere = true;
      try {
        await Promise.race([lease.lost, aborted(stopping.signal)]);
      } finally {
        isHere = false;
        await work.stop();
      }
      if (!stopping.signal.aborted) log.warn({ work: name }, 'work of one process is done elsewhere now');
    } finally {
      await lease.release();
    }
  }

  return {
    isHere: () => isHere,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    timer.unref();
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
