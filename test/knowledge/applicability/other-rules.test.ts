import { describe, expect, it } from 'vitest';
import { TENFOLD_DAMAGES, TRIPLE_DAMAGES } from '../../../src/knowledge/applicability/damages.ts';
import {
  PREPAID_BALANCE,
  PREPAID_COOLING_OFF,
  PREPAID_TRANSFER,
} from '../../../src/knowledge/applicability/prepaid.ts';
import { PRICE_DROP } from '../../../src/knowledge/applicability/price.ts';
import { QUALITY_REMEDIES } from '../../../src/knowledge/applicability/quality.ts';
import { applicableRules, RULES } from '../../../src/knowledge/applicability/rules.ts';
import { decide } from '../../../src/knowledge/applicability/table.ts';
import type { Rule } from '../../../src/knowledge/applicability/table.ts';
import type { Facts } from '../../../src/knowledge/types.ts';
import { failing, unreached, YES_NO } from './combinations.ts';
import type { Values } from './combinations.ts';

const verdict = (rule: Rule, facts: Facts): string => decide(rule, facts).verdict;
const articles = (rule: Rule, facts: Facts): string[] =>
  decide(rule, facts).basis.map((basis) => basis.article);

const TABLES: readonly (readonly [Rule, Values])[] = [
  [
    QUALITY_REMEDIES,
    {
      misuse: YES_NO,
      forBusiness: [undefined, true],
      qualityProblem: YES_NO,
      withinWarranty: YES_NO,
      daysSinceReceipt: [undefined, 7, 8],
    },
  ],
  [TRIPLE_DAMAGES, { forBusiness: [undefined, true], food: YES_NO, foodUnsafe: YES_NO, fraud: YES_NO }],
  [
    TENFOLD_DAMAGES,
    { forBusiness: [undefined, true], food: YES_NO, foodUnsafe: YES_NO, labelFlawOnly: YES_NO },
  ],
  [
    PREPAID_COOLING_OFF,
    { daysSincePayment: [undefined, 0, 7, 8], serviceStarted: YES_NO, sameServiceBefore: YES_NO },
  ],
  [PREPAID_BALANCE, { shopClosed: YES_NO, merchantBreach: YES_NO, changeOfMind: YES_NO }],
  [PREPAID_TRANSFER, { wantsTransfer: YES_NO }],
  [PRICE_DROP, { pricePromise: YES_NO, priceDropped: YES_NO }],
];

describe.each(TABLES)('$name', (rule, values) => {
  it('decides every combination, each line some of them, with an article and a question where open', () => {
    expect(rule.rows.at(-1)?.when({})).toBe(true);
    expect(unreached(rule, values)).toEqual([]);
    expect(
      failing(rule, values, (_, o) => o.basis.length > 0 && (o.verdict !== 'unknown' || o.ask !== null)),
    ).toBe(null);
  });
});

describe('quality', () => {
  const values = TABLES[0]?.[1] as Values;
  it('is paid repair, not free, after misuse', () => {
    expect(
      failing(QUALITY_REMEDIES, values, (f, o) => f.misuse !== true || o.verdict === 'does_not_apply'),
    ).toBe(null);
    expect(decide(QUALITY_REMEDIES, { misuse: true }).why).toContain('付费维修');
  });
  it('applies only to a defect', () => {
    expect(
      failing(QUALITY_REMEDIES, values, (f, o) => o.verdict !== 'applies' || f.qualityProblem === true),
    ).toBe(null);
  });
  it('gives back the money within seven days and the repair within the warranty', () => {
    expect(verdict(QUALITY_REMEDIES, { qualityProblem: true, daysSinceReceipt: 7 })).toBe('applies');
    expect(verdict(QUALITY_REMEDIES, { qualityProblem: true, withinWarranty: true })).toBe('applies');
    expect(verdict(QUALITY_REMEDIES, { qualityProblem: true })).toBe('unknown');
  });
});

describe('damages', () => {
  it('are threefold for deceit alone', () => {
    const values = TABLES[1]?.[1] as Values;
    expect(
      failing(
        TRIPLE_DAMAGES,
        values,
        (f, o) => (o.verdict === 'applies') === (f.fraud === true && f.forBusiness !== true),
      ),
    ).toBe(null);
    expect(articles(TRIPLE_DAMAGES, { fraud: false })).toContain('第二十四条');
  });
  it('are tenfold for unsafe food alone, and threefold gives way to them', () => {
    const values = TABLES[2]?.[1] as Values;
    expect(
      failing(
        TENFOLD_DAMAGES,
        values,
        (f, o) =>
          (o.verdict === 'applies') === (f.food === true && f.foodUnsafe === true && f.forBusiness !== true),
      ),
    ).toBe(null);
    expect(articles(TRIPLE_DAMAGES, { food: true, foodUnsafe: true })).toEqual(['第一百四十八条']);
  });
  it('leave out a flaw of the label', () => {
    expect(verdict(TENFOLD_DAMAGES, { food: true, labelFlawOnly: true })).toBe('does_not_apply');
  });
});

describe('prepaid cards', () => {
  it('go back in full within seven days when unused', () => {
    const outcome = decide(PREPAID_COOLING_OFF, { daysSincePayment: 7, serviceStarted: false });
    expect([outcome.verdict, outcome.basis[0]?.article]).toEqual(['applies', '第十六条']);
  });
  it('go back less what was used, unless the same had been had before', () => {
    const used = { daysSincePayment: 3, serviceStarted: true };
    expect(articles(PREPAID_COOLING_OFF, { ...used, sameServiceBefore: false })[0]).toBe('第十四条');
    expect(verdict(PREPAID_COOLING_OFF, { ...used, sameServiceBefore: true })).toBe('does_not_apply');
    expect(decide(PREPAID_COOLING_OFF, used).ask).toContain('签约之前');
  });
  it('do not go back without a reason on the eighth day, but the balance may', () => {
    expect(verdict(PREPAID_COOLING_OFF, { daysSincePayment: 8 })).toBe('does_not_apply');
    expect(verdict(PREPAID_BALANCE, { shopClosed: true })).toBe('applies');
    expect(verdict(PREPAID_BALANCE, { merchantBreach: true })).toBe('applies');
    expect(verdict(PREPAID_BALANCE, { changeOfMind: true, merchantBreach: false })).toBe('does_not_apply');
    expect(verdict(PREPAID_BALANCE, { changeOfMind: true })).toBe('unknown');
  });
  it('may be handed on', () => {
    expect(
      applicableRules({ prepaid: true, wantsTransfer: true }).map((o) => [o.rule, o.verdict]),
    ).toContainEqual(['预付卡转让', 'applies']);
  });
});

describe('price cut after the purchase', () => {
  it('is no ground for the difference, unless promised', () => {
    expect(verdict(PRICE_DROP, { priceDropped: true })).toBe('does_not_apply');
    expect(verdict(PRICE_DROP, { priceDropped: true, pricePromise: true })).toBe('applies');
  });
});

describe('choosing rules', () => {
  it('shows none without facts or words', () => {
    expect(applicableRules({})).toEqual([]);
  });
  it('shows a rule that is named, whatever the facts', () => {
    expect(applicableRules({}, '要求退一赔三').map((o) => [o.rule, o.verdict])).toEqual([
      ['退一赔三', 'unknown'],
    ]);
    expect(applicableRules({}, '能不能七天无理由').map((o) => o.rule)).toEqual(['七日无理由退货']);
  });
  it('gives every rule a name of its own', () => {
    expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length);
  });
});
