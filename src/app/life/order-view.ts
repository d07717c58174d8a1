import { beijingDay } from '../../kernel/clock.ts';
import { OUTCOME, TELL_WAY } from '../../kernel/contact-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { keysOf } from '../../kernel/keys.ts';
import { MOVE_NAMES } from '../../kernel/move-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import {
  checklistOf,
  contactDone,
  missingEvidence,
  missingProof,
  missingTelling,
  tellingRule,
} from '../../orders/checklist.ts';
import type { ExtensionRoom } from '../../orders/extension-room.ts';
import { fits, lawsOn, reasonsFor, REASON_KINDS, rulesOn } from '../../orders/handling-rules.ts';
import type { ReasonKind } from '../../orders/handling-rules.ts';
import { PURPOSE_NAMES } from '../../orders/clock-types.ts';
import { CLOCK_STATE_NAMES } from '../../orders/clocks.ts';
import type { ClockView } from '../../orders/clocks.ts';
import { limitText } from '../../orders/clock-trace.ts';
import { lifeOf } from '../../orders/life.ts';
import { ALL_GIVEN } from '../../orders/needs.ts';
import type { MoveFacts } from '../../orders/needs.ts';
import { moveOrder, RULES } from '../../orders/states.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOf } from '../../store/events.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { peopleOf } from '../../store/rota.ts';
import { besideOf } from './beside.ts';
import type { Context } from '../context.ts';
import { unitLetIn } from './confiding.ts';
import { clocksFor } from './deadlines.ts';
import { handledOrder, pendingLacks, tellingBasis, unansweredUnits } from './move-facts.ts';
import type { Beside } from './move-facts.ts';
import { refuseByRules, roomsOf } from './move-refusals.ts';
import type { Profile } from '../../profile/types.ts';
import { ASKED_MOVES } from './move-input.ts';
import { lifeView } from './life-view.ts';
import type { Seen } from './life-view.ts';
import { factsOf, lifeActor } from './order-life.ts';
import type {
  Checklist,
  ClockLine,
  ExtensionChoice,
  NamedUnit,
  OfferedMove,
  OrderDemand,
  OrderLife,
  OutcomeChoice,
  ReasonChoice,
  TellChoice,
} from './order-view-types.ts';
import { isAllowed } from '../rights.ts';
import type { Action } from '../policy.ts';
import type { Actor, TriageResult } from '../types.ts';
import { colleaguesOf } from './workload.ts';

/** Moves with a door of their own, and the right that opens it. */
const DOORS: Partial<Record<Move, Action>> = {
  dispatch: 'order.dispatch',
  correctType: 'order.correct',
  correctUnit: 'order.correct',
  acknowledge: 'order.acknowledge',
  setConfidential: 'confidential.set',
  liftConfidential: 'confidential.lift',
};
/** Moves that people make; the others are the program's. */
const BY_PEOPLE: ReadonlySet<Move> = new Set<Move>([...ASKED_MOVES, ...(Object.keys(DOORS) as Move[])]);

/** Reasons are named in these applications. */
const REASON_OF: Partial<Record<Move, ReasonKind>> = {
  proposeReturn: 'return',
  proposeHold: 'hold',
  proposeExtension: 'extension',
  proposeExclusion: 'exclusion',
  proposeMediationEnd: 'mediationEnd',
  proposeTermination: 'termination',
};
const NAMING = Object.entries(REASON_OF) as [Move, ReasonKind][];
const HIGHEST_LEVEL = 3;

/** What the events of an order say of it, as far as it concerns the actor. The right to read it was checked. */
export async function orderLifeOf(
  context: Context,
  db: Db,
  actor: Actor,
  order: StoredOrder,
  triage: TriageResult,
): Promise<OrderLife> {
  const { profile, names, clock } = context;
  const now = clock.now();
  const day = beijingDay(now);
  const events = await lifeEventsOf(db, order.id);
  const life = lifeOf(events);
  const clocks = clocksFor(profile, order, events, now, { alsoDisabled: true });
  const beside = await besideOf(db, order, triage, clocks);
  const rules = profile.handling === undefined ? null : rulesOn(profile.handling, day);
  const handled = handledOrder(profile, order, life, beside, day);
  const unit = (code: string): NamedUnit => ({ code, name: names.unit(code) });
  const seen: Seen = { actor, order, events, life, handled, rules };
  const outcomes = outcomesFor(seen);
  const reasons = reasonChoices(seen);
  const leadLetIn = await unitLetIn(db, life, life.lead);
  const moves = offeredMoves(seen, { profile, beside, now, leadLetIn }, outcomes, reasons, names.unit);
  const can = (move: Move): boolean => moves.some((one) => one.move === move);
  const eventNames = profile.policies?.events ?? {};
  return {
    moves,
    clocks: clocks.map((view) => clockLine(view, eventNames)).sort(byNearest),
    checklists: checklistsOf(seen),
    life: lifeView(seen, unit, names.issueType),
    demands: demandsOf(triage, textOf(order)),
    files: beside.files.map((file) => ({
      id: file.id,
      name: file.name,
      kind: file.kind,
      purpose: file.purpose,
      sha256: file.sha256,
      addedAt: file.addedAt,
      addedBy: file.addedByName,
    })),
    choices: {
      reasons: reasons.filter(({ kind }) => NAMING.some(([move, named]) => named === kind && can(move))),
      outcomes: can('reply') ? outcomes : [],
      colleagues: can('assign') && actor.unit !== null ? await colleaguesOf(db, actor.unit, now) : [],
      letIn: can('setConfidential') ? await peopleBeside(db, [life.lead, life.joint]) : [],
      telling: can('reply') || can('tell') ? tellChoices(seen) : [],
      extensions: can('proposeExtension') ? roomsOf(profile, clocks).map(extensionChoice) : [],
      planUntil: rules === null ? null : dateOf(dayOfDate(day) + rules.holds.longestDays),
      merchantHours:
        rules !== null && fits(rules.merchant.when, handled) ? rules.merchant.workingHours : null,
    },
  };
}

