import { createSimulationDesk } from '../../src/app/demo/simulation-desk.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { lifeServices } from './life-desk.ts';
import { shippedProfile } from './shipped-profile.ts';
import { tempDatabase, tempFolder } from './temp.ts';

/** Use cases over a fresh database under the shipped profile, with the simulated year. */
export async function simulationSite(closeLater: (close: () => Promise<void>) => void) {
  const store: Store = await openStore({ url: tempDatabase() });
  const d = await lifeServices(store, shippedProfile());
  const evidence = { folder: tempFolder(), limit: 1e6 };
  const simulation = createSimulationDesk(d.context, { demoIds: [], evidence });
  closeLater(async () => {
    await simulation.stop();
    d.context.changes.close();
    await store.close();
  });
  return { ...d, store, simulation, services: { ...d.services, simulation } };
}
