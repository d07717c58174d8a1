import type { SaleChannel } from '../text/types.ts';

/** One article of one version of an instrument. Dates are ISO days; `effectiveTo` is exclusive, null while in force. */
export type Article = {
  readonly law: string;
  readonly short: string;
  readonly article: string;
  readonly articleNo: number;
  readonly chapter: string | null;
  readonly text: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
};

export type KnowledgeKind = 'rule' | 'misconception' | 'procedure' | 'duty' | 'contact-path';

export type KnowledgeCitation = {
  readonly law: string;
  readonly article: string;
  readonly clause: string | null;
  readonly quote: string;
};

export type KnowledgeEntry = {
  readonly id: string;
  readonly kind: KnowledgeKind;
  readonly types: readonly string[];
  readonly title: string;
  readonly questions: readonly string[];
  readonly citations: readonly KnowledgeCitation[];
  readonly rule: string;
  readonly applies: readonly string[];
  readonly notApplies: readonly string[];
  readonly ask: string | null;
  readonly unit: string | null;
  readonly path: string | null;
  readonly keyPoints: readonly string[];
  readonly reply: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly supersededBy: string | null;
};

export type Verdict = 'applies' | 'does_not_apply' | 'unknown';

/** A quoted span and the article it is an exact substring of. */
export type Citation = {
  readonly law: string;
  readonly article: string;
  readonly quote: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly score: number;
};

/** The verdict of one rule over the facts, with the question whose answer would settle an unknown. */
export type RuleVerdict = {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly why: string;
  readonly ask: string | null;
};

/** Legal basis shown beside an order. */
export type LegalBasis = Omit<Citation, 'score' | 'effectiveTo'> & {
  readonly verdict: Verdict;
  readonly why: string;
  readonly ask: string | null;
};

/** A rule the citizen relies on that does not apply; span in the text that was checked. */
export type Misquote = {
  readonly claim: string;
  readonly start: number;
  readonly end: number;
  readonly law: string;
  readonly article: string;
  readonly why: string;
};

/** What is known of an order's facts; a key that is absent is unknown. */
export type Facts = {
  readonly saleChannel?: SaleChannel;
  readonly liveStream?: boolean;
  readonly shopPromisesReturn?: boolean;
  readonly customMade?: boolean;
  readonly perishable?: boolean;
  readonly digitalOpened?: boolean;
  readonly periodical?: boolean;
  readonly confirmedNonReturnable?: boolean;
  readonly goodsIntact?: boolean;
  readonly daysSinceReceipt?: number;
  readonly qualityProblem?: boolean;
  readonly misuse?: boolean;
  readonly withinWarranty?: boolean;
  readonly fraud?: boolean;
  readonly food?: boolean;
  readonly forBusiness?: boolean;
  readonly prepaid?: boolean;
  readonly shopClosed?: boolean;
  readonly daysSincePayment?: number;
  readonly serviceStarted?: boolean;
  /** What was bought is a service (lessons, tickets, repair, agency), not goods. */
  readonly service?: boolean;
  /** Reserved or ordered online, but the goods were seen and paid for in the shop. */
  readonly paidInShop?: boolean;
  /** The citizen no longer wants the thing; nothing is wrong with it. */
  readonly changeOfMind?: boolean;
  /** The price fell after the purchase. */
  readonly priceDropped?: boolean;
  /** The seller promised to make up for a later, lower price. */
  readonly pricePromise?: boolean;
  /** The food does not meet safety standards: spoiled, expired, foreign bodies, made someone ill. */
  readonly foodUnsafe?: boolean;
  /** Only the label has a flaw that does not touch safety and misleads nobody. */
  readonly labelFlawOnly?: boolean;
  /** The same goods or services had been had before the prepaid contract, here or elsewhere. */
  readonly sameServiceBefore?: boolean;
  /** The seller did not perform as agreed: price up, quality down, moved, no slots, other teacher. */
  readonly merchantBreach?: boolean;
  /** The citizen wants to hand the card on to someone else. */
  readonly wantsTransfer?: boolean;
};

/** A fact the text states, and where: span in the text that was read. */
export type FactEvidence = {
  readonly fact: keyof Facts;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

export type Answer = {
  readonly id: string | null;
  readonly citations: readonly Citation[];
  readonly verdicts: readonly RuleVerdict[];
  readonly keyPoints: readonly string[];
  readonly reply: string;
  readonly similarOrders: readonly {
    readonly id: string;
    readonly issueType: string;
    readonly text: string;
    readonly score: number;
  }[];
};

/** A handled order and the articles it rested on; law is the full title. */
export type Precedent = {
  readonly id: string;
  /** ISO day the order came in. */
  readonly date: string;
  readonly issueType: string;
  readonly text: string;
  readonly laws: readonly { readonly law: string; readonly article: string }[];
};
