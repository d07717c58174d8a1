import { AppError } from '../../kernel/errors.ts';
import { feedAfter } from '../../store/event-feed.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { eventId, eventMessage } from './event-message.ts';
import type { EventMessage } from './event-message.ts';

export type FedEvent = EventMessage & { readonly id: string };

export type FeedPage = {
  readonly events: readonly FedEvent[];
  /** What to ask after next. */
  readonly next: number;
  /** Whether there is more already. */
  readonly more: boolean;
};

export type EventFeed = {
  /**
   * Events after a number, oldest first: of all orders, or of those the actor's unit takes part in. With `waitMs` the
   * answer is held back until something happens. Throws `forbidden`, `live_full`.
   */
  readonly read: (
    actor: Actor,
    asked: {
      readonly after: number;
      readonly limit: number;
      readonly waitMs?: number;
      readonly signal?: AbortSignal;
    },
  ) => Promise<FeedPage>;
};

/** Answers that one key or person may have held back at a time. */
export const WAITING_LIMIT = 4;
/** Other processes write as well, and tell nobody here. */
const LOOK_MS = 2000;

export function createEventFeed({ store, changes }: Pick<Context, 'store' | 'changes'>): EventFeed {
  const waiting = new Map<string, number>();

  const read: EventFeed['read'] = async (actor, { after, limit, waitMs = 0, signal }) => {
    const { unit, letIn } = scopeOf(actor, 'event.read');
    const look = () => store.read((db) => feedAfter(db, { after, limit, unit, letIn }));
    let found = await look();
    if (found.events.length === 0 && !found.more && waitMs > 0) {
      const held = waiting.get(actor.id) ?? 0;
      if (held >= WAITING_LIMIT) throw new AppError('live_full', { limit: WAITING_LIMIT });
      waiting.set(actor.id, held + 1);
      try {
        const end = performance.now() + waitMs;
        for (let open = true; open && found.events.length === 0;) {
          const left = end - performance.now();
          open =
            left > LOOK_MS ? await change(LOOK_MS, signal) : (await change(Math.max(0, left), signal), false);
          found = await look();
        }
      } finally {
        const left = (waiting.get(actor.id) ?? 1) - 1;
        if (left === 0) waiting.delete(actor.id);
        else waiting.set(actor.id, left);
      }
    }
    return {
      events: found.events.map((event) => ({ id: eventId(event), ...eventMessage(event) })),
      next: found.upTo,
      more: found.more,
    };
  };

  /** Until an order changes, or so many milliseconds are over; false where nobody waits any more. */
  function change(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (goOn: boolean): void => {
        clearTimeout(timer);
        line.leave();
        signal?.removeEventListener('abort', gone);
        resolve(goOn);
      };
      const gone = (): void => done(false);
      const line = changes.join({ listen: () => done(true), end: gone });
      const timer = setTimeout(() => done(true), ms);
      signal?.addEventListener('abort', gone, { once: true });
      if (signal?.aborted === true) gone();
    });
  }

  return { read };
}
