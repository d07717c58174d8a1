import type { Context, Log } from '../app/context.ts';
import type { Courier } from '../app/connections/webhook-courier.ts';

export type WebhookRounds = {
  /** Looks for work now rather than at the next look. */
  readonly wake: () => void;
  /** Sends what is due now and returns; for tests. */
  readonly drain: () => Promise<void>;
  /** Ends after the messages in hand; what waits stays in line. */
  readonly stop: () => Promise<void>;
};

/** Milliseconds between looks when nobody wakes it: events of other processes, and messages to be tried again. */
const LOOK_MS = 2000;

/**
 * Sends messages to other systems until told to stop, apart from the outbox: a receiver that is slow keeps only its own
 * messages waiting.
 */
export function startWebhooks(
  courier: Courier,
  { changes, log }: { readonly changes: Context['changes']; readonly log: Log },
  options: { readonly everyMs?: number } = {},
): WebhookRounds {
  const serving = new Map<string, Promise<void>>();
  /** Found due while they were being served: perhaps after the last message was looked for. */
  const overlapped = new Set<string>();
  let stopping = false;
  let looking: Promise<void> | null = null;
  let again = false;

  function wake(): void {
    if (stopping) return;
    again = true;
    looking ??= look().finally(() => {
      looking = null;
      if (again) wake();
    });
  }

  async function look(): Promise<void> {
    while (again && !stopping) {
      again = false;
      try {
        for (const id of await courier.due())
          if (serving.has(id)) overlapped.add(id);
          else serve(id);
      } catch (error) {
        // The next look is seconds away.
        log.warn({ err: error }, 'webhooks not looked at');
      }
    }
  }

  function serve(id: string): void {
    const served = courier
      .serve(id, () => stopping)
      .then(
        () => undefined,
        (error: unknown) => log.error({ err: error, webhook: id }, 'webhook not served'),
      )
      .finally(() => {
        serving.delete(id);
        if (overlapped.delete(id)) wake();
      });
    serving.set(id, served);
  }

  const timer = setInterval(wake, options.everyMs ?? LOOK_MS);
  timer.unref();
  const line = changes.join({ listen: wake, end: () => undefined });
  wake();

  return {
    wake,
    drain: async () => {
      wake();
      while (looking !== null || serving.size > 0) {
        await looking;
        await Promise.all(serving.values());
      }
    },
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      line.leave();
      await looking;
      await Promise.all(serving.values());
      await courier.release();
    },
  };
}
