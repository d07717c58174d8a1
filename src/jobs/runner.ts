import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../app/context.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import type { Db } from '../store/client.ts';
import { OUTBOX_ATTEMPTS, dueJobs, failJob, finishJob } from '../store/outbox.ts';
import type { OutboxJob } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { giveWay } from './giving-way.ts';

/**
 * Does the work of one topic and returns the write that keeps the result, or null if there is nothing to
 * keep. The runner writes it in one transaction with the end of the job; only what a handler does outside
 * the database can happen twice.
 */
export type Handler = (
  payload: Readonly<Record<string, unknown>>,
) => Promise<((db: Db) => Promise<void>) | null>;

export type Runner = {
  /** Looks for work now rather than at the next poll. */
  readonly wake: () => void;
  /** Does what is due now and returns; for tests and commands. */
  readonly drain: () => Promise<number>;
  /** Finishes the job in hand and stops; jobs that wait stay in the outbox. */
  readonly stop: () => Promise<void>;
};

export type RunnerOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Only jobs of these topics; left out: all. */
  readonly topics?: readonly string[];
  /** Milliseconds between looks when nobody wakes the runner. */
  readonly pollMs?: number;
  /** Whether somebody waits for an answer just now: jobs let them go first, though not for ever. */
  readonly isPressed?: () => boolean;
};

const BATCH = 50;
/** Milliseconds that jobs give way in one go. */
const GIVE_WAY_MS = 100;

/** A job whose work is done, and what is to be written of it. */
type Worked = {
  readonly job: OutboxJob;
  readonly keep: ((db: Db) => Promise<void>) | null;
};

/** Two processes did the same job, while the one took over from the other: the first one's result stays. */
class DoneElsewhere extends Error {}

/** Runs the outbox, one job after the other within a topic, at least once each, until told to stop. */
export function startRunner(options: RunnerOptions): Runner {
  const { store, clock, log, handlers, isPressed = () => false } = options;
  let stopping = false;
  let turn: Promise<number> | null = null;
  let again = false;
  const timer = setInterval(() => wake(), options.pollMs ?? 1000);
  timer.unref();

  function wake(): void {
    if (stopping) return;
    again = true;
    turn ??= work()
      .catch((error: unknown) => {
        log.error({ err: error }, 'outbox stopped for now');
        return 0;
      })
      .finally(() => {
        turn = null;
        // Woken between the last look and now.
        if (again) wake();
      });
  }

  async function work(): Promise<number> {
    let done = 0;
    while (again && !stopping) {
      again = false;
      for (;;) {
        const jobs = await store.read((db) => dueJobs(db, clock.now(), BATCH, options.topics));
        if (jobs.length === 0) break;
        for (const round of roundsOf(jobs)) {
          if (stopping) return done;
          await giveWay(isPressed, GIVE_WAY_MS, () => stopping);
          await runRound(round);
          done += round.length;
        }
      }
    }
    return done;
  }

  /** Works the jobs one after the other and writes them together: they share a commit, each stands or falls by itself. */
  async function runRound(jobs: readonly OutboxJob[]): Promise<void> {
    const worked: Worked[] = [];
    const failed: { readonly job: OutboxJob; readonly error: unknown }[] = [];
    for (const job of jobs) {
      try {
        const handler = handlers[job.topic];
        if (handler === undefined) throw new Error(`No handler for topic ${job.topic}.`);
        worked.push({ job, keep: await handler(job.payload) });
      } catch (error) {
        failed.push({ job, error });
      }
      await nextTurn();
    }
    // Begun together and only here: a write that fails while nobody waits for it yet would end the process.
    await Promise.all([...worked.map(finish), ...failed.map(({ job, error }) => fail(job, error))]);
  }

  async function finish({ job, keep }: Worked): Promise<void> {
    try {
      await store.write(async (db) => {
        await keep?.(db);
        if (!(await finishJob(db, job.id))) throw new DoneElsewhere();
      });
    } catch (error) {
      if (error instanceof DoneElsewhere) return;
      await fail(job, error);
    }
  }

  async function fail(job: OutboxJob, error: unknown): Promise<void> {
    const level = job.attempts + 1 >= OUTBOX_ATTEMPTS ? 'error' : 'warn';
    log[level](
      { err: error, topic: job.topic, job: job.id, attempts: job.attempts + 1 },
      'outbox job failed',
    );
    const reason = error instanceof Error ? error.message : String(error);
    await store.write((db) => failJob(db, job, reason, clock.now()));
  }

  return {
    wake,
    drain: async () => {
      let done = 0;
      wake();
      while (turn !== null) done += await turn;
      return done;
    },
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await turn;
    },
  };
}

/** Jobs that follow each other, as long as each is of another topic: a job counts on those of its own topic being written. */
function roundsOf(jobs: readonly OutboxJob[]): OutboxJob[][] {
  const rounds: OutboxJob[][] = [];
  for (const job of jobs) {
    const round = rounds.at(-1);
    if (round === undefined || round.some(({ topic }) => topic === job.topic)) rounds.push([job]);
    else round.push(job);
  }
  return rounds;
}
