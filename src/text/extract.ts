import type { CleanText, Entity, EntityKind, Span, Turn } from './types.ts';
import { findAmounts } from './amounts.ts';
import { spanToSource } from './clean.ts';
import { findDates } from './dates.ts';
import { findRequests } from './demands.ts';
import { findIdentifiers } from './identifiers.ts';
import { findPeople } from './people.ts';
import { findPlaces, type PlaceName, type PlaceNames } from './places.ts';
import { findProducts } from './products.ts';
import { findSubjects } from './subjects.ts';
import { isFree, nothingTaken, take } from './taken.ts';

export type { PlaceName, PlaceNames };

/** How many subjects and products are told; the best ones. */
const MAX_SUBJECTS = 2;
const MAX_PRODUCTS = 2;
/** A lesser subject is told only if it is nearly as good as the best. */
const SUBJECT_MARGIN = 1.2;

/**
 * What a text says: time, caller, phone, subject, place, street, community, product, amount, request, numbers of
 * identity cards, bank cards and plates. Spans and `text` are of the SOURCE; `value` is the reading: ISO day or
 * `from/to` for time (on the day of `receivedAt`, milliseconds UTC), yuan for amounts, digits for numbers, the
 * simplified name for places and subjects written otherwise. In order of the source.
 */
export function extractEntities(
  clean: CleanText,
  options: {
    readonly turns: readonly Turn[];
    readonly receivedAt: number;
    readonly names: PlaceNames;
    /** What `findRequests` found, where that is known. */
    readonly requests?: readonly Span[];
  },
): Entity[] {
  const { text } = clean;
  const found: Entity[] = [];
  const add = (kind: EntityKind, span: Span, value?: number | string) => {
    const { start, end } = spanToSource(clean, span);
    if (end <= start) return;
    const words = clean.source.slice(start, end);
    const read =
      value ?? (kind === 'request' ? undefined : normalized(text.slice(span.start, span.end), words));
    found.push(
      read === undefined ? { kind, start, end, text: words } : { kind, start, end, text: words, value: read },
    );
  };
  const identifiers = findIdentifiers(text);
  const taken = nothingTaken(text.length);
  for (const hit of identifiers) take(taken, hit.start, hit.end);
  for (const hit of identifiers) add(hit.kind, hit, hit.value);
  for (const hit of findDates(text, options.receivedAt))
    if (isFree(taken, hit.start, hit.end)) add('time', hit, hit.value);
  for (const hit of findAmounts(text)) if (isFree(taken, hit.start, hit.end)) add('amount', hit, hit.value);
  for (const person of findPeople(text, options.turns))
    if (person.role === 'caller' && isFree(taken, person.start, person.end)) add('caller', person);
  const places = findPlaces(text, options.names);
  for (const place of places) add(place.kind, place);
  const subjects = findSubjects(text, places);
  const best = subjects[0]?.score ?? 0;
  for (const subject of subjects.slice(0, MAX_SUBJECTS))
    if (best - subject.score <= SUBJECT_MARGIN) add('subject', subject);
  for (const product of findProducts(text).slice(0, MAX_PRODUCTS)) add('product', product);
  for (const request of options.requests ?? findRequests(text, options.turns)) add('request', request);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The clean words where the source writes them otherwise (traditional, full width), else nothing. */
function normalized(cleaned: string, source: string): string | undefined {
  return cleaned === source ? undefined : cleaned;
}