/** People of the units that have it, who may be let in one by one. */
async function peopleBeside(
  db: Db,
  units: readonly (string | null)[],
): Promise<{ readonly id: string; readonly name: string; readonly unit: string }[]> {
  const people: { id: string; name: string; unit: string }[] = [];
  for (const unit of new Set(units))
    if (unit !== null) people.push(...(await peopleOf(db, unit)).map(({ id, name }) => ({ id, name, unit })));
  return people;
}

/**
 * Ways of telling the caller, the likeliest first: where a rule lets nobody be told in person, that is how it will be;
 * what lacks something comes last.
 */
function tellChoices({ rules, life, handled }: Seen): TellChoice[] {
  const choices = keysOf(TELL_WAY).map((way): TellChoice => {
    const rule = rules === null ? null : tellingRule(rules, way, handled);
    return {
      way,
      name: TELL_WAY[way],
      means: rule?.means ?? null,
      basis: tellingBasis(rules, way, handled),
      missing: rules === null ? [] : missingTelling(rules, way, life, handled),
    };
  });
  const rank = ({ basis, missing }: TellChoice): number => (missing.length > 0 ? 2 : basis === null ? 1 : 0);
  return choices.sort((a, b) => rank(a) - rank(b));
}

function extensionChoice({ policy, dueAt, latest, timesLeft }: ExtensionRoom): ExtensionChoice {
  const { name, limit, extension } = policy;
  const { atMost, approval, clause } = extension;
  const more =
    atMost === null ? null : 'hours' in limit ? { ...limit, hours: atMost } : { ...limit, days: atMost };
  const known = (at: ExtensionRoom['dueAt']): number | null => (typeof at === 'number' ? at : null);
  return {
    name,
    dueAt: known(dueAt),
    latest: known(latest),
    atMost: more === null ? null : limitText(more),
    timesLeft,
    approval,
    clause,
  };
}

const textOf = ({ input }: StoredOrder): string => (input as { text: string }).text;

/** Every move that the actor's role can make some time, each with the rule that forbids it now. */
function offeredMoves(
  { actor, order, life, handled, rules }: Seen,
  {
    profile,
    beside,
    now,
    leadLetIn,
  }: {
    readonly profile: Profile;
    readonly beside: Beside;
    readonly now: number;
    readonly leadLetIn: boolean;
  },
  outcomes: readonly OutcomeChoice[],
  reasons: readonly ReasonChoice[],
  nameOf: (unit: string) => string,
): OfferedMove[] {
  if (actor.role === 'system') return [];
  const role = actor.role;
  const least = (lists: readonly (readonly string[])[], none: readonly string[]): readonly string[] =>
    lists.reduce<readonly string[] | null>(
      (best, list) => (best === null || list.length < best.length ? list : best),
      null,
    ) ?? none;
  const factsFor = (move: Move): MoveFacts => {
    const kind = REASON_OF[move];
    return factsOf(life, lifeActor(actor), {
      given: { ...ALL_GIVEN, level: HIGHEST_LEVEL },
      // Other moves say who is let in, or to which unit it goes.
      leadLetIn: leadLetIn || (move !== 'dispatch' && move !== 'correctUnit'),
      ...(rules === null ? {} : { contactDone: contactDone(rules, life, handled) }),
      missingEvidence:
        move === 'reply'
          ? least(
              outcomes.map(({ missing }) => missing),
              ['适用的办理结果'],
            )
          : [],
      missingProof:
        rules === null
          ? []
          : kind !== undefined
            ? least(
                reasons.filter((one) => one.kind === kind).map(({ missing }) => missing),
                [`适用于这张工单的${REASON_KINDS[kind]}理由`],
              )
            : move.startsWith('grant')
              ? pendingLacks(rules, life, handled)
              : [],
      unanswered: move === 'reply' ? unansweredUnits(life).map(nameOf) : [],
    });
  };
  const byRules = (move: Move): { readonly rule: string; readonly need: string } | null => {
    try {
      refuseByRules(profile, order, life, beside, { actor, move, now });
      return null;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'illegal_move') throw error;
      return { rule: String(error.details['rule']), need: String(error.details['need']) };
    }
  };
  return RULES.filter(
    ({ move, who }) =>
      BY_PEOPLE.has(move) && who.includes(role) && isAllowed(actor, DOORS[move] ?? 'order.move', order),
  ).map(({ move }): OfferedMove => {
    const result = moveOrder(life.state, move, role, factsFor(move));
    const name = MOVE_NAMES[move];
    if (!result.ok) return { move, name, open: false, rule: result.rule, need: result.code };
    const refused = rules === null ? null : byRules(move);
    return refused === null
      ? { move, name, open: true, rule: null, need: null }
      : { move, name, open: false, ...refused };
  });
}

