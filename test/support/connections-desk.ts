import { createCourier } from '../../src/app/connections/webhook-courier.ts';
import type { WebhookInput } from '../../src/app/connections/webhook-types.ts';
import { createWebhooks } from '../../src/app/connections/webhooks.ts';
import { startWebhooks } from '../../src/jobs/webhooks.ts';
import type { WebhookRounds } from '../../src/jobs/webhooks.ts';
import { readNetworks } from '../../src/kernel/networks.ts';
import type { Networks } from '../../src/kernel/networks.ts';
import { closeAfterTest } from './closing.ts';
import { PEOPLE, lifeDesk } from './life-desk.ts';
import { tempDatabase } from './temp.ts';

export const HERE = { hosts: new Set<string>(), networks: readNetworks('127.0.0.1') as Networks };
const NEVER_MS = 3_600_000;

/** `lifeDesk` with systems that are told of its orders; nothing is sent until `rounds` is asked to. */
export async function connectionsDesk({ allowed = HERE, timeoutMs = 2000 } = {}, url = tempDatabase()) {
  const d = await lifeDesk(url, (store) => closeAfterTest(() => store.close()));
  const webhooks = createWebhooks(d.context, allowed);
  const courier = (by = d.context) => createCourier(by, { allowed, random: () => 0.5, timeoutMs });
  const line = { changes: d.context.changes, log: d.context.log };
  /** Sends what is due, as a process of its own would; null: it was stopped. */
  const startRounds = (): WebhookRounds => {
    const rounds = startWebhooks(courier(), line, { everyMs: NEVER_MS });
    closeAfterTest(() => rounds.stop());
    return rounds;
  };
  const add = (receiver: string, more: Partial<WebhookInput> = {}) =>
    webhooks.add(PEOPLE.admin, { name: '城管平台', url: receiver, events: [], unit: null, ...more });
  return { ...d, url, webhooks, courier, startRounds, add };
}
