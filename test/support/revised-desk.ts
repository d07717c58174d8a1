import { createProfileHolder } from '../../src/app/catalogue/profile-holder.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor, Engine } from '../../src/app/types.ts';
import { beijingDay, fixedClock } from '../../src/kernel/clock.ts';
import type { Profile } from '../../src/profile/types.ts';
import { openStore } from '../../src/store/store.ts';
import { buildDuties } from '../../src/triage/duties.ts';
import { routeOrder } from '../../src/triage/route.ts';
import { closeAfterTest } from './closing.ts';
import { NOW } from './desk.ts';
import { deskEngine } from './desk-engine.ts';
import { smallProfile } from './small-profile.ts';
import { tempDatabase } from './temp.ts';

export const analyst: Actor = { id: 'u-f', name: '分析员', role: 'analyst', unit: null };
export const otherAdmin: Actor = { id: 'u-a2', name: '另一管理员', role: 'admin', unit: null };

/** All use cases with an engine that goes by the profile as it is revised by now. */
export async function revisedDesk(shipped: Profile = smallProfile) {
  const store = await openStore({ url: tempDatabase() });
  closeAfterTest(() => store.close());
  const clock = fixedClock(NOW);
  const profiles = createProfileHolder(shipped, clock);
  const { profile } = profiles;
  const versions = () => ({ ...deskEngine.versions, ...profile.versions });
  const engine: Engine = {
    ...deskEngine,
    get versions() {
      return versions();
    },
    triage: (order) => {
      const said = deskEngine.triage(order);
      const duties = buildDuties(profile, beijingDay(Date.parse(order.receivedAt)));
      const { lead, joint, candidates } = routeOrder({
        issueType: duties.type(said.issueType.code),
        demandKind: said.demandKind.value,
        territory: { street: said.street, confidence: 0.9, found: [] },
        duties,
      });
      return { ...said, unit: { ...said.unit, lead, joint, candidates }, versions: versions() };
    },
  };
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const options = { store, engine, profile, profiles, clock, accounts };
  const context = createContext(options);
  return { store, clock, profile, profiles, context, services: createServices(options, context) };
}
