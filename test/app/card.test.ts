import { describe, expect, it } from 'vitest';
import { evaluationCard } from '../../src/app/card.ts';
import { measure, type Judged } from '../../src/app/measuring.ts';

function judged(type: string, predicted: string, n: number): Judged[] {
  const candidate = { code: predicted, confidence: 0.9 };
  const one: Judged = {
    gold: { id: 'x', text: '文', type, unit: 'SCJG', urgency: 'normal', alsoOk: { types: [], units: [] } },
    decision: {
      issueType: { ...candidate, candidates: [candidate] },
      demandKind: { value: '投诉', confidence: 0.9 },
      urgency: 'normal',
      unit: { lead: 'SCJG', joint: null, confidence: 0.93, candidates: [] },
      street: null,
      saleChannel: 'none',
      demands: [],
      decision: { action: 'dispatch', because: [] },
    },
  };
  return Array.from({ length: n }, () => one);
}

describe('the evaluation card', () => {
  const measures = measure([...judged('0101', '0101', 81), ...judged('0104', '0101', 19)]);
  const card = evaluationCard(measures, '模型 abc');
  const line = (start: string): string => card.split('\n').find((row) => row.startsWith(start)) ?? '';

  it('says what was measured and on how much', () => {
    expect(card.split('\n')[0]).toBe('# 评估卡：模型 abc');
    expect(card).toContain('共 100 件');
  });

  it('gives every share with its n and its interval', () => {
    // Wilson for 81 of 100: 72.2 % to 87.5 %.
    expect(line('| 问题分类首选 ')).toBe('| 问题分类首选 | 81.0% | 100 | 72.2%–87.5% |');
    expect(line('| 自动派单正确 ')).toMatch(/100\.0% \| 100 \|/);
  });

  it('says so where there was no sample, instead of 0 %', () => {
    expect(line('| 安全类召回 ')).toBe('| 安全类召回 | 无样本 | 0 | — |');
    expect(card).not.toContain('NaN');
  });

  it('has a row for each step of the dial, each confusion and each type', () => {
    expect(line('| 0.90 |')).toBe('| 0.90 | 100.0% | 100.0% | 100 | 96.3%–100.0% |');
    expect(line('| 0.95 |')).toMatch(/^\| 0\.95 \| 0\.0% \|.* 0 \| — \|$/);
    expect(line('| 0104 | 0101 |')).toBe('| 0104 | 0101 | 19 |');
    expect(line('| 0101 | 81 |')).toMatch(/81\.0% \| 100\.0%/);
  });

  it('warns of types with too few samples', () => {
    expect(line('| 0104 | 19 |')).toContain('样本太少');
    expect(line('| 0101 | 81 |')).not.toContain('样本太少');
  });
});
