import { approvedItems } from '../../store/knowledge-items.ts';
import { listSuccessors } from '../../store/knowledge-law-links.ts';
import { lawTombstoneTitles } from '../../store/law-tombstones.ts';
import { readStoredArticles } from '../../store/stored-articles.ts';
import type { Store } from '../../store/store.ts';
import type { StoredKnowledge } from './knowledge-overlay.ts';

/** All knowledge the database holds, in one state of it. */
export async function readStoredKnowledge(store: Store): Promise<StoredKnowledge> {
  return store.read(async (db) => ({
    articles: await readStoredArticles(db),
    deletedLaws: await lawTombstoneTitles(db),
    successors: await listSuccessors(db),
    ...(await approvedItems(db)),
  }));
}
