import type { TeachingCard } from '../../knowledge/teaching-card.ts';
import type { CitationView, ItemDetail, ItemState, ItemVersion } from './knowledge-care-types.ts';
import type { PendingText } from './knowledge-views.ts';
import type { Actor, OrderDetail, Page } from '../types.ts';

export type { TeachingCard };

/** What a person writes of a card; the id is given by the program. */
export type CardText = Omit<TeachingCard, 'id'>;

export type CardFilter = {
  /** Four digits, or two for a group. */
  readonly issueType?: string;
  readonly status?: ItemState;
  /** Words that must all stand somewhere in the card. */
  readonly text?: string;
};

export type CardSummary = {
  readonly id: string;
  readonly title: string;
  readonly issueType: { readonly code: string; readonly name: string };
  readonly tags: readonly string[];
  readonly lesson: string;
  readonly day: string;
  /** Unit that looks after it. */
  readonly owner: string | null;
  readonly status: ItemState;
  readonly version: number;
  readonly inForce: boolean;
  readonly authorName: string;
  /** UTC milliseconds. */
  readonly changedAt: number;
};

export type CardDetail = {
  readonly summary: CardSummary;
  /** The text in force, or of the newest version. */
  readonly body: TeachingCard;
  readonly citations: readonly CitationView[];
  readonly pending: PendingText<TeachingCard> | null;
  /** Newest first. */
  readonly history: readonly ItemVersion[];
  readonly comments: ItemDetail['comments'];
  /** The order it was made from, for those who may read that one; null for others. */
  readonly source: { readonly id: string; readonly number: string } | null;
  /** The version an edit must name. */
  readonly base: number;
  readonly can: ItemDetail['can'];
};

export type CardDraft = {
  /** Without one a new card is made. */
  readonly id?: string;
  readonly base: number;
  readonly body: CardText;
  /** The unit that looks after it; of a handler always the own one. */
  readonly owner: string | null;
  readonly note: string | null;
};

/** A card in short, beside an order. */
export type CardHint = Pick<CardSummary, 'id' | 'title' | 'lesson' | 'day'>;

/** Teaching cards. They take the way of entries: draft, submission, decision. Rights are checked on every call. */
export type TeachingCards = {
  readonly list: (
    actor: Actor,
    filter: CardFilter,
    page?: { readonly page?: number; readonly pageSize?: number },
  ) => Promise<Page<CardSummary>>;
  /** Throws `not_found`, also for what the person may not see. */
  readonly get: (actor: Actor, id: string) => Promise<CardDetail>;
  /** Why no card may be made of an order that was read; null where it may. */
  readonly refusal: (actor: Actor, order: OrderDetail) => Promise<string | null>;
  /** A card filled in from a handled order, without personal data. Keeps nothing. Throws `forbidden`, `conflict`. */
  readonly prefill: (actor: Actor, orderId: string) => Promise<CardText>;
  /** A draft; gaps are allowed. Throws `bad_knowledge`, `conflict` where another was quicker. */
  readonly save: (actor: Actor, draft: CardDraft) => Promise<CardDetail>;
  /** Throws `bad_knowledge` with field and place for gaps, law not quoted to the letter, and personal data. */
  readonly submit: (actor: Actor, id: string, version: number) => Promise<CardDetail>;
  readonly approve: (actor: Actor, id: string, version: number, note: string | null) => Promise<CardDetail>;
  readonly sendBack: (actor: Actor, id: string, version: number, reason: string) => Promise<CardDetail>;
  readonly withdraw: (actor: Actor, id: string, reason: string) => Promise<CardDetail>;
  /** Takes all versions away with their texts. */
  readonly remove: (actor: Actor, id: string) => Promise<void>;
  readonly comment: (actor: Actor, id: string, text: string) => Promise<CardDetail>;
  /** What waits for a decision, oldest first. */
  readonly submissions: (actor: Actor) => Promise<readonly CardDetail[]>;
  /** At most two approved cards of the order's issue type, nearest by words first. */
  readonly beside: (actor: Actor, order: OrderDetail) => Promise<readonly CardHint[]>;
};
