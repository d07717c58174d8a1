import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import { SUBJECT_ACT } from '../../kernel/warning-words.ts';
import type { SubjectActKind } from '../../kernel/warning-words.ts';
import type { SubjectTrigger } from '../../profile/warnings.ts';
import { appendAudit } from '../../store/audit.ts';
import { actsOf, insertAct, ordersOfSubject } from '../../store/warnings.ts';
import type { StoredAct, SubjectOrder } from '../../store/warnings.ts';
import { tallyOf, ranked } from '../../insight/tally.ts';
import type { Context } from '../context.ts';
import { mustNotNameCallers } from '../replies/shield.ts';
import { knownAs } from '../intake/known-caller.ts';
import { excerptFor } from '../intake/without-caller.ts';
import { scopeOf } from '../rights.ts';
import type { Insight, SubjectHistory } from './insight-types.ts';
import { textIn } from './settling.ts';

const DAY = 86_400_000;
const ORDERS = 500;
const NAME = 40;
const NOTE = 1000;
/** What is said against somebody; asking and praising are not. */
const AGAINST = ['投诉', '举报'];

/** Histories of merchants and other subjects: what was said of them, what was settled, who talked to them. */
export function createSubjects(context: Context): Pick<Insight, 'subject' | 'addAct'> {
  const { store, clock, names, profile } = context;

  return {
    subject: async (actor, asked) => {
      const reach = scopeOf(actor, 'subject.read');
      const subject = nameIn(asked);
      const { orders, acts } = await store.read(async (db) => ({
        orders: await ordersOfSubject(db, reach, subject, ORDERS),
        acts: await actsOf(db, reach, subject),
      }));
      // A unit none of whose orders are about it has no business with it, nor with what others did about it.
      if (orders.length === 0 && (reach.unit !== null || acts.length === 0))
        throw new AppError('not_found', { what: '主体' });
      const against = orders.filter(({ demandKind }) => AGAINST.includes(demandKind));
      const types = tallyOf(orders.map(({ issueType }) => [issueType]));
      return {
        subject,
        orders: orders.map(
          ({ id, number, at, excerpt, callerName, demandKind, street, outcome, topic, ...order }) => ({
            id,
            number,
            at,
            excerpt: excerptFor(actor, order, knownAs(callerName), excerpt),
            demandKind,
            street,
            outcome,
            topic,
            issueType: { code: order.issueType, name: names.issueType(order.issueType) },
            leadUnit: { code: order.leadUnit, name: names.unit(order.leadUnit) },
            state: order.state as OrderState,
          }),
        ),
        complaints: against.length,
        callers: callersOf(against),
        settled: orders.filter(({ outcome }) => outcome === 'settled').length,
        byType: ranked(types.counts).map(({ value, count }) => ({
          code: value,
          name: names.issueType(value),
          orders: count,
        })),
        acts: acts.map(({ kind, day, note, unit: of, byName, at }) => ({
          kind: kind as SubjectActKind,
          day,
          note,
          unit: { code: of, name: names.unit(of) },
          by: byName,
          at,
        })),
        due: dueOf(profile.warnings?.subjectTriggers ?? [], against, acts, clock.now()),
      };
    },
    addAct: async (actor, asked, { kind, day, note }) => {
      const reach = scopeOf(actor, 'subject.act');
      const subject = nameIn(asked);
      const now = clock.now();
      const real = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
      if (!real || day > beijingDay(now))
        throw new AppError('bad_field', { where: '', field: 'day', reason: '须为今天或者以前的日期' });
      const act: StoredAct = {
        id: newId(),
        subject,
        kind,
        day,
        note: textIn('note', note, NOTE, true),
        unit: reach.unit ?? '-',
        byId: actor.id,
        byName: actor.name,
        at: now,
      };
      await store.write(async (db) => {
        const about = await ordersOfSubject(db, reach, subject, ORDERS);
        if (about.length === 0) throw new AppError('not_found', { what: '主体' });
        // Whoever was talked to signs it.
        const ids = about.map(({ id }) => id);
        await mustNotNameCallers(db, ids, 'act', act.note);
        await insertAct(db, act);
        const { id: actorId, name: actorName } = actor;
        const detail = `${SUBJECT_ACT[kind]} ${day}：${act.note}`;
        await appendAudit(db, [{ at: now, actorId, actorName, action: 'subject.act', subject, detail }]);
      });
    },
  };
}

function nameIn(name: string): string {
  const found = textIn('name', name, NAME, true);
  return found.toLowerCase();
}

const callersOf = (orders: readonly Pick<SubjectOrder, 'caller' | 'id'>[]): number =>
  new Set(orders.map(({ caller, id }) => caller ?? id)).size;

/** What the rules ask for now. */
export function dueOf(
  triggers: readonly SubjectTrigger[],
  against: readonly Pick<SubjectOrder, 'at' | 'caller' | 'id'>[],
  acts: readonly Pick<StoredAct, 'kind' | 'day'>[],
  now: number,
): SubjectHistory['due'] {
  const latest = (kind: SubjectActKind): number | null => {
    const days = acts
      .filter((act) => act.kind === kind)
      .map(({ day }) => day)
      .sort();
    const last = days.at(-1);
    return last === undefined ? null : Date.parse(`${last}T00:00:00+08:00`);
  };
  return triggers.flatMap((trigger) => {
    const { code, act, name, days, callers, after, restDays, text } = trigger;
    const done = latest(act);
    if (done !== null && now - done < restDays * DAY) return [];
    const since = after === undefined ? null : latest(after);
    if (after !== undefined && since === null) return [];
    // The day of the act itself is not after it.
    const from = Math.max(now - days * DAY, since === null ? 0 : since + DAY);
    const counted = callersOf(against.filter(({ at }) => at >= from));
    return counted >= callers ? [{ code, act, name, text, callers: counted }] : [];
  });
}
