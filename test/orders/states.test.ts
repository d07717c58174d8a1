import { expect, test } from 'vitest';
import { MOVES, MOVE_NAMES, STATE_NAMES, moveOrder } from '../../src/orders/states.ts';
import type { Move, Mover, OrderState } from '../../src/orders/states.ts';

const states = Object.keys(STATE_NAMES) as OrderState[];
const moves = Object.keys(MOVE_NAMES) as Move[];
const movers: readonly Mover[] = ['system', 'admin', 'dispatcher', 'handler'];

test('every state, move and mover has exactly one answer, and every refusal its rule', () => {
  for (const from of states) {
    for (const move of moves) {
      const rules = MOVES.filter((m) => m.from === from && m.move === move);
      expect(rules.length).toBeLessThanOrEqual(1);
      for (const who of movers) {
        const result = moveOrder(from, move, who);
        expect(result.ok).toBe(rules[0]?.who.includes(who) ?? false);
        if (result.ok) expect(result.to).toBe(rules[0]?.to);
        else expect(result.rule).toMatch(/\p{Script=Han}/u);
        if (!result.ok) expect(result.rule).not.toBe('状态表中没有这一步');
      }
    }
  }
});

test('every state can be reached from receipt', () => {
  const reached = new Set<OrderState>(['received']);
  for (let i = 0; i < states.length; i++) {
    for (const rule of MOVES) if (reached.has(rule.from)) reached.add(rule.to);
  }
  expect([...reached].sort()).toEqual([...states].sort());
});
