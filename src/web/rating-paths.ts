import { SUGGESTION_KIND, type SuggestionKind } from '../kernel/rating-words.ts';

/** Address of the report of ratings, or of another page about them; what is empty is left out. */
export const ratingsPath = (
  query: Readonly<Record<string, string | undefined>>,
  path = '/knowledge/ratings',
): string => {
  const given = Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given as [string, string][])}`;
};

/** A reference as a person reads it. */
export function referenceWords(kind: SuggestionKind, reference: string): string {
  const at = reference.lastIndexOf('|');
  const name = at < 0 ? reference : `《${reference.slice(0, at)}》${reference.slice(at + 1)}`;
  return `${name.replace(/^(?:entry|rule):/, '')}（${SUGGESTION_KIND[kind]}）`;
}
