import { randomBytes } from 'node:crypto';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { callbackStanding } from '../../orders/callback.ts';
import type { CallbackRules, CallbackStanding } from '../../orders/callback.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import type { CallbackData } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  claimsOf,
  dropClaim,
  dropOldLinks,
  judgedOpenIds,
  linkByHash,
  putClaim,
  putLink,
  unjudgedIds,
} from '../../store/callbacks.ts';
import type { CallbackClaim } from '../../store/callbacks.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { orderById, ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { redactText } from '../../text/redact.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { standingOf } from '../life/live-changes.ts';
import { lifeActor, moveIn, SYSTEM } from '../life/order-life.ts';
import { authorize, scopeOf } from '../rights.ts';
import type { Action } from '../policy.ts';
import type { Handling, Step } from '../life/handling.ts';
import type { Actor, OrderInput } from '../types.ts';
import { attemptOf, mustBeWhole, mustSay } from './callback-record.ts';
import type {
  CallbackDesk,
  CallbackRecord,
  CallbackRow,
  CallbackView,
  SelfCallback,
} from './callback-types.ts';
import { attemptLine, cannotCall, spokenLine } from './callback-words.ts';
import { unexposed } from '../replies/shield.ts';
import { keptExcerpt } from '../intake/without-caller.ts';

/** Orders looked at for one list. */
export const LOOKED = 300;
/** Who has taken a callback has it for so long. */
const CLAIM_MS = 15 * 60_000;
const DAY = 86_400_000;

