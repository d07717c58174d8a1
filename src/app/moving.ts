import { beijingDay } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { KeptFile } from '../orders/handling-rules.ts';
import { addLimit } from '../orders/work-time.ts';
import { userById } from '../store/accounts.ts';
import { appendAudit } from '../store/audit.ts';
import type { Db } from '../store/client.ts';
import { lifeEventsOf } from '../store/events.ts';
import { filesOf } from '../store/files.ts';
import { firstAnswer, rememberAnswer } from '../store/idempotency.ts';
import { linksOf } from '../store/links.ts';
import { ordersByIds, updateOrder } from '../store/orders.ts';
import type { StoredOrder } from '../store/orders.ts';
import { enqueue } from '../store/outbox.ts';
import { listRulings } from '../store/rulings.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { SUGGEST_TOPIC } from './context.ts';
import type { Context } from './context.ts';
import type { Step } from './handling.ts';
import { calendarOf, clocksFor } from './deadlines.ts';
import { factsAsked, rulesFor } from './move-facts.ts';
import type { Beside } from './move-facts.ts';
import { parseMove } from './move-input.ts';
import type { AskedFor } from './move-input.ts';
import { lineOf } from './move-lines.ts';
import { lifeActor, moveIn, readLife } from './order-life.ts';
import type { MoveRequest, Moved } from './order-life.ts';
import { triageOf } from './reading.ts';
import { targetOf } from './rerouting.ts';
import type { RightsBook } from './rights-book.ts';
import type { Actor, OrderDetail, Services } from './types.ts';

type Stepping = (
  actor: Actor,
  id: string,
  action: 'order.move',
  work: (step: Step) => Promise<void>,
) => Promise<OrderDetail>;

/**
 * Every other move of an order, by people. What comes with it is checked against the order as it stands in the write
 * that keeps it; a request sent twice under one idempotency key is made once.
 */
