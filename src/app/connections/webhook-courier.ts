import { newId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { feedAfter, lastEventSeq } from '../../store/event-feed.ts';
import {
  countWaiting,
  insertDeliveries,
  nextDelivery,
  pruneDeliveries,
  updateDelivery,
} from '../../store/webhook-deliveries.ts';
import type { Delivery } from '../../store/webhook-deliveries.ts';
import { freeWebhooks, leaseWebhook, releaseWebhooks, updateWebhook } from '../../store/webhooks.ts';
import type { StoredWebhook } from '../../store/webhooks.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { eventId, eventMessage } from './event-message.ts';
import { DAY_MS, failureDelay, pauseAfter } from './webhook-pace.ts';
import type { AllowedPlaces } from './webhook-address.ts';
import { sendMessage } from './webhook-sending.ts';
import type { Sent } from './webhook-sending.ts';
import { signedHeaders } from './webhook-signature.ts';

export const SEND_TIMEOUT_MS = 10_000;
export const WEBHOOK_AGENT = 'Jiesu-Webhooks/1';
/** Well over what one message takes: a process that ended without a word is followed by another after this. */
export const LEASE_MS = 60_000;
/** How long a message is tried. */
export const TRY_MS = 3 * DAY_MS;
/** Events put in line in one go, and messages in line from which on none are added. */
const LINE = 200;
const LONGEST_LINE = 1000;
/** Messages that were settled are kept this long, and so many of each receiver. */
const KEPT_MS = 7 * DAY_MS;
const KEPT = 1000;

/** Sends what is to be sent; the pace is the caller's. */
export type Courier = {
  /** Ids of the receivers something can be done for now. */
  readonly due: () => Promise<readonly string[]>;
  /** Sends to one receiver, one message after the other, until nothing is due; how many were sent. */
  readonly serve: (id: string, stopping: () => boolean) => Promise<number>;
  /** Gives back what this process holds. */
  readonly release: () => Promise<void>;
};

type Next = { readonly hook: StoredWebhook; readonly delivery: Delivery };
type Attempt = { readonly delivery: Delivery; readonly sent: Sent };

/**
 * Messages to other systems. What is to be sent is read from the events by their number, and put in line in the same write
 * that moves the number on, so that a kill at any moment neither leaves out an event nor puts it in line twice. A message
 * is taken off the line after the receiver has taken it: a kill between the two sends it again, under the same id.
 */
export function createCourier(
  { store, clock, log }: Pick<Context, 'store' | 'clock' | 'log'>,
  options: { readonly allowed: AllowedPlaces; readonly random: Random; readonly timeoutMs?: number },
): Courier {
  const { allowed, random, timeoutMs = SEND_TIMEOUT_MS } = options;
  const by = newId();

  const due: Courier['due'] = () =>
    store.read(async (db) => {
      const now = clock.now();
      const free = await freeWebhooks(db, by, now);
      if (free.length === 0) return [];
      const last = await lastEventSeq(db);
      const ids: string[] = [];
      for (const { id, cursor } of free)
        if (cursor < last || (await nextDelivery(db, id, now)) !== null) ids.push(id);
      return ids;
    });

  const serve: Courier['serve'] = async (id, stopping) => {
    let attempt: Attempt | null = null;
    for (let sent = 0; ; sent++) {
      const settled: Attempt | null = attempt;
      const next: Next | null = await store.write((db) => step(db, id, settled, stopping()));
      if (next === null) return sent;
      attempt = { delivery: next.delivery, sent: await send(next.hook, next.delivery) };
    }
  };

  /** Keeps what came of the last message, and finds the next: one write for each message. */
  async function step(db: Db, id: string, attempt: Attempt | null, stopping: boolean): Promise<Next | null> {
    if (attempt !== null) await settle(db, id, attempt);
    if (stopping) return null;
    const now = clock.now();
    const hook = await leaseWebhook(db, id, { by, now, until: now + LEASE_MS });
    if (hook === null) return null;
    await putInLine(db, hook, now);
    const delivery = await nextDelivery(db, id, now);
    if (delivery !== null) return { hook, delivery };
    await updateWebhook(db, id, { leaseBy: null, leaseUntil: 0 });
    await pruneDeliveries(db, id, { before: now - KEPT_MS, keep: KEPT });
    return null;
  }

  async function putInLine(db: Db, { id, cursor, events, unit }: StoredWebhook, now: number): Promise<void> {
    if (cursor >= (await lastEventSeq(db)) || (await countWaiting(db, id)) >= LONGEST_LINE) return;
    const found = await feedAfter(db, {
      after: cursor,
      limit: LINE,
      unit,
      // Who receives it outside is nobody who was let in.
      letIn: [],
    });
    const rows = found.events.flatMap((event) => {
      const message = eventMessage(event);
      if (events.length > 0 && !events.includes(message.type)) return [];
      return [
        {
          webhookId: id,
          seq: event.seq,
          messageId: eventId(event),
          type: message.type,
          body: JSON.stringify(message),
          createdAt: now,
        },
      ];
    });
    await insertDeliveries(db, rows);
    await updateWebhook(db, id, { cursor: found.upTo });
  }

  function send(hook: StoredWebhook, { messageId, body }: Delivery): Promise<Sent> {
    const now = clock.now();
    const both = hook.oldSecret !== null && (hook.oldSecretUntil ?? 0) > now;
    const secrets = both ? [hook.secret, hook.oldSecret as string] : [hook.secret];
    // The second of this attempt: a receiver refuses what was signed long ago.
    const headers = signedHeaders(secrets, { id: messageId, seconds: Math.floor(now / 1000), body });
    return sendMessage(hook.url, { headers, body }, { allowed, timeoutMs, agent: WEBHOOK_AGENT });
  }

  async function settle(db: Db, id: string, { delivery, sent }: Attempt): Promise<void> {
    const now = clock.now();
    const firstAt = delivery.firstAt ?? now;
    const told = {
      attempts: delivery.attempts + 1,
      firstAt,
      lastAt: now,
      lastStatus: sent.status,
      lastError: sent.error,
      lastMs: sent.ms,
    };
    if (sent.error === null) {
      await updateDelivery(db, delivery.id, { ...told, state: 'taken' });
      await updateWebhook(db, id, { failures: 0, failingSince: null });
      return;
    }
    // Null where it was stopped or removed meanwhile, or another process goes on with it.
    const hook = await leaseWebhook(db, id, { by, now, until: now + LEASE_MS });
    if (hook === null) return;
    const failures = hook.failures + 1;
    const failingSince = hook.failingSince ?? now;
    const over = now - firstAt >= TRY_MS;
    const stopped = sent.status === 410 ? 'gone' : over && now - failingSince >= TRY_MS ? 'failing' : null;
    const wait = Math.max(failureDelay(told.attempts, random()), sent.waitMs ?? 0);
    await updateDelivery(db, delivery.id, {
      ...told,
      dueAt: now + wait,
      // The receiver takes others: this one alone is at fault.
      ...(over && stopped === null ? { state: 'given_up' as const } : {}),
    });
    await updateWebhook(db, id, {
      failures,
      failingSince,
      pausedUntil: now + Math.max(pauseAfter(failures), sent.waitMs ?? 0),
      ...(stopped === null ? {} : { stopped, stoppedAt: now, leaseBy: null, leaseUntil: 0 }),
    });
    if (stopped === null) return;
    const detail = `${hook.name} ${stopped === 'gone' ? '对方答复 410' : `三天没有收下，最后一次：${sent.error}`}`;
    await appendAudit(db, [
      {
        at: now,
        actorId: SYSTEM_ACTOR.id,
        actorName: SYSTEM_ACTOR.name,
        action: 'webhook.stopped',
        subject: id,
        detail,
      },
    ]);
    log.error({ webhook: id, status: sent.status, stopped }, 'webhook stopped');
  }

  return { due, serve, release: () => store.write((db) => releaseWebhooks(db, by)) };
}
