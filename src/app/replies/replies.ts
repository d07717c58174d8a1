import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { mayFinish } from '../../knowledge/reply-check.ts';
import { FAULTS } from '../../knowledge/reply-faults/fault.ts';
import type { FaultCode, ReplyFault } from '../../knowledge/reply-faults/fault.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Context } from '../context.ts';
import { existing, triageOf } from '../intake/reading.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Audience, CheckedReply, Replies, ReplyDesk } from './reply-types.ts';
import { authorize } from '../rights.ts';
import { inForce } from '../knowledge/suggesting.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';
import { wordsFor } from '../intake/without-caller.ts';

/** A check of the same order by the same person is written down once in this time: it runs with every pause in typing. */
const TOLD_FOR = 10 * 60_000;
const MOST_TOLD = 10_000;

/** Every code a check may answer with. */
export const FAULT_CODES = Object.keys(FAULTS) as [FaultCode, ...FaultCode[]];

/** Faults as people are told of them. */
export const named = (faults: readonly ReplyFault[]): CheckedReply => ({
  faults: faults.map((fault) => ({ ...fault, name: FAULTS[fault.code][1] })),
  mayFinish: mayFinish(faults),
  state: stateOf(faults),
});

/** What stands in the way of finishing, in one line. */
function stateOf(faults: readonly ReplyFault[]): string {
  const blocking = faults.filter(({ severity }) => severity === 'blocks').length;
  const others = faults.length - blocking;
  if (blocking > 0)
    return `有 ${blocking} 处必须改正，改正之前不能复制${others === 0 ? '' : `；另有 ${others} 处提醒`}。`;
  return others === 0 ? '没有发现问题，可以复制。' : `可以复制；有 ${others} 处提醒，请看是否要改。`;
}

/** Faults of a reply to a stored order, by the law and the facts of a day. Offsets are those of the text. */
function faultsOf(
  desk: ReplyDesk,
  { input, triage, number }: { input: OrderInput; triage: TriageResult; number: string },
  text: string,
  now: number,
  audience?: Audience,
): ReplyFault[] {
  const expected = desk.expected(input, triage);
  return desk.check({
    ...expected,
    text,
    day: beijingDay(now),
    order: { ...expected.order, number },
    ...(audience === undefined ? {} : { audience }),
  });
}

/** Throws `conflict` for a reply with faults that must be mended before anybody is told it. */
export function mustBeFinished(
  { engine }: Pick<Context, 'engine'>,
  order: StoredOrder,
  triage: TriageResult,
  text: string,
  now: number,
): void {
  if (engine.replies === undefined) return;
  const about = {
    input: order.input as unknown as OrderInput,
    triage: inForce(order, triage),
    number: order.number,
  };
  const faults = faultsOf(engine.replies, about, text, now);
  if (mayFinish(faults)) return;
  const blocking = faults.filter(({ severity }) => severity === 'blocks').length;
  throw new AppError('conflict', { reason: `答复里有 ${blocking} 处必须改正，改正之后再答复` });
}

/** Drafting and checking of replies. @throws AppError `not_found` where the engine has no desk for replies. */
export function createReplies(context: Context): Replies {
  const { store, clock } = context;
  const told = new Map<string, number>();

  const desk = (): ReplyDesk => {
    const { replies } = context.engine;
    if (replies === undefined) throw new AppError('not_found', { what: '答复的起草与检查' });
    return replies;
  };

  async function read(
    actor: Actor,
    id: string,
  ): Promise<{ input: OrderInput; triage: TriageResult; number: string }> {
    return store.read(async (db) => {
      const order = authorize(actor, 'order.read', await existing(db, id));
      const triage = inForce(order, await triageOf(db, id));
      return {
        ...wordsFor(actor, order, order.input as unknown as OrderInput, triage),
        number: order.number,
      };
    });
  }

  const record = (actor: Actor, action: string, subject: string, detail: string): Promise<void> => {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return store.write((db) => appendAudit(db, [entry]));
  };

  async function recordOnce(actor: Actor, id: string, number: string): Promise<void> {
    const key = `${actor.id} ${id}`;
    const now = clock.now();
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < TOLD_FOR) return;
    await record(actor, 'reply.check', id, number);
    if (told.size >= MOST_TOLD) told.clear();
    told.set(key, now);
  }

  return {
    draft: async (actor, id) => {
      const { input, triage, number } = await read(actor, id);
      await record(actor, 'reply.draft', id, number);
      return desk().draft(input, triage);
    },
    checkOrder: async (actor, id, text, { audience } = {}) => {
      const about = await read(actor, id);
      await recordOnce(actor, id, about.number);
      const faults = faultsOf(desk(), about, text, clock.now(), audience);
      return named(faults);
    },
    check: async (_actor, input) =>
      named(desk().check({ ...input, day: input.day ?? beijingDay(clock.now()) })),
  };
}
