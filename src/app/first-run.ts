import { randomInt } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { listUsers } from '../store/accounts.ts';
import { anyOrder } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { importOrders } from './import/importing.ts';
import type { Actor, Role, Services } from './types.ts';

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
  { username: 'xdsc', name: '西长安街所承办人', role: 'handler', unit: 'SCS-XCAJ' },
  { username: 'xcajjd', name: '西长安街街道承办人', role: 'handler', unit: 'JD-XCAJ' },
  { username: 'fenxi', name: '分析员', role: 'analyst', unit: null },
] as const;

const IMPORTER: Actor = { id: 'first-run', name: '演示数据', role: 'system', unit: null };

/** Without characters that are easily mistaken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 16 characters in groups of four: 79 bits. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Fills a database without accounts: demonstration orders (only where there are no others), an API key and
 * accounts; without `demo` the administrator alone. Null where there are accounts already. Cut short before
 * the first account it runs again whole; cut short after it, the passwords are lost and `user passwd` gives
 * new ones.
 */
export async function firstRun(
  store: Store,
  services: Services,
  options: {
    readonly demo: boolean;
    /** One password for all; random ones where it is empty. */
    readonly password: string;
    /** Demonstration orders, jsonl. */
    readonly orders: Uint8Array;
  },
): Promise<FirstRun | null> {
  if ((await store.read(listUsers)).length > 0) return null;
  const wanted = options.demo ? [ADMIN, ...DEMO] : [ADMIN];
  const accounts = wanted.map((who) => ({ ...who, password: options.password || randomPassword() }));
  const empty = !(await store.read(anyOrder));
  const orders = options.demo && empty ? await loadDemoOrders(services, options.orders) : 0;
  const key = options.demo ? (await services.accounts.addKey('演示接口')).key : null;
  for (const account of accounts) await services.accounts.addUser(account);
  return { accounts, apiKey: key, orders };
}

/** Number of orders stored. Throws the first refusal: the file is ours and must be clean. */
async function loadDemoOrders(services: Services, bytes: Uint8Array): Promise<number> {
  const report = await importOrders(services, IMPORTER, bytes, 'demo.jsonl');
  const bad = report.refused[0];
  if (bad !== undefined) throw new AppError('bad_file', { file: 'demo.jsonl', reason: bad.reason });
  return report.accepted;
}
