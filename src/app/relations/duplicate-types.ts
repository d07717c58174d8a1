import type { SharedPhrase } from '../../learn/shared-phrases.ts';
import type { LinkStatus } from '../../store/links.ts';
import type { RelationKind, RelationReason } from '../../triage/duplicates.ts';
import type { Actor, OrderSummary } from '../types.ts';

export type { LinkStatus } from '../../store/links.ts';
export type { RelationKind, RelationReason } from '../../triage/duplicates.ts';

/** What a person may do about two orders. */
export const RELATION_ACTIONS = ['merge', 'link', 'reject', 'undo'] as const;
export type RelationAction = (typeof RELATION_ACTIONS)[number];

/** Which of the acts are open now, to this person. */
export type RelationRights = Readonly<Record<RelationAction, boolean>>;

/** Another order and how it stands to the one asked about. */
export type RelatedOrder = {
  readonly order: OrderSummary;
  /** Whether the other order was received before or after. */
  readonly side: 'earlier' | 'later';
  readonly kind: RelationKind;
  readonly status: LinkStatus;
  /** 0 to 1, for ranking. */
  readonly score: number;
  readonly reasons: readonly RelationReason[];
  /** Who took the last step, and when (UTC milliseconds). */
  readonly by: string;
  readonly at: number;
  readonly can: RelationRights;
};

export type OrderName = { readonly id: string; readonly number: string };

/** Relations of one order, as far as the actor may see the others. */
export type Relations = {
  /** The order this one goes on in; null where it goes on by itself. */
  readonly survivor: OrderName | null;
  /** Orders that go on in this one, directly or through others. */
  readonly merged: readonly OrderName[];
  readonly related: readonly RelatedOrder[];
};

/** One step on record about two orders. */
export type RelationStep = {
  readonly status: LinkStatus;
  readonly by: string;
  /** UTC milliseconds. */
  readonly at: number;
};

/** Two orders side by side. `first` was received first; phrases are spans of the two texts as received. */
export type Comparison = {
  readonly first: ComparedOrder;
  readonly second: ComparedOrder;
  readonly shared: readonly SharedPhrase[];
  /** Similarity of wording, 0 to 1. */
  readonly wording: number;
  readonly kind: RelationKind | null;
  readonly reasons: readonly RelationReason[];
  readonly steps: readonly RelationStep[];
  readonly can: RelationRights;
  /** The next pair of the order asked about that waits for a decision. */
  readonly next: OrderName | null;
};
export type ComparedOrder = OrderSummary & { readonly text: string };

/** Duplicates and repeats. A handler sees what lies in the own unit's reach; only dispatchers decide. */
export type Duplicates = {
  readonly relations: (actor: Actor, id: string) => Promise<Relations>;
  readonly compare: (actor: Actor, id: string, otherId: string) => Promise<Comparison>;
  /** Throws `conflict` where the act is not open, `not_found`, `forbidden`. */
  readonly decide: (actor: Actor, id: string, otherId: string, action: RelationAction) => Promise<Relations>;
};
