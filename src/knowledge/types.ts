import type { FactValue } from './facts/dictionary.ts';

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

export type KnowledgeKind =
  'rule' | 'misconception' | 'procedure' | 'duty' | 'contact-path' | 'permit' | 'faq' | 'normative';

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

/** What people say, and what statutes call it; `note` warns where the two are not the same. */
export type LegalTerm = {
  readonly said: readonly string[];
  readonly means: readonly string[];
  readonly note?: string;
};

/** A term as a text says it. */
export type SaidTerm = Omit<LegalTerm, 'said'> & { readonly said: string };

/** A question people ask that one article answers, where no entry speaks of it. */
export type ArticleQuestion = {
  readonly law: string;
  readonly article: string;
  readonly text: string;
  readonly verdict: Verdict;
};

/** A question people ask that an entry answers. */
export type AskedQuestion = {
  /** Id of the entry. */
  readonly entry: string;
  readonly text: string;
  /** On the rule the asker relies on, on the facts as told. */
  readonly verdict: Verdict;
  /** Index in the entry's citations of the article to cite first. */
  readonly first: number;
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

/**
 * What is known of the facts, by the names of `facts/all.ts`; a fact that is absent is unknown. Numbers count in the
 * unit of their definition.
 */
export type Facts = Readonly<Record<string, FactValue | undefined>>;

/** A fact the text states, and where: span in the text that was read. */
export type FactEvidence = {
  readonly fact: string;
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
  /** What the question says, in the words of the law. */
  readonly terms: readonly SaidTerm[];
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
