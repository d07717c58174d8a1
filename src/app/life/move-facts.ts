import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Move } from '../../kernel/move-words.ts';
import { contactDone, missingEvidence, missingProof } from '../../orders/checklist.ts';
import { demandGate } from '../../orders/demands-gate.ts';
import { planFault, rulesOn } from '../../orders/handling-rules.ts';
import type { HandledOrder, HandlingRules, KeptFile, ReasonKind } from '../../orders/handling-rules.ts';
import type { Life } from '../../orders/life.ts';
import type { MoveFacts } from '../../orders/needs.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Names } from '../context.ts';
import type { AskedFor } from './move-input.ts';
import { callOn } from './order-life.ts';
import type { OrderInput, TriageResult } from '../types.ts';
import type { Profile } from '../../profile/types.ts';

/** What the database holds of an order beside its row and its events. */
export type Beside = {
  readonly triage: TriageResult;
  readonly files: readonly KeptFile[];
  /** Numbers of earlier orders about the same matter. */
  readonly earlier: readonly string[];
  /** Whether the statutory limit of mediation is over. */
  readonly mediationOver: boolean;
};

/** An order as the rules of handling look at it on an ISO day. */
export function handledOrder(
  profile: Profile,
  order: StoredOrder,
  life: Life,
  { triage, files, earlier, mediationOver }: Beside,
  day: string,
): HandledOrder {
  const { text, caller } = order.input as unknown as OrderInput;
  const parentOf = new Map(profile.units.map(({ code, parent }) => [code, parent]));
  const units: string[] = [];
  for (let unit: string | null = life.lead; unit !== null; unit = parentOf.get(unit) ?? null)
    units.push(unit);
  return {
    demandKind: order.demandKind,
    urgency: order.urgency,
    issueType: life.issueType,
    saleChannel: triage.saleChannel,
    units,
    day,
    reachable: (caller?.phone ?? '') !== '',
    since: life.roundAt ?? order.receivedAt,
    textLength: text.length,
    excerpt: triage.entities.filter(({ kind }) => kind === 'request'),
    earlier,
    mediationOver,
    files,
  };
}

/** The rules of handling of a day; null where the profile has none. Throws `bad_handling_rules` for a day without. */
export function rulesFor(profile: Profile, day: string): HandlingRules | null {
  if (profile.handling === undefined) return null;
  const rules = rulesOn(profile.handling, day);
  if (rules === null)
    throw new AppError('bad_handling_rules', {
      file: 'handling.json',
      field: 'versions',
      reason: `没有 ${day} 生效的办理规则`,
    });
  return rules;
}

/** What the table of moves asks about a move that somebody asks for. `now`: UTC milliseconds. */
export function factsAsked(
  profile: Profile,
  names: Names,
  order: StoredOrder,
  life: Life,
  beside: Beside,
  request: AskedFor,
  now: number,
): Partial<MoveFacts> {
  const day = beijingDay(now);
  const rules = rulesFor(profile, day);
  const handled = handledOrder(profile, order, life, beside, day);
  const { move, data } = request;
  const ruled =
    rules === null
      ? {}
      : {
          contactDone: contactDone(rules, life, handled),
          missingEvidence: move === 'reply' ? missingEvidence(rules, handled, life, data.outcome) : [],
          missingProof: proofLacking(rules, life, handled, request),
        };
  return {
    ...ruled,
    openDemands: move === 'reply' ? openDemands(beside.triage, data.demands) : [],
    unanswered: move === 'reply' ? unansweredUnits(life).map(names.unit) : [],
    given: givenWith(request, life, order, rules, now),
  };
}

const MINUTE = 60_000;

/** Moves that rest on a reason named in the application that waits. */
const GRANTS: Partial<Record<Move, ReasonKind>> = {
  grantHold: 'hold',
  grantExclusion: 'exclusion',
  grantMediationEnd: 'mediationEnd',
  grantTermination: 'termination',
};

