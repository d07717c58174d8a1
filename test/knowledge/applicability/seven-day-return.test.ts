import { describe, expect, it } from 'vitest';
import { SEVEN_DAY_RETURN as RULE } from '../../../src/knowledge/applicability/seven-day-return.ts';
import { decide } from '../../../src/knowledge/applicability/table.ts';
import type { Facts } from '../../../src/knowledge/types.ts';
import { failing, unreached, YES_NO } from './combinations.ts';
import type { Values } from './combinations.ts';

const VALUES: Values = {
  saleChannel: [undefined, 'offline', 'online', 'pickup', 'none', 'unknown'],
  liveStream: [undefined, true],
  prepaid: [undefined, true],
  paidInShop: YES_NO,
  shopPromisesReturn: [undefined, true],
  forBusiness: [undefined, true],
  service: [undefined, true],
  customMade: [undefined, true],
  perishable: [undefined, true],
  digitalOpened: [undefined, true],
  periodical: [undefined, true],
  confirmedNonReturnable: [undefined, true],
  goodsIntact: YES_NO,
  daysSinceReceipt: [undefined, 0, 7, 8],
};
const verdict = (facts: Facts): string => decide(RULE, facts).verdict;
const EXCEPTIONS = [
  'customMade',
  'perishable',
  'digitalOpened',
  'periodical',
  'confirmedNonReturnable',
] as const;

describe('seven days without a reason', () => {
  it('decides every combination of facts, and every line decides some', () => {
    expect(RULE.rows.at(-1)?.when({})).toBe(true);
    expect(unreached(RULE, VALUES)).toEqual([]);
  });

  it('asks a question whenever it cannot tell, and gives an article whenever it can', () => {
    expect(failing(RULE, VALUES, (_, o) => o.verdict !== 'unknown' || o.ask !== null)).toBe(null);
    expect(failing(RULE, VALUES, (_, o) => o.basis.length > 0 && o.why !== '')).toBe(null);
  });

  it('applies only to a remote sale, or by the promise of the shop', () => {
    const remote = (facts: Facts): boolean =>
      facts.saleChannel === 'online' ||
      facts.liveStream === true ||
      (facts.saleChannel === 'pickup' && facts.paidInShop === false);
    expect(
      failing(
        RULE,
        VALUES,
        (facts, o) => o.verdict !== 'applies' || facts.shopPromisesReturn === true || remote(facts),
      ),
    ).toBe(null);
  });

  it('never applies by law to an excepted, used, late or business purchase', () => {
    const barred = (facts: Facts): boolean =>
      EXCEPTIONS.some((fact) => facts[fact] === true) ||
      facts.forBusiness === true ||
      facts.service === true ||
      facts.prepaid === true ||
      facts.goodsIntact === false ||
      (facts.daysSinceReceipt ?? 0) > 7;
    expect(
      failing(
        RULE,
        VALUES,
        (facts, o) => facts.shopPromisesReturn === true || !barred(facts) || o.verdict !== 'applies',
      ),
    ).toBe(null);
  });

  it('binds the shop to its own promise, whatever was bought and wherever', () => {
    expect(
      failing(RULE, VALUES, (facts, o) => facts.shopPromisesReturn !== true || o.verdict === 'applies'),
    ).toBe(null);
    expect(decide(RULE, { saleChannel: 'offline', shopPromisesReturn: true }).basis[0]?.article).toBe(
      '第十六条',
    );
  });

  it('does not apply in a shop, and says what is said instead', () => {
    const outcome = decide(RULE, { saleChannel: 'offline' });
    expect(outcome.verdict).toBe('does_not_apply');
    expect(outcome.why).toContain('质量问题');
    expect(outcome.why).toContain('承诺');
  });

  it('applies to network, telephone, television and live stream alike', () => {
    expect(verdict({ saleChannel: 'online' })).toBe('applies');
    expect(verdict({ liveStream: true })).toBe('applies');
    expect(verdict({ saleChannel: 'online', daysSinceReceipt: 3, goodsIntact: true })).toBe('applies');
  });

  it('asks where the money was paid when ordered online and collected in the shop', () => {
    const outcome = decide(RULE, { saleChannel: 'pickup' });
    expect([outcome.verdict, outcome.ask]).toEqual([
      'unknown',
      '钱是在网上下单时付的，还是到店看了货才付的？',
    ]);
    expect(verdict({ saleChannel: 'pickup', paidInShop: true })).toBe('does_not_apply');
    expect(verdict({ saleChannel: 'pickup', paidInShop: false })).toBe('applies');
  });

  it('asks how it was bought when that is not told', () => {
    expect(decide(RULE, {}).ask).toContain('哪里下单');
    expect(verdict({ saleChannel: 'unknown' })).toBe('unknown');
  });

  it('counts seven days from the day after receipt', () => {
    expect(verdict({ saleChannel: 'online', daysSinceReceipt: 7 })).toBe('applies');
    expect(verdict({ saleChannel: 'online', daysSinceReceipt: 8 })).toBe('does_not_apply');
  });

  it.each(EXCEPTIONS)('excepts %s', (fact) => {
    expect(verdict({ saleChannel: 'online', [fact]: true })).toBe('does_not_apply');
    expect(verdict({ saleChannel: 'online', [fact]: false })).toBe('applies');
  });
});
