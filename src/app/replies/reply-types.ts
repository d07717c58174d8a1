import type { FaultCode, ReplyFault } from '../../knowledge/reply-faults/fault.ts';
import type { ReplyCheckInput } from '../../knowledge/reply-faults/reading.ts';
import type { ReplyDraft } from '../../knowledge/reply.ts';
import type { Rewriting } from '../../knowledge/rewrite/rewriting.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';

/** The part of the engine that writes and reads replies; no database. */
export type ReplyDesk = {
  readonly draft: (order: OrderInput, result: TriageResult) => ReplyDraft;
  /** What of an order a reply is checked against: its demands as they are restated, law, facts, caller. */
  readonly expected: (order: OrderInput, result: TriageResult) => Omit<ReplyCheckInput, 'text' | 'day'>;
  readonly check: (input: ReplyCheckInput) => ReplyFault[];
  /** Makes ready to have a reply put in other words by a model; absent in fakes. */
  readonly rewriting?: (
    order: OrderInput,
    result: TriageResult,
    reply: { readonly text: string; readonly day: string; readonly number: string },
  ) => Rewriting;
};

/** A fault with the name people know it by. */
export type NamedFault = ReplyFault & { readonly code: FaultCode; readonly name: string };

/** What a check found; `mayFinish`: nothing that blocks. */
export type CheckedReply = {
  readonly faults: readonly NamedFault[];
  readonly mayFinish: boolean;
  /** The same in one sentence, for the reader. */
  readonly state: string;
};

export type Audience = NonNullable<ReplyCheckInput['audience']>;

/** Replies to orders: drafted and checked, never sent from here. Rights are those of reading the order. */
export type Replies = {
  /** A fresh draft; @throws AppError `not_found`, `forbidden`. */
  readonly draft: (actor: Actor, orderId: string) => Promise<ReplyDraft>;
  /** Faults of a reply to a stored order, as of today. @throws AppError `not_found`, `forbidden`. */
  readonly checkOrder: (
    actor: Actor,
    orderId: string,
    text: string,
    options?: { readonly audience?: Audience },
  ) => Promise<CheckedReply>;
  /** Faults of a reply to demands handed in; `day` defaults to today. */
  readonly check: (
    actor: Actor,
    input: Omit<ReplyCheckInput, 'day'> & { readonly day?: string },
  ) => Promise<CheckedReply>;
};
