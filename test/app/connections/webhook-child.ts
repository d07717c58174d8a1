// Sends to a receiver until it is killed; run by webhooks.test.ts.
import { createCourier } from '../../../src/app/connections/webhook-courier.ts';
import { openStore } from '../../../src/store/store.ts';
import { HERE } from '../../support/connections-desk.ts';

const [, , url = '', now = ''] = process.argv;
const store = await openStore({ url });
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => Number(now) };
const courier = createCourier(
  { store, clock, log: quiet },
  { allowed: HERE, random: () => 0.5, timeoutMs: 30_000 },
);
for (const id of await courier.due()) await courier.serve(id, () => false);
process.stdout.write('done\n');
await store.close();
