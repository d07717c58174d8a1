import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { giveLease, takeLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';

/** The right to be the only one of several processes that does something. */
export type Lease = {
  /** Resolves when the right is lost: the database could not be told in time that it is still wanted. */
  readonly lost: Promise<void>;
  /** Gives it back; others may have it at once. */
  readonly release: () => Promise<void>;
};

export type LeaseOptions = {
  /** Milliseconds after which others may have it from a process that says nothing any more. */
  readonly leaseMs?: number;
  /** Milliseconds that never go back. */
  readonly ticks?: () => number;
};

export const LEASE_MS = 30_000;

/**
 * Takes a lease and keeps it by taking it again four times in its span; null where another process holds it. Who cannot
 * keep it has lost it a quarter of the span before others may have it. A database in a file has one process, which gets
 * every lease.
 */
export async function takenLease(
  store: Pick<Store, 'isShared' | 'write'>,
  name: string,
  { leaseMs = LEASE_MS, ticks = () => performance.now() }: LeaseOptions = {},
): Promise<Lease | null> {
  if (!store.isShared) return { lost: new Promise(() => {}), release: () => Promise.resolve() };
  const holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const take = () => store.write((db) => takeLease(db, { name, holder, ms: leaseMs }));
  let heldAt = ticks();
  if (!(await take())) return null;
  let lose: () => void = () => {};
  const lost = new Promise<void>((resolve) => (lose = resolve));
  let asking: Promise<void> | null = null;
  const end = (): void => {
    clearInterval(timer);
    lose();
  };
  const timer = setInterval(() => {
    // The write that keeps it may itself wait for longer than it lasts.
    if (ticks() - heldAt > (leaseMs * 3) / 4) return end();
    const asked = ticks();
    asking ??= take()
      .then(
        (kept) => {
          if (kept) heldAt = asked;
          else end();
        },
        // Tried again, until the time is over.
        () => undefined,
      )
      .finally(() => (asking = null));
  }, leaseMs / 4);
  timer.unref();
  return {
    lost,
    release: async () => {
      clearInterval(timer);
      await asking;
      await store.write((db) => giveLease(db, name, holder));
    },
  };
}

/** The same, waited for until whoever holds it gives it back. */
export async function leaseWhenFree(
  store: Pick<Store, 'isShared' | 'write'>,
  name: string,
  options: LeaseOptions = {},
): Promise<Lease> {
  for (;;) {
    const lease = await takenLease(store, name, options);
    if (lease !== null) return lease;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

const ASK_AGAIN_MS = 500;
