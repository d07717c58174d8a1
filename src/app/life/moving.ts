import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Move } from '../../kernel/move-words.ts';
import type { KeptFile } from '../../orders/handling-rules.ts';
import type { TellWay } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { userById } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { firstAnswer, rememberAnswers } from '../../store/idempotency.ts';
import { enqueue } from '../../store/outbox.ts';
import { besideOf } from './beside.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import { SUGGEST_TOPIC } from '../context.ts';
import { contactPurpose, markContactFiles } from './evidence-desk.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import { ENDING_GRANTS, filedNow, mustBeIntact, mustStillBeFiled } from './filed-evidence.ts';
import { authorize } from '../rights.ts';
import type { Action } from '../policy.ts';
import { follow as followKeeping, keepingOf, leavesTopics, rightOf, unitLetIn } from './confiding.ts';
import type { Context } from '../context.ts';
import type { Step } from './handling.ts';
import { clocksFor } from './deadlines.ts';
import { awayAt, dutyAtDispatch } from './duty.ts';
import type { Named } from './duty.ts';
import { clauseNamed, factsAsked, handledOrder, rulesFor, tellingBasis } from './move-facts.ts';
import type { Beside } from './move-facts.ts';
import { parseMove } from './move-input.ts';
import type { AskedFor } from './move-input.ts';
import { lineOf } from './move-lines.ts';
import {
  badField,
  merchantUntil,
  mustMoveADeadline,
  refuseByRules,
  refuseOutright,
} from './move-refusals.ts';
import { lifeActor, moveIn } from './order-life.ts';
import type { MoveRequest, Moved } from './order-life.ts';
import { existing, triageOf } from '../intake/reading.ts';
import { mustNotExpose } from '../replies/shield.ts';
import type { OUTGOING } from '../replies/shield.ts';
import { mustBeFinished } from '../replies/replies.ts';
import { keepAsLabel, keepAsRuling, mustBeProposable, ownerOf, retype, typeSettled } from './return-moves.ts';
import type { Approval } from './return-moves.ts';
import type { RightsBook } from '../dispatch/rights-book.ts';
import { marksOf } from '../../text/exposure.ts';
import type { Actor, OrderDetail, OrderInput, Services } from '../types.ts';

