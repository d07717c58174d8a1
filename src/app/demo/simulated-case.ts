import { createHash } from 'node:crypto';
import { beijingDay } from '../../kernel/clock.ts';
import { pick, randomOf } from '../../kernel/chance.ts';
import type { Random } from '../../kernel/random.ts';
import type { SimulatedOrder } from '../../insight/simulate/types.ts';
import type { SimulatedCase } from '../../orders/simulate/types.ts';
import type { Profile } from '../../profile/types.ts';
import type { NewOrder } from '../../store/orders.ts';
import { datedDuties } from '../../triage/duties.ts';
import type { Duties } from '../../triage/duties.ts';
import type { Decision, DemandKind, Urgency } from '../../triage/types.ts';
import { excerptOf } from '../intake/excerpt.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** What stands where the version of a model would: nothing was predicted. */
export const SIMULATED = 'simulated';

const HOUR = 3_600_000;
/** Share of orders in which the catalogue's assisting unit is asked. */
const JOINT = 0.12;

export type CaseMaker = (order: SimulatedOrder) => {
  readonly row: NewOrder;
  readonly text: string;
  readonly triage: TriageResult;
  readonly kase: SimulatedCase;
};

/** Makes orders of the stream into orders of the database, sent to the units of the profile. */
export function createCaseMaker(
  profile: Profile,
  { id: run, seed }: { readonly id: string; readonly seed: number },
  shares: { readonly automatic: number; readonly wrongUnit: number },
): CaseMaker {
  const dutiesOn = datedDuties(profile);
  const limits = limitsOf(profile);

  return (order) => {
    const random = randomOf(seed, 'case', order.n);
    const duties = dutiesOn(beijingDay(order.at));
    const type = duties.type(order.issueType);
    const owner = duties.lead(type, order.street);
    const office = duties.streetOffice(order.street);
    const assisting = type.joint === 'STREET' ? office : type.joint;
    const joint = assisting !== null && assisting !== owner && random() < JOINT ? assisting : null;
    const isWrong = order.urgency !== 'safety' && random() < shares.wrongUnit;
    const sentTo = isWrong ? wrongUnit(profile, duties, owner, order.street, random) : owner;
    const automatic = random() < shares.automatic;
    const helper = office !== null && office !== owner ? office : null;
    const id = simulatedId(run, order.n);
    const input = inputOf(order, id);
    const triage = triageOf(profile, order, { id, sentTo, joint: isWrong ? null : joint, automatic, random });
    const storedAt = order.at + (60 + Math.floor(random() * 240)) * 1000;
    const state = automatic ? 'dispatched' : 'received';
    const place = order.entities.find(({ kind }) => kind === 'place')?.text ?? null;
    const row: NewOrder = {
      id,
      channel: order.channel,
      externalId: id,
      receivedAt: order.at,
      storedAt,
      textHash: createHash('sha256').update(order.text).digest('hex'),
      input: { ...input },
      excerpt: excerptOf(order.text, order.form),
      phone: order.caller.phone,
      state,
      version: automatic ? 3 : 2,
      since: storedAt,
      action: triage.decision.action,
      issueType: triage.issueType.code,
      issueConfidence: triage.issueType.confidence,
      demandKind: triage.demandKind.value,
      urgency: triage.urgency,
      street: order.street,
      leadUnit: triage.unit.lead,
      jointUnit: triage.unit.joint,
      dueAt: null,
    };
    const kase: SimulatedCase = {
      at: order.at,
      storedAt,
      demandKind: order.demandKind,
      urgency: triage.urgency,
      issueType: order.issueType,
      saleChannel: order.saleChannel,
      reachable: order.caller.phone !== null,
      owner,
      joint,
      sentTo,
      automatic,
      clause: duties.entry(order.issueType)?.clause ?? '',
      helper,
      shop: order.entities.find(({ kind }) => kind === 'subject')?.text ?? null,
      limit: limits[triage.urgency],
      place,
    };
    return { row, text: order.text, triage, kase };
  };
}

/** Ids of a run, in order of time. */
export const simulatedId = (run: string, n: number): string => `${run}-${String(n).padStart(6, '0')}`;

