import type { Copies } from '../app/admin/copies.ts';
import type { Log } from '../app/context.ts';
import type { PrivacyDesk } from '../app/privacy/privacy-types.ts';
import type { Actor } from '../app/types.ts';
import { AppError } from '../kernel/errors.ts';
import { beijingDay } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';

/** Milliseconds from one look to the next. */
export const KEEP_EVERY_MS = 60_000;
/** Beijing hour from which on what is due by age is erased: nobody waits for the database then. */
const NIGHT_FROM = 3;
const NIGHT_UNTIL = 6;

/** Who erases by age. */
const KEEPER: Actor = { id: 'system', name: '系统', role: 'admin', unit: null };

export type Keeping = {
  /** Does what is due now; a second call waits for the first. */
  readonly look: () => Promise<void>;
  /** Gives up a copy that is being made and starts nothing else. */
  readonly stop: () => Promise<void>;
};

/** Makes copies of the database when it is time for one, and erases once a night what is due by age. */
export function startKeeping(options: {
  readonly copies: Copies;
  readonly privacy: Pick<PrivacyDesk, 'retain'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs?: number;
}): Keeping {
  const { copies, privacy, clock, log } = options;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  /** The Beijing day on which it was erased last. */
  let erasedOn: string | null = null;

  const look = (): Promise<void> => {
    if (stopping.signal.aborted) return Promise.resolve();
    running ??= once().finally(() => (running = null));
    return running;
  };

  async function once(): Promise<void> {
    await told('copy of the database not made', async () => {
      const name = await copies.keep(stopping.signal);
      if (name !== null) log.info({ copy: name }, 'copy of the database made');
    });
    const now = clock.now();
    const hour = new Date(now + 8 * 3_600_000).getUTCHours();
    if (hour < NIGHT_FROM || hour >= NIGHT_UNTIL || erasedOn === beijingDay(now)) return;
    await told('what is due by age was not erased', async () => {
      const { counts, cleaned } = await privacy.retain(KEEPER, { apply: true });
      erasedOn = beijingDay(now);
      const done = Object.fromEntries(counts.map((one) => [one.kind, one.done]));
      log.info({ done, cleaned }, 'erased what was due by age');
    });
  }

  async function told(what: string, work: () => Promise<void>): Promise<void> {
    if (stopping.signal.aborted) return;
    try {
      await work();
    } catch (error) {
      if (stopping.signal.aborted) return;
      const reason = error instanceof AppError ? error.message : undefined;
      log.error({ err: error, reason }, what);
    }
  }

  const timer = setInterval(() => void look(), options.everyMs ?? KEEP_EVERY_MS);
  timer.unref();

  return {
    look,
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
