import { OUTCOME } from '../../kernel/contact-words.ts';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import { contactDone } from '../../orders/checklist.ts';
import { reasonsOf } from '../../orders/handling-rules.ts';
import type { HandledOrder, HandlingRules } from '../../orders/handling-rules.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { isDisputed } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { pendingLacks } from './move-facts.ts';
import { partOf } from './order-life.ts';
import type { LifeView, NamedUnit, PendingView } from './order-view-types.ts';
import { mayDo } from '../rights.ts';
import type { Actor } from '../types.ts';

/** An order and who looks at it. */
export type Seen = {
  readonly actor: Actor;
  readonly order: StoredOrder;
  readonly events: readonly LifeEvent[];
  readonly life: Life;
  readonly handled: HandledOrder;
  /** Null where the profile has none for the day. */
  readonly rules: HandlingRules | null;
};

function pendingView(
  { life, rules, handled }: Seen,
  unit: (code: string) => NamedUnit,
  typeName: (code: string) => string,
): PendingView | null {
  const { pending } = life;
  if (pending === null) return null;
  const { kind, at, by, reason, clause, code, owner, issueType, planDay, until } = pending;
  const named = code === undefined || rules === null ? [] : reasonsOf(rules, kind);
  return {
    kind,
    name: APPLICATION_NAMES[kind],
    at,
    by: by.name,
    byUnit: by.unit === null ? null : unit(by.unit),
    reason,
    clause: clause ?? null,
    code: code ?? null,
    codeName: named.find((one) => one.code === code)?.name ?? null,
    owner: owner === undefined ? null : unit(owner),
    issueType: issueType === undefined ? null : { code: issueType, name: typeName(issueType) },
    planDay: planDay ?? null,
    until: until ?? null,
    disputed: isDisputed(life),
    missing: rules === null ? [] : pendingLacks(rules, life, handled),
  };
}

/** The life of an order in short, with names for codes. */
export function lifeView(
  seen: Seen,
  unit: (code: string) => NamedUnit,
  typeName: (code: string) => string,
): LifeView {
  const { actor, events, life, rules, handled } = seen;
  const newest = <K extends LifeEvent['kind']>(kind: K) =>
    events.findLast((event): event is Extract<LifeEvent, { kind: K }> => event.kind === kind);
  const replied = newest('reply');
  const { level, answeredAt } = life.supervision;
  return {
    part: partOf(actor.unit, life),
    personId: life.person?.id ?? null,
    pending: pendingView(seen, unit, typeName),
    contacts: life.contacts.map(({ at, way, result, by }) => ({ at, way, result, by: by.name })),
    contactDone:
      rules === null
        ? life.contacts.some(({ result }) => result !== 'noAnswer')
        : contactDone(rules, life, handled),
    returns: life.returns.map(({ at, unit: from, owner, verdict, settledOn }) => ({
      at,
      unit: unit(from),
      owner: unit(owner),
      verdict,
      settledOn: settledOn === undefined ? null : unit(settledOn),
    })),
    ruled: life.ruled,
    owners: life.owners.map(unit),
    jointAnswer: life.jointAnswer,
    whistles: life.whistles.map(({ at, units }) => ({
      at,
      units: units.map(({ unit: code, reportedAt, answer }) => ({ ...unit(code), reportedAt, answer })),
    })),
    meetings: events.flatMap((event) =>
      event.kind !== 'meet'
        ? []
        : {
            at: event.data.at,
            place: event.data.place,
            units: event.data.units.map(unit),
            agreed: event.data.agreed.map((one) => ({ ...one, unit: unit(one.unit) })),
          },
    ),
    supervision: {
      level,
      reason: level === 0 ? null : (newest('supervise')?.data.reason ?? null),
      answeredAt,
      answer: answeredAt === null ? null : (newest('answerSupervision')?.data.text ?? null),
      earlier: life.supervisedBefore.map((one) => ({ ...one, unit: unit(one.unit) })),
    },
    extensions: life.extensions,
    planDay: life.planDay,
    merchant: life.merchant,
    reply:
      life.reply === null || replied === undefined
        ? null
        : {
            ...life.reply,
            at: replied.at,
            by: replied.actor.name,
            outcomeName:
              rules?.outcomes.find(({ kind }) => kind === life.reply?.outcome)?.name ??
              OUTCOME[life.reply.outcome],
          },
    told: events.flatMap((event) =>
      event.kind === 'reply' || event.kind === 'tell'
        ? {
            at: event.data.toldAt,
            by: event.actor.name,
            way: event.data.way ?? null,
            basis: event.data.basis ?? null,
          }
        : [],
    ),
    ending:
      life.ending === null ? null : { name: APPLICATION_NAMES[life.ending.kind], code: life.ending.code },
    before: life.before,
    reopened: life.reopened,
    callback: callbackView(actor, life),
  };
}

function callbackView(actor: Actor, { callbacks }: Life): LifeView['callback'] {
  const attempts = callbacks.map(({ at, by, way, result, note }) => ({
    at,
    by: by.name,
    way,
    result,
    note: note ?? null,
  }));
  const given = callbacks.find(({ verdict }) => verdict !== null);
  const { verdict = null } = given ?? {};
  const seen = mayDo(actor, 'callback.read') ? attempts : [];
  if (seen.length === 0 && verdict === null) return null;
  return {
    attempts: seen,
    verdict:
      given === undefined || verdict === null
        ? null
        : { ...verdict, at: given.at, way: given.way, note: given.note ?? null },
  };
}
