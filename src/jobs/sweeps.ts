import type { Log } from '../app/context.ts';
import type { Sweeping, SweepReport } from '../app/life/sweeping.ts';
import { giveWay } from './giving-way.ts';

export type Sweeps = {
  /** Sweeps now, or waits for the sweep that runs; null where it failed or the program is stopping. */
  readonly run: () => Promise<SweepReport | null>;
  /** The last sweep that came to its end; null before the first. */
  readonly last: () => SweepReport | null;
  /** Ends a running sweep at the next page and starts no other. */
  readonly stop: () => Promise<void>;
};

/** Milliseconds from one sweep to the next. */
export const SWEEP_EVERY_MS = 60_000;
/** Milliseconds that a sweep gives way after each page: a hundred thousand open orders are still gone over in a minute or two. */
const GIVE_WAY_MS = 20;

/** Sweeps at once and then every minute; one that takes longer than that is waited for. */
export function startSweeps(
  sweeping: Sweeping,
  log: Log,
  options: { readonly everyMs?: number; readonly isPressed?: () => boolean } = {},
): Sweeps {
  const { isPressed = () => false } = options;
  let stopping = false;
  let running: Promise<SweepReport | null> | null = null;
  let last: SweepReport | null = null;

  const run = (): Promise<SweepReport | null> => {
    if (stopping) return Promise.resolve(null);
    running ??= once().finally(() => (running = null));
    return running;
  };

  async function once(): Promise<SweepReport | null> {
    const started = performance.now();
    try {
      const report = await sweeping.sweep({
        stopping: () => stopping,
        breathe: () => giveWay(isPressed, GIVE_WAY_MS, () => stopping),
      });
      if (!report.stopped) last = report;
      const { orders, made, refreshed, failed } = report;
      if (Object.keys(made).length > 0 || refreshed > 0 || failed > 0) {
        const ms = Math.round(performance.now() - started);
        log.info({ orders, made, refreshed, failed, ms }, 'orders swept');
      }
      return report;
    } catch (error) {
      // The next one is a minute away.
      log.error({ err: error }, 'sweep failed');
      return null;
    }
  }

  const timer = setInterval(() => void run(), options.everyMs ?? SWEEP_EVERY_MS);
  timer.unref();
  void run();

  return {
    run,
    last: () => last,
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
