import { AppError } from '../../kernel/errors.ts';
import { beijingDay } from '../../kernel/clock.ts';
import type { Move } from '../../kernel/move-words.ts';
import { callbackStanding } from '../../orders/callback.ts';
import { missingProof } from '../../orders/checklist.ts';
import { reasonsFor, remindAt, rulesOn } from '../../orders/handling-rules.ts';
import type { HandledOrder, HandlingRules } from '../../orders/handling-rules.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { span } from '../../orders/sweep.ts';
import type { Course, SimulatedStep } from '../../orders/simulate/types.ts';
import type { Profile } from '../../profile/types.ts';
import type { NewEvent } from '../../store/events.ts';
import type { EvidenceFile } from '../../store/files.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { attemptLine, cannotCall } from '../callback/callback-words.ts';
import type { Names } from '../context.ts';
import { clocksFor } from '../life/deadlines.ts';
import { filedNow } from '../life/filed-evidence.ts';
import { clauseNamed, factsAsked, handledOrder, rulesFor, tellingBasis } from '../life/move-facts.ts';
import type { Beside } from '../life/move-facts.ts';
import type { AskedFor } from '../life/move-input.ts';
import { lineOf } from '../life/move-lines.ts';
import { movedBy, SYSTEM } from '../life/order-life.ts';
import type { MoveRequest } from '../life/order-life.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** What stands for evidence of each kind: contents that ship with the program. */
export type StandIn = (
  kind: EvidenceFile['kind'],
) => Pick<EvidenceFile, 'sha256' | 'name' | 'mediaType' | 'bytes'>;

export type PlayedLife = {
  readonly life: Life;
  readonly events: readonly LifeEvent[];
  readonly told: readonly NewEvent[];
  readonly files: readonly EvidenceFile[];
};

type Playing = {
  readonly profile: Profile;
  readonly names: Names;
  readonly order: StoredOrder;
  readonly triage: TriageResult;
  readonly opening: readonly NewEvent[];
  readonly course: Course;
  /** Nothing happens after this moment, UTC milliseconds. */
  readonly until: number;
  /** Null where the database has no place for evidence. */
  readonly standIn: StandIn | null;
};

/**
 * Plays the course of an order through the table of moves: what is not legal is not made, and the course is told. The
 * program's own supervision of what is late comes in between, at the moments at which a sweep would bring it.
 */
