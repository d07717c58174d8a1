import type { ItemSummary } from '../knowledge/knowledge-care-types.ts';
import type { LawSummary } from '../law/law-care-types.ts';
import type { RulingView } from '../dispatch/ruling-types.ts';
import type { Actor, OrderSummary } from '../types.ts';

/** What was found of one kind; `isMore` where there are more than were counted. */
export type Hits<T> = { readonly rows: readonly T[]; readonly total: number; readonly isMore: boolean };

/** An article with a stretch of its text around what was asked for. */
export type ArticleHit = {
  readonly law: string;
  readonly article: string;
  readonly text: string;
  /** Whether it is in force today. */
  readonly inForce: boolean;
};

export type Coded = { readonly code: string; readonly name: string };

/** Everything that was found, kind by kind; null where the actor has no right to that kind, or the program runs without. */
export type Found = {
  /** What was looked for, without blanks around it. */
  readonly q: string;
  /** The order whose number this is, where the actor may read it. */
  readonly exact: { readonly id: string; readonly number: string } | null;
  readonly numbered: Hits<OrderSummary>;
  /** Orders by the tail of the caller's number; null also where no tail was asked for. */
  readonly phoned: Hits<OrderSummary> | null;
  readonly said: Hits<OrderSummary>;
  readonly entries: Hits<ItemSummary> | null;
  readonly laws: Hits<LawSummary> | null;
  readonly articles: Hits<ArticleHit> | null;
  readonly types: Hits<Coded & { readonly isGroup: boolean }>;
  readonly units: Hits<Coded>;
  readonly subjects: Hits<{ readonly name: string; readonly orders: number }> | null;
  readonly rulings: Hits<RulingView> | null;
};

export type Searching = {
  /** Rights and masking as on the pages that show each kind. Throws `forbidden`, `bad_field` for a question too long. */
  readonly find: (actor: Actor, q: string) => Promise<Found>;
};
