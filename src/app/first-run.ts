import { randomInt } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import { listUsers, markDemoAccounts } from '../store/accounts.ts';
import { countOrders, ordersByIds } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { play } from './demo/playing.ts';
import type { DemoFiles } from './demo/playing.ts';
import type { Past } from './demo/playing.ts';
import type { Story } from './demo/story.ts';
import { readOrders } from './import/importing.ts';
import { PROGRAM } from './rights.ts';
import type { Actor, OrderInput, Role, Services } from './types.ts';

/** An account made on the first run, with its password: to be shown once and kept nowhere. */
export type FirstAccount = {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly password: string;
};

export type FirstRun = {
  readonly accounts: readonly FirstAccount[];
  /** An API key for other systems; null where no demonstration was asked for. */
  readonly apiKey: string | null;
  readonly orders: number;
};

const ADMIN = { username: 'admin', name: '管理员', role: 'admin', unit: null } as const;
const DEMO = [
  { username: 'paidan', name: '派单员', role: 'dispatcher', unit: null },
  { username: 'huifang', name: '回访员', role: 'callback', unit: null },
  { username: 'zhuren', name: '中心负责人', role: 'leader', unit: null },
  { username: 'xdsc', name: '西长安街所承办人', role: 'handler', unit: 'SCS-XCAJ' },
  { username: 'xcajjd', name: '西长安街街道承办人', role: 'handler', unit: 'JD-XCAJ' },
  { username: 'suozhang', name: '西长安街所负责人', role: 'unitLeader', unit: 'SCS-XCAJ' },
  { username: 'fenxi', name: '分析员', role: 'analyst', unit: null },
] as const;

const IMPORTER: Actor = { id: 'first-run', name: '演示数据', role: 'system', unit: null };

/** What the demonstration is made of. */
export type Demo = {
  /** Orders, jsonl. */
  readonly orders: Uint8Array;
  /** What became of them, JSON of a `Story`. */
  readonly story: Uint8Array;
  readonly files: DemoFiles;
};

/** Without characters that are easily mistaken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 16 characters in groups of four: 79 bits. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Fills a database without accounts: demonstration orders (only where there are no others), an API key and
 * accounts; without `demo` the administrator alone. Null where there are accounts already. The accounts come last and
 * all at once: cut short before them, the next start goes on where this one stopped; cut short after them, the passwords
 * are lost and `user passwd` gives new ones.
 */
export async function firstRun(
  store: Store,
  services: Services,
  options: {
    readonly demo: Demo | null;
    /** One password for all; random ones where it is empty. */
    readonly password: string;
    /** The use cases as of a time that is past. */
    readonly past: Past;
    readonly unitName: (code: string) => string;
    readonly clock?: Clock;
    readonly onRefused?: (id: string, error: AppError) => void;
  },
): Promise<FirstRun | null> {
  if ((await store.read((db) => listUsers(db, PROGRAM))).length > 0) return null;
  const { demo } = options;
  const wanted = demo === null ? [ADMIN] : [ADMIN, ...DEMO];
  const accounts = wanted.map((who) => ({ ...who, password: options.password || randomPassword() }));
  const orders = demo === null ? 0 : await loadDemo(store, options.unitName, demo, options);
  const key = demo === null ? null : (await services.accounts.addKey('演示接口')).key;
  await services.accounts.addUser(...accounts.map((account) => ({ ...account, id: idOf(account.username) })));
  // Where there are orders of others nobody is invited to try anything.
  if (orders > 0)
    await store.write((db) =>
      markDemoAccounts(
        db,
        accounts.map(({ username }) => idOf(username)),
      ),
    );
  return { accounts, apiKey: key, orders };
}

/** Known before the account is there: what it did in the demonstration comes first. */
const idOf = (username: string): string => `demo-${username}`;

/** Number of demonstration orders; 0 where there are orders of another kind. */
async function loadDemo(
  store: Store,
  unitName: (code: string) => string,
  demo: Demo,
  { past, clock = systemClock, onRefused = () => {} }: Parameters<typeof firstRun>[2],
): Promise<number> {
  const orders = await demoOrders(demo.orders);
  const ids = orders.flatMap(({ id }) => id ?? []);
  const foreign = await store.read(
    async (db) => (await countOrders(db, { reach: PROGRAM })) > (await ordersByIds(db, ids)).length,
  );
  if (foreign) return 0;
  const story = JSON.parse(new TextDecoder().decode(demo.story)) as Story;
  const actors = {
    of: (name: string) => actorOf([ADMIN, ...DEMO].find(({ username }) => username === name) ?? ADMIN),
    unit: (code: string): Actor => {
      const account = DEMO.find(({ unit, role }) => unit === code && role === 'handler');
      if (account !== undefined) return actorOf(account);
      // People of the other units, who have no account here.
      return { id: idOf(code), name: `${unitName(code)}承办人`, role: 'handler', unit: code };
    },
  };
  const { files } = demo;
  return play({ store, past, orders, story, files, importer: IMPORTER, actors, now: clock.now(), onRefused });
}

const actorOf = ({
  username,
  name,
  role,
  unit,
}: {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
}): Actor => ({ id: idOf(username), name, role, unit });

/** Throws the first refusal: the file is ours and must be clean. */
async function demoOrders(bytes: Uint8Array): Promise<OrderInput[]> {
  const orders: OrderInput[] = [];
  for await (const row of readOrders(bytes, 'demo.jsonl')) {
    if ('error' in row) throw new AppError('bad_file', { file: 'demo.jsonl', reason: row.error.message });
    orders.push(row.order);
  }
  return orders;
}
