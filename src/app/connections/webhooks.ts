import { CONNECTION_EVENT_NAMES } from '../../kernel/connection-events.ts';
import type { ConnectionEventType } from '../../kernel/connection-events.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { lastEventSeq } from '../../store/event-feed.ts';
import {
  deliveryCounts,
  hastenDeliveries,
  listDeliveries,
  resendDelivery,
} from '../../store/webhook-deliveries.ts';
import * as table from '../../store/webhooks.ts';
import type { Context } from '../context.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { webhookAddress } from './webhook-address.ts';
import type { AllowedPlaces } from './webhook-address.ts';
import { SEND_TIMEOUT_MS, WEBHOOK_AGENT } from './webhook-courier.ts';
import { sendMessage } from './webhook-sending.ts';
import { newSecret, signedHeaders } from './webhook-signature.ts';
import type { Webhook, WebhookInput, WebhookMessage, Webhooks } from './webhook-types.ts';

/** How long an old secret signs beside the new one. */
const OLD_SECRET_MS = 24 * 3_600_000;
/** Subscriptions at most: each event is looked at for every one of them. */
const WEBHOOK_LIMIT = 50;
/** Messages of the log that are shown. */
const SHOWN = 100;

export function createWebhooks(
  { store, clock, names, profile, wake }: Pick<Context, 'store' | 'clock' | 'names' | 'profile' | 'wake'>,
  allowed: AllowedPlaces,
): Webhooks {
  const counted = (row: table.StoredWebhook, counts: Awaited<ReturnType<typeof deliveryCounts>>): Webhook => {
    const { id, name, url, events, unit, createdAt, createdBy, oldSecretUntil } = row;
    const { stopped, stoppedAt, failingSince } = row;
    const { waiting = 0, given_up: givenUp = 0 } = counts.get(id) ?? {};
    return {
      id,
      name,
      url,
      events: events as readonly ConnectionEventType[],
      unit: unit === null ? null : { code: unit, name: names.unit(unit) },
      createdAt,
      createdBy,
      oldSecretUntil: oldSecretUntil !== null && oldSecretUntil > clock.now() ? oldSecretUntil : null,
      stopped,
      stoppedAt,
      failingSince,
      waiting,
      givenUp,
    };
  };

  const list: Webhooks['list'] = async (actor) => {
    scopeOf(actor, 'webhook.manage');
    return store.read(async (db) => {
      const counts = await deliveryCounts(db);
      return (await table.listWebhooks(db)).map((row) => counted(row, counts));
    });
  };

  const get: Webhooks['get'] = async (actor, id) => {
    scopeOf(actor, 'webhook.manage');
    return store.read(async (db) => counted(await rowOf(db, id), await deliveryCounts(db)));
  };

  function checked(input: WebhookInput): WebhookInput {
    const fault = (field: string, reason: string): never => {
      throw new AppError('bad_field', { where: '', field, reason });
    };
    const name = input.name.trim();
    if (name === '' || name.length > 64) fault('name', '不能为空，最多 64 个字符');
    const unknown = input.events.find((type) => !(type in CONNECTION_EVENT_NAMES));
    if (unknown !== undefined) fault('events', `没有事件“${String(unknown)}”`);
    const { unit } = input;
    if (unit !== null && !profile.units.some(({ code }) => code === unit)) fault('unit', `没有单位“${unit}”`);
    const url = webhookAddress(input.url.trim(), allowed).href;
    return { name, url, events: [...new Set(input.events)], unit };
  }

  const add: Webhooks['add'] = async (actor, input) => {
    scopeOf(actor, 'webhook.manage');
    const { name, url, events, unit } = checked(input);
    const id = newId();
    const secret = newSecret();
    await store.write(async (db) => {
      if ((await table.listWebhooks(db)).length >= WEBHOOK_LIMIT)
        throw new AppError('conflict', { reason: `最多登记 ${WEBHOOK_LIMIT} 个推送` });
      await table.insertWebhook(db, {
        id,
        name,
        url,
        events,
        unit,
        secret,
        createdAt: clock.now(),
        createdBy: actor.name,
        cursor: await lastEventSeq(db),
      });
      await record(db, actor, 'webhook.add', id, `${name} ${new URL(url).origin}`);
    });
    return { id, secret };
  };

  /** One change of one subscription, with its line in the log. */
  function change(
    actor: Actor,
    id: string,
    action: string,
    make: (db: Db, row: table.StoredWebhook) => Promise<void>,
  ): Promise<void> {
    scopeOf(actor, 'webhook.manage');
    return store.write(async (db) => {
      const row = await rowOf(db, id);
      await make(db, row);
      await record(db, actor, action, id, row.name);
    });
  }

  const remove: Webhooks['remove'] = async (actor, id) =>
    change(actor, id, 'webhook.remove', (db) => table.deleteWebhook(db, id));

  const changeSecret: Webhooks['changeSecret'] = async (actor, id) => {
    const secret = newSecret();
    await change(actor, id, 'webhook.secret', (db, row) =>
      table.updateWebhook(db, id, {
        secret,
        oldSecret: row.secret,
        oldSecretUntil: clock.now() + OLD_SECRET_MS,
      }),
    );
    return { secret };
  };

  const stop: Webhooks['stop'] = async (actor, id) =>
    change(actor, id, 'webhook.stop', async (db, row) => {
      if (row.stopped === null)
        await table.updateWebhook(db, id, { stopped: 'person', stoppedAt: clock.now() });
    });

  const start: Webhooks['start'] = async (actor, id) => {
    await change(actor, id, 'webhook.start', async (db) => {
      await table.updateWebhook(db, id, {
        stopped: null,
        stoppedAt: null,
        failures: 0,
        failingSince: null,
        pausedUntil: 0,
      });
      await hastenDeliveries(db, id, clock.now());
    });
    wake();
  };

  const test: Webhooks['test'] = async (actor, id) => {
    scopeOf(actor, 'webhook.manage');
    const row = await store.read((db) => rowOf(db, id));
    const now = clock.now();
    const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date(now).toISOString(), data: {} });
    const headers = signedHeaders([row.secret], {
      id: `evt_test_${newId().replaceAll('-', '')}`,
      seconds: Math.floor(now / 1000),
      body,
    });
    const sending = { allowed, timeoutMs: SEND_TIMEOUT_MS, agent: WEBHOOK_AGENT };
    const { status, error, ms } = await sendMessage(row.url, { headers, body }, sending);
    await store.write((db) =>
      record(db, actor, 'webhook.test', id, `${row.name} ${error ?? `答复 ${status}`}`),
    );
    return { taken: error === null, status, error, ms };
  };

  const messages: Webhooks['messages'] = async (actor, id) => {
    scopeOf(actor, 'webhook.manage');
    const rows = await store.read(async (db) => {
      await rowOf(db, id);
      return listDeliveries(db, id, SHOWN);
    });
    return rows.map((row): WebhookMessage => ({
      seq: row.seq,
      id: row.messageId,
      type: row.type as ConnectionEventType,
      state: row.state,
      createdAt: row.createdAt,
      dueAt: row.state === 'waiting' ? row.dueAt : null,
      attempts: row.attempts,
      lastAt: row.lastAt,
      lastStatus: row.lastStatus,
      lastError: row.lastError,
      lastMs: row.lastMs,
    }));
  };

  const resend: Webhooks['resend'] = async (actor, id, seq) => {
    await change(actor, id, 'webhook.resend', async (db) => {
      if (!(await resendDelivery(db, id, seq, clock.now())))
        throw new AppError('not_found', { what: `事件 ${seq} 的推送` });
    });
    wake();
  };

  const stoppedByThemselves: Webhooks['stoppedByThemselves'] = async (actor) =>
    mayDo(actor, 'webhook.manage') ? store.read(table.stoppedWebhooks) : 0;

  async function rowOf(db: Db, id: string): Promise<table.StoredWebhook> {
    const row = await table.webhookById(db, id);
    if (row === null) throw new AppError('not_found', { what: '这个推送' });
    return row;
  }

  function record(db: Db, actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return appendAudit(db, [entry]);
  }

  return {
    list,
    get,
    add,
    remove,
    changeSecret,
    stop,
    start,
    test,
    messages,
    resend,
    stoppedByThemselves,
  };
}
