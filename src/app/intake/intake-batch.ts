import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf, insertDecisions } from '../../store/decisions.ts';
import { appendEvents } from '../../store/events.ts';
import type { NewEvent } from '../../store/events.ts';
import { knownByExternalIds, knownByIds } from '../../store/known-orders.ts';
import { insertOrders, ordersByIds } from '../../store/orders.ts';
import type { NewOrder, StoredOrder } from '../../store/orders.ts';
import { enqueue } from '../../store/outbox.ts';
import { insertProposals } from '../../store/outcomes.ts';
import type { Proposal } from '../../store/outcomes.ts';
import { mayAutoDispatch } from '../../store/switches.ts';
import type { AutoDispatchSwitch } from '../../store/switches.ts';
import { lifeOf } from '../../orders/life.ts';
import { keptAtFirst } from '../../triage/confidentiality.ts';
import { underPrecedent } from '../../triage/precedents.ts';
import type { ContraryPrecedent } from '../../triage/precedents.ts';
import type { Reason } from '../../triage/types.ts';
import { sha256 } from '../canonical.ts';
import { keepCases } from '../life/case-keeping.ts';
import { clocksFor, queueTimesOf } from '../life/deadlines.ts';
import { dutyAtDispatch } from '../life/duty.ts';
import { lifeActor, openingEvents, SYSTEM } from '../life/order-life.ts';
import { INSIGHT_TOPIC, RELATE_TOPIC, SUGGEST_TOPIC } from '../context.ts';
import type { Context } from '../context.ts';
import { excerptOf } from './excerpt.ts';
import { searchedText } from './without-caller.ts';
import type { Read } from './intake.ts';
import type { Gate } from '../dispatch/rights-book.ts';
import type { Actor, IntakeOutcome, OrderInput, OrderState, TriageResult } from '../types.ts';

/** An order by the numbers it may come back under. */
type Known = {
  readonly id: string;
  readonly textHash: string;
  readonly state: OrderState;
};

/** An order and who handed it in. */
export type Handed = { readonly actor: Actor; readonly read: Read };

/** An order of this batch that is new, ready to be written. */
type Fresh = {
  readonly actor: Actor;
  readonly row: NewOrder;
  readonly order: OrderInput;
  readonly triage: TriageResult;
  readonly proposal: Proposal | null;
};

/** What holds for every order of one transaction. */
type Run = {
  readonly now: number;
  readonly switches: readonly AutoDispatchSwitch[];
  readonly gate: Gate;
};

type Verdict =
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'accepted' | 'duplicate'; readonly known: Known };

/**
 * Stores the orders of one transaction and everything they bring along: decisions, events, audit, outbox.
 * Orders that are there already, or that could not be read, are passed over. One outcome an order, in order.
 */
export async function storeBatch(
  context: Context,
  db: Db,
  handed: readonly Handed[],
  run: Run,
): Promise<IntakeOutcome[]> {
  const known = await storedAlready(
    db,
    handed.map(({ read }) => read.order),
  );
  const fresh: Fresh[] = [];
  const verdicts = handed.map(({ actor, read: item }): Verdict => {
    if ('error' in item) return { kind: 'refused', error: item.error };
    const { order } = item;
    const textHash = sha256(order.text);
    const twin = known.find(order);
    if (twin !== null && twin.textHash !== textHash) {
      return { kind: 'refused', error: new AppError('conflict', { reason: '编号已用于内容不同的工单' }) };
    }
    if (twin !== null) return { kind: 'duplicate', known: twin };
    if (item.triage === null) throw new Error('An order known before the write is gone inside it.');
    const made = freshOrder(order, item.triage, textHash, item.contrary ?? null, {
      ...run,
      profile: context.profile,
      unitName: context.names.unit,
    });
    fresh.push({ actor, ...made });
    known.add(order, made.row);
    return { kind: 'accepted', known: made.row };
  });
  const rows = await insertOrders(
    db,
    fresh.map(({ row, order, triage }) => ({
      row,
      text: searchedText(row.confidentiality ?? 'none', order, triage.entities),
    })),
  );
  await writeCompany(context, db, fresh, rows, run.now);
  return outcomesOf(db, verdicts, fresh, rows);
}

