import type { Log } from './app/context.ts';

/** One step after the other, whatever becomes of those before: a full disk must not leave a server half alive. */
export async function inTurn(log: Log, steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, 'a part of the server did not end in order');
    }
  }
}
