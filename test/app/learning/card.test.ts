import { describe, expect, it } from 'vitest';
import { evaluationCard } from '../../../src/app/learning/card.ts';
import { candidateSets } from '../../../src/app/learning/candidate-sets.ts';
import { driftOf, driftReference } from '../../../src/learn/drift.ts';
import { robustnessOf } from '../../../src/app/learning/robustness.ts';
import { measure, type Judged } from '../../../src/app/learning/measuring.ts';

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
    expect(line('| 0101 | 81 |')).toBe(
      '| 0101 | 81 | 100 | 81.0% | 72.2%–87.5% | 100.0% | 95.5%–100.0% |  |',
    );
  });

  it('warns of types with too few samples', () => {
    expect(line('| 0104 | 19 |')).toContain('样本太少');
    expect(line('| 0101 | 81 |')).not.toContain('样本太少');
  });

  it('sets what was claimed beside what came true', () => {
    expect(line('| 分类 | 0.9')).toBe('| 分类 | 0.9–1.0 | 100 | 90.0% | 81.0% | 72.2%–87.5% |');
    expect(line('| 单位 | 0.9')).toMatch(/\| 93\.0% \| 100\.0% \|/);
    expect(card).not.toContain('| 分类 | 0.0');
  });

  it('gives coverage and precision of each class and group, for the unit and for the type', () => {
    const row = '100 | 100.0% | 100.0% | 96.3%–100.0% |  | 100 | 100.0% | 81.0% | 72.2%–87.5% |  |';
    expect(line('| 01 |')).toBe(`| 01 | ${row}`);
    expect(line('| 0101 | 100 |')).toBe(`| 0101 | ${row}`);
  });

  it('takes classes with few orders together', () => {
    expect(line('| 样本少的 1 类合计 | 首选')).toBe('| 样本少的 1 类合计 | 首选 | 0.0% | 19 | 0.0%–16.8% |');
    expect(line('| 其余各类合计 | 首选')).toMatch(/100\.0% \| 81 \|/);
    expect(line('| 0104 | 召回')).toBe('| 0104 | 召回 | 0.0% | 19 | 0.0%–16.8% |');
  });

  it('has no section for what was not measured', () => {
    for (const title of ['错字下', '候选集', '漂移']) expect(card).not.toContain(`## ${title}`);
  });

  it('has a section for errors, for candidate sets and for drift where they were measured', () => {
    const clean = judged('0101', '0101', 1)[0] as Judged;
    const off = judged('0101', '0104', 1)[0] as Judged;
    const rows = Array.from({ length: 100 }, (_, i) => ({
      type: true,
      unit: true,
      safety: false,
      levels: [clean, clean, i < 20 ? off : clean, off],
    }));
    const observed = Array.from({ length: 120 }, () => ({ label: '0101', confidence: 0.9, unknown: 0.1 }));
    const reference = driftReference(observed);
    const beside = {
      robustness: robustnessOf(rows),
      conformal: candidateSets(
        Array.from({ length: 100 }, () => ({
          type: '0101',
          candidates: [
            { code: '0101', confidence: 0.9 },
            { code: '0104', confidence: 0.1 },
          ],
        })),
        1,
      ),
    };
    const trained = evaluationCard(measures, '甲', { ...beside, drift: reference }).split('\n');
    expect(trained.find((row) => row.startsWith('| 10% | 问题分类首选'))).toMatch(
      /^\| 10% \| 问题分类首选 \| 80\.0% \| 100 \| 71\.1%–86\.7% \| −20\.0（−\d+\.\d 至 −\d+\.\d） \|$/,
    );
    expect(trained.find((row) => row.startsWith('| 5% | 主办单位'))).toContain('0.0（0.0 至 0.0）');
    expect(trained.some((row) => row.includes('安全类召回') && row.startsWith('| 10%'))).toBe(false);
    expect(trained.find((row) => row.startsWith('| 95% | '))).toMatch(
      /100\.0% \| 100 \|.*\| 前 1 \| 100\.0% \|$/,
    );
    expect(trained).toContain('## 漂移的参照');
    const later = driftOf(
      reference,
      observed.map((o) => ({ ...o, label: '0104' })),
    );
    const evaluated = evaluationCard(measures, '乙', { ...beside, drift: later });
    expect(evaluated).toContain('共 120 件：与训练时明显不同');
    expect(evaluated).toContain('| 分类 0101 | 100.0% | 0.0% | |');
    expect(evaluated).not.toContain('NaN');
  });
});
