import { beijingDay, type Clock } from '../../kernel/clock.ts';
import { applyRevisions, comingDays } from '../../profile/apply-revisions.ts';
import type { AppliedRevision } from '../../triage/revision-types.ts';
import type { Profile } from '../../profile/types.ts';
import { approvedRevisions, hasRevisions } from '../../store/profile-revisions.ts';
import type { Store } from '../../store/store.ts';

export type ProfileHolder = {
  /** Stays the same object for the life of the program; each access goes to the profile in force at that moment. */
  readonly profile: Profile;
  /** As it was loaded from its folder. */
  readonly shipped: Profile;
  readonly revisions: () => readonly AppliedRevision[];
  /** Takes over what the database holds as approved: the next order is decided by it. */
  readonly refresh: (store: Pick<Store, 'read'>) => Promise<void>;
};

/**
 * Lays approved revisions of catalogue and types over the shipped profile of a running program. What takes effect on a
 * later day does so by itself. Keep no part of `profile` for later.
 */
export function createProfileHolder(shipped: Profile, clock: Clock): ProfileHolder {
  let revisions: readonly AppliedRevision[] = [];
  let held = shipped;
  /** Start of the next day on which something changes, UTC milliseconds. */
  let until = Infinity;

  function build(): void {
    const today = beijingDay(clock.now());
    held = applyRevisions(shipped, revisions, today);
    const [next] = comingDays(revisions, today);
    until = next === undefined ? Infinity : Date.parse(`${next}T00:00:00+08:00`);
  }

  const current = (): Profile => {
    if (clock.now() >= until) build();
    return held;
  };

  return {
    profile: new Proxy(shipped, {
      get: (_, name) => Reflect.get(current(), name) as unknown,
      has: (_, name) => Reflect.has(current(), name),
      ownKeys: () => Reflect.ownKeys(current()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(current(), name);
        return found === undefined ? undefined : { ...found, configurable: true };
      },
    }),
    shipped,
    revisions: () => revisions,
    refresh: async (store) => {
      // An older database, opened for reading only, has none.
      revisions = await store.read(async (db) => ((await hasRevisions(db)) ? approvedRevisions(db) : []));
      build();
    },
  };
}