export function createMoving(
  context: Context,
  rights: RightsBook,
  step: Stepping,
): Services['handling']['move'] {
  const { names, profile } = context;

  return (actor, id, asked) => {
    const request = parseMove(asked.move, asked.data);
    const key = asked.idempotencyKey === undefined ? null : sha256(`${actor.id}\n${asked.idempotencyKey}`);
    const requestHash = key === null ? '' : sha256(canonicalJson([id, asked.move, asked.data ?? {}]));
    return step(actor, id, 'order.move', async (s) => {
      if (key !== null && (await madeBefore(s.db, key, requestHash))) return;
      const { order } = s;
      if (asked.version !== undefined && asked.version !== order.version)
        throw new AppError('order_changed', { version: order.version, seen: asked.version });
      const life = await readLife(s.db, id);
      const beside = await besideOf(context, s.db, order);
      const made = await completed(s, beside, request);
      filesKnown(beside.files, made);
      const facts = factsAsked(profile, names, order, life, beside, request, s.now);
      const detail = lineOf(made, names);
      const moved = await moveIn(
        context,
        s.db,
        { order, actor: lifeActor(actor), now: s.now, detail, facts },
        made,
      );
      await appendAudit(s.db, [
        {
          at: s.now,
          actorId: actor.id,
          actorName: actor.name,
          action: `order.${made.move}`,
          subject: id,
          detail: `${order.number} ${moved.before.state} → ${moved.after.state}`,
        },
      ]);
      await follow(s, moved);
      if (key !== null)
        await rememberAnswer(s.db, {
          key,
          requestHash,
          answer: [{ id, version: moved.after.version }],
          at: s.now,
        });
    });
  };

  /** What the move says in full: names, units and times that the server knows better than whoever asks. */
  async function completed(s: Step, beside: Beside, request: AskedFor): Promise<MoveRequest> {
    const { move, data } = request;
    switch (move) {
      case 'assign': {
        const user = await userById(s.db, data.person);
        const colleague = user !== null && user.unit === s.actor.unit && user.disabledAt === null;
        if (!colleague)
          throw new AppError('bad_field', { where: '', field: 'person', reason: '只能交给本单位在岗的人' });
        return { move, data: { person: user.id, name: user.name } };
      }
      case 'acceptReturn': {
        const { pending } = await readLife(s.db, s.order.id);
        return { move, data: await unitsOf(s, beside, data.lead ?? pending?.owner ?? s.order.leadUnit) };
      }
      case 'rule':
        return { move, data: { ...(await unitsOf(s, beside, data.lead)), reason: data.reason } };
      case 'proposeReturn':
        known(data.owner, 'owner');
        break;
      case 'whistle':
        data.units.forEach((unit) => known(unit, 'units'));
        if (data.units.includes(s.order.leadUnit))
          throw new AppError('bad_field', { where: '', field: 'units', reason: '主办单位不用吹哨叫自己' });
        break;
      case 'meet':
        [...data.units, ...data.agreed.map(({ unit }) => unit)].forEach((unit) => known(unit, 'units'));
        break;
      case 'handToMerchant':
        return { move, data: { merchant: data.merchant, until: data.until ?? merchantUntil(s.now) } };
      default:
    }
    return withoutUndefined(request) as MoveRequest;
  }

  function known(unit: string, field: string): void {
    if (!profile.units.some(({ code }) => code === unit))
      throw new AppError('bad_field', { where: '', field, reason: `没有单位 ${unit}` });
  }

  /** The unit and who assists it, under the duties and rulings of the day of receipt. */
  async function unitsOf(s: Step, { triage }: Beside, unit: string) {
    known(unit, 'lead');
    const target = targetOf(profile, await listRulings(s.db), s.actor, s.order, triage, { unit });
    return { lead: target.unit, joint: target.joint };
  }

  /** End of the time box of the merchant-first channel. Throws `bad_field` where no rule gives one. */
  function merchantUntil(now: number): number {
    const { policies, calendar } = profile;
    const periods = policies?.officePeriods;
    const rules = rulesFor(profile, beijingDay(now));
    const none = (reason: string) => new AppError('bad_field', { where: '', field: 'until', reason });
    if (rules === null || periods === undefined || periods === null || calendar === undefined)
      throw none('办理规则没有商家先行和解的时限，须写明');
    const limit = {
      kind: 'workingHours',
      hours: rules.merchant.workingHours,
      periods: periods,
    } as const;
    const end = addLimit(now, limit, calendarOf(calendar));
    if ('unknownYear' in end) throw none(`日历没有 ${end.unknownYear} 年，算不出时限，须写明`);
    return end.at;
  }

  async function follow(s: Step, { after, effects }: Moved): Promise<void> {
    const { db, order, actor, now } = s;
    const { id } = order;
    for (const effect of effects)
      switch (effect) {
        case 'judgeDispatch':
          await rights.record(db, { orderId: id, unit: after.lead, source: 'adjudication', actor, now });
          break;
        case 'suggest':
          await enqueue(db, [{ topic: SUGGEST_TOPIC, payload: { orderId: id } }], now);
          break;
        case 'keepRuling':
          // An adjudicated owner is a label; a return alone never is.
          await updateOrder(db, id, { corrected: true });
          break;
      }
  }
}

async function madeBefore(db: Db, key: string, requestHash: string): Promise<boolean> {
  const first = await firstAnswer(db, key);
  if (first === null) return false;
  if (first.requestHash !== requestHash)
    throw new AppError('conflict', { reason: '同一幂等键用于了不同的请求' });
  return true;
}

/** Throws `bad_field` for a file that the order does not have. */
function filesKnown(kept: readonly KeptFile[], { data }: MoveRequest): void {
  if (!('files' in data) || data.files === undefined) return;
  const missing = data.files.find((hash) => !kept.some(({ sha256: known }) => known === hash));
  if (missing !== undefined)
    throw new AppError('bad_field', {
      where: '',
      field: 'files',
      reason: `工单没有材料 ${missing.slice(0, 12)}`,
    });
}

async function besideOf({ clock, profile }: Context, db: Db, order: StoredOrder): Promise<Beside> {
  const events = await lifeEventsOf(db, order.id);
  const links = await linksOf(db, order.id);
  const others = links
    .filter(({ status }) => status === 'linked' || status === 'merged')
    .map(({ firstId, secondId }) => (firstId === order.id ? secondId : firstId));
  const earlier = (await ordersByIds(db, others)).filter(({ receivedAt }) => receivedAt < order.receivedAt);
  return {
    triage: await triageOf(db, order.id),
    files: await filesOf(db, order.id),
    earlier: earlier.map(({ number }) => number),
    mediationOver: clocksFor(profile, order, events, clock.now()).some(
      ({ policy, state }) => policy.purpose === 'mediate' && (state === 'late' || state === 'metLate'),
    ),
  };
}

/** Fields left out are left out of what is kept. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