function inputOf(order: SimulatedOrder, id: string): OrderInput {
  const { name, phone } = order.caller;
  const caller = { ...(name === null ? {} : { name }), ...(phone === null ? {} : { phone }) };
  return {
    id,
    channel: order.channel,
    form: order.form,
    receivedAt: `${new Date(order.at + 8 * HOUR).toISOString().slice(0, 19)}+08:00`,
    text: order.text,
    ...(name === null && phone === null ? {} : { caller }),
    externalId: id,
  };
}

/** Says plainly that nothing was predicted. */
function triageOf(
  profile: Profile,
  order: SimulatedOrder,
  made: {
    readonly id: string;
    readonly sentTo: string;
    readonly joint: string | null;
    readonly automatic: boolean;
    readonly random: Random;
  },
): TriageResult {
  const { issueType: code, text, entities } = order;
  const { automatic, random, sentTo: lead, joint } = made;
  const confidence = Number((automatic ? 0.9 + 0.09 * random() : 0.5 + 0.38 * random()).toFixed(3));
  const request = lastSentence(text);
  const decision: Decision = {
    issueType: { code, confidence, candidates: [{ code, confidence }] },
    demandKind: { value: order.demandKind as DemandKind, confidence },
    urgency: order.urgency as Urgency,
    unit: { lead, joint, confidence, candidates: [{ code: lead, confidence }] },
    street: order.street,
    saleChannel: order.saleChannel,
    demands: [],
    decision: {
      action: automatic ? 'dispatch' : 'review',
      because: [
        { code: 'simulated', text: '演示用的模拟工单：分类和单位由模拟程序写入，没有经过研判', evidence: [] },
      ],
    },
  };
  return {
    id: made.id,
    ...decision,
    entities: request === null ? entities : [...entities, { kind: 'request', ...request }],
    laws: [],
    misquoted: [],
    versions: { model: SIMULATED, ...profile.versions, knowledge: SIMULATED },
  };
}

/** What is asked for stands at the end, as a rule. */
function lastSentence(text: string): { start: number; end: number; text: string } | null {
  const end = text.trimEnd().length;
  let start = end - 1;
  while (start > 0 && (end - start < 5 || !/[。！？；\n]/u.test(text[start - 1] as string))) start--;
  return start < 0 ? null : { start, end, text: text.slice(start, end) };
}

/** Where a dispatcher in a hurry would send it: the next street's, the station's department, a neighbour in the list. */
function wrongUnit(
  profile: Profile,
  duties: Duties,
  owner: string,
  street: string | null,
  random: Random,
): string {
  const unit = duties.unit(owner);
  const others = profile.units.filter(({ code, kind }) => code !== owner && kind === unit?.kind);
  if (unit?.kind === 'station' && unit.parent !== null && random() < 0.4) return unit.parent;
  const office = duties.streetOffice(street);
  if (unit?.kind === 'department' && office !== null && random() < 0.3) {
    const stations = profile.units.filter(({ kind, street: of }) => kind === 'station' && of === street);
    if (stations.length > 0) return pick(random, stations).code;
  }
  return others.length === 0 ? owner : pick(random, others).code;
}

/** Milliseconds from the call by urgency, as the clock of handling says; a guess where the profile has none. */
function limitsOf({ policies }: Profile): Readonly<Record<Urgency, number>> {
  const of = (urgency: Urgency, otherwise: number): number => {
    const policy = policies?.clocks.find(
      ({ purpose, disabled, starts, when, limit }) =>
        purpose === 'handle' &&
        !disabled &&
        limit !== null &&
        starts.includes('call') &&
        (when.urgencies?.includes(urgency) ?? true),
    );
    const limit = policy?.limit ?? null;
    if (limit === null) return otherwise;
    return 'hours' in limit ? limit.hours * HOUR : limit.days * 24 * HOUR;
  };
  return {
    safety: of('safety', HOUR),
    livelihood: of('livelihood', 24 * HOUR),
    normal: of('normal', 120 * HOUR),
  };
}
