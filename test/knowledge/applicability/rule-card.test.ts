import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleCard } from '../../../src/knowledge/applicability/rule-card.ts';
import { compileRule, decide } from '../../../src/knowledge/applicability/table.ts';
import { FACTS } from '../../../src/knowledge/facts/all.ts';
import type { Facts } from '../../../src/knowledge/types.ts';
import { returnRule } from '../../support/rules.ts';
import { shippedKnowledge } from '../../support/shipped-profile.ts';

const rule = compileRule(returnRule(), FACTS);
const shipped = (shippedKnowledge().rules ?? []).map((table) => compileRule(table, FACTS));

const states = (facts: Facts) => ruleCard(rule, facts).lines.map(({ state }) => state);

describe('a rule beside a text', () => {
  it('tells of every condition whether it is met, failed or not told, with the value it was held against', () => {
    const { lines } = ruleCard(rule, { saleChannel: 'online' });
    expect(lines.map(({ row, state }) => [row, state])).toEqual([
      [1, 'fails'],
      [2, 'fails'],
      [3, 'open'],
      [4, 'holds'],
    ]);
    expect(lines[0]?.conditions[0]).toMatchObject({
      wanted: '不是线上',
      state: 'fails',
      value: '线上',
      isPresumed: false,
    });
    expect(lines[1]?.conditions[0]).toMatchObject({ state: 'fails', value: '否', isPresumed: true });
    expect(lines[2]?.conditions[0]).toMatchObject({ wanted: '不超过 7天', state: 'open', value: null });
  });

  it('puts lines behind one that holds aside, and keeps those that fail as failing', () => {
    expect(states({ saleChannel: 'offline', daysSinceReceipt: 3 })).toEqual([
      'holds',
      'fails',
      'behind',
      'behind',
    ]);
    expect(states({ saleChannel: 'online', daysSinceReceipt: 9 })).toEqual([
      'fails',
      'fails',
      'fails',
      'holds',
    ]);
  });

  it('agrees with the decision: a line that holds with nothing open above it gives the verdict', () => {
    fc.assert(
      fc.property(fc.nat(shipped.length - 1), fc.infiniteStream(fc.nat(1000)), (which, stream) => {
        const table = shipped[which] as (typeof shipped)[number];
        const facts: Record<string, string | number | boolean> = {};
        for (const input of table.inputs) {
          const n = stream.next().value as number;
          // One in three stays untold.
          const value = input.values[n % input.values.length];
          if (n % 3 !== 0 && value !== undefined) facts[input.fact] = value;
        }
        const { lines, outcome } = ruleCard(table, facts);
        expect(outcome).toEqual(decide(table, facts));
        const holds = lines.findIndex(({ state }) => state === 'holds');
        const above = lines.slice(0, Math.max(0, holds)).some(({ state }) => state === 'open');
        if (holds >= 0 && !above) {
          expect(outcome.why).toBe(lines[holds]?.why);
          expect(outcome.verdict).toBe(lines[holds]?.verdict);
        }
        expect(
          lines.slice(holds + 1).every(({ state }) => holds < 0 || state === 'behind' || state === 'fails'),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
