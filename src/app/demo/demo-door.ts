import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { demoAccounts, listUsers } from '../../store/accounts.ts';
import { countRealOrders } from '../../store/simulation.ts';
import type { Context } from '../context.ts';
import { checkPassword } from '../passwords.ts';
import { PROGRAM } from '../rights.ts';
import type { Actor, Role } from '../types.ts';

/** What somebody may try in a role, one after the other; paths are pages of this server. */
export type TourStep = { readonly path: string; readonly link: string; readonly text: string };
export type Tour = { readonly [K in Role]?: readonly TourStep[] };

/** An account that the log-in page offers. */
export type DemoAccount = { readonly username: string; readonly role: Role; readonly name: string };

export type DemoDoor = {
  /** One account for each role; none as soon as the installation is in use. */
  readonly accounts: () => Promise<readonly DemoAccount[]>;
  /** The password of one of them where everybody at this machine may know it; null elsewhere. */
  readonly passwordOf: (username: string) => Promise<string | null>;
  /** Steps for whoever signed in with one of them; empty for everybody else. */
  readonly stepsFor: (actor: Actor) => Promise<readonly TourStep[]>;
};

const step = z.strictObject({
  path: z.string().regex(/^\/(?!\/)[\x21-\x7e]*$/),
  link: z.string().min(1).max(20),
  text: z.string().min(1).max(60),
});
const tourSchema = z.partialRecord(
  z.enum(['admin', 'dispatcher', 'leader', 'callback', 'analyst', 'handler', 'unitLeader']),
  z.array(step).min(4).max(5),
);

/** Reads `data/demo/tour.json`. Throws `bad_file`. */
export function readTour(text: string): Tour {
  const parsed = tourSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new AppError('bad_file', {
      file: 'tour.json',
      reason: parsed.error.issues[0]?.message ?? '无法识别',
    });
  return parsed.data as Tour;
}

/** In which order roles are offered: as a matter goes from hand to hand. */
const ROLES: readonly Role[] = [
  'dispatcher',
  'handler',
  'unitLeader',
  'callback',
  'analyst',
  'leader',
  'admin',
];

/** Milliseconds for which it is taken for known that no real order has come. */
const LOOKED_MS = 10_000;

/**
 * Whether anybody may try the accounts of the demonstration, and what they may try. It is so only while nobody uses the
 * installation: the first run made the accounts for the demonstration, each still has the password it was made with and
 * is not disabled, nobody has added another one, and there is no order but those of the demonstration and made-up ones.
 * Once in use, it stays shut until the program starts again.
 */
export function createDemoDoor(
  context: Pick<Context, 'store' | 'clock'>,
  options: {
    readonly demoIds: readonly string[];
    readonly tour: Tour;
    /** What `JIESU_DEMO_PASSWORD` says; empty: every account has a random one, and nobody is told. */
    readonly password: string;
    /** Whether nobody but this machine itself can reach the server. */
    readonly isLocal: boolean;
  },
): DemoDoor {
  const { store, clock } = context;
  const { demoIds, tour, password, isLocal } = options;
  let isShut = false;
  let lookedAt = -Infinity;

  const accountsNow = async () => {
    if (isShut) return [];
    const looks = clock.now() - lookedAt >= LOOKED_MS;
    const { made, users, real } = await store.read(async (db) => ({
      made: new Map((await demoAccounts(db)).map((row) => [row.userId, row.passwordHash])),
      users: await listUsers(db, PROGRAM),
      real: looks ? await countRealOrders(db, demoIds) : 0,
    }));
    const isUntouched =
      made.size > 0 &&
      real === 0 &&
      users.length === made.size &&
      users.every((user) => user.disabledAt === null && made.get(user.id) === user.passwordHash);
    if (!isUntouched) {
      isShut = true;
      return [];
    }
    if (looks) lookedAt = clock.now();
    return users;
  };

  return {
    accounts: async () => {
      const users = await accountsNow();
      const led = users.find(({ role }) => role === 'unitLeader')?.unit;
      return ROLES.flatMap((role) => {
        const all = users.filter((user) => user.role === role);
        // Of the handlers the one whose leader can be tried as well: both see the same orders.
        const user = all.find(({ unit }) => unit === led) ?? all[0];
        return user === undefined ? [] : [{ username: user.username, role, name: user.name }];
      });
    },
    passwordOf: async (username) => {
      if (password === '' || !isLocal) return null;
      const user = (await accountsNow()).find((one) => one.username === username);
      // Whoever manages the accounts types the password: what they do cannot be undone.
      if (user === undefined || user.role === 'admin') return null;
      return (await checkPassword(password, user.passwordHash)) ? password : null;
    },
    stepsFor: async ({ id, role }) =>
      (await accountsNow()).some((user) => user.id === id) ? (tour[role] ?? []) : [],
  };
}
