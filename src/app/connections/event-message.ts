import { connectionEventType } from '../../kernel/connection-events.ts';
import type { ConnectionEventType } from '../../kernel/connection-events.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import type { FeedEvent } from '../../store/event-feed.ts';
import { sha256 } from '../canonical.ts';

/** What other systems are told of an event: which order, where it stands, when. Never who called or what was said. */
export type EventMessage = {
  readonly type: ConnectionEventType;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    /** Number of the event: greater ones happened later, and some are left out. */
    readonly seq: number;
    readonly orderId: string;
    readonly number: string;
    /** Number of the event within its order. */
    readonly version: number;
    readonly state: OrderState;
    /** Code of the lead unit; null before the order was dispatched. */
    readonly unit: string | null;
    readonly receivedAt: string;
  };
};

const iso = (ms: number): string => new Date(ms).toISOString();

export function eventMessage(event: FeedEvent): EventMessage {
  const { seq, orderId, number, version, at, kind, state, unit, receivedAt } = event;
  return {
    type: connectionEventType(kind),
    timestamp: iso(at),
    data: { seq, orderId, number, version, state, unit, receivedAt: iso(receivedAt) },
  };
}

/**
 * What an event is known by outside, the same for webhooks and the feed. Made of the event itself rather than its number:
 * a database that was restored gives numbers out anew, and a receiver would take the new event for one it has.
 */
export const eventId = ({ orderId, version, at }: Pick<FeedEvent, 'orderId' | 'version' | 'at'>): string =>
  `evt_${sha256(`${orderId}\n${version}\n${at}`).slice(0, 32)}`;
