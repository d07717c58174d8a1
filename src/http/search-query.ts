import { mayDo } from '../app/rights.ts';
import { SHOWN } from '../kernel/search-words.ts';
import type { Found } from '../app/search/search-types.ts';
import { AppError } from '../kernel/errors.ts';
import { searchHandbook } from '../web/handbook.ts';
import { searchSections } from '../web/search-sections.ts';
import type { SearchSection } from '../web/search-sections.ts';
import { actorOf, type Ctx, type Deps } from './context.ts';

/** What is found for a question, as both the page and the API show it. Throws as `Searching.find` does, and `not_found`. */
export async function foundFor(
  c: Ctx,
  { services, handbook, clock }: Deps,
  q: string,
): Promise<{ readonly found: Found; readonly sections: readonly SearchSection[] }> {
  const { searching } = services;
  if (searching === undefined) throw new AppError('not_found', { what: '搜索' });
  const actor = actorOf(c);
  const found = await searching.find(actor, q);
  const hits = found.q === '' ? [] : searchHandbook(handbook, found.q);
  const shown = { rows: hits.slice(0, SHOWN), total: hits.length, isMore: false };
  return { found, sections: searchSections(found, shown, actor, clock.now()) };
}

/** Whether numbers of callers are left out for who asks. */
export const isMasked = (c: Ctx): boolean => !mayDo(actorOf(c), 'order.personal');
