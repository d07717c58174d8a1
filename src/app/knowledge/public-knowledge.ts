import { beijingDay } from '../../kernel/clock.ts';
import { exactQuote } from '../../knowledge/citation-check.ts';
import type { Article, KnowledgeEntry } from '../../knowledge/types.ts';
import { publicEntries } from '../../store/knowledge-items.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import type { HeldShelf } from './held-shelf.ts';
import type { PublicEntry, PublicKnowledge } from './knowledge-care-types.ts';
import { matchesText, wordsOf } from './knowledge-views.ts';

const PAGE = 20;

/** The entries marked public, as they were approved; nothing else of them leaves the house. */
export function createPublicKnowledge(context: Context, knowledge: LiveKnowledge): PublicKnowledge {
  return {
    search: async (text, page) => {
      const entries = await context.store.read(publicEntries);
      const shelf = heldShelf(knowledge.holder.current().sources);
      const today = beijingDay(context.clock.now());
      const words = wordsOf(text);
      const found = entries.flatMap((entry): PublicEntry[] => {
        if (entry.validTo !== null && entry.validTo <= today) return [];
        return words.length === 0 || matchesText(searched(entry), words) ? [shown(shelf, entry)] : [];
      });
      const at = Math.max(1, Math.floor(page));
      return { rows: found.slice((at - 1) * PAGE, at * PAGE), total: found.length, page: at, pageSize: PAGE };
    },
  };
}

/** Only what is shown is searched, and the questions people ask: key points are for those who answer. */
const searched = (entry: KnowledgeEntry): KnowledgeEntry => ({ ...entry, id: '', keyPoints: [] });

function shown({ shelf }: HeldShelf, entry: KnowledgeEntry): PublicEntry {
  const { id, title, rule, path, validFrom, validTo } = entry;
  return {
    id,
    title,
    rule,
    path,
    validFrom,
    validTo,
    citations: entry.citations.map(({ law, article, quote }) => {
      const versions = shelf.versions(law, article).map((index) => shelf.all[index] as Article);
      const version = versions.findLast((one) => exactQuote(one.text, quote) !== null);
      return {
        law,
        article,
        quote,
        effectiveFrom: version?.effectiveFrom ?? null,
        effectiveTo: version?.effectiveTo ?? null,
      };
    }),
  };
}
