import { approvedItems } from '../store/knowledge-items.ts';
import { lawTombstoneTitles } from '../store/law-tombstones.ts';
import { readStoredArticles } from '../store/stored-articles.ts';
import type { Store } from '../store/store.ts';
import type { StoredKnowledge } from './knowledge-overlay.ts';

/** All knowledge the database holds, in one state of it. */
export async function readStoredKnowledge(store: Store): Promise<StoredKnowledge> {
  return store.read(async (db) => ({
    articles: await readStoredArticles(db),
    deletedLaws: await lawTombstoneTitles(db),
    ...(await approvedItems(db)),
  }));
}
