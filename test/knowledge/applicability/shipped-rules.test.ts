import { describe, expect, it } from 'vitest';
import { checkRule, contradictions } from '../../../src/knowledge/applicability/check-table.ts';
import { decide } from '../../../src/knowledge/applicability/table.ts';
import type { Facts, Verdict } from '../../../src/knowledge/types.ts';
import { files, rules, shelf } from '../shelf.ts';

describe.each(rules.map((rule) => ({ name: rule.name, rule })))('$name', ({ rule }) => {
  it('decides every case, by every one of its lines, and gives its own cases their verdicts', () => {
    expect(checkRule(rule)).toEqual([]);
  });

  it('rests on articles that stood while the rule holds', () => {
    const until = rule.validTo ?? '9999';
    const cited = [...rule.subject, ...rule.rows.flatMap(({ basis }) => basis)];
    const missing = cited.filter(
      ({ law, article }) =>
        !shelf.versions(law, article).some((index) => {
          const { effectiveFrom, effectiveTo } = shelf.all[index] ?? {
            effectiveFrom: '9999',
            effectiveTo: null,
          };
          return effectiveFrom < until && (effectiveTo === null || effectiveTo > rule.validFrom);
        }),
    );
    expect(missing).toEqual([]);
  });

  it('asks something where it cannot tell', () => {
    const { verdict, ask } = decide(rule, {});
    if (verdict === 'unknown') expect(ask ?? '').toMatch(/？$/u);
    for (const input of rule.inputs) expect(input.ask ?? input.definition.ask).toMatch(/？$/u);
  });
});

describe('the shipped rules', () => {
  it('have names and ids of their own and name entries that exist', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    const entries = new Set(files.entries.map(({ id }) => id));
    const unknown = rules.flatMap((rule) =>
      [
        ...rule.rows.flatMap((row) => row.entries ?? []),
        ...(rule.bothSides ?? []),
        ...(rule.onlyWhereItApplies ?? []),
      ]
        .filter((id) => !entries.has(id))
        .map((id) => `${rule.id} ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it('do not contradict one another', () => {
    expect(contradictions(rules)).toEqual([]);
  });
});

const verdict = (id: string, facts: Facts): Verdict | undefined => {
  const rule = rules.find((one) => one.id === id);
  return rule && decide(rule, facts).verdict;
};

describe('what must never be got wrong', () => {
  it('no seven days for what was bought in a shop, unless the shop promised them', () => {
    const says = (facts: Facts) => verdict('seven-day-return', facts);
    expect(says({ saleChannel: 'offline' })).toBe('does_not_apply');
    expect(says({ saleChannel: 'offline', daysSinceReceipt: 1, goodsIntact: true })).toBe('does_not_apply');
    expect(says({ saleChannel: 'offline', shopPromisesReturn: true })).toBe('applies');
    expect(says({ saleChannel: 'pickup', paidInShop: true })).toBe('does_not_apply');
    expect(says({ saleChannel: 'pickup' })).toBe('unknown');
    expect(says({ saleChannel: 'online', daysSinceReceipt: 7 })).toBe('applies');
    expect(says({ saleChannel: 'online', daysSinceReceipt: 8 })).toBe('does_not_apply');
  });

  it('paid repair, not free, after misuse', () => {
    const faulty = { qualityProblem: true, withinWarranty: true };
    expect(verdict('quality-remedies', { ...faulty, misuse: true })).toBe('does_not_apply');
    expect(verdict('quality-remedies', faulty)).toBe('applies');
  });

  it('threefold damages for deceit alone, tenfold for unsafe food alone', () => {
    expect(verdict('triple-damages', { qualityProblem: true })).toBe('unknown');
    expect(verdict('triple-damages', { fraud: false })).toBe('does_not_apply');
    expect(verdict('triple-damages', { fraud: true, forBusiness: true })).toBe('does_not_apply');
    expect(verdict('tenfold-damages', { food: true, labelFlawOnly: true, foodUnsafe: false })).toBe(
      'does_not_apply',
    );
    expect(verdict('tenfold-damages', { food: false })).toBe('does_not_apply');
    expect(verdict('tenfold-damages', { food: true, foodUnsafe: true })).toBe('applies');
  });

  it('a card unused within seven days goes back in full', () => {
    const says = (facts: Facts) => verdict('prepaid-cooling-off', facts);
    expect(says({ daysSincePayment: 3, serviceStarted: false })).toBe('applies');
    expect(says({ daysSincePayment: 3, serviceStarted: true })).toBe('unknown');
    expect(says({ daysSincePayment: 8 })).toBe('does_not_apply');
  });
});