type Stepping = (
  actor: Actor,
  id: string,
  action: Action,
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
  evidence: Pick<EvidenceDesk, 'verify'> | null,
): Services['handling']['move'] {
  const { names, profile, store } = context;

  return async (actor, id, asked) => {
    const request = parseMove(asked.move, asked.data);
    const key = asked.idempotencyKey === undefined ? null : sha256(`${actor.id}\n${asked.idempotencyKey}`);
    const requestHash = key === null ? '' : sha256(canonicalJson([id, asked.move, asked.data ?? {}]));
    const checked = ENDING_GRANTS.has(request.move) ? await verified(actor, id, request.move, key) : null;
    const done = step(actor, id, rightOf(request.move), async (s) => {
      if (key !== null && (await madeBefore(s.db, key, requestHash))) return;
      const { order } = s;
      if (asked.version !== undefined && asked.version !== order.version)
        throw new AppError('order_changed', { version: order.version, seen: asked.version });
      const events = await lifeEventsOf(s.db, id);
      const life = lifeOf(events);
      refuseOutright(life, actor, request.move);
      const clocks = clocksFor(profile, order, events, s.now);
      const beside = await besideOf(s.db, order, await triageOf(s.db, id), clocks);
      refuseByRules(profile, order, life, beside, { actor, move: request.move, now: s.now });
      if (request.move === 'proposeExtension') mustMoveADeadline(profile, clocks, request.data.until, s.now);
      if (ENDING_GRANTS.has(request.move)) mustStillBeFiled(life, beside.files);
      const made = await completed(s, life, beside, request);
      filesKnown(beside.files, made);
      await keepContactFiles(s, made);
      const facts = {
        ...factsAsked(profile, names, order, life, beside, request, s.now),
        leadLetIn: await leadLetIn(s.db, life, made),
      };
      const type = typeAfter(life, request);
      if (type !== life.issueType) await retype(context, s, life, type);
      const detail = `${lineOf(made, names)}${await dutyFor(s, made)}`;
      const moved = await moveIn(
        context,
        s.db,
        {
          actor: lifeActor(actor),
          now: s.now,
          detail,
          facts,
          ...(type === life.issueType ? { order, events } : { order: await existing(s.db, id) }),
        },
        made,
      );
      if (made.move === 'acceptReturn' && type !== life.issueType)
        await keepAsLabel(s, made.data, type, beside.triage.versions.model);
      await appendAudit(s.db, [
        {
          at: s.now,
          actorId: actor.id,
          actorName: actor.name,
          action: `order.${made.move}`,
          subject: id,
          detail: `${order.number} ${moved.before.state} → ${moved.after.state}${
            checked === null ? '' : `，审定前核对材料 ${checked} 件`
          }`,
        },
      ]);
      await follow(s, beside, moved);
      await followKeeping(context, s, moved.before, moved.after);
      if (key !== null)
        await rememberAnswers(s.db, [
          {
            key,
            requestHash,
            answer: [{ id, version: moved.after.version }],
            at: s.now,
          },
        ]);
    });
    // A ruling that was made with it holds from the next order on.
    if (request.move === 'rule') return done.finally(context.rulings.forget);
    // Topics in memory are those of before.
    return leavesTopics(request.move) ? done.finally(context.insight.reset) : done;
  };

  /**
   * Computes the hashes of the files again before an ending is granted: outside the write, which others wait for, and only
   * for whoever may grant it. How many there were; null where there is nothing to look at. Throws `evidence_changed`.
   */
  async function verified(actor: Actor, id: string, move: Move, key: string | null): Promise<number | null> {
    if (evidence === null) return null;
    const granted = await store.read(async (db) => {
      if (key !== null && (await firstAnswer(db, key)) !== null) return true;
      authorize(actor, 'order.move', await existing(db, id));
      refuseOutright(lifeOf(await lifeEventsOf(db, id)), actor, move);
      return false;
    });
    if (granted) return null;
    const findings = await evidence.verify(id);
    mustBeIntact(findings);
    return findings.length;
  }

  /** What the move says in full: names, units and times that the server knows better than whoever asks. */
  async function completed(s: Step, life: Life, beside: Beside, request: AskedFor): Promise<MoveRequest> {
    const { move, data } = request;
    switch (move) {
      case 'assign': {
        const user = await userById(s.db, data.person);
        const colleague = user !== null && user.unit === s.actor.unit && user.disabledAt === null;
        // An analyst of the unit does not handle orders.
        if (!colleague || (user.role !== 'handler' && user.role !== 'unitLeader'))
          throw badField('person', '只能交给本单位在岗的人');
        await mustBeThere(s, user);
        return { move, data: { person: user.id, name: user.name } };
      }
      case 'acceptReturn': {
        const { lead = life.pending?.owner ?? life.lead, issueType: _, ...approval } = data;
        const units = await unitsOf(s, beside, lead, typeAfter(life, request), approval);
        if (units.lead === life.lead)
          throw badField('lead', '同意退单就要改派别的单位；仍由原单位承办的，不同意退单');
        return { move, data: units };
      }
      case 'rule': {
        const { lead, reason, ruling } = data;
        const issueType = typeAfter(life, request);
        const units = await unitsOf(s, beside, lead, issueType, data);
        const made = { lead: units.lead, issueType, reason };
        const kept = ruling && (await keepAsRuling(context, s, made, ruling));
        return { move, data: { ...units, reason, ...(kept === undefined ? {} : { ruling: kept.id }) } };
      }
      case 'proposeReturn':
        known(data.owner, 'owner');
        await mustBeProposable(profile, s, beside.triage, data);
        break;
      case 'proposeMediationEnd':
        // Both sides are told of it.
        shielded(s, beside, 'mediationEnd', data.reason, data.clause ?? '');
        return withoutUndefined({ move, data: { ...data, filed: filedNow(beside.files) } });
      case 'proposeExclusion':
      case 'proposeTermination':
        return withoutUndefined({ move, data: { ...data, filed: filedNow(beside.files) } });
      case 'proposeExtension': {
        const day = beijingDay(s.now);
        // Whoever picks a reason of the list need not copy its article.
        const clause = data.clause ?? clauseNamed(rulesFor(profile, day), 'extension', data.code, day);
        return withoutUndefined({ move, data: { ...data, clause: clause === '' ? undefined : clause } });
      }
      case 'whistle':
        data.units.forEach((unit) => known(unit, 'units'));
        if (data.units.includes(life.lead)) throw badField('units', '主办单位不用吹哨叫自己');
        if (life.joint !== null && data.units.includes(life.joint))
          throw badField('units', `${names.unit(life.joint)}已经是协办单位，不用吹哨`);
        return withoutUndefined({ move, data: { ...data, units: [...new Set(data.units)] } });
      case 'reply':
        mustBeFinished(context, s.order, beside.triage, data.text, s.now);
        if (data.way === 'notice')
          shielded(
            s,
            beside,
            'notice',
            data.text,
            ...data.demands.map((one) => one.answer ?? one.reason ?? ''),
          );
        return withoutUndefined({ move, data: { ...data, ...toldBy(s, life, beside, data.way) } });
      case 'tell':
        return { move, data: { ...data, ...toldBy(s, life, beside, data.way) } };
      case 'setConfidential':
        return { move, data: await keepingOf(context, s.db, data) };
      case 'meet':
        data.units.forEach((unit) => known(unit, 'units'));
        data.agreed.forEach(({ unit }) => known(unit, 'agreed'));
        if (data.at > s.now) throw badField('at', '会商开过才能记录，时间晚于现在');
        break;
      case 'merchantSettled':
        shielded(s, beside, 'settlement', data.terms);
        break;
      case 'handToMerchant': {
        shielded(s, beside, 'merchant', data.merchant);
        const until = merchantUntil(profile, s.now, data.until);
        return { move, data: { merchant: data.merchant, until } };
      }
      default:
    }
    return withoutUndefined(request);
  }

  /** The rule by which the caller was told otherwise than in person. */
  function toldBy({ order, now }: Step, life: Life, beside: Beside, way: TellWay): { basis?: string } {
    const day = beijingDay(now);
    const basis = tellingBasis(rulesFor(profile, day), way, handledOrder(profile, order, life, beside, day));
    return basis === null ? {} : { basis };
  }

  /** Who is on duty at the unit that an order goes to out of hours. */
  async function dutyFor({ db, now }: Step, { move, data }: MoveRequest): Promise<string> {
    if (move !== 'acceptReturn' && move !== 'rule') return '';
    return dutyAtDispatch(profile, db, data.lead, now);
  }

  function known(unit: string, field: string): void {
    if (!profile.units.some(({ code }) => code === unit)) throw badField(field, `没有单位 ${unit}`);
  }

  async function unitsOf(s: Step, { triage }: Beside, unit: string, type: string, approval: Approval) {
    known(unit, 'lead');
    return ownerOf(profile, s, triage, unit, type, approval);
  }

  async function follow(s: Step, { triage }: Beside, { after, effects, event }: Moved): Promise<void> {
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
          if (event.kind === 'rule') await keepAsLabel(s, event.data, after.issueType, triage.versions.model);
          break;
      }
  }
}

