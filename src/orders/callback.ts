import type { CallbackResult } from '../kernel/callback-words.ts';
import { DAY, HOUR } from './calendar.ts';
import { afterQuiet } from './handling-rules.ts';
import type { QuietHours } from './handling-rules.ts';
import type { OutcomeKind } from './life-events.ts';
import type { Life } from './life.ts';

/** One version of the rules of callback 回访. `effectiveTo` is the first day on which it no longer holds. */
export type CallbackRules = {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly note?: string;
  /** Attempts by telephone of one case at most. */
  readonly attempts: number;
  /** Hours between two attempts. */
  readonly gapHours: number;
  /** Days from the moment the caller was told, after which nobody is called back any more. */
  readonly days: number;
  readonly quiet: QuietHours;
  /** Days that a link for answering oneself holds. */
  readonly linkDays: number;
  /** Whose callers are not called back: there is nothing they could judge a unit by. */
  readonly notFor: {
    readonly demandKinds: readonly string[];
    readonly outcomes: readonly OutcomeKind[];
  };
  /** What is read out, line by line; {number}, {unit} and {day} stand for the order's. */
  readonly script: readonly string[];
};

/** What an order's caller could be asked, and when. */
export type CallbackStanding =
  /** The conclusion was not told yet, or the order is at an end without one. */
  | { readonly state: 'notYet' }
  | { readonly state: 'notFor'; readonly why: 'demandKind' | 'outcome' | 'noNumber' }
  /** `until`: the last moment; `from`: when the telephone may ring, now or later. UTC milliseconds. */
  | { readonly state: 'due'; readonly from: number; readonly until: number; readonly attempts: number }
  /** There is a verdict, or nothing can come of it any more. */
  | { readonly state: 'done'; readonly by: 'verdict' | CallbackResult | 'lapsed' };

export type CalledBack = Pick<Life, 'state' | 'toldAt' | 'reply' | 'callbacks'>;

/**
 * Where the callback of a case stands. It can exist only after the caller was told the conclusion; a case has one verdict,
 * also when it is done once more, so that nobody can be asked until the answer pleases.
 */
export function callbackStanding(
  rules: CallbackRules,
  order: { readonly demandKind: string; readonly reachable: boolean },
  { state, toldAt, reply, callbacks }: CalledBack,
  now: number,
): CallbackStanding {
  if (callbacks.some(({ verdict }) => verdict !== null)) return { state: 'done', by: 'verdict' };
  if ((state !== 'replied' && state !== 'callback') || toldAt === null || reply === null)
    return { state: 'notYet' };
  if (rules.notFor.demandKinds.includes(order.demandKind)) return { state: 'notFor', why: 'demandKind' };
  if (rules.notFor.outcomes.includes(reply.outcome)) return { state: 'notFor', why: 'outcome' };
  if (!order.reachable) return { state: 'notFor', why: 'noNumber' };
  const final = callbacks.find(({ result }) => result === 'refused' || result === 'wrongNumber');
  if (final !== undefined) return { state: 'done', by: final.result };
  if (callbacks.length >= rules.attempts) return { state: 'done', by: 'noAnswer' };
  const until = toldAt + rules.days * DAY;
  if (now > until) return { state: 'done', by: 'lapsed' };
  const last = callbacks.at(-1);
  const earliest = Math.max(toldAt, now, last === undefined ? 0 : last.at + rules.gapHours * HOUR);
  return { state: 'due', from: afterQuiet(rules.quiet, earliest), until, attempts: callbacks.length };
}
