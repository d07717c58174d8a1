import type { BootstrapInterval } from '../../learn/paired.ts';
import type { Share } from '../../kernel/share.ts';
import type { Verdict } from '../../knowledge/types.ts';
import type { RatingReason, RatingValue, SuggestionKind } from '../../kernel/rating-words.ts';
import type { RatingFilter, StoredRating } from '../../store/ratings.ts';
import type { OrderRuleCard } from './rule-card-types.ts';
import type { Actor, Answer, Page } from '../types.ts';

export type { RatingFilter };

/** Something put before a person, with the id under which it is rated. */
export type Suggested = {
  /** Derived from order or question, kind, reference and knowledge version: the same suggestion has the same id. */
  readonly id: string;
  readonly kind: SuggestionKind;
  readonly reference: string;
  /** What it rests on: `entry:ID`, `rule:ID`, `article:LAW|ARTICLE`. */
  readonly about: readonly string[];
  /** Articles shown with an answer, best first; none elsewhere. */
  readonly citations: readonly string[];
  readonly verdict: Verdict | null;
  /** Place among those of its kind, from 1. */
  readonly rank: number;
  /** What it says, in short. */
  readonly label: string;
  readonly knowledge: string;
  readonly model: string | null;
  /** ISO day whose law is shown. */
  readonly day: string;
  /** UTC milliseconds. */
  readonly madeAt: number;
};

/** What a person says of a suggestion. */
export type GivenRating = Pick<StoredRating, 'rating' | 'reason' | 'note' | 'at'>;
export type Ratable = Suggested & { readonly mine: GivenRating | null };

export type RatingTarget = { readonly order: string } | { readonly question: string; readonly date?: string };

export type RatingInput = {
  readonly suggestion: string;
  readonly rating: RatingValue;
  readonly reason?: RatingReason;
  readonly note?: string;
};

export type RatingDone = GivenRating & {
  readonly suggestion: string;
  /** Personal data of the note was masked. */
  readonly masked: boolean;
};

export type RatingView = StoredRating & {
  /** Human number of the order; null for questions. */
  readonly number: string | null;
};

/** Ratings taken together. */
export type RatingTally = {
  readonly useful: Share;
  readonly wrong: number;
  readonly notRelevant: number;
  /** Most first. */
  readonly reasons: readonly { readonly code: RatingReason; readonly n: number }[];
  /** Too few to say anything. */
  readonly few: boolean;
};

export type ItemTally = RatingTally & {
  /** As in `about`. */
  readonly item: string;
  readonly kind: 'entry' | 'rule' | 'article';
  readonly key: string;
  readonly title: string;
};

/** Two versions of the knowledge on the references that were rated under both. */
export type RatingComparison = {
  readonly before: string;
  readonly after: string;
  readonly references: readonly {
    readonly kind: SuggestionKind;
    readonly reference: string;
    readonly before: RatingTally;
    readonly after: RatingTally;
  }[];
  readonly all: { readonly before: RatingTally; readonly after: RatingTally };
  /** Change of the share useful, resampling references; null where these are too few. */
  readonly difference: BootstrapInterval | null;
};

export type RatingReport = {
  readonly all: RatingTally;
  readonly raters: number;
  readonly byKind: readonly (RatingTally & { readonly kind: SuggestionKind })[];
  /** Worst first, those with too few ratings last. */
  readonly items: readonly ItemTally[];
  /** Newest first. */
  readonly byKnowledge: readonly (RatingTally & { readonly knowledge: string; readonly since: number })[];
  /** Newest first. */
  readonly byMonth: readonly (RatingTally & { readonly month: string })[];
  readonly comparison: RatingComparison | null;
};

export type ReportFilter = Pick<RatingFilter, 'from' | 'to' | 'kind' | 'knowledge'> & {
  /** Knowledge versions to compare; left out: the two rated last. */
  readonly before?: string;
  readonly after?: string;
};

/** Ratings of suggestions. Rights are checked on every call. */
export type Ratings = {
  /** What is suggested beside an order, as the actor sees it; the rule cards are made where none are handed in. */
  readonly ofOrder: (
    actor: Actor,
    orderId: string,
    cards?: readonly OrderRuleCard[],
  ) => Promise<readonly Ratable[]>;
  /** What is suggested in the answer to a question; asked again where no answer is handed in. */
  readonly ofQuestion: (
    actor: Actor,
    question: { readonly question: string; readonly date?: string },
    answer?: Answer,
  ) => Promise<readonly Ratable[]>;
  /** Throws `conflict` where the suggestion is not shown any more, `forbidden` for orders of others. */
  readonly rate: (actor: Actor, target: RatingTarget, given: RatingInput) => Promise<RatingDone>;
  /** Ratings that count, newest first. */
  readonly list: (
    actor: Actor,
    filter: RatingFilter,
    page?: { readonly page?: number; readonly pageSize?: number },
  ) => Promise<Page<RatingView>>;
  readonly report: (actor: Actor, filter: ReportFilter) => Promise<RatingReport>;
  /** Rated questions as lines of gold, see `rating-gold.ts`. */
  readonly gold: (actor: Actor, filter: RatingFilter) => Promise<string>;
};
