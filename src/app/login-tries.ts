import { AppError } from '../kernel/errors.ts';
import * as table from '../store/accounts.ts';
import type { Db } from '../store/client.ts';
import { sha256 } from './canonical.ts';

/** Failures of one name before each further try has to wait. */
export const FREE_TRIES = 5;
/** The same of one address, behind which a whole office may sit. */
export const FREE_TRIES_ADDRESS = 30;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** After this long without a failure the count starts anew. */
const FORGET_MS = 6 * 3_600_000;

/** Milliseconds to wait after the `failures`-th failure in a row: 30 s from the `free`-th, doubling to 15 min. */
function waitAfter(failures: number, free: number): number {
  if (failures < free) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - free));
}

/** Under what the tries of an address are counted. */
export const addressKey = (address: string): string => sha256(`address:${address}`);

/** Counts a try before it is looked at, so that a hundred at once are a hundred. Throws `rate_limited`. */
export async function countTry(db: Db, key: string, free: number, now: number): Promise<void> {
  const last = await table.failuresOf(db, key);
  if (last !== null && last.lockedUntil > now) {
    throw new AppError('rate_limited', { seconds: Math.ceil((last.lockedUntil - now) / 1000) });
  }
  const failures = last === null || now - last.lastAt > FORGET_MS ? 1 : last.failures + 1;
  await table.saveFailures(db, {
    nameHash: key,
    failures,
    lastAt: now,
    lockedUntil: now + waitAfter(failures, free),
  });
}

/** A good log-in takes back its own try alone: whoever knows one password must not guess others for ever. */
export async function forgiveTry(db: Db, key: string): Promise<void> {
  const last = await table.failuresOf(db, key);
  if (last !== null) await table.saveFailures(db, { ...last, failures: last.failures - 1, lockedUntil: 0 });
}
