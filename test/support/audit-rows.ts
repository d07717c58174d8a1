import { audit } from '../../src/store/schema/journal.ts';
import type { Store } from '../../src/store/store.ts';

/** The whole audit, oldest first. */
export const auditRows = (store: Store) =>
  store.read(async (db) => db.select().from(audit).orderBy(audit.seq));
