import { createProfileHolder } from '../app/catalogue/profile-holder.ts';
import { createRulingMemory } from '../app/dispatch/ruling-memory.ts';
import { createInsightMemory } from '../app/insight/insight-memory.ts';
import { createEvidenceDesk } from '../app/life/evidence-desk.ts';
import { evidencePlace } from '../app/life/evidence-place.ts';
import { createPrivacyDesk } from '../app/privacy/privacy-desk.ts';
import { retentionPlaces } from '../app/privacy/retaining.ts';
import type { PrivacyDesk } from '../app/privacy/privacy-types.ts';
import { createDuplicateMemory } from '../app/relations/duplicate-memory.ts';
import type { Actor } from '../app/types.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { openStore } from '../store/store.ts';
import { profileOf } from './opening.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const OPERATOR: Actor = { id: 'operator', name: '运维', role: 'admin', unit: null };

/** What is kept of people in a database, without model and knowledge. Whoever is at the machine answers for it. */
export async function withPrivacy<T>(
  config: Config,
  work: (privacy: PrivacyDesk, operator: Actor) => Promise<T>,
): Promise<T> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token });
  const duplicates = createDuplicateMemory(store);
  try {
    const profiles = createProfileHolder(profileOf(config), systemClock);
    await profiles.refresh(store);
    const { profile } = profiles;
    const place = evidencePlace(config);
    const privacy = createPrivacyDesk(
      {
        store,
        clock: systemClock,
        log: SILENT,
        profile,
        duplicates,
        insight: createInsightMemory({ store, profile, duplicates }),
        rulings: createRulingMemory(store),
      },
      {
        evidence: place === null ? null : createEvidenceDesk({ store, clock: systemClock }, place),
        places: retentionPlaces(config),
      },
    );
    const done = await work(privacy, OPERATOR);
    await privacy.settled();
    return done;
  } finally {
    await duplicates.close();
    await store.close();
  }
}
