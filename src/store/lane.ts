import { randomUUID } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import { backoff, databaseOver, isAway, isBusy, isFull, sleep } from './client.ts';
import type { Connection, Db, OpenTransaction } from './client.ts';
import type { LaneProof } from './lane-proof.ts';

/**
 * The one way to write. Jobs run strictly one after the other; jobs that queued up while a transaction ran
 * share the next one (group commit), each inside its own savepoint. A promise resolves only after its group
 * is committed AND another connection has seen it.
 */
export type Lane = {
  /**
   * `work` may run more than once (after SQLITE_BUSY everything is done again on a fresh connection), so it
   * must do nothing but use `db`, and use it only until it returns. Throws what `work` throws, having undone
   * its writes; `database_busy` when another connection held the database for all attempts; `disk_full` where nothing
   * more fits, for all that shared the transaction.
   */
  readonly write: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  /** Does something between two transactions, in its turn; writes wait for it. Runs once. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Jobs that wait for their transaction. */
  readonly waiting: () => number;
  /** Resolves when everything queued is written. */
  readonly drain: () => Promise<void>;
};

export type LaneOptions = {
  /** Tries of one group before `database_busy`; 60 are about half a minute. */
  readonly attempts?: number;
  /** Jobs that share a transaction at most. */
  readonly group?: number;
  /** Milliseconds after which a transaction takes in no further job: a server ends those that hold others up. */
  readonly groupMs?: number;
};

type Job = {
  readonly work: (db: Db) => Promise<unknown>;
  /** Not in a transaction. */
  readonly alone: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome = {
  readonly job: Job;
  readonly value?: unknown;
  readonly error?: unknown;
  readonly failed: boolean;
};

/** Milliseconds that a group lets others go before it at most, and those of a turn in which nothing happened. */
const OTHERS_MS = 50;
const QUIET_MS = 0.2;

/**
 * Lets the event loop turn until nothing happens in it, for some milliseconds. In each turn one new connection is let in:
 * where that were one a group, a rush of callers would wait before the door, where nobody tells them to come back later.
 */
async function untilQuiet(): Promise<void> {
  const end = performance.now() + OTHERS_MS;
  for (let began = performance.now(); began < end;) {
    await nextTurn();
    const now = performance.now();
    if (now - began < QUIET_MS) return;
    began = now;
  }
}

/** Whether a write was refused for what concerns every other one as well: no room, the database held, the store closing. */
export const isOfAll = (error: unknown): boolean =>
  error instanceof AppError && ['disk_full', 'database_busy', 'forbidden'].includes(error.code);

/** Raised when a group cannot be trusted any more and must be done again. */
const AGAIN = Symbol('again');

/** Raised when nobody can say whether a group is kept: doing it again might do it twice. */
class OutcomeUnknown extends Error {}

/**
 * Why all this: libSQL's local client goes on reporting success on a connection that once met SQLITE_BUSY,
 * while nothing reaches the file. So the connection is dropped at the first sign of trouble, and each group
 * leaves a token by which it proves itself.
 */
export function createLane(writer: Connection, proof: LaneProof, options: LaneOptions = {}): Lane {
  const attempts = options.attempts ?? 60;
  const groupSize = options.group ?? 64;
  const groupMs = options.groupMs ?? Infinity;
  const queue: Job[] = [];
  let running: Promise<void> | null = null;

  async function runJob(tx: OpenTransaction, job: Job): Promise<Outcome> {
    let current: OpenTransaction | null = tx;
    const db = databaseOver((statement) => {
      if (current === null) throw new Error('A write job used its database after it had returned.');
      return current.execute(statement);
    });
    await tx.execute('SAVEPOINT job');
    try {
      const value = await job.work(db);
      current = null;
      await tx.execute('RELEASE job');
      return { job, value, failed: false };
    } catch (error) {
      current = null;
      if (isBusy(error) || isAway(error) || isFull(error)) throw error;
      // An error that ended the whole transaction (input, output) leaves nothing to return to.
      if (tx.closed) throw AGAIN;
      await tx.execute('ROLLBACK TO job');
      await tx.execute('RELEASE job');
      return { job, error, failed: true };
    }
  }

  /** What came of the jobs it came to: of fewer than all where they took long. */
  async function attempt(jobs: readonly Job[], token: string): Promise<Outcome[]> {
    const tx = await writer.client.transaction('write');
    try {
      const outcomes: Outcome[] = [];
      const began = performance.now();
      for (const job of jobs) {
        if (outcomes.length > 0 && performance.now() - began > groupMs) break;
        outcomes.push(await runJob(tx, job));
      }
      if (outcomes.every((o) => o.failed)) {
        await tx.rollback();
        return outcomes;
      }
      await proof.mark(tx, token);
      let failure: unknown = null;
      try {
        await tx.commit();
      } catch (error) {
        failure = error;
      }
      const kept = await proof.kept(token, failure).catch((cause: unknown) => {
        throw new OutcomeUnknown('Nobody can say whether a transaction is kept.', { cause });
      });
      if (kept) return outcomes;
      throw failure !== null && !isBusy(failure) && !isAway(failure) ? failure : AGAIN;
    } finally {
      if (!tx.closed) tx.close();
    }
  }

  /** How many of the jobs, from the first on, were done. */
  async function runGroup(jobs: readonly Job[]): Promise<number> {
    for (let n = 0; ; n++) {
      try {
        const outcomes = await attempt(jobs, randomUUID());
        for (const o of outcomes) {
          if (o.failed) o.job.reject(o.error);
          else o.job.resolve(o.value);
        }
        return outcomes.length;
      } catch (error) {
        if (error instanceof OutcomeUnknown) throw new AppError('database_busy', {}, { cause: error });
        await writer.reopen();
        if (isFull(error)) throw new AppError('disk_full', {}, { cause: error });
        if (error !== AGAIN && !isBusy(error) && !isAway(error)) throw error;
        if (n + 1 >= attempts) throw new AppError('database_busy', {}, { cause: error });
        await sleep(backoff(n));
      }
    }
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      if (queue[0]?.alone === true) {
        const job = queue.shift() as Job;
        // It is given no database: what it does is not in a transaction.
        await job.work(undefined as never).then(job.resolve, job.reject);
        continue;
      }
      const next = queue.findIndex(({ alone }) => alone);
      const jobs = queue.splice(0, next < 0 ? groupSize : Math.min(groupSize, next));
      try {
        queue.unshift(...jobs.slice(await runGroup(jobs)));
      } catch (error) {
        for (const job of jobs) job.reject(error);
      }
      // Local statements never yield by themselves: let sockets and timers have their turn.
      await untilQuiet();
    }
    running = null;
  }

  function put(job: Job): void {
    queue.push(job);
    running ??= Promise.resolve().then(run);
  }

  return {
    write: <T>(work: (db: Db) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        put({ work, alone: false, resolve: resolve as (value: unknown) => void, reject });
      }),
    alone: <T>(work: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        put({ work, alone: true, resolve: resolve as (value: unknown) => void, reject });
      }),
    waiting: () => queue.length,
    drain: async () => {
      while (running !== null) await running;
    },
  };
}
