import { describe, expect, it } from 'vitest';
import type { LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import type { Judged } from '../../../src/app/learning/measuring.ts';
import { ROBUSTNESS_LIMITS } from '../../../src/app/learning/promotion-limits.ts';
import {
  ERROR_RATES,
  noisyTexts,
  robustnessDrop,
  robustnessOf,
  robustnessSample,
  type NoisyJudged,
  type RobustnessFigures,
} from '../../../src/app/learning/robustness.ts';

function gold(more: Partial<LabelledOrder> = {}): LabelledOrder {
  return { id: 'x', text: '文', type: '0101', alsoOk: { types: [], units: [] }, ...more };
}

function judged(
  order: LabelledOrder,
  type: string,
  lead = 'SCJG',
  urgency: 'safety' | 'normal' = 'normal',
): Judged {
  const candidate = { code: type, confidence: 0.9 };
  return {
    gold: order,
    decision: {
      issueType: { ...candidate, candidates: [candidate, { code: '0109', confidence: 0.1 }] },
      demandKind: { value: '投诉', confidence: 0.9 },
      urgency,
      unit: { lead, joint: null, confidence: 0.93, candidates: [] },
      street: null,
      saleChannel: 'none',
      demands: [],
      decision: { action: 'dispatch', because: [] },
    },
  };
}

describe('the sample that is read with errors', () => {
  const orders = Array.from({ length: 3000 }, (_, i) =>
    i % 10 === 9
      ? null
      : gold({
          ...(i % 4 === 0 ? { unit: 'SCJG' } : {}),
          urgency: i % 50 === 0 ? 'safety' : 'normal',
        }),
  );
  const sample = robustnessSample(orders, 1);

  it('is the same from the same seed and another from another one', () => {
    expect(robustnessSample(orders, 1)).toEqual(sample);
    expect(robustnessSample(orders, 2)).not.toEqual(sample);
  });

  it('draws for each figure among the orders that it can be measured on, and takes no other', () => {
    expect(sample.filter(({ type }) => type)).toHaveLength(800);
    expect(sample.filter(({ unit }) => unit)).toHaveLength(600);
    const danger = orders.filter((order) => order?.urgency === 'safety').length;
    expect(sample.filter(({ safety }) => safety)).toHaveLength(danger);
    for (const { index, type, unit, safety } of sample) {
      const order = orders[index];
      expect(order).not.toBeNull();
      expect(type || unit || safety).toBe(true);
      if (unit) expect(order?.unit).toBe('SCJG');
      if (safety) expect(order?.urgency).toBe('safety');
    }
    expect(new Set(sample.map(({ index }) => index)).size).toBe(sample.length);
  });

  it('takes all there are where there are few', () => {
    expect(robustnessSample([gold(), null, gold({ unit: 'SCJG' })], 1)).toEqual([
      { index: 0, type: true, unit: false, safety: false },
      { index: 2, type: true, unit: true, safety: false },
    ]);
    expect(robustnessSample([], 1)).toEqual([]);
  });
});

describe('noisy texts', () => {
  const text = '市民来电反映路口有人占道摆摊挡住便道，请城管尽快清理，已经多次反映没有人管。';

  it('are one a rate, errors of their own for each order, and the same again', () => {
    const texts = noisyTexts(text, 1, 5);
    expect(texts).toHaveLength(ERROR_RATES.length);
    expect(noisyTexts(text, 1, 5)).toEqual(texts);
    expect(noisyTexts(text, 1, 6)).not.toEqual(texts);
    expect(new Set([text, ...texts]).size).toBe(ERROR_RATES.length + 1);
  });
});

describe('robustness', () => {
  const order = gold({ unit: 'SCJG', urgency: 'safety' });
  const row = (levels: readonly Judged[]): NoisyJudged => ({ type: true, unit: true, safety: true, levels });
  const right = judged(order, '0101', 'SCJG', 'safety');
  const wrong = judged(order, '0105', 'CGZF', 'normal');
  const rows = [
    ...Array.from({ length: 60 }, () => row([right, right, right, wrong])),
    ...Array.from({ length: 30 }, () => row([right, right, wrong, wrong])),
    ...Array.from({ length: 10 }, () => row([wrong, right, wrong, wrong])),
  ];
  const { levels } = robustnessOf(rows);

  it('measures every rate over the same orders', () => {
    expect(levels.map(({ rate }) => rate)).toEqual([0, ...ERROR_RATES]);
    for (const figure of ['typeTop1', 'unit', 'safetyRecall'] as const) {
      expect(levels.map((level) => level[figure].hits)).toEqual([90, 100, 60, 0]);
      expect(levels.map((level) => level[figure].n)).toEqual([100, 100, 100, 100]);
    }
    expect(levels[3]?.dispatchedRight).toMatchObject({ hits: 0, n: 100 });
  });

  it('gives the loss against the clean text with a paired interval', () => {
    expect(levels[0]?.loss.unit).toEqual({ difference: 0, low: 0, high: 0 });
    expect(levels[1]?.loss.unit.difference).toBe(-0.1);
    const lost = levels[2]?.loss.typeTop1;
    expect(lost?.difference).toBe(0.3);
    // 30 of 100 lost and none won: a binomial interval around 0.3.
    expect(lost?.low).toBeGreaterThan(0.19);
    expect(lost?.low).toBeLessThan(0.25);
    expect(lost?.high).toBeGreaterThan(0.36);
    expect(lost?.high).toBeLessThan(0.42);
  });

  it('measures each figure only where it belongs, and takes labels in alsoOk for right', () => {
    const lenient = gold({ alsoOk: { types: ['0105'], units: ['CGZF'] } });
    const only = robustnessOf([
      {
        type: true,
        unit: false,
        safety: false,
        levels: Array.from({ length: 4 }, () => judged(lenient, '0105')),
      },
    ]).levels[1];
    expect(only?.typeTop1).toMatchObject({ hits: 1, n: 1 });
    expect(only?.unit.n).toBe(0);
    expect(only?.safetyRecall.n).toBe(0);
    expect(only?.loss.safetyRecall).toEqual({ difference: 0, low: 0, high: 0 });
  });

  it('says nothing of nothing', () => {
    expect(robustnessOf([]).levels.map(({ typeTop1 }) => typeTop1.n)).toEqual([0, 0, 0, 0]);
  });
});

describe('what speaks against a model because of errors', () => {
  const flat = { difference: 0, low: -0.01, high: 0.01 };
  const figures = (unit: { difference: number; low: number; high: number }): RobustnessFigures => ({
    levels: [
      { rate: 0, loss: { typeTop1: flat, typeTop3: flat, unit: flat, safetyRecall: flat } },
      { rate: ROBUSTNESS_LIMITS.rate, loss: { typeTop1: flat, typeTop3: flat, unit, safetyRecall: flat } },
    ],
  });
  const limit = ROBUSTNESS_LIMITS.loss.unit;
  const around = (difference: number, half = 0.01) => ({
    difference,
    low: difference - half,
    high: difference + half,
  });

  it('is nothing where losses stay within limits, or were never measured', () => {
    expect(robustnessDrop(null, figures(around(limit - 0.01)))).toEqual([]);
    expect(robustnessDrop(figures(flat), null)).toEqual([]);
    expect(robustnessDrop(null, null)).toEqual([]);
    expect(robustnessDrop(figures(flat), { levels: [] })).toEqual([]);
  });

  it('is a loss wholly above the limit, with its figures', () => {
    const [reason, ...more] = robustnessDrop(null, figures(around(limit + 0.05)));
    expect(more).toEqual([]);
    expect(reason).toMatch(/^主办单位在 10\.0% 错字下下降 13\.0%（95% 区间 12\.0%–14\.0%），超过上限 8\.0%$/);
    expect(robustnessDrop(null, figures(around(limit + 0.05, 0.06)))).toEqual([]);
  });

  it('is a loss greater than that of the model in use by more than slack and chance', () => {
    const before = figures(around(0.01));
    expect(robustnessDrop(before, figures(around(0.03)))).toEqual([]);
    expect(robustnessDrop(before, figures(around(0.06)))).toEqual([
      '主办单位在 10.0% 错字下比在用模型多下降 5.0%：1.0% → 6.0%',
    ]);
    expect(robustnessDrop(before, figures(around(0.06, 0.08)))).toEqual([]);
  });
});
