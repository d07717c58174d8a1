import { AppError } from '../kernel/errors.ts';
import { backupFolder, databaseBytes, listBackups } from '../store/backup.ts';
import { oldestWaiting, outboxTopics } from '../store/outbox-care.ts';
import { laneToken } from '../store/probe.ts';
import type { Context } from './context.ts';
import type { Live } from './life/live-changes.ts';
import { scopeOf } from './rights.ts';
import type { Actor } from './types.ts';

/** How the program fares, in numbers; nothing of any order or person. */
export type HealthNumbers = {
  /** Jobs by topic, waiting and given up. */
  readonly outbox: readonly { readonly topic: string; readonly waiting: number; readonly dead: number }[];
  /** UTC milliseconds since when the oldest job waits; null where none does. */
  readonly oldestWaitingAt: number | null;
  /** Bytes of the database and of its write-ahead log; null where it lies on a server. */
  readonly database: { readonly file: number; readonly log: number } | null;
  /** UTC milliseconds of the newest backup beside the database; null where there is none. */
  readonly backupAt: number | null;
  readonly writesWaiting: number;
  readonly liveLines: number;
};

export type Health = {
  /** Whether the database answers; never an error. */
  readonly ready: () => Promise<boolean>;
  /** Writes that wait for their turn. */
  readonly writesWaiting: () => number;
  /** Throws `forbidden`; a key made for one unit does not see the whole. */
  readonly numbers: (actor: Actor) => Promise<HealthNumbers>;
};

/** Health, readiness and numbers, for those who run the program. */
export function createHealth(
  { store, log }: Pick<Context, 'store' | 'log'>,
  live: Pick<Live, 'lines'>,
): Health {
  const folder = backupFolder(store.url);
  return {
    ready: async () => {
      try {
        await store.read(laneToken);
        return true;
      } catch (error) {
        log.warn({ err: error }, 'database does not answer');
        return false;
      }
    },
    writesWaiting: store.writesWaiting,
    numbers: async (actor) => {
      if (scopeOf(actor, 'metrics.read').unit !== null)
        throw new AppError('forbidden', { reason: '限于一个单位的密钥不能读取运行指标' });
      const [database, backups, jobs] = await Promise.all([
        databaseBytes(store.url),
        folder === null ? [] : listBackups(folder),
        store.read(async (db) => ({ outbox: await outboxTopics(db), oldest: await oldestWaiting(db) })),
      ]);
      return {
        outbox: jobs.outbox,
        oldestWaitingAt: jobs.oldest,
        database,
        backupAt: backups[0]?.at ?? null,
        writesWaiting: store.writesWaiting(),
        liveLines: live.lines(),
      };
    },
  };
}
