import type { Erased } from '../../kernel/erasure-words.ts';
import type { Retained } from '../../kernel/retention-words.ts';
import type { Erasure, LegalHold } from '../../store/erasures.ts';
import type { Actor, OrderState } from '../types.ts';
import type { ErasureReport } from './erasing.ts';

/** How long something is kept, as it is in force. */
export type RetentionLine = {
  /** Null: not set by the profile. */
  readonly kind: Retained | null;
  readonly name: string;
  /** How long, in words. */
  readonly kept: string;
  /** What happens then, and who sees to it. */
  readonly after: string;
};

/** What goes by age: orders or files that are due, and orders spared with why. */
export type RetentionCount = {
  readonly kind: Retained;
  readonly name: string;
  readonly days: number;
  readonly due: number;
  readonly done: number;
  readonly spared: readonly { readonly number: string; readonly why: readonly string[] }[];
};

export type RetentionReport = {
  readonly title: string | null;
  readonly counts: readonly RetentionCount[];
  /** Whether the free space of the file was cleared after it. */
  readonly cleaned: boolean;
};

/** An order that would be erased with what is asked for. */
export type ErasureTarget = {
  readonly id: string;
  readonly number: string;
  readonly receivedAt: number;
  readonly state: OrderState;
  /** Why it is spared; empty where it is not. */
  readonly spared: readonly string[];
  readonly erased: readonly Erased[];
};

export type ErasureQuestion = {
  /** Number or id of an order. */
  readonly order: string;
  /** Also every other order of the same telephone. */
  readonly person?: boolean | undefined;
};

export type PrivacyView = {
  readonly basis: { readonly title: string; readonly text: string } | null;
  readonly lines: readonly RetentionLine[];
  readonly holds: readonly (LegalHold & { readonly number: string | null })[];
  readonly erasures: readonly (Erasure & { readonly number: string | null })[];
  /** Erasures whose traces may still lie in the free space of the file. */
  readonly uncleaned: number;
  /** What runs just now. */
  readonly busy: string | null;
  readonly problem: string | null;
};

/** What is kept of people, how long, and how it goes. */
export type PrivacyDesk = {
  readonly view: (actor: Actor) => Promise<PrivacyView>;
  /** Which orders an erasure would reach. Throws `not_found`. */
  readonly look: (actor: Actor, asked: ErasureQuestion) => Promise<readonly ErasureTarget[]>;
  /**
   * Erases; `confirm` is the order's number once more. Throws `erasure_refused` without it or without a reason, while another
   * erasure runs, and where no order may be erased.
   */
  readonly erase: (
    actor: Actor,
    asked: ErasureQuestion & {
      readonly what?: Exclude<Erased, 'evidence'> | undefined;
      readonly reason: string;
      readonly confirm: string;
    },
  ) => Promise<ErasureReport>;
  /** Throws `conflict` where a hold stands. */
  readonly hold: (actor: Actor, order: string, reason: string) => Promise<void>;
  readonly release: (actor: Actor, id: string, reason: string) => Promise<void>;
  /** What is due by age: counted, or erased as well. */
  readonly retain: (actor: Actor, options: { readonly apply: boolean }) => Promise<RetentionReport>;
  /** Clears the free space of the file in the background. */
  readonly clean: (actor: Actor) => Promise<void>;
  /** The same, waited for; false where there is nothing to clear or the database lies on a server. */
  readonly cleanNow: () => Promise<boolean>;
  /** Erases again what the list beside the database says was erased: a restored copy has it still. How many orders. */
  readonly again: () => Promise<number>;
  readonly settled: () => Promise<void>;
};
