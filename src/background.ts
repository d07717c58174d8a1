import type { Copies } from './app/admin/copies.ts';
import type { Context } from './app/context.ts';
import { keepMissingCases } from './app/life/case-keeping.ts';
import { createSweeping } from './app/life/sweeping.ts';
import type { SweepReport } from './app/life/sweeping.ts';
import type { WatchedFolder } from './app/import/watched-folder.ts';
import type { PrivacyDesk } from './app/privacy/privacy-types.ts';
import { startAlone } from './jobs/alone.ts';
import type { Alone } from './jobs/alone.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { startKeeping } from './jobs/keeping.ts';
import { startRunner } from './jobs/runner.ts';
import type { Runner } from './jobs/runner.ts';
import { startSweeps } from './jobs/sweeps.ts';
import type { Sweeps } from './jobs/sweeps.ts';
import { startWatching } from './jobs/watching.ts';

export type Background = Alone & {
  /** Looks for jobs now, where they are done here. */
  readonly wake: () => void;
  /** The last sweep made here; null before the first, and where another process sweeps. */
  readonly lastSweep: () => SweepReport | null;
};

/** What one process does beside answering, however many there are: jobs of the outbox, sweeps, the import folder, copies, erasing by age. */
export function startBackground(
  context: Context,
  {
    watched,
    recover,
    copies,
    privacy,
    isPressed,
  }: {
    readonly watched: WatchedFolder | null;
    readonly recover: () => Promise<unknown>;
    readonly copies: Copies;
    readonly privacy: Pick<PrivacyDesk, 'retain'>;
    /** Whether somebody waits for an answer just now. */
    readonly isPressed: () => boolean;
  },
): Background {
  const { store, clock, log } = context;
  let runner: Runner | null = null;
  let sweeps: Sweeps | null = null;

  const alone = startAlone({ store, log }, 'background', async () => {
    await recover();
    // What was read before another process worked on it is out of date.
    if (store.isShared) {
      context.insight.reset();
      context.duplicates.reset();
    }
    const jobs = startRunner({ store, clock, log, handlers: jobHandlers(context), isPressed });
    jobs.wake();
    const swept = startSweeps(createSweeping(context), log, { isPressed });
    const watching = watched === null ? null : startWatching(watched, log);
    const keeping = startKeeping({ copies, privacy, clock, log });
    [runner, sweeps] = [jobs, swept];
    // A database of an older program keeps no facts of its orders; requests come between the pages.
    const cases = keepMissingCases(context).catch((error: unknown) => {
      log.warn({ err: error }, 'facts of orders not made anew');
    });
    // Built now rather than with the first order; without it every order is looked into a little later.
    context.duplicates.index().catch((error: unknown) => {
      log.warn({ err: error }, 'index of duplicates not built yet');
    });
    return {
      stop: async () => {
        [runner, sweeps] = [null, null];
        await swept.stop();
        await keeping.stop();
        await watching?.stop();
        await cases;
        await jobs.stop();
      },
    };
  });

  return {
    ...alone,
    wake: () => runner?.wake(),
    lastSweep: () => sweeps?.last() ?? null,
  };
}
