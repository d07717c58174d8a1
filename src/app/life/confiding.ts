import { entryIn, personEntry, unitEntry } from '../../kernel/confidential-words.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Move } from '../../kernel/move-words.ts';
import type { EventData } from '../../orders/life-events.ts';
import type { Life } from '../../orders/life.ts';
import { userById } from '../../store/accounts.ts';
import type { Db } from '../../store/client.ts';
import { decisionOf } from '../../store/decisions.ts';
import { reindexOrder } from '../../store/orders.ts';
import { enqueue } from '../../store/outbox.ts';
import { INSIGHT_TOPIC, SUGGEST_TOPIC } from '../context.ts';
import { leaveTopic } from '../insight/leaving.ts';
import type { Context } from '../context.ts';
import { searchedText } from '../intake/without-caller.ts';
import type { Action } from '../policy.ts';
import type { OrderInput, TriageResult } from '../types.ts';
import type { AskedFor } from './move-input.ts';
import type { Step } from './handling.ts';

/** Moves by which an order is kept 保密, or not any more, and the right that each asks for. */
const RIGHTS: Partial<Record<Move, Action>> = {
  setConfidential: 'confidential.set',
  liftConfidential: 'confidential.lift',
};

/** The right that a move asks for. */
export const rightOf = (move: Move): Action => RIGHTS[move] ?? 'order.move';

type Asked = Extract<AskedFor, { move: 'setConfidential' }>['data'];

/** The move with whoever is let in as entries. Throws `bad_field` for who there is not, and for a list nobody needs. */
export async function keepingOf(
  { profile }: Pick<Context, 'profile'>,
  db: Db,
  { confidentiality, units = [], people = [], reason }: Asked,
): Promise<EventData['setConfidential']> {
  const bad = (field: string, why: string): AppError =>
    new AppError('bad_field', { where: '', field, reason: why });
  if (confidentiality === 'identity' && units.length + people.length > 0)
    throw bad(
      units.length > 0 ? 'units' : 'people',
      '身份保密不用指定知悉范围：工单照常办理，只是不显示来电人',
    );
  for (const code of units)
    if (!profile.units.some((unit) => unit.code === code)) throw bad('units', `没有单位 ${code}`);
  for (const id of people) {
    const user = await userById(db, id);
    if (user === null || user.disabledAt !== null) throw bad('people', '没有这个在用的账号');
  }
  const letIn = [...new Set([...units.map(unitEntry), ...people.map(personEntry)])];
  return { confidentiality, letIn, reason };
}

/** Moves after which topics may not be what they were. */
export const leavesTopics = (move: Move): boolean => RIGHTS[move] !== undefined;

/** Whether somebody of a unit is let in to an order kept as this one is; what is not kept wholly is open to its units. */
export async function unitLetIn(
  db: Db,
  { confidentiality, letIn }: Pick<Life, 'confidentiality' | 'letIn'>,
  unit: string,
): Promise<boolean> {
  if (confidentiality !== 'restricted' || letIn.includes(unitEntry(unit))) return true;
  for (const { kind, code } of letIn.map(entryIn))
    if (kind === 'person' && (await userById(db, code))?.unit === unit) return true;
  return false;
}

/**
 * What follows from an order being kept, in the same write: its caller's words leave the index of texts, or come back to
 * it; one that is kept wholly leaves topics and warnings, which name it to others, or is placed among them anew.
 */
export async function follow(
  context: Pick<Context, 'names'>,
  { db, order, now }: Step,
  before: Life,
  after: Life,
): Promise<void> {
  if (before.confidentiality === after.confidentiality) return;
  const input = order.input as unknown as OrderInput;
  const { entities = [] } = ((await decisionOf(db, order.id)) ?? {}) as Partial<TriageResult>;
  await reindexOrder(db, order.seq, searchedText(after.confidentiality, input, entities));
  // The draft of a reply greets who called, or nobody.
  await enqueue(db, [{ topic: SUGGEST_TOPIC, payload: { orderId: order.id } }], now);
  if (after.confidentiality === 'restricted') {
    await leaveTopic(db, order.seq, context.names.issueType);
  } else if (before.confidentiality === 'restricted')
    await enqueue(db, [{ topic: INSIGHT_TOPIC, payload: { orderId: order.id } }], now);
}
