import { corrections } from '../../src/store/schema/orders.ts';
import type { Store } from '../../src/store/store.ts';

/** All corrections, oldest first. */
export const correctionRows = (store: Store) =>
  store.read(async (db) => db.select().from(corrections).orderBy(corrections.id));
