import type { AskedRule } from './applicability/choose.ts';
import type { Library } from './library.ts';
import type { Retrieval, ScoredEntry } from './retrieve.ts';
import type { Article, KnowledgeEntry } from './types.ts';

export type EntryChoice = {
  readonly text: string;
  readonly retrieval: Retrieval;
  /** The article cited first, and whether it was asked for by number. */
  readonly first: { readonly article: Article; readonly isAskedFor: boolean };
  readonly outcomes: readonly AskedRule[];
  readonly entryOn: Library['entryOn'];
  readonly day: string;
};

/**
 * The entry to answer with. What the leading rule decides comes with the entries that say so, the likest first; an
 * entry that speaks for the other side is never shown. Otherwise the best entry that speaks of the article cited
 * first; where the first is no entry's article, the best entry.
 */
export function bestEntry(choice: EntryChoice): KnowledgeEntry | undefined {
  const { text, retrieval, first, outcomes, entryOn, day } = choice;
  const speaksOf =
    ({ law, article }: Pick<Article, 'law' | 'article'>) =>
    ({ entry }: ScoredEntry): boolean =>
      entry.citations.some((cited) => cited.law === law && cited.article === article);
  if (first.isAskedFor) return retrieval.entries.find(speaksOf(first.article))?.entry;
  const isOfThing = ({ title }: KnowledgeEntry): boolean =>
    !CARS.test(title) || !OTHER_THING.test(text) || /车/u.test(text);
  const isOfTrade = ({ title }: KnowledgeEntry): boolean => !LESSONS.test(title) || LESSONS.test(text);
  const lead = outcomes[0];
  if (lead && lead.entries.length > 0) {
    const isDecided = lead.isAsked && lead.verdict !== 'unknown';
    const likest = retrieval.entries.find(
      ({ entry }) => lead.entries.includes(entry.id) && isOfThing(entry) && isOfTrade(entry),
    );
    const least = LIKE_ENOUGH * (retrieval.entries[0]?.score ?? 0);
    if (likest && (isDecided || likest.score >= least)) return likest.entry;
    const fitting = lead.entries.map((id) => entryOn(id, day)).find((entry) => entry !== undefined);
    if (fitting && isDecided) return fitting;
  }
  const open = retrieval.entries.filter(({ entry }) => !lead?.against.includes(entry.id) && isOfThing(entry));
  const basis = lead?.isAsked && lead.verdict === 'applies' ? lead.basis[0] : undefined;
  const least = CLOSE * (open[0]?.score ?? 0);
  const spoken =
    (basis && open.find((scored) => scored.score >= least && speaksOf(basis)(scored))) ??
    open.slice(0, 5).find(speaksOf(first.article));
  return (spoken ?? open[0])?.entry;
}

/** Cars have rules of their own, which say nothing of other things. */
const CARS = /汽车/u;
const OTHER_THING = /手机|电脑|冰箱|空调|洗衣机|电视|热水器|家具|沙发|床垫?|衣服|裤|裙|鞋|包包|手表/u;
const LESSONS = /培训|课|机构|学/u;

/** Where the rule is not named, its entries must come this near to the best for the question to be about it. */
const LIKE_ENOUGH = 0.75;
/** An entry on the very article of a rule that applies goes before a better one that is not, if it comes this near. */
const CLOSE = 0.6;
