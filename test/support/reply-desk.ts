import { beijingDay } from '../../src/kernel/clock.ts';
import { FAULTS } from '../../src/knowledge/reply-faults/fault.ts';
import type { ReplyFault } from '../../src/knowledge/reply-faults/fault.ts';
import { checkReply, createReplyLaw } from '../../src/knowledge/reply-check.ts';
import { draftReply } from '../../src/knowledge/reply.ts';
import { createRewriting } from '../../src/knowledge/rewrite/rewriting.ts';
import { buildNames } from '../../src/text/names.ts';
import type { CheckedReply, Replies, ReplyDesk } from '../../src/app/replies/reply-types.ts';
import type { Engine, OrderInput, Services } from '../../src/app/types.ts';
import { deskEngine } from './desk-engine.ts';

const law = createReplyLaw({ articles: [] });
const dayOf = ({ receivedAt }: OrderInput): string => receivedAt.slice(0, 10);

/** Drafts and checks without any law: the demand is the order's text. */
export const replyDesk: ReplyDesk = {
  draft: (order, result) =>
    draftReply(law.shelf, {
      ...(order.caller?.name === undefined ? {} : { callerName: order.caller.name }),
      receivedOn: dayOf(order),
      unitName: result.unit.lead,
      demandKind: result.demandKind.value,
      demands: [
        {
          text: order.text.slice(0, 60),
          issueType: result.issueType.code,
          issueTypeName: '测试分类',
          laws: [],
          verdicts: [],
          misquoted: [],
          entry: null,
        },
      ],
    }),
  expected: (order, result) => ({
    demands: [{ text: order.text, issueType: result.issueType.code }],
    receivedOn: dayOf(order),
    kind: result.demandKind.value,
    order: order.caller?.name === undefined ? {} : { callerName: order.caller.name },
  }),
  check: (input) => checkReply(law, input),
  rewriting: (order, result, { text, day, number }) => {
    const expected = replyDesk.expected(order, result);
    return createRewriting({
      law,
      names: buildNames([]),
      order: { text: order.text, entities: result.entities },
      verdicts: [],
      draft: replyDesk.draft(order, result).text,
      base: text,
      expected: { ...expected, day, order: { ...expected.order, number } },
    });
  },
};

/** The engine of the desk tests, with replies. */
export const replyingEngine: Engine = { ...deskEngine, replies: replyDesk };

/** Replies over fake orders. */
export function fakeReplies(orders: Services['orders'], now: number): Replies {
  const found = (faults: readonly ReplyFault[]): CheckedReply => {
    const blocking = faults.filter(({ severity }) => severity === 'blocks').length;
    return {
      faults: faults.map((fault) => ({ ...fault, name: FAULTS[fault.code][1] })),
      mayFinish: blocking === 0,
      state: blocking === 0 ? '可以复制。' : `有 ${blocking} 处必须改正，改正之前不能复制。`,
    };
  };
  return {
    draft: async (actor, id) => {
      const { input, triage } = await orders.get(actor, id);
      return replyDesk.draft(input, triage);
    },
    checkOrder: async (actor, id, text) => {
      const { input, triage } = await orders.get(actor, id);
      return found(replyDesk.check({ ...replyDesk.expected(input, triage), text, day: beijingDay(now) }));
    },
    check: async (_actor, input) => found(replyDesk.check({ day: beijingDay(now), ...input })),
  };
}
