import { describe, expect, it } from 'vitest';
import type { OfferedMove } from '../../src/app/life/order-view-types.ts';
import { MOVE_NAMES, STATE_NAMES } from '../../src/kernel/move-words.ts';
import type { Move, OrderState } from '../../src/kernel/move-words.ts';
import { keysOf } from '../../src/kernel/keys.ts';
import { RULES } from '../../src/orders/states.ts';
import { MOVE_KEYS, movePanel } from '../../src/web/move-panel.ts';

const offer = (move: Move, need: string | null = null): OfferedMove => ({
  move,
  name: MOVE_NAMES[move],
  open: need === null,
  rule: need === null ? null : '因为',
  need,
});
const names = (moves: readonly OfferedMove[]): Move[] => moves.map(({ move }) => move);

describe('the moves on the page of an order', () => {
  it('stand commonest first, decisions before all', () => {
    const moves = (['note', 'whistle', 'assign', 'contact', 'tryContact', 'proposeReturn'] as const).map(
      (m) => offer(m),
    );
    const panel = movePanel('acknowledged', moves);
    expect(names(panel.first)).toEqual(['contact', 'tryContact', 'assign', 'note']);
    expect(names(panel.more)).toEqual(['whistle', 'proposeReturn']);
    const deciding = movePanel('dispatched', [
      offer('supervise'),
      offer('note'),
      offer('refuseReturn'),
      offer('acceptReturn'),
    ]);
    expect(names(deciding.first).slice(0, 2)).toEqual(['acceptReturn', 'refuseReturn']);
  });

  it('leave out of what cannot be done what is another unit’s business, and what stands elsewhere', () => {
    const panel = movePanel('handling', [
      offer('contact'),
      offer('answerJointly', 'ofJointUnit'),
      offer('proposeHold', 'proof'),
      offer('reply', 'evidence'),
      offer('dispatch', 'state'),
    ]);
    expect(names(panel.closed)).toEqual(['proposeHold', 'reply']);
    expect(names(movePanel('handling', [offer('reply')]).first)).toEqual([]);
  });

  it('never put two open moves of one person under one key', () => {
    for (const state of keysOf(STATE_NAMES))
      for (const role of ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'callback'] as const) {
        const able = RULES.filter(
          ({ from, who }) => from.includes(state as OrderState) && who.includes(role),
        );
        const keyed = able.flatMap(({ move }) => MOVE_KEYS[move] ?? []);
        const twice = keyed.filter((key, i) => keyed.indexOf(key) !== i);
        // One application waits at a time, one part is taken in an order: these never are open together.
        expect(
          twice.filter((key) => !['g', 'b', 'i'].includes(key)),
          `${state} ${role}`,
        ).toEqual([]);
      }
  });
});
