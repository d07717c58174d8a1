import type { OfferedMove, OrderLife } from '../../src/app/life/order-view-types.ts';
import type { OrderDetail } from '../../src/app/types.ts';
import { MOVE_NAMES } from '../../src/kernel/move-words.ts';
import type { Move } from '../../src/kernel/move-words.ts';

/** A life in which nothing has happened yet but what `can` says, with one demand: the whole text. */
export function fakeLife(can: OrderDetail['can'], text: string): OrderLife {
  const offered = (move: Move, open: boolean): OfferedMove => ({
    move,
    name: MOVE_NAMES[move],
    open,
    rule: open ? null : '状态不符',
    need: open ? null : 'state',
  });
  return {
    moves: [
      offered('dispatch', can.dispatch),
      offered('correctType', can.correct),
      offered('acknowledge', can.acknowledge),
    ],
    clocks: [],
    checklists: [],
    life: {
      part: 'none',
      personId: null,
      pending: null,
      contacts: [],
      contactDone: false,
      returns: [],
      ruled: false,
      owners: [],
      jointAnswer: null,
      whistles: [],
      meetings: [],
      supervision: { level: 0, reason: null, answeredAt: null, answer: null, earlier: [] },
      extensions: [],
      planDay: null,
      merchant: null,
      reply: null,
      told: [],
      ending: null,
      before: null,
      reopened: 0,
      callback: null,
    },
    demands: [{ demand: 1, start: 0, end: text.length, text }],
    files: [],
    choices: {
      reasons: [],
      outcomes: [],
      colleagues: [],
      letIn: [],
      telling: [],
      extensions: [],
      planUntil: null,
      merchantHours: null,
    },
  };
}
