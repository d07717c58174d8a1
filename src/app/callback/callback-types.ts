import type { CallbackResult } from '../../kernel/callback-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import type { OutcomeKind, Verdict } from '../../orders/life-events.ts';
import type { CallbackStanding } from '../../orders/callback.ts';
import type { Actor } from '../types.ts';

/** An order of the callback desk. Times are UTC milliseconds. */
export type CallbackRow = {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly issueType: string;
  readonly unit: string;
  readonly street: string | null;
  readonly excerpt: string;
  readonly outcome: OutcomeKind;
  readonly toldAt: number;
  readonly standing: CallbackStanding;
  readonly attempts: readonly { readonly at: number; readonly by: string; readonly result: CallbackResult }[];
  /** Who is calling just now; null where nobody is. */
  readonly claimedBy: { readonly id: string; readonly name: string; readonly until: number } | null;
  readonly verdict: Verdict | null;
};

/** One callback with what is said and what is known. */
export type CallbackView = CallbackRow & {
  /** The telephone to be called; null for whoever has not taken the order, and where the rules say that nobody is. */
  readonly phone: string | null;
  readonly caller: string | null;
  readonly reply: string;
  /** Whether the conclusion is to be told first: the unit does not know who called. */
  readonly isUntold: boolean;
  readonly script: readonly string[];
  readonly rules: string;
  /** Where the order stands. */
  readonly state: OrderState;
  /** Why nobody may be called now, in words; null where somebody may. */
  readonly closed: string | null;
  /** What the caller said beside the verdict. */
  readonly note: string | null;
};

/** What came of an attempt. `next`: what follows; left out: closed where nothing more can come, else nothing. */
export type CallbackRecord = {
  readonly result: CallbackResult;
  readonly verdict?: Verdict;
  readonly note?: string;
  readonly next?: 'close' | 'reopen' | 'none';
  /** Why it is done once more. */
  readonly reason?: string;
};

/** What a caller sees by a link: nothing of who they are, nor of what they said; personal data in the reply is masked. */
export type SelfCallback = {
  readonly number: string;
  readonly unit: string;
  readonly toldAt: number;
  readonly reply: string;
  readonly state: 'open' | 'done' | 'expired';
};

export type CallbackDesk = {
  /** `due`: callable now; `later`: at another hour; `judged`: there is a verdict, and somebody decides what follows. */
  readonly list: (actor: Actor) => Promise<{
    readonly due: readonly CallbackRow[];
    readonly later: readonly CallbackRow[];
    readonly judged: readonly CallbackRow[];
    /** Only so many of the oldest were looked at. */
    readonly looked: number;
  }>;
  /** The same without claiming it: no telephone, unless the actor has taken it. */
  readonly show: (actor: Actor, id: string) => Promise<CallbackView>;
  /** Claims the order for some minutes and shows it. Throws `callback_claimed` where somebody else is calling. */
  readonly take: (actor: Actor, id: string) => Promise<CallbackView>;
  readonly release: (actor: Actor, id: string) => Promise<void>;
  /** @throws AppError `illegal_move` with the rule, `bad_field`, `order_changed`, `idempotency_conflict` */
  readonly record: (
    actor: Actor,
    id: string,
    asked: { readonly data: CallbackRecord; readonly version?: number },
  ) => Promise<{ readonly state: OrderState; readonly version: number }>;
  /** A link by which the caller judges without being called. Told once: only its hash is kept. */
  readonly link: (
    actor: Actor,
    id: string,
  ) => Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** What a link is for. Throws `not_found` for one that there never was. */
  readonly byLink: (token: string) => Promise<SelfCallback>;
  readonly judge: (token: string, verdict: Verdict, note?: string) => Promise<SelfCallback>;
};
