import type { Context } from '../context.ts';
import { takenLease } from '../leases.ts';
import type { Work } from './work-place.ts';

const nameOf = (id: string): string => `training:${id}`;

/** Lets other processes know that a training goes on here, for as long as it does. */
export async function keepKnown(
  { store, log }: Pick<Context, 'store' | 'log'>,
  { id, ended }: Work,
): Promise<void> {
  const lease = await takenLease(store, nameOf(id));
  void ended
    .then(() => lease?.release())
    .catch((error: unknown) => log.warn({ err: error }, 'lease of a training not given back'));
}

/** Whether a process keeps a training known: one that is gone does not. */
export async function isKnown(store: Context['store'], id: string): Promise<boolean> {
  const lease = await takenLease(store, nameOf(id));
  await lease?.release();
  return lease === null;
}