export function playLife(parts: Playing): PlayedLife {
  const { profile, names, order, triage, course, until, standIn } = parts;
  const told: NewEvent[] = [...parts.opening];
  const events: LifeEvent[] = told.map(({ event }) => event);
  const files: EvidenceFile[] = [];
  let life = lifeOf(events);

  const besideNow = (): Beside => ({ triage, files, earlier: [], mediationOver: false });
  const push = (event: LifeEvent, after: Life, detail: string): void => {
    events.push(event);
    told.push({ orderId: order.id, detail, event });
    life = after;
  };

  let made = false;
  for (let next = course.next({ made, life }); next.done !== true; next = course.next({ made, life })) {
    const step = next.value;
    const at = Math.max(Math.floor(step.at), life.at);
    superviseUntil(Math.min(at, until));
    if (at > until) break;
    made = make({ ...step, at });
  }
  // What is late by now is for the sweeps of the server: they are told of it as of anything else.
  return { life, events, told, files };

  function make(step: SimulatedStep): boolean {
    const before = files.length;
    file(step);
    const data = completed(step);
    const request = data === null ? null : ({ move: step.move, data } as MoveRequest);
    const wasMade = request !== null && tried(step, request);
    if (!wasMade) files.length = before;
    return wasMade;
  }

  function tried({ actor, at }: SimulatedStep, request: MoveRequest): boolean {
    try {
      const facts = factsFor(request, at);
      const moved = movedBy(life, { actor, now: at, facts }, request);
      push(moved.event, moved.after, detailOf(request));
      return true;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'illegal_move' || error.code === 'bad_field'))
        return false;
      throw error;
    }
  }

  function factsFor(request: MoveRequest, at: number) {
    if (request.move === 'callBack') return { notCallable: callableAt(request.data.way === 'link', at) };
    if (BARE.has(request.move)) return {};
    return factsAsked(profile, names, order, life, besideNow(), request as unknown as AskedFor, at);
  }

  function callableAt(isByLink: boolean, at: number): string | null {
    const rules = rulesOn(profile.callbacks ?? [], beijingDay(at));
    if (rules === null) return '没有生效的回访规则';
    const { caller } = order.input as unknown as OrderInput;
    const asked = { demandKind: order.demandKind, reachable: (caller?.phone ?? '') !== '' };
    const standing = callbackStanding(rules, asked, life, at);
    return cannotCall(standing, isByLink ? Number.POSITIVE_INFINITY : at);
  }

  function detailOf(request: MoveRequest): string {
    if (request.move === 'callBack') return attemptLine(request.data);
    if (request.move === 'close') return life.callbacks.length > 0 ? '回访后办结' : '回访结束';
    return lineOf(request, names);
  }

  /** The data with what only the rules know: the code of a reason that is proved, clauses, what was filed. */
  function completed(step: SimulatedStep): MoveRequest['data'] | null {
    const { move, data, because, at } = step;
    const day = beijingDay(at);
    const rules = rulesFor(profile, day);
    if (move === 'reply' || move === 'tell') {
      const { way } = data;
      const basis = way === undefined ? null : tellingBasis(rules, way, handledAt(day));
      return basis === null ? data : { ...data, basis };
    }
    if (because === undefined || rules === null) return data;
    const handled = handledAt(day);
    const reasons = reasonsFor(rules, because, handled).filter(
      ({ code }) => missingProof(rules, code, life, handled, because).length === 0,
    );
    const ground = reasons[Math.abs(order.seq + life.version) % Math.max(1, reasons.length)];
    if (ground === undefined) return null;
    const { code } = ground;
    const clause = clauseNamed(rules, because, code, day);
    const asked = { ...data, code, ...(clause === '' ? {} : { clause }) } as MoveRequest['data'];
    return ENDINGS.has(move) ? ({ ...asked, filed: filedNow(files) } as MoveRequest['data']) : asked;
  }

  function handledAt(day: string): HandledOrder {
    return handledOrder(profile, order, life, besideNow(), day);
  }

  function file({ files: given = [], at }: SimulatedStep): void {
    if (standIn === null) return;
    for (const { kind, purpose, by } of given) {
      const content = standIn(kind);
      const isSame = (one: EvidenceFile): boolean =>
        one.kind === kind && one.purpose === purpose && one.addedAt >= (life.roundAt ?? 0);
      if (files.some(isSame)) continue;
      files.push({
        id: `${order.id}-${files.length + 1}`,
        orderId: order.id,
        ...content,
        kind,
        purpose,
        url: null,
        addedAt: Math.max(life.at, life.roundAt ?? 0, at - 60_000),
        addedBy: by.id,
        addedByName: by.name,
      });
    }
  }

  /** Levels that rise by themselves before a moment. */
  function superviseUntil(at: number): void {
    if (!SUPERVISED.has(life.state)) return;
    const rules = rulesFor(profile, beijingDay(at));
    if (rules === null) return;
    for (;;) {
      const due = nextLevel(rules, at);
      if (due === null) return;
      const { level, when, reason } = due;
      const request: MoveRequest = { move: 'supervise', data: { level, reason } };
      const facts = { given: { reason: true, level } };
      const moved = movedBy(life, { actor: SYSTEM, now: when, facts }, request);
      push(moved.event, moved.after, lineOf(request, names));
    }
  }

  function nextLevel(
    rules: HandlingRules,
    at: number,
  ): { readonly level: number; readonly when: number; readonly reason: string } | null {
    const hours = rules.reminders.overdueHours[order.urgency];
    const level = life.supervision.level + 1;
    const wanted = hours[level - 1];
    if (wanted === undefined) return null;
    const clocked = { ...order, issueType: life.issueType, leadUnit: life.lead };
    // Nothing is late before the shortest limit is over.
    if (
      at - (life.reopened > 0 ? (life.roundAt ?? order.receivedAt) : order.receivedAt) <
      EARLIEST[order.urgency]
    )
      return null;
    const late = clocksFor(profile, clocked, events, at).filter(({ state }) => state === 'late');
    const held = Math.max(events[0]?.at ?? 0, life.roundAt ?? 0);
    let first: { when: number; reason: string } | null = null;
    for (const { dueAt, policy } of late) {
      if (typeof dueAt !== 'number') continue;
      const when = Math.max(
        life.at,
        remindAt(rules.reminders, order.urgency, Math.max(dueAt + 1, held) + wanted * HOUR),
      );
      if (when > at || (first !== null && first.when <= when)) continue;
      first = { when, reason: `“${policy.name}”超期 ${span(when - dueAt)}` };
    }
    return first === null ? null : { level, ...first };
  }
}

const HOUR = 3_600_000;
/** By urgency, before when no clock of the profile can be late: only saves looking. */
const EARLIEST = { safety: HOUR / 2, livelihood: 12 * HOUR, normal: 72 * HOUR } as const;
const SUPERVISED: ReadonlySet<string> = new Set([
  'dispatched',
  'acknowledged',
  'contacted',
  'handling',
  'onHold',
]);
const ENDINGS: ReadonlySet<Move> = new Set<Move>([
  'proposeExclusion',
  'proposeMediationEnd',
  'proposeTermination',
]);
/** Moves that need nothing but the part of whoever makes them. */
const BARE: ReadonlySet<Move> = new Set<Move>([
  'dispatch',
  'correctUnit',
  'acknowledge',
  'tryContact',
  'contact',
  'close',
  'report',
  'resume',
  'merchantSettled',
  'merchantFailed',
]);
