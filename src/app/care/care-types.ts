import type { AbuseKind, AbuseVerdict } from '../../kernel/abuse-words.ts';
import type { Actor } from '../types.ts';

/** A flag as call staff see it. Times are UTC milliseconds. */
export type AbuseFlag = {
  readonly id: string;
  readonly order: { readonly id: string; readonly number: string };
  readonly kind: AbuseKind;
  readonly reason: string;
  readonly at: number;
  readonly by: string;
  readonly expiresAt: number;
  /** Null: no supervisor has looked at it. */
  readonly verdict: AbuseVerdict | null;
  readonly verdictNote: string | null;
  /** Whether this person may look at it: never whoever made it. */
  readonly mayReview: boolean;
};

/** What is known of abuse at an order; null for everybody who does not talk to callers. */
export type AbuseBeside = {
  readonly flags: readonly AbuseFlag[];
  /** Words of the text that may be abuse, as they stand there; only where nothing was flagged at this order. */
  readonly hints: readonly { readonly kind: AbuseKind; readonly words: readonly string[] }[];
  readonly mayFlag: boolean;
  /** Days for which a flag stands. */
  readonly days: number;
};

/** 滥用来电标记: made by people, with a reason and an end, looked at by a second one. No matter is handled otherwise for it. */
export type AbuseDesk = {
  /** Throws `not_found`. */
  readonly beside: (actor: Actor, orderId: string) => Promise<AbuseBeside | null>;
  /** Throws `forbidden`, `not_found`, `bad_field`. */
  readonly flag: (
    actor: Actor,
    orderId: string,
    given: { readonly kind: AbuseKind; readonly reason: string },
  ) => Promise<AbuseFlag>;
  /** What waits for a supervisor, the oldest first. Throws `forbidden`. */
  readonly waiting: (actor: Actor) => Promise<readonly AbuseFlag[]>;
  /** Throws `forbidden` for whoever made it too, `conflict` where it was looked at. */
  readonly review: (
    actor: Actor,
    id: string,
    given: { readonly verdict: AbuseVerdict; readonly note: string },
  ) => Promise<void>;
};

/** Why somebody should rest now. */
export type RestHint = { readonly why: 'abuse' | 'minutes' | 'acts'; readonly text: string };

/**
 * 休息提示, for the person alone: it is held in memory for as long as they work on and for nobody else to read, is in no
 * table, no log and no count, and begins anew with the program.
 */
export type RestHints = {
  /** A person did something, on an order or otherwise. */
  readonly saw: (accountId: string, act: 'page' | 'act') => void;
  /** The person had to do with abuse. */
  readonly hurt: (accountId: string) => void;
  readonly hintFor: (accountId: string) => RestHint | null;
  /** The person takes the break, or does not: it is not said again before as much was done once more. */
  readonly done: (accountId: string) => void;
};
