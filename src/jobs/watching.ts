import type { Log } from '../app/context.ts';
import type { WatchedFolder } from '../app/import/watched-folder.ts';

/** Milliseconds from one look to the next. */
const EVERY_MS = 5_000;

/** Looks into the import folder again and again; a look that fails is logged, and the next one tries again. */
export function startWatching(
  folder: WatchedFolder,
  log: Log,
  options: { readonly everyMs?: number } = {},
): { readonly stop: () => Promise<void> } {
  let stopping = false;
  let running: Promise<void> | null = null;

  const look = (): void => {
    if (stopping) return;
    running ??= folder
      .look(() => stopping)
      .then(() => undefined)
      .catch((error: unknown) => log.error({ err: error }, 'import folder not read'))
      .finally(() => (running = null));
  };
  const timer = setInterval(look, options.everyMs ?? EVERY_MS);
  timer.unref();
  look();

  return {
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