/** Whether somebody of the unit that leads it afterwards may know of it. */
async function leadLetIn(db: Db, life: Life, { move, data }: MoveRequest): Promise<boolean> {
  // Before it is sent out nobody of a unit knows of it anyway.
  if (move === 'setConfidential') return life.state === 'received' || unitLetIn(db, data, life.lead);
  return move === 'acceptReturn' || move === 'rule' ? unitLetIn(db, life, data.lead) : true;
}

/** What the party complained about reads, or everybody, does not tell who called. Throws `caller_exposed`. */
const shielded = (
  { order }: Step,
  { triage }: Beside,
  place: keyof typeof OUTGOING,
  ...texts: string[]
): void => mustNotExpose(marksOf(order.input as unknown as OrderInput, triage.entities), place, ...texts);

/** The type of an order after a move: another one where a return is decided on that says so. */
function typeAfter(life: Life, { move, data }: AskedFor): string {
  if (move !== 'acceptReturn' && move !== 'rule') return life.issueType;
  return typeSettled(life, data.lead ?? life.pending?.owner ?? life.lead, data.issueType);
}

/** Throws `bad_field` for somebody who is not there, naming who stands in. */
async function mustBeThere({ db, now }: Step, { id, name }: Named): Promise<void> {
  const away = await awayAt(db, { id, name }, now);
  if (away === null) return;
  const until = beijingDay(away.absence.toAt - 1);
  const instead = away.substitute === null ? '也没有登记替班人' : `请交给替班人${away.substitute.name}`;
  throw badField('person', `${name}到 ${until} 不在岗，${instead}`);
}

async function madeBefore(db: Db, key: string, requestHash: string): Promise<boolean> {
  const first = await firstAnswer(db, key);
  if (first === null) return false;
  if (first.requestHash !== requestHash)
    throw new AppError('conflict', { reason: '同一幂等键用于了不同的请求' });
  return true;
}

/** What the files of a contact are proof of, its way and result say. */
async function keepContactFiles({ db, actor, order, now }: Step, { move, data }: MoveRequest): Promise<void> {
  if (move !== 'contact' && move !== 'tryContact') return;
  const purpose = contactPurpose(data.way, move === 'contact' ? data.result : 'noAnswer');
  await markContactFiles(db, order.id, data.files ?? [], purpose, { actor, at: now });
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

/** Fields left out are left out of what is kept. */
function withoutUndefined(value: unknown): MoveRequest {
  return JSON.parse(JSON.stringify(value)) as MoveRequest;
}