/** Callback 回访: who may be called when, what they said, and what follows from it. */
export function createCallbackDesk(context: Context, handling: Pick<Handling, 'step'>): CallbackDesk {
  const { store, profile, clock, names } = context;

  const list: CallbackDesk['list'] = async (actor) => {
    scopeOf(actor, 'callback.read');
    const now = clock.now();
    const rules = rulesAt(now);
    const { open, judged, looked } = await store.read(async (db) => {
      const ids = await unjudgedIds(db, LOOKED);
      const waiting = await judgedOpenIds(db, LOOKED);
      return {
        open: await rowsOf(db, ids, rules, now),
        judged: await rowsOf(db, waiting, rules, now),
        looked: ids.length,
      };
    });
    const callable = open.filter(({ standing }) => standing.state === 'due');
    const isNow = ({ standing }: CallbackRow): boolean => standing.state === 'due' && standing.from <= now;
    return {
      due: callable.filter(isNow).sort(byEnd),
      later: callable.filter((row) => !isNow(row)).sort(byEnd),
      judged,
      looked,
    };
  };

  /** Nothing of the order changes, and whoever has the list open sees who is calling. */
  const tell = (order: StoredOrder): void => {
    const standing = standingOf(order);
    context.changes.publish([{ before: standing, after: standing }]);
  };

  const take: CallbackDesk['take'] = async (actor, id) => {
    const { order, view } = await store.write(async (db) => {
      const now = clock.now();
      const { order, life, row } = await known(db, actor, id, now, 'callback.record');
      if (row.standing.state === 'due') {
        if (row.claimedBy !== null && row.claimedBy.id !== actor.id)
          throw new AppError('callback_claimed', { by: row.claimedBy.name });
        await putClaim(db, { orderId: id, userId: actor.id, userName: actor.name, until: now + CLAIM_MS });
      }
      const isCallable = row.standing.state === 'due';
      await appendAudit(db, [
        {
          at: now,
          actorId: actor.id,
          actorName: actor.name,
          action: 'callback.take',
          subject: id,
          detail: isCallable ? `${order.number} 查看来电人电话` : order.number,
        },
      ]);
      const held = { id: actor.id, name: actor.name, until: now + CLAIM_MS };
      const claimed = isCallable ? { ...row, claimedBy: held } : row;
      return { order, view: viewOf(actor, order, life, claimed, now) };
    });
    tell(order);
    return view;
  };

  const show: CallbackDesk['show'] = (actor, id) =>
    store.read(async (db) => {
      const now = clock.now();
      const { order, life, row } = await known(db, actor, id, now);
      return viewOf(actor, order, life, row, now);
    });

  const release: CallbackDesk['release'] = async (actor, id) => {
    scopeOf(actor, 'callback.record');
    const released = await store.write(async (db) => {
      const claim = (await claimsOf(db, [id], clock.now())).get(id);
      if (claim?.userId !== actor.id) return null;
      await dropClaim(db, id);
      return orderById(db, id);
    });
    if (released !== null) tell(released);
  };

  const record: CallbackDesk['record'] = async (actor, id, { data, version }) => {
    mustBeWhole(data);
    const done = await handling.step(
      actor,
      id,
      'callback.record',
      async (step) => {
        const claim = (await claimsOf(step.db, [id], step.now)).get(id);
        if (claim !== undefined && claim.userId !== actor.id)
          throw new AppError('callback_claimed', { by: claim.userName });
        const events = (await lifeEventsOfMany(step.db, [id])).get(id) ?? [];
        const before = lifeOf(events);
        const given = before.callbacks.some(({ verdict }) => verdict !== null);
        if (!given) mustSay(data);
        // With a verdict there already, only what follows from it is decided.
        const life =
          given && data.next !== undefined && data.verdict === undefined
            ? before
            : await called(step, before, { ...attemptOf(data), way: 'phone' });
        await dropClaim(step.db, id);
        await follow(step, life, data);
      },
      version,
    );
    return { state: done.state, version: done.version };
  };

  const link: CallbackDesk['link'] = (actor, id) =>
    store.write(async (db) => {
      const now = clock.now();
      scopeOf(actor, 'callback.record');
      const { order, life, row } = await known(db, actor, id, now);
      if (row.standing.state !== 'due')
        throw new AppError('conflict', { reason: cannotCall(row.standing, now) ?? '现在不能回访' });
      const token = randomBytes(24).toString('base64url');
      const expiresAt = Math.min(now + rulesAt(now).linkDays * DAY, row.standing.until);
      await dropOldLinks(db, now - DAY);
      await putLink(db, {
        tokenHash: sha256(token),
        orderId: id,
        round: life.reopened,
        madeBy: actor.id,
        madeAt: now,
        expiresAt,
      });
      const who = { at: now, actorId: actor.id, actorName: actor.name };
      await appendAudit(db, [{ ...who, action: 'callback.link', subject: id, detail: order.number }]);
      return { token, expiresAt };
    });

  const byLink: CallbackDesk['byLink'] = (token) =>
    store.read(async (db) => (await opened(db, token, clock.now())).seen);

  const judge: CallbackDesk['judge'] = async (token, verdict, note) => {
    const done = await store.write(async (db) => {
      const now = clock.now();
      const { order, life, seen } = await opened(db, token, now);
      if (seen.state === 'expired') throw new AppError('link_expired', {});
      if (seen.state === 'done') return { seen, change: null };
      const data: CallbackData = {
        way: 'link',
        result: 'answered',
        verdict,
        ...(note === undefined || note === '' ? {} : { note }),
      };
      const step = { db, actor: CALLER, order, now } as unknown as Step;
      const after = await called(step, life, data);
      // Who says that nothing was solved is heard by a person before the order is closed.
      if (verdict.solved !== 'unsolved') await closeIn(step, after);
      await dropClaim(db, order.id);
      const now2 = await orderById(db, order.id);
      return {
        seen: { ...seen, reply: '', state: 'done' as const },
        change: now2 === null ? null : { before: standingOf(order), after: standingOf(now2) },
      };
    });
    if (done.change !== null) context.changes.publish([done.change]);
    return done.seen;
  };

  function rulesAt(now: number): CallbackRules {
    const day = beijingDay(now);
    const rules = profile.callbacks === undefined ? null : rulesOn(profile.callbacks, day);
    if (rules === null)
      throw new AppError('bad_profile', { file: 'callbacks.json', reason: `没有 ${day} 生效的回访规则` });
    return rules;
  }

  async function rowsOf(
    db: Db,
    ids: readonly string[],
    rules: CallbackRules,
    now: number,
  ): Promise<CallbackRow[]> {
    const orders = new Map((await ordersByIds(db, ids)).map((order) => [order.id, order]));
    const events = await lifeEventsOfMany(db, ids);
    const claims = await claimsOf(db, ids, now);
    return ids.flatMap((id) => {
      const order = orders.get(id);
      const life = lifeOf(events.get(id) ?? []);
      return order === undefined ? [] : (rowOf(order, life, claims.get(id), rules, now) ?? []);
    });
  }

  function rowOf(
    order: StoredOrder,
    life: Life,
    claim: CallbackClaim | undefined,
    rules: CallbackRules,
    now: number,
  ): CallbackRow | null {
    if (life.reply === null || life.toldAt === null) return null;
    return {
      id: order.id,
      number: order.number,
      version: order.version,
      issueType: order.issueType,
      unit: life.lead,
      street: order.street,
      excerpt: keptExcerpt(order),
      outcome: life.reply.outcome,
      toldAt: life.toldAt,
      standing: callbackStanding(rules, asked(order), life, now),
      attempts: life.callbacks.map(({ at, by, result }) => ({ at, by: by.name, result })),
      claimedBy: claim === undefined ? null : { id: claim.userId, name: claim.userName, until: claim.until },
      verdict: life.callbacks.find(({ verdict }) => verdict !== null)?.verdict ?? null,
    };
  }

  /** Whoever has taken it, which the audit says, sees the telephone for as long as that holds. */
  function viewOf(actor: Actor, order: StoredOrder, life: Life, row: CallbackRow, now: number): CallbackView {
    const rules = rulesAt(now);
    const { caller } = order.input as unknown as OrderInput;
    const isCalling = row.standing.state === 'due' && row.claimedBy?.id === actor.id;
    return {
      ...row,
      phone: isCalling ? (caller?.phone ?? null) : null,
      caller: isCalling ? (caller?.name ?? null) : null,
      reply: life.reply?.text ?? '',
      isUntold: life.reply?.way === 'hotline',
      script: rules.script.map((line) => spokenLine(line, row, names.unit(row.unit))),
      rules: rules.version,
      state: life.state,
      closed: cannotCall(row.standing, now),
      note: life.callbacks.find(({ verdict }) => verdict !== null)?.note ?? null,
    };
  }

  /** Throws `not_found`, `forbidden`, and `conflict` for an order whose caller was told nothing yet. */
  async function known(
    db: Db,
    actor: Actor,
    id: string,
    now: number,
    right: Extract<Action, 'callback.read' | 'callback.record'> = 'callback.read',
  ) {
    const stored = await orderById(db, id);
    if (stored === null) throw new AppError('not_found', { what: '工单', id });
    const order = authorize(actor, right, stored);
    const life = lifeOf((await lifeEventsOfMany(db, [id])).get(id) ?? []);
    const claim = (await claimsOf(db, [id], now)).get(id);
    const row = rowOf(order, life, claim, rulesAt(now), now);
    if (row === null) throw new AppError('conflict', { reason: '还没有把办理结论告知来电人，不能回访' });
    return { order, life, row };
  }

  /** One attempt, kept as an event. */
  async function called(step: Step, life: Life, data: CallbackData): Promise<Life> {
    const standing = callbackStanding(rulesAt(step.now), asked(step.order), life, step.now);
    // By a link callers choose the hour themselves.
    const notCallable = cannotCall(standing, data.way === 'link' ? Number.POSITIVE_INFINITY : step.now);
    const { after } = await moveIn(
      context,
      step.db,
      {
        order: step.order,
        actor: lifeActor(step.actor),
        now: step.now,
        detail: attemptLine(data),
        facts: { notCallable },
      },
      { move: 'callBack', data },
    );
    await audited(step, 'order.callBack', `${step.order.number} ${attemptLine({ ...data, note: '' })}`);
    return after;
  }

  async function follow(step: Step, life: Life, data: CallbackRecord): Promise<void> {
    if (data.next === 'reopen') {
      const reason = data.reason ?? '';
      await moveIn(
        context,
        step.db,
        {
          order: step.order,
          actor: lifeActor(step.actor),
          now: step.now,
          detail: reason,
          facts: { given: { reason: true } },
        },
        { move: 'reopen', data: { reason } },
      );
      return audited(step, 'order.reopen', step.order.number);
    }
    const over = callbackStanding(rulesAt(step.now), asked(step.order), life, step.now).state === 'done';
    if (data.next === 'close' || (data.next === undefined && over)) await closeIn(step, life);
  }

  async function closeIn(step: Step, { state }: Life): Promise<void> {
    if (state === 'closed') return;
    const detail = '回访后办结';
    const who = { order: step.order, actor: lifeActor(step.actor), now: step.now, detail };
    await moveIn(context, step.db, who, { move: 'close', data: {} });
    await audited(step, 'order.close', step.order.number);
  }

  const audited = ({ db, now, actor, order }: Step, action: string, detail: string): Promise<void> =>
    appendAudit(db, [
      { at: now, actorId: actor.id, actorName: actor.name, action, subject: order.id, detail },
    ]);

  async function opened(
    db: Db,
    token: string,
    now: number,
  ): Promise<{ readonly order: StoredOrder; readonly life: Life; readonly seen: SelfCallback }> {
    const found = await linkByHash(db, sha256(token));
    const order = found === null ? null : await orderById(db, found.orderId);
    if (found === null || order === null) throw new AppError('not_found', { what: '评价链接', id: '' });
    const life = lifeOf((await lifeEventsOfMany(db, [order.id])).get(order.id) ?? []);
    const { state } = callbackStanding(rulesAt(now), asked(order), life, now);
    const over = found.round !== life.reopened || now > found.expiresAt || state !== 'due';
    const judged = life.callbacks.some(({ verdict }) => verdict !== null);
    return {
      order,
      life,
      seen: {
        number: order.number,
        unit: names.unit(life.lead),
        toldAt: life.toldAt ?? 0,
        // Whoever holds the link may be somebody else than the caller.
        reply:
          judged || over
            ? ''
            : unexposed(order.input as unknown as OrderInput, redactText(life.reply?.text ?? '')),
        state: judged ? 'done' : over ? 'expired' : 'open',
      },
    };
  }

  return { list, show, take, release, record, link, byLink, judge };
}

/** Callers who judge by a link act through the program. */
const CALLER: Actor = { ...SYSTEM, name: '来电人', unit: null };

const asked = ({ demandKind, input }: StoredOrder) => ({
  demandKind,
  reachable: ((input as unknown as OrderInput).caller?.phone ?? '') !== '',
});

const byEnd = (a: CallbackRow, b: CallbackRow): number => endOf(a.standing) - endOf(b.standing);
const endOf = (standing: CallbackStanding): number => (standing.state === 'due' ? standing.until : 0);
