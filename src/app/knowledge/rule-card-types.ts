import type { CardCondition, CardLine } from '../../knowledge/applicability/rule-card.ts';
import type { Verdict } from '../../knowledge/types.ts';
import type { Actor, OrderDetail } from '../types.ts';

/** Places in the order's text as received, `[start, end)`. */
export type ToldSpan = { readonly start: number; readonly end: number; readonly text: string };

export type OrderCondition = CardCondition & {
  /** Where the order tells it; none: not told, or it follows from something else. */
  readonly spans: readonly ToldSpan[];
};

export type OrderCardLine = Omit<CardLine, 'conditions'> & {
  readonly conditions: readonly OrderCondition[];
};

/** One article of a card as it stands on the day of the order. Days are ISO days, ends are exclusive. */
export type CardArticle = {
  readonly law: string;
  readonly article: string;
  /** Null: no wording of the article holds on that day, or the knowledge has none. */
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
};

/** What changed about a rule or the law it stands on. Days are ISO days, times UTC milliseconds. */
export type CardChange =
  /** An older wording of an article held until a day, on which the present one began. */
  | { readonly kind: 'wording'; readonly law: string; readonly article: string; readonly until: string }
  /** A law ends or ended as a whole in favour of another. */
  | {
      readonly kind: 'successor';
      readonly law: string;
      readonly successor: string;
      readonly on: string;
      readonly basis: string | null;
    }
  /** The rule took the place of another on a day, or gives way to another. */
  | {
      readonly kind: 'rule';
      readonly id: string;
      readonly name: string;
      readonly on: string;
      readonly is: 'before' | 'after';
    }
  /** A version decided in this installation. */
  | {
      readonly kind: 'version';
      readonly version: number;
      readonly status: 'approved' | 'withdrawn';
      readonly at: number;
      readonly by: string | null;
      readonly note: string | null;
    };

/** A rule beside an order: what counts, what the order says to it, and what changed. */
export type OrderRuleCard = {
  readonly id: string;
  readonly name: string;
  /** Whether the order speaks of it; else it only could apply to orders of this issue type. */
  readonly isCalledUp: boolean;
  readonly verdict: Verdict;
  readonly why: string;
  /** The one question that would settle it. */
  readonly ask: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly lines: readonly OrderCardLine[];
  readonly articles: readonly CardArticle[];
  readonly changes: readonly CardChange[];
};

export type RuleCards = {
  /**
   * Cards for an order that was read for this person: first the rules it speaks of, the most telling first, then the
   * others of its issue type by name. Throws `forbidden`.
   */
  readonly beside: (actor: Actor, order: OrderDetail) => Promise<readonly OrderRuleCard[]>;
};
