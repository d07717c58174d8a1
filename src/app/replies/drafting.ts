import { createHash } from 'node:crypto';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { DROPPED } from '../../knowledge/rewrite/judge.ts';
import type { DropReason } from '../../knowledge/rewrite/judge.ts';
import { lineDifference } from '../../knowledge/line-difference.ts';
import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Context } from '../context.ts';
import type { DraftClient } from './draft-client.ts';
import { DRAFT_PROMPT } from './draft-prompt.ts';
import type { DraftOutcome, Drafting, Unavailable } from './drafting-types.ts';
import { UNAVAILABLE } from './drafting-types.ts';
import { existing, triageOf } from '../intake/reading.ts';
import { named } from './replies.ts';
import type { ReplyDesk } from './reply-types.ts';
import { authorize } from '../rights.ts';
import { inForce } from '../knowledge/suggesting.ts';
import type { Actor, OrderInput } from '../types.ts';
import { wordsFor } from '../intake/without-caller.ts';

/** Every reason a sentence is left out for, and every reason there is no proposal for. */
export const DROP_REASONS = Object.keys(DROPPED) as [DropReason, ...DropReason[]];
export const DRAFT_FAILURES = [
  'nothing_usable',
  'busy',
  'resting',
  'timeout',
  'unreachable',
  'refused',
  'garbage',
  'too_long',
  'cut_off',
  'stopped',
] as const satisfies readonly Unavailable['reason'][];

/** How long a proposal can be accepted, and how many are remembered. */
const GOOD_FOR = 60 * 60_000;
const MOST_REMEMBERED = 1000;

type Remembered = {
  readonly orderId: string;
  readonly actorId: string;
  readonly number: string;
  readonly at: number;
  readonly mayAccept: boolean;
  /** Of the text proposed: the audit says which, without saying what. */
  readonly digest: string;
};

/** Has replies put in other words by a local model; whatever goes wrong there, the handler's own work goes on. */
export function createDrafting(context: Context, client: DraftClient): Drafting {
  const { store, clock, log } = context;
  const remembered = new Map<string, Remembered>();

  const rewritingOf = (): { desk: ReplyDesk; make: NonNullable<ReplyDesk['rewriting']> } => {
    const desk = context.engine.replies;
    if (desk?.rewriting === undefined) throw new AppError('not_found', { what: '答复的起草与检查' });
    return { desk, make: desk.rewriting };
  };

  const record = (actor: Actor, action: string, subject: string, detail: string): Promise<void> => {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return store.write((db) => appendAudit(db, [entry]));
  };

  const unavailable = (reason: Exclude<DraftOutcome, 'proposed'>): Unavailable => ({
    status: 'unavailable',
    reason,
    message: UNAVAILABLE,
  });

  function remember(proposal: Remembered): string {
    for (const [id, { at }] of remembered)
      if (remembered.size >= MOST_REMEMBERED || clock.now() - at > GOOD_FOR) remembered.delete(id);
      else break;
    const id = newId();
    remembered.set(id, proposal);
    return id;
  }

  return {
    model: client.model,
    rewrite: async (actor, orderId, given) => {
      const { desk, make } = rewritingOf();
      const { input, triage, number } = await store.read(async (db) => {
        const order = authorize(actor, 'reply.rewrite', await existing(db, orderId));
        const found = inForce(order, await triageOf(db, orderId));
        return {
          ...wordsFor(actor, order, order.input as unknown as OrderInput, found),
          number: order.number,
        };
      });
      const closed = client.closed();
      if (closed !== null) return unavailable(closed);
      const base = given ?? desk.draft(input, triage).text;
      const day = beijingDay(clock.now());
      const rewriting = make(input, triage, { text: base, day, number });
      await record(actor, 'reply.rewrite', orderId, `${number}，模型 ${client.model}`);
      const started = clock.now();
      const answer = await client.complete(DRAFT_PROMPT, rewriting.told);
      const bound = answer.ok ? rewriting.bind(answer.text) : null;
      const outcome = answer.ok ? (bound === null ? 'nothing_usable' : 'proposed') : answer.reason;
      const ms = clock.now() - started;
      const dropped = bound?.dropped.map(({ reason }) => reason) ?? [];
      log.info({ orderId, outcome, ms, dropped }, 'reply put in other words');
      if (!answer.ok) return unavailable(answer.reason);
      if (bound === null) return unavailable('nothing_usable');
      const expected = desk.expected(input, triage);
      const faults = desk.check({
        ...expected,
        text: bound.text,
        day,
        order: { ...expected.order, number },
      });
      const { text, mayAccept, lost } = bound;
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
      const proposal = { orderId, actorId: actor.id, number, at: clock.now(), mayAccept, digest };
      return {
        status: 'proposed',
        id: remember(proposal),
        model: client.model,
        text,
        difference: differenceOf(base, text),
        dropped: bound.dropped,
        lost,
        mayAccept,
        checked: named(faults),
      };
    },
    accept: async (actor, orderId, proposalId) => {
      const number = await store.read(
        async (db) => authorize(actor, 'reply.rewrite', await existing(db, orderId)).number,
      );
      const proposal = remembered.get(proposalId);
      const isMine = proposal?.orderId === orderId && proposal.actorId === actor.id;
      if (!isMine || clock.now() - proposal.at > GOOD_FOR)
        throw new AppError('not_found', { what: '这份改写稿，或者它已过期，请重新改写' });
      if (!proposal.mayAccept) throw new AppError('conflict', { reason: '这份改写稿缺少内容，不能采用' });
      const detail = `${number}，由模型 ${client.model} 改写，${actor.name}采用，${proposal.digest}`;
      await record(actor, 'reply.rewrite.accept', orderId, detail);
      remembered.delete(proposalId);
      return { model: client.model, acceptedBy: actor.name };
    },
  };
}

/** Clause by clause; neighbours of one kind joined. */
function differenceOf(older: string, newer: string): DifferenceLine[] {
  const pieces = (text: string): string[] =>
    text.match(/[^，。；：！？\n]*[，。；：！？\n]|[^，。；：！？\n]+$/gu) ?? [];
  const joined: { mark: DifferenceLine['mark']; text: string }[] = [];
  for (const { mark, text } of lineDifference(pieces(older), pieces(newer))) {
    const last = joined.at(-1);
    if (last?.mark === mark) last.text += text;
    else joined.push({ mark, text });
  }
  return joined;
}
