import type { About, Cause } from '../../kernel/misreading-words.ts';
import type { Share } from '../../kernel/share.ts';
import type { Evidence, Urgency } from '../../triage/types.ts';
import type { Actor } from '../types.ts';

type Named = { readonly code: string; readonly name: string };

/** Orders received from a day until another (exclusive), ISO days in Beijing. */
export type MisreadingScope = { readonly from: string; readonly to: string };

/** One order in what people decided: what triage said beside it. */
export type Judged = {
  readonly orderId: string;
  readonly number: string;
  readonly receivedAt: number;
  readonly urgency: Urgency;
  readonly said: string;
  readonly truth: string;
  /** Who has the last word: an adjudication of labels, two annotators, a correction, or whoever sent or checked it. */
  readonly word: 'adjudicated' | 'agreed' | 'corrected' | 'confirmed';
  readonly model: string;
};

/** Triage said one thing, people another. */
export type ConfusionPair = {
  readonly said: Named;
  readonly truth: Named;
  readonly orders: number;
  /** Those of them about safety: they come first. */
  readonly safety: number;
  /** Of all judged orders of which triage said the same. */
  readonly share: Share;
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
};

export type GroupMatrix = {
  readonly groups: readonly Named[];
  /** `counts[i][j]`: triage said group i, people j; the diagonal holds those where the group alone was right. */
  readonly counts: readonly (readonly number[])[];
};

export type Misreadings = {
  readonly scope: MisreadingScope;
  readonly about: About;
  /** Judged orders and how many of them triage had wrong. */
  readonly wrong: Share;
  readonly pairs: readonly ConfusionPair[];
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
  /** Wrong orders without a recorded cause. */
  readonly open: number;
  /** Of issue types only. */
  readonly matrix: GroupMatrix | null;
};

/** A wrong order in full: what was said of it and what would be said now. */
export type MisreadOrder = Omit<Judged, 'said' | 'truth'> & {
  /** Masked where the reader may not see who called; offsets of evidence hold. */
  readonly text: string;
  readonly said: Named & { readonly confidence: number };
  readonly truth: Named;
  /** Stretches of the text that spoke for the wrong answer, strongest first. */
  readonly evidence: readonly Evidence[];
  /** The model in use, today. Null where it cannot read the text. */
  readonly now: (Named & { readonly confidence: number; readonly mended: boolean }) | null;
  readonly likely: { readonly cause: Cause; readonly why: string } | null;
  readonly recorded: {
    readonly cause: Cause;
    readonly note: string;
    readonly by: string;
    readonly at: number;
  } | null;
};

/** Which wrong orders are asked for; codes of two digits name a group of issue types. */
export type PairAsked = MisreadingScope & {
  readonly about: About;
  readonly said?: string;
  readonly truth?: string;
  readonly cause?: Cause | 'open';
  readonly page?: number;
};

export type MisreadOrders = {
  readonly asked: PairAsked;
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  /** Among those shown. */
  readonly mended: number;
  readonly rows: readonly MisreadOrder[];
};

/** Where triage was wrong, by what people decided afterwards. Analysts and administrators. */
export type MisreadingBrowser = {
  /** `bad_field` for a period that is none. */
  readonly overview: (actor: Actor, about: About, scope: MisreadingScope) => Promise<Misreadings>;
  /** Recorded as a reading of each order shown. */
  readonly orders: (actor: Actor, asked: PairAsked) => Promise<MisreadOrders>;
  /** `conflict` where triage was not wrong about the order, or not that way. */
  readonly record: (
    actor: Actor,
    orderId: string,
    said: { readonly about: About; readonly cause: Cause; readonly note: string },
  ) => Promise<void>;
  /** Puts unlabelled orders like those of the pair on the list of annotation. */
  readonly toLabelling: (
    actor: Actor,
    asked: PairAsked,
    size: number,
  ) => Promise<{ readonly looked: number; readonly added: number }>;
};
