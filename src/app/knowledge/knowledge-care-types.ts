import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import type { StaleItem, StaleReason } from '../../knowledge/staleness.ts';
import type { KnowledgeEntry } from '../../knowledge/types.ts';
import type { EntryBody, StoredItem } from '../../store/knowledge-items.ts';
import type { StoredNotice } from '../../store/knowledge-notices.ts';
import type { Actor, Answer, OrderSummary, Page } from '../types.ts';

export type { DifferenceLine, EntryBody, StaleReason };
export type ItemState = StoredItem['status'];

/** Days are ISO days, times UTC milliseconds. */
export type ItemFilter = {
  readonly kind?: KnowledgeEntry['kind'];
  /** Issue types: four digits, or two for a group. */
  readonly type?: string;
  /** The unit that handles it, or that looks after the entry. */
  readonly unit?: string;
  readonly status?: ItemState;
  readonly stale?: boolean;
  readonly isPublic?: boolean;
  /** Words that must all be in title, rule, questions, id or the laws cited. */
  readonly text?: string;
};

/** One entry as a list shows it: the newest version the person may see. */
export type ItemSummary = {
  readonly id: string;
  readonly title: string;
  readonly kind: KnowledgeEntry['kind'];
  readonly types: readonly string[];
  /** Unit that handles the matter. */
  readonly unit: string | null;
  /** Unit that looks after the entry. */
  readonly owner: string | null;
  readonly status: ItemState;
  /** 0 where it is as shipped. */
  readonly version: number;
  /** Whether an approved text is in force. */
  readonly inForce: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly reviewBy: string | null;
  readonly isPublic: boolean;
  /** Times it was shown in answers and drafts; null: never. */
  readonly uses: { readonly times: number; readonly last: string } | null;
  readonly stale: readonly StaleReason[];
  readonly authorName: string;
  readonly changedAt: number | null;
};

/** One version as the history shows it. */
export type ItemVersion = Pick<
  StoredItem,
  | 'version'
  | 'status'
  | 'authorName'
  | 'createdAt'
  | 'submittedAt'
  | 'decidedBy'
  | 'decidedAt'
  | 'note'
  | 'reviewBy'
  | 'isPublic'
> & {
  readonly owner: string | null;
  /** Against the version with a text before it, as far as the person may see that. */
  readonly difference: readonly DifferenceLine[];
  /** The text that came with the program. */
  readonly shipped: boolean;
};

export type CitationView = KnowledgeEntry['citations'][number] & {
  /** Dates of the version quoted; null: the article is not in the knowledge base. */
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly uses: number;
};

export type ItemDetail = {
  readonly summary: ItemSummary;
  /** The text in force, or of the newest version; null: withdrawn and nothing newer. */
  readonly body: EntryBody;
  readonly citations: readonly CitationView[];
  /** The newest version that waits or is being written, beside what is in force. */
  readonly pending: {
    readonly version: number;
    readonly status: ItemState;
    readonly body: EntryBody;
    readonly authorName: string;
    readonly difference: readonly DifferenceLine[];
  } | null;
  /** Newest first. */
  readonly history: readonly ItemVersion[];
  readonly comments: readonly {
    readonly authorName: string;
    readonly unit: string | null;
    readonly text: string;
    readonly at: number;
  }[];
  /** The version number an edit must name: whoever was quicker is not written over. */
  readonly base: number;
  /** Whether answers come from the newest decision already. */
  readonly live: boolean;
  readonly can: {
    readonly edit: boolean;
    readonly submit: boolean;
    readonly decide: boolean;
    /** Why the person may not decide on what is submitted; null where nothing keeps them. */
    readonly decideRefusal: string | null;
    readonly withdraw: boolean;
    readonly remove: boolean;
    readonly comment: boolean;
  };
};

export type ItemDraft = {
  /** Without one a new entry is made. */
  readonly id?: string;
  /** `base` of the version that was edited; 0 for a new one. */
  readonly base: number;
  readonly body: Omit<EntryBody, 'id'>;
  /** The unit that looks after it; of a handler always the own one. */
  readonly owner: string | null;
  readonly reviewBy: string | null;
  readonly isPublic: boolean;
  readonly note: string | null;
};

export type NoticeView = Pick<
  StoredNotice,
  'id' | 'kind' | 'item' | 'version' | 'what' | 'at' | 'readBy' | 'readAt'
> & {
  readonly unit: { readonly code: string; readonly name: string };
  readonly types: readonly { readonly code: string; readonly name: string }[];
  /** Open orders of the unit that turn on it, the oldest first; the newest notices alone have them. */
  readonly orders: readonly Pick<OrderSummary, 'id' | 'number' | 'excerpt' | 'receivedAt'>[];
};

export type StaleView = StaleItem & {
  readonly title: string;
  readonly owner: string | null;
  readonly uses: number;
};

/** Care of knowledge entries. Rights are checked on every call. */
export type KnowledgeCare = {
  readonly list: (
    actor: Actor,
    filter: ItemFilter,
    page?: { readonly page?: number; readonly pageSize?: number },
  ) => Promise<Page<ItemSummary>>;
  /** Throws `not_found`, also for what the person may not see. */
  readonly get: (actor: Actor, id: string) => Promise<ItemDetail>;
  /** A new entry or the next version of one. Throws `bad_knowledge`, `conflict` where another was quicker. */
  readonly save: (actor: Actor, draft: ItemDraft) => Promise<ItemDetail>;
  readonly submit: (actor: Actor, id: string, version: number) => Promise<ItemDetail>;
  /** Throws `forbidden` for the own submission, `bad_knowledge` where the law has changed meanwhile. */
  readonly approve: (actor: Actor, id: string, version: number, note: string | null) => Promise<ItemDetail>;
  readonly sendBack: (actor: Actor, id: string, version: number, reason: string) => Promise<ItemDetail>;
  readonly withdraw: (actor: Actor, id: string, reason: string) => Promise<ItemDetail>;
  /** Takes all versions away with their texts. */
  readonly remove: (actor: Actor, id: string) => Promise<void>;
  readonly comment: (actor: Actor, id: string, text: string) => Promise<ItemDetail>;
  /** What waits for a decision, oldest first. */
  readonly submissions: (actor: Actor) => Promise<readonly ItemDetail[]>;
  /** Entries and rules that need a person, those in use most first. */
  readonly stale: (actor: Actor) => Promise<readonly StaleView[]>;
  readonly notices: (actor: Actor) => Promise<readonly NoticeView[]>;
  /** Unread notices of the person's unit; 0 for those without one. */
  readonly unread: (actor: Actor) => Promise<number>;
  readonly markRead: (actor: Actor, ids: readonly number[] | null) => Promise<number>;
  /** Counts what an answer showed; nothing about who asked. */
  readonly used: (answer: Answer) => void;
  /** Numbers of what waits, for a menu; `submitted`: entries, rules and teaching cards. */
  readonly counts: (actor: Actor) => Promise<{ readonly submitted: number; readonly unread: number }>;
};

/** An entry as anybody may see it. */
export type PublicEntry = {
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  readonly path: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly citations: readonly {
    readonly law: string;
    readonly article: string;
    readonly quote: string;
    readonly effectiveFrom: string | null;
    readonly effectiveTo: string | null;
  }[];
};

/** What everybody may read without an account: entries marked public. */
export type PublicKnowledge = {
  readonly search: (text: string, page: number) => Promise<Page<PublicEntry>>;
};
