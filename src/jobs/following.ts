import type { Following } from '../app/following.ts';
import type { Log } from '../app/context.ts';

/** Milliseconds from one look to the next: as late as a page may learn what happened through another process. */
const EVERY_MS = 500;

/** Looks again and again at what other processes have changed; one that fails is logged, and the next one tries again. */
export function startFollowing(
  following: Following,
  log: Log,
  options: { readonly everyMs?: number } = {},
): { readonly stop: () => Promise<void> } {
  let running: Promise<void> | null = null;
  const look = (): void => {
    running ??= following
      .look()
      .catch((error: unknown) => log.warn({ err: error }, 'changes of other processes not read yet'))
      .finally(() => (running = null));
  };
  const timer = setInterval(look, options.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      following.stop();
    },
  };
}