function proofLacking(
  rules: HandlingRules,
  life: Life,
  handled: HandledOrder,
  { move, data }: AskedFor,
): readonly string[] {
  const lacking = (code: string | undefined, kind: ReasonKind): readonly string[] =>
    missingProof(rules, code ?? null, life, handled, kind);
  switch (move) {
    case 'proposeReturn':
      return lacking(data.code, 'return');
    case 'proposeHold':
      return lacking(data.code, 'hold');
    case 'proposeExclusion':
      return lacking(data.code, 'exclusion');
    case 'proposeMediationEnd':
      return lacking(data.code, 'mediationEnd');
    case 'proposeTermination':
      return lacking(data.code, 'termination');
    default: {
      const kind = GRANTS[move];
      const lacks = kind === undefined ? [] : lacking(life.pending?.code, kind);
      // The day can have passed since it was asked for.
      const planDay = move === 'grantHold' ? life.pending?.planDay : undefined;
      const fault = planDay === undefined ? null : planFault(rules, planDay, handled.day);
      return fault === null ? lacks : [...lacks, `有效的计划日期（${fault}）`];
    }
  }
}

/** Throws `bad_field` where the answers do not fit the demands. */
function openDemands(
  triage: TriageResult,
  answers: Extract<AskedFor, { move: 'reply' }>['data']['demands'],
): readonly number[] {
  const { open, faults } = demandGate(Math.max(1, triage.demands.length), answers.map(withoutUndefined));
  const [fault] = faults;
  if (fault !== undefined) throw new AppError('bad_field', { where: '', field: 'demands', reason: fault });
  return open;
}

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;

/**
 * Codes of assisting and called units that have not answered. A call is settled by the answer to the newest one, and
 * by nothing of its own where the unit has come to lead or to assist: it answers as that.
 */
export function unansweredUnits(life: Life): string[] {
  const joint = life.joint !== null && life.jointAnswer === null ? [life.joint] : [];
  const called = new Set(life.whistles.flatMap(({ units }) => units.map(({ unit }) => unit)));
  const waited = [...called].filter(
    (unit) => unit !== life.lead && unit !== life.joint && callOn(unit, life)?.answer === null,
  );
  return [...joint, ...waited];
}

function givenWith(
  { move, data }: AskedFor,
  life: Life,
  order: StoredOrder,
  rules: HandlingRules | null,
  now: number,
): MoveFacts['given'] {
  // People tell times to the minute.
  const since = Math.floor((life.roundAt ?? order.receivedAt) / MINUTE) * MINUTE;
  const told = (at: number): 'future' | 'before' | 'good' =>
    at > now ? 'future' : at < since ? 'before' : 'good';
  const planned = move === 'proposeHold' ? planReason(rules, data.planDay, beijingDay(now)) : null;
  if (planned !== null) throw new AppError('bad_field', { where: '', field: 'planDay', reason: planned });
  return {
    reason: 'reason' in data || 'text' in data,
    clause: 'clause' in data && data.clause !== undefined,
    ...(move === 'reply' ? { outcome: true } : {}),
    ...(move === 'reply' || move === 'tell' ? { told: told(data.toldAt) } : {}),
    ...(move === 'proposeHold' ? { planDay: true } : {}),
    ...(move === 'proposeReturn' ? { owner: data.owner === life.lead ? 'own' : 'other' } : {}),
    ...(move === 'whistle' ? { units: data.units.length } : {}),
    ...(move === 'supervise' ? { level: data.level } : {}),
    ...(move === 'handToMerchant' ? { merchant: true } : {}),
    // Whoever is not a colleague was refused before.
    ...(move === 'assign' ? { colleague: true } : {}),
  };
}

const planReason = (rules: HandlingRules | null, planDay: string, today: string): string | null =>
  rules === null ? null : planFault(rules, planDay, today);