function freshOrder(
  order: OrderInput,
  read: TriageResult,
  textHash: string,
  contrary: ContraryPrecedent | null,
  {
    now,
    switches,
    gate,
    profile,
    unitName,
  }: Run & Pick<Context, 'profile'> & { readonly unitName: (code: string) => string },
): Omit<Fresh, 'actor'> {
  const id = order.id ?? newId();
  const lined = gate.lined({ ...read, id });
  const switched = underSwitches(lined, switches);
  const earned = switched.decision.action === 'dispatch' ? gate.earned(switched) : switched;
  // Like a switch, precedents stop what triage would have sent: it stays among what its precision is measured on.
  const heeded = contrary === null ? earned : underPrecedent(earned, contrary, unitName);
  const confidentiality = keptAtFirst(order.confidentiality ?? 'none', read.decision.because);
  const triage = confidentiality === 'restricted' ? forSomebodyNamed(heeded) : heeded;
  const state = triage.decision.action === 'dispatch' ? 'dispatched' : 'received';
  const row: NewOrder = {
    id,
    channel: order.channel,
    externalId: order.externalId ?? null,
    receivedAt: Date.parse(order.receivedAt),
    storedAt: now,
    textHash,
    input: { ...order },
    confidentiality,
    excerpt: excerptOf(order.text, order.form),
    phone: order.caller?.phone ?? null,
    state,
    version: state === 'dispatched' ? 3 : 2,
    since: now,
    action: triage.decision.action,
    issueType: triage.issueType.code,
    issueConfidence: triage.issueType.confidence,
    demandKind: triage.demandKind.value,
    urgency: triage.urgency,
    street: triage.street,
    leadUnit: triage.unit.lead,
    jointUnit: triage.unit.joint,
    dueAt: null,
  };
  const events = openingEvents(row, SYSTEM, now);
  const times = queueTimesOf(profile, clocksFor(profile, row, events, now));
  // What triage would have sent is the population its precision is measured on, whoever stopped it.
  const proposal =
    lined.decision.action === 'dispatch'
      ? gate.proposal(id, triage, triage.decision.action === 'dispatch')
      : null;
  return { row: { ...row, ...times }, order, triage, proposal };
}

/** Nobody of the unit would know of it: a person says first who is let in. */
function forSomebodyNamed(triage: TriageResult): TriageResult {
  const reason: Reason = {
    code: 'confidential_restricted',
    text: '来件要求整单保密，由派单员指定知悉范围以后派出',
    evidence: [],
  };
  return { ...triage, decision: { action: 'review', because: [reason, ...triage.decision.because] } };
}

/** The server's own word on automatic dispatch: where a switch is off, a person decides, and is told why. */
function underSwitches(triage: TriageResult, switches: readonly AutoDispatchSwitch[]): TriageResult {
  if (triage.decision.action !== 'dispatch') return triage;
  const units = [triage.unit.lead, ...(triage.unit.joint === null ? [] : [triage.unit.joint])];
  if (mayAutoDispatch(switches, units, triage.issueType.code)) return triage;
  const reason: Reason = {
    code: 'switch_off',
    text: '该单位或该类诉求的自动派单已关闭，由派单员派出',
    evidence: [],
  };
  return { ...triage, decision: { action: 'review', because: [reason, ...triage.decision.because] } };
}

async function writeCompany(
  context: Context,
  db: Db,
  fresh: readonly Fresh[],
  rows: readonly StoredOrder[],
  now: number,
): Promise<void> {
  await insertDecisions(
    db,
    fresh.map(({ row, triage }) => ({ orderId: row.id, at: now, result: { ...triage }, ...triage.versions })),
  );
  await insertProposals(
    db,
    fresh.flatMap(({ proposal }) => proposal ?? []),
  );
  const duty = await dutyOf(context, db, rows, now);
  // Stored in the order they were handed over.
  const opened = rows.map((order, i) => {
    const { actor } = fresh[i] as Fresh;
    return { order, actor, told: eventsFor(context, actor, order, now, duty) };
  });
  await appendEvents(
    db,
    opened.flatMap(({ told }) => told),
  );
  await keepCases(
    db,
    context.profile,
    opened.map(({ order, told }) => {
      const events = told.map(({ event }) => event);
      return { order, events, life: lifeOf(events) };
    }),
  );
  await appendAudit(
    db,
    opened.map(({ order: { id, number, state }, actor }) => ({
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      action: 'order.submit',
      subject: id,
      detail: `${number} ${state}`,
    })),
  );
  await enqueue(
    db,
    // Relations first: who opens the order wants to know whether it is new.
    [RELATE_TOPIC, SUGGEST_TOPIC, INSIGHT_TOPIC].flatMap((topic) =>
      rows.map((row) => ({ topic, payload: { orderId: row.id } })),
    ),
    now,
  );
}

