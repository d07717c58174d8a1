import { createContext, createServices } from '../../src/app/services.ts';
import type { Context } from '../../src/app/context.ts';
import type { Actor, OrderInput } from '../../src/app/types.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { closeAfterTest } from './closing.ts';
import { deskEngine } from './desk-engine.ts';
import { smallProfile } from './small-profile.ts';
import { tempDatabase } from './temp.ts';

export const NOW = Date.parse('2026-04-14T10:00:00+08:00');

export const system: Actor = { id: 'key-1', name: '热线平台', role: 'system', unit: null };
export const dispatcher: Actor = { id: 'u-d', name: '派单员', role: 'dispatcher', unit: null };
export const admin: Actor = { id: 'u-a', name: '管理员', role: 'admin', unit: null };
export const handler: Actor = { id: 'u-h', name: '王所', role: 'handler', unit: 'SCS-XCAJ' };
export const street: Actor = { id: 'u-s', name: '街道', role: 'handler', unit: 'JD-XCAJ' };
export const elsewhere: Actor = { id: 'u-e', name: '德胜所', role: 'handler', unit: 'SCS-DS' };

export type Desk = {
  readonly url: string;
  readonly store: Store;
  readonly context: Context;
  readonly services: ReturnType<typeof createServices>;
  readonly clock: ReturnType<typeof fixedClock>;
};

/** All use cases over a fresh database, the fake engine and a clock that stands still. */
export async function desk(url = tempDatabase()): Promise<Desk> {
  const store = await openStore({ url });
  closeAfterTest(() => store.close());
  const clock = fixedClock(NOW);
  const options = {
    store,
    engine: deskEngine,
    profile: smallProfile,
    clock,
    accounts: { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } },
  };
  const context = createContext(options);
  return { url, store, context, services: createServices(options, context), clock };
}

export const order = (text: string, more: Partial<OrderInput> = {}): OrderInput => ({
  channel: 'phone',
  receivedAt: '2026-04-14T09:30:00+08:00',
  text,
  ...more,
});
