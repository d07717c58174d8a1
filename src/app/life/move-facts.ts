import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Move } from '../../kernel/move-words.ts';
import {
  contactDone,
  missingEvidence,
  missingProof,
  missingTelling,
  tellingRule,
} from '../../orders/checklist.ts';
import { demandGate } from '../../orders/demands-gate.ts';
import { clauseOf, planFault, reasonsOf, rulesOn } from '../../orders/handling-rules.ts';
import type { HandledOrder, HandlingRules, KeptFile, ReasonKind } from '../../orders/handling-rules.ts';
import type { TellWay } from '../../orders/life-events.ts';
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
    ...(order.confidentiality === 'identity' ? { kept: true } : {}),
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
    given: { ...givenWith(request, life, order, rules, now), ...tellingWith(rules, life, handled, request) },
  };
}

/** What the way of telling the caller lacks; what every way but a contact needs is a rule of the profile. */
function tellingWith(
  rules: HandlingRules | null,
  life: Life,
  handled: HandledOrder,
  { move, data }: AskedFor,
): Pick<MoveFacts['given'], 'tellLacks'> {
  if (move !== 'reply' && move !== 'tell') return {};
  return { tellLacks: rules === null ? [] : missingTelling(rules, data.way, life, handled) };
}

/** The rule by which a caller was told publicly or not at all, as it is written down with that; null for a contact. */
export function tellingBasis(
  rules: HandlingRules | null,
  way: TellWay,
  handled: HandledOrder,
): string | null {
  const rule = rules === null ? null : tellingRule(rules, way, handled);
  return rule === null ? null : `${rule.code} ${rule.name}（${clauseOf(rule, handled.day)}）`;
}

const MINUTE = 60_000;

/** Moves that rest on a reason named in the application that waits. */
const GRANTS: Partial<Record<Move, ReasonKind>> = {
  grantExtension: 'extension',
  grantHold: 'hold',
  grantExclusion: 'exclusion',
  grantMediationEnd: 'mediationEnd',
  grantTermination: 'termination',
};

/** What the application that waits rests on and is not there. */
export function pendingLacks(rules: HandlingRules, life: Life, handled: HandledOrder): readonly string[] {
  const { pending } = life;
  if (pending === null) return [];
  // More time was asked for without a reason of the list before there was one.
  if (pending.kind === 'extension' && pending.code === undefined) return [];
  return missingProof(rules, pending.code ?? null, life, handled, pending.kind);
}

/** The clause that a reason of an application rests on, as it is written down; empty where no rule says one. */
export function clauseNamed(
  rules: HandlingRules | null,
  kind: ReasonKind,
  code: string,
  day: string,
): string {
  const ground = rules === null ? undefined : reasonsOf(rules, kind).find((one) => one.code === code);
  return ground === undefined ? '' : clauseOf(ground, day);
}

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
    case 'proposeExtension':
      return lacking(data.code, 'extension');
    case 'proposeHold':
      return lacking(data.code, 'hold');
    case 'proposeExclusion':
      return lacking(data.code, 'exclusion');
    case 'proposeMediationEnd':
      return lacking(data.code, 'mediationEnd');
    case 'proposeTermination':
      return lacking(data.code, 'termination');
    default: {
      const lacks = GRANTS[move] === undefined ? [] : pendingLacks(rules, life, handled);
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
  const began = Math.max(life.roundAt ?? order.receivedAt, life.takenAt ?? 0);
  // How it ended can be told from the decision on; it came to stand there with it.
  const since = Math.floor((life.ending === null ? began : Math.max(began, life.since)) / MINUTE) * MINUTE;
  const told = (at: number): 'future' | 'before' | 'good' =>
    at > now ? 'future' : at < since ? 'before' : 'good';
  const planned = move === 'proposeHold' ? planReason(rules, data.planDay, beijingDay(now)) : null;
  if (planned !== null) throw new AppError('bad_field', { where: '', field: 'planDay', reason: planned });
  return {
    reason: 'reason' in data || 'text' in data,
    clause:
      ('clause' in data && data.clause !== undefined) ||
      (move === 'proposeExtension' && clauseNamed(rules, 'extension', data.code, beijingDay(now)) !== ''),
    ...(move === 'reply' ? { outcome: true } : {}),
    ...(move === 'reply' || move === 'tell' ? { told: told(data.toldAt) } : {}),
    ...(move === 'proposeHold' ? { planDay: true } : {}),
    ...(move === 'proposeReturn' ? { owner: data.owner === life.lead ? 'own' : 'other' } : {}),
    ...(move === 'whistle' ? { units: data.units.length } : {}),
    ...(move === 'supervise' ? { level: data.level } : {}),
    ...(move === 'setConfidential' || move === 'liftConfidential'
      ? { confidentiality: data.confidentiality }
      : {}),
    ...(move === 'handToMerchant' ? { merchant: true } : {}),
    // Whoever is not a colleague was refused before.
    ...(move === 'assign' ? { colleague: true } : {}),
  };
}

const planReason = (rules: HandlingRules | null, planDay: string, today: string): string | null =>
  rules === null ? null : planFault(rules, planDay, today);