/** What is said of who is on duty, by unit, of the orders that go out by themselves. */
async function dutyOf(
  { profile }: Context,
  db: Db,
  rows: readonly StoredOrder[],
  now: number,
): Promise<ReadonlyMap<string, string>> {
  const units = new Set(rows.flatMap((row) => (row.state === 'dispatched' ? [row.leadUnit] : [])));
  const said = new Map<string, string>();
  for (const unit of units) said.set(unit, await dutyAtDispatch(profile, db, unit, now));
  return said;
}

function eventsFor(
  context: Context,
  actor: Actor,
  row: StoredOrder,
  at: number,
  duty: ReadonlyMap<string, string>,
): NewEvent[] {
  const { unit, issueType } = context.names;
  const orderId = row.id;
  const lead = unit(row.leadUnit);
  // As pages write it: certain only where it is.
  const share = `${row.issueConfidence >= 1 ? 100 : Math.min(99, Math.round(row.issueConfidence * 100))}%`;
  const said = `${row.issueType} ${issueType(row.issueType)}（把握 ${share}），建议承办：${lead}`;
  const joint = row.jointUnit === null ? '' : `，协办：${unit(row.jointUnit)}`;
  const sent = `自动派单，主办：${lead}${joint}${duty.get(row.leadUnit) ?? ''}`;
  const details = [`来源 ${row.channel}`, said, sent];
  return openingEvents(row, lifeActor(actor), at).map((event, i) => ({
    orderId,
    detail: details[i] as string,
    event,
  }));
}

async function outcomesOf(
  db: Db,
  verdicts: readonly Verdict[],
  fresh: readonly Fresh[],
  rows: readonly StoredOrder[],
): Promise<IntakeOutcome[]> {
  const ids = verdicts.flatMap((v) => (v.kind === 'refused' ? [] : v.known.id));
  const own = new Map(fresh.map(({ row, triage }) => [row.id, triage]));
  const before = ids.filter((id) => !own.has(id));
  const stored = [...rows, ...(await ordersByIds(db, before))];
  const numbers = new Map(stored.map((row) => [row.id, row.number]));
  const older = await decisionsOf(db, before);
  return verdicts.map((v): IntakeOutcome => {
    if (v.kind === 'refused') {
      const { code, message, details } = v.error;
      return { status: 'refused', error: { code, message, details } };
    }
    const { id, state } = v.known;
    const number = numbers.get(id);
    const triage = own.get(id) ?? (older.get(id) as TriageResult | undefined);
    if (number === undefined || triage === undefined) throw new Error(`Order ${id} is not complete.`);
    return { status: v.kind, id, number, state, triage };
  });
}

/** Orders of the database, and of the batch so far, by id and by (channel, external id). */
export async function storedAlready(db: Db, orders: readonly OrderInput[]) {
  const byId = new Map<string, Known>();
  const byExternal = new Map<string, Known>();
  const externalKey = (channel: string, externalId: string): string => `${channel}\n${externalId}`;
  const ids = orders.flatMap((order) => order.id ?? []);
  for (const row of await knownByIds(db, ids)) byId.set(row.id, row);
  const external = new Map<string, string[]>();
  for (const { channel, externalId } of orders) {
    if (externalId !== undefined) external.set(channel, [...(external.get(channel) ?? []), externalId]);
  }
  for (const [channel, externalIds] of external) {
    for (const row of await knownByExternalIds(db, channel, externalIds)) {
      byExternal.set(externalKey(channel, row.externalId ?? ''), row);
    }
  }
  return {
    find: ({ id, channel, externalId }: OrderInput): Known | null =>
      (id === undefined ? undefined : byId.get(id)) ??
      (externalId === undefined ? undefined : byExternal.get(externalKey(channel, externalId))) ??
      null,
    add: ({ channel, externalId }: OrderInput, known: Known): void => {
      byId.set(known.id, known);
      if (externalId !== undefined) byExternal.set(externalKey(channel, externalId), known);
    },
  };
}
