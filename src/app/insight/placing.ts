import { createHash } from 'node:crypto';
import type { InsightDesk } from '../../insight/desk.ts';
import { heatOf } from '../../insight/heat.ts';
import { SURGE_RULES } from '../../insight/surge.ts';
import type { Alarm, Watched } from '../../insight/surge.ts';
import type { TopicOrder } from '../../insight/topic-types.ts';
import { titleOf } from '../../insight/topic-view.ts';
import { ranked, tallyOf } from '../../insight/tally.ts';
import type { WarningKind } from '../../kernel/warning-words.ts';
import { WARNING_KIND } from '../../kernel/warning-words.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { orderById } from '../../store/orders.ts';
import { saveMember } from '../../store/topics.ts';
import type { TopicChange } from '../../store/topics.ts';
import { insertWarning } from '../../store/warnings.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { triageOf } from '../intake/reading.ts';
import { factsOf } from '../relations/finding-relations.ts';
import { topicOrderOf } from './topic-order.ts';

const DAY = 86_400_000;
/** A warning is news: what happened longer ago is only counted, as when an old list is imported. */
const FRESH_DAYS = 7;

/**
 * Finds the topic of an order and whether it is out of the ordinary: the outbox calls it once an order. Returns the
 * write that keeps both, or null where the order is gone.
 */
export async function placeOrder(
  context: Context,
  orderId: string,
): Promise<((db: Db) => Promise<void>) | null> {
  const { store, names, insight } = context;
  // Rarity of names and words is that of all texts.
  await context.duplicates.index();
  const subject = await store.read(async (db) => {
    const order = await orderById(db, orderId);
    return order === null ? null : { order, triage: await triageOf(db, orderId) };
  });
  // Topics and warnings tell of their orders to all who may see one of them.
  if (subject === null || subject.order.confidentiality === 'restricted') return null;
  const { order, triage } = subject;
  const now = context.clock.now();
  // A date far ahead is a slip: taken as it stands, all that is older would leave topics for good.
  const receivedAt = Math.min(order.receivedAt, now + DAY);
  const facts = factsOf({ ...order, receivedAt }, triage);
  // What names a person is no word of a topic.
  const persons = triage.entities.filter(({ kind }) => kind === 'caller').map(({ text }) => text);
  const text = facts.text.toLowerCase();
  const outcome = await insight.take(
    order.seq,
    () =>
      topicOrderOf(
        {
          seq: order.seq,
          facts,
          caller: facts.phone === null ? null : callerOf(facts.phone),
          words: insight.words(facts.text, persons),
          typed: true,
          persons,
        },
        context.duplicates.weight(),
      ),
    (name) => text.includes(name),
  );
  const desk = await insight.desk();
  const { joined, alarm } = outcome;
  const topic = standing(desk, joined.topic, outcome.order, names.issueType);
  const { seq: orderSeq, at, caller, street, places, subjects, words } = outcome.order;
  return async (db) => {
    // It may have been restricted while it was read.
    if ((await orderById(db, orderId))?.confidentiality === 'restricted') return;
    const added = await saveMember(
      db,
      {
        orderSeq,
        orderId,
        topic: joined.topic,
        at,
        caller,
        issueType: order.issueType,
        street,
        places: [...places],
        subjects: [...subjects],
        words: [...words],
        evidence: [...joined.evidence],
      },
      topic,
    );
    if (added && alarm !== null && now - at <= FRESH_DAYS * DAY) await warn(db, context, alarm, topic, now);
  };
}

/** Orders of late that heat is counted over: older ones have cooled. */
export const HEAT_ORDERS = 5000;
/** Orders of late that a title is made of. */
export const TITLE_ORDERS = 100;

/** How a topic stands with an order just placed in it. */
export function standing(
  { topics }: InsightDesk,
  id: number,
  order: TopicOrder,
  typeName: (code: string) => string,
): TopicChange {
  const orders = topics.orders(id, HEAT_ORDERS);
  // An order older than the window is a topic by itself.
  const all = orders.length > 0 ? orders : [order];
  const latest = topics.latest(id, TITLE_ORDERS);
  const { title, place, subject, issueType } = titleOf(latest.length > 0 ? latest : [order], typeName);
  const { heat, rank } = heatOf(all, Math.max(...all.map(({ at }) => at)));
  const streets = ranked(tallyOf(all.map(({ street }) => (street === null ? [] : [street]))).counts);
  return { id, title, place, subject, issueType, streets: streets.map(({ value }) => value), heat, rank };
}

/** Writes a warning down. Inside the lane only. */
export async function warn(
  db: Db,
  context: Pick<Context, 'names' | 'profile'>,
  alarm: Alarm,
  topic: TopicChange,
  at: number,
): Promise<number> {
  const { names } = context;
  const { kind, key, days, callers, expected, chance, watched } = alarm;
  const watchedName = nameOfWatched(watched, names.issueType);
  const title = kind === 'newTopic' ? topic.title : watchedName;
  const id = await insertWarning(
    db,
    {
      kind: kind satisfies WarningKind,
      key,
      title,
      at,
      days,
      callers,
      expected,
      chance,
      watched: watched.kind,
      watchedName,
      rules: context.profile.warnings?.version ?? '-',
    },
    alarm.seqs,
    at - (context.profile.warnings?.alarms ?? SURGE_RULES).quietDays * DAY,
  );
  const { id: actorId, name: actorName } = SYSTEM_ACTOR;
  const detail = `${WARNING_KIND[kind]}：${title}，${days} 天 ${callers} 人`;
  await appendAudit(db, [
    { at, actorId, actorName, action: 'warning.raise', subject: `warning-${id}`, detail },
  ]);
  return id;
}

function nameOfWatched({ kind, key }: Watched, typeName: (code: string) => string): string {
  if (kind === 'place') return key.replace('#', '');
  if (kind === 'subject') return key;
  const [type = '', street] = key.split('|');
  return street === undefined ? typeName(type) : `${street} ${typeName(type)}`;
}

/** Tells one caller from another without keeping the number. */
export function callerOf(phone: string): string {
  return createHash('sha256').update(`topics ${phone}`).digest('base64url').slice(0, 16);
}