function outcomesFor({ rules, life, handled }: Seen): OutcomeChoice[] {
  if (rules === null)
    return keysOf(OUTCOME).map((kind) => ({ kind, name: OUTCOME[kind], means: '', missing: [] }));
  return rules.outcomes
    .filter(({ demandKinds }) => demandKinds.includes(handled.demandKind))
    .map(({ kind, name, means }) => ({
      kind,
      name,
      means,
      missing: missingEvidence(rules, handled, life, kind),
    }));
}

function reasonChoices({ rules, life, handled }: Seen): ReasonChoice[] {
  if (rules === null) return [];
  return keysOf(REASON_KINDS).flatMap((kind) =>
    reasonsFor(rules, kind, handled).map((reason) => ({
      kind,
      code: reason.code,
      name: reason.name,
      means: reason.means,
      laws: lawsOn(reason, handled.day).map(({ law, article, quote }) => ({ law, article, quote })),
      policy: reason.policy ?? null,
      missing: missingProof(rules, reason.code, life, handled, kind),
    })),
  );
}

/** For the reply while there is none, and for the application that waits. */
function checklistsOf({ rules, life, handled }: Seen): Checklist[] {
  if (rules === null) return [];
  const lists: Checklist[] = [];
  const { pending, state, reply } = life;
  // More time was asked for without a reason of the list before there was one.
  if (pending !== null && (pending.kind !== 'extension' || pending.code !== undefined))
    lists.push({
      for: pending.kind,
      items: checklistOf(rules, handled, life, { for: pending.kind, code: pending.code ?? null }),
    });
  const working = ['dispatched', 'acknowledged', 'contacted', 'handling', 'onHold', 'mediationEnded'];
  if (reply === null && working.includes(state))
    lists.push({
      for: 'reply',
      // Which outcome it will be is not known yet: what every one of them needs.
      items: checklistOf(rules, handled, life, { for: 'reply', outcome: null }).filter(
        ({ name }) => name !== '办理结果',
      ),
    });
  return lists;
}

function clockLine(view: ClockView, eventNames: Readonly<Record<string, string>>): ClockLine {
  const { policy, state, startedAt, dueAt, metAt, left, over, unsettled } = view;
  const { basis } = policy;
  const [start = ''] = policy.starts;
  return {
    id: policy.id,
    name: policy.name,
    purpose: PURPOSE_NAMES[policy.purpose],
    state,
    stateName: CLOCK_STATE_NAMES[state],
    limit: limitText(policy.limit),
    startsWith: eventNames[view.startedBy ?? start] ?? start,
    disabled: policy.disabled,
    startedAt,
    dueAt: typeof dueAt === 'number' ? dueAt : null,
    unknownYear: dueAt !== null && typeof dueAt !== 'number' ? dueAt.unknownYear : null,
    metAt,
    left,
    over,
    unsettled,
    basis: {
      text: basis.text,
      law: basis.law ?? null,
      article: basis.article ?? null,
      quote: basis.quote ?? null,
      unverified: basis.unverified ?? false,
    },
  };
}

const RUNNING: readonly ClockLine['state'][] = ['late', 'soon', 'running', 'unknown', 'paused'];

/** What runs comes first, nearest deadline first; then what has not begun; then what is done; comparisons last. */
function byNearest(a: ClockLine, b: ClockLine): number {
  const group = ({ disabled, state }: ClockLine): number =>
    disabled ? 3 : RUNNING.includes(state) ? 0 : state === 'waiting' ? 1 : 2;
  return group(a) - group(b) || (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || 0;
}

/** The demands of the call as triage split it; the whole text where it found one or none. */
export function demandsOf(triage: Pick<TriageResult, 'demands'>, text: string): OrderDemand[] {
  const spans = triage.demands.length === 0 ? [{ start: 0, end: text.length }] : triage.demands;
  return spans.map(({ start, end }, i) => ({ demand: i + 1, start, end, text: text.slice(start, end) }));
}
