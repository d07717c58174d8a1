import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import type { DroppedSentence } from '../../knowledge/rewrite/rewriting.ts';
import type { DraftFailure } from './draft-client.ts';
import type { CheckedReply } from './reply-types.ts';
import type { Actor } from '../types.ts';

/** What became of asking a model; `nothing_usable`: it answered, and nothing of it could be shown. */
export type DraftOutcome = 'proposed' | 'nothing_usable' | DraftFailure;

/** What a handler is told where there is no proposal, whatever the reason. */
export const UNAVAILABLE = '本地模型暂不可用，草稿不受影响';

/** A reply in other words, beside the one the handler has. */
export type Proposal = {
  readonly status: 'proposed';
  /** For accepting it; good for a while. */
  readonly id: string;
  readonly model: string;
  readonly text: string;
  /** From the handler's text to this one, in pieces that joined give either. */
  readonly difference: readonly DifferenceLine[];
  readonly dropped: readonly DroppedSentence[];
  readonly lost: readonly string[];
  /** Without anything lost and nothing more that blocks; else it can be read but not accepted. */
  readonly mayAccept: boolean;
  readonly checked: CheckedReply;
};

export type Unavailable = {
  readonly status: 'unavailable';
  readonly reason: Exclude<DraftOutcome, 'proposed'>;
  readonly message: string;
};

/** Replies in a model's words: proposed, held against what was given, accepted by a person. Nothing is stored but who did. */
export type Drafting = {
  readonly model: string;
  /**
   * Has a reply put in other words: `text`, or the draft as it would be made now. A failure of the model is a value.
   * @throws AppError `not_found`, `forbidden`.
   */
  readonly rewrite: (actor: Actor, orderId: string, text?: string) => Promise<Proposal | Unavailable>;
  /** Writes down that a person took a proposal. @throws AppError `not_found` for one unknown or too old, `conflict`. */
  readonly accept: (
    actor: Actor,
    orderId: string,
    proposalId: string,
  ) => Promise<{ readonly model: string; readonly acceptedBy: string }>;
};
