// Imports a file and prints how far it got; killed and started again by import-kill.test.ts.
import { readFileSync, writeSync } from 'node:fs';
import { importOrders } from '../../../src/app/import/importing.ts';
import { createServices } from '../../../src/app/services.ts';
import { openStore } from '../../../src/store/store.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { smallProfile } from '../../support/small-profile.ts';

const [url, file] = process.argv.slice(2) as [string, string];
const store = await openStore({ url });
const services = createServices({ store, engine: deskEngine, profile: smallProfile });
const actor = { id: 'import', name: '导入', role: 'system', unit: null } as const;
const report = await importOrders(services, actor, readFileSync(file), file, {
  onProgress: ({ accepted, duplicate }) => writeSync(1, `${accepted + duplicate}\n`),
});
await store.close();
writeSync(1, `done ${JSON.stringify(report)}\n`);
