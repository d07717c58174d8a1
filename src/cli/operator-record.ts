import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { appendAudit } from '../store/audit.ts';
import { openStore } from '../store/store.ts';

/** Writes down what was done at the machine; false where a server that runs holds the database. */
export async function recordInDatabase(
  config: Pick<Config, 'db' | 'dbToken'>,
  action: string,
  subject: string,
  detail: string,
): Promise<boolean> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  try {
    const store = await openStore({ url: config.db, ...token });
    try {
      const who = { actorId: 'operator', actorName: '运维' };
      await store.write((db) =>
        appendAudit(db, [{ at: systemClock.now(), ...who, action, subject, detail }]),
      );
      return true;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'database_locked') return false;
    throw error;
  }
}
