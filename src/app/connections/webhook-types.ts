import type { ConnectionEventType } from '../../kernel/connection-events.ts';
import type { Actor } from '../types.ts';

/** A system that is told of what happens to orders. Times are UTC milliseconds. */
export type Webhook = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Empty: all. */
  readonly events: readonly ConnectionEventType[];
  /** Null: orders of all units. */
  readonly unit: { readonly code: string; readonly name: string } | null;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Until when the secret before the present one signs as well; null where there is none. */
  readonly oldSecretUntil: number | null;
  /** Why nothing is sent; null: it is. */
  readonly stopped: 'person' | 'failing' | 'gone' | null;
  readonly stoppedAt: number | null;
  /** Since when no message was taken; null where the last one was. */
  readonly failingSince: number | null;
  readonly waiting: number;
  readonly givenUp: number;
};

export type WebhookInput = {
  readonly name: string;
  readonly url: string;
  readonly events: readonly ConnectionEventType[];
  readonly unit: string | null;
};

/** A message of the log. */
export type WebhookMessage = {
  /** Number of the event. */
  readonly seq: number;
  readonly id: string;
  readonly type: ConnectionEventType;
  readonly state: 'waiting' | 'taken' | 'given_up';
  readonly createdAt: number;
  /** When it is tried next; null where it is not. */
  readonly dueAt: number | null;
  readonly attempts: number;
  readonly lastAt: number | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly lastMs: number | null;
};

/** What came of a message that was sent to try a receiver. */
export type WebhookTrial = {
  readonly taken: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
};

/** Subscriptions of other systems; every right is checked here. */
export type Webhooks = {
  readonly list: (actor: Actor) => Promise<readonly Webhook[]>;
  readonly get: (actor: Actor, id: string) => Promise<Webhook>;
  /** The secret is told here and when it is changed. Begins with what happens from now on. */
  readonly add: (
    actor: Actor,
    input: WebhookInput,
  ) => Promise<{ readonly id: string; readonly secret: string }>;
  readonly remove: (actor: Actor, id: string) => Promise<void>;
  /** The old secret signs as well for a day. */
  readonly changeSecret: (actor: Actor, id: string) => Promise<{ readonly secret: string }>;
  readonly stop: (actor: Actor, id: string) => Promise<void>;
  /** Goes on where it was stopped: nothing that happened meanwhile is left out. */
  readonly start: (actor: Actor, id: string) => Promise<void>;
  /** Sends a message of type `webhook.test` now. */
  readonly test: (actor: Actor, id: string) => Promise<WebhookTrial>;
  /** The newest messages, newest first. */
  readonly messages: (actor: Actor, id: string) => Promise<readonly WebhookMessage[]>;
  /** One of them again. */
  readonly resend: (actor: Actor, id: string, seq: number) => Promise<void>;
  /** How many were stopped without anybody having said so; 0 for whoever does not look after them. */
  readonly stoppedByThemselves: (actor: Actor) => Promise<number>;
};
