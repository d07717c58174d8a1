import { describe, expect, it } from 'vitest';
import { compareRows, objections, type Figure } from '../../../src/app/learning/comparing.ts';
import type { JudgedRow } from '../../../src/app/learning/held-back.ts';
import type { ModelManifest } from '../../../src/app/learning/model-files.ts';
import { unfitFor } from '../../../src/app/learning/model-fit.ts';
import { smallProfile } from '../../support/small-profile.ts';

const row = (more: Partial<JudgedRow> = {}): JudgedRow => ({
  key: 'k',
  top1: true,
  top3: true,
  lead: true,
  safety: null,
  dispatched: true,
  ...more,
});

/** `n` pairs, of which the first `lost` went wrong with the new model and the next `won` became right. */
function pairs(n: number, lost: number, won: number) {
  return Array.from({ length: n }, (_, i) => ({
    old: row({ top1: i < lost || i >= lost + won }),
    new: row({ top1: i >= lost }),
  }));
}

const manifest = (more: Partial<ModelManifest> = {}): ModelManifest => ({
  version: 'm2',
  taxonomy: 't1',
  command: '',
  options: {},
  data: [],
  heads: [{ name: 'issueType', labels: ['0101', '0402'], first: 0, sharpness: 1 }],
  unitCalibration: { weights: [] },
  weightsSha256: '',
  metrics: {},
  ...more,
});

const find = (figures: readonly Figure[], name: Figure['name']) => figures.find((f) => f.name === name);

describe('two models over the same orders', () => {
  it('differ where the discordant pairs are too uneven for chance, and only there', () => {
    expect(find(compareRows('gold', pairs(200, 20, 4)), 'typeTop1')).toMatchObject({
      verdict: 'worse',
      old: { hits: 196, n: 200 },
      new: { hits: 180, n: 200 },
    });
    expect(find(compareRows('gold', pairs(200, 4, 20)), 'typeTop1')?.verdict).toBe('better');
    expect(find(compareRows('gold', pairs(200, 9, 5)), 'typeTop1')?.verdict).toBe('same');
    const same = find(compareRows('gold', pairs(50, 0, 0)), 'typeTop1');
    expect(same).toMatchObject({ p: 1, difference: 0, low: 0, high: 0, verdict: 'same' });
  });

  it('are compared in a figure only over orders that carry its label', () => {
    const rows = [
      { old: row({ lead: null, safety: true }), new: row({ lead: null, safety: false }) },
      { old: row(), new: row({ lead: false }) },
    ];
    const figures = compareRows('held', rows);
    expect(find(figures, 'lead')?.new).toMatchObject({ hits: 0, n: 1 });
    expect(find(figures, 'safetyRecall')?.new).toMatchObject({ hits: 0, n: 1 });
    expect(find(compareRows('held', [{ old: row(), new: row() }]), 'safetyRecall')).toBeUndefined();
    expect(compareRows('held', [])).toEqual([]);
  });

  it('are compared in what each dispatches by itself', () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      old: row({ dispatched: i < 100 }),
      new: row({ dispatched: true, lead: i % 5 !== 0 }),
    }));
    expect(find(compareRows('gold', rows), 'dispatchedRight')).toMatchObject({
      old: { hits: 100, n: 100 },
      new: { hits: 240, n: 300 },
      p: null,
      verdict: 'worse',
    });
  });
});

describe('the promotion guard', () => {
  const fine = compareRows('gold', pairs(200, 2, 2));

  it('has no objection to a model that is as good, and names everything that is worse', () => {
    expect(objections(fine, manifest(), manifest(), smallProfile)).toEqual([]);
    const [reason] = objections(compareRows('gold', pairs(200, 20, 4)), manifest(), manifest(), smallProfile);
    expect(reason).toMatch(/问题分类首选（金标）显著变差：98\.0% → 90\.0%/);
  });

  it('refuses a broken limit even where the old model broke it too', () => {
    const unsafe = Array.from({ length: 60 }, (_, i) => ({
      old: row({ safety: i < 30 }),
      new: row({ safety: i < 30 }),
    }));
    expect(objections(compareRows('gold', unsafe), manifest(), manifest(), smallProfile)).toEqual([
      expect.stringContaining('安全类召回（金标）低于下限'),
    ]);
  });

  it('refuses what nothing speaks for, what loses more under noise, and what the profile does not know', () => {
    expect(objections([], manifest(), manifest(), smallProfile)).toEqual(['没有可供对比的工单']);
    const noisy = (drop: number) => {
      const loss = { difference: drop, low: drop - 0.01, high: drop + 0.01 };
      const losses = { typeTop1: loss, typeTop3: loss, unit: loss, safetyRecall: loss };
      const share = { hits: 0, n: 0, share: 0, low: 0, high: 1 };
      const shares = { typeTop1: share, typeTop3: share, unit: share, safetyRecall: share };
      const dispatched = { dispatched: share, dispatchedRight: share };
      return manifest({ robustness: { levels: [{ rate: 0.1, ...shares, ...dispatched, loss: losses }] } });
    };
    expect(objections(fine, noisy(0.01), noisy(0.03), smallProfile)).toEqual([]);
    expect(objections(fine, manifest(), noisy(0.05), smallProfile)).toEqual([]);
    expect(objections(fine, noisy(0.01), noisy(0.05), smallProfile)[0]).toContain('比在用模型多下降');
    const lost = manifest({
      heads: [{ name: 'issueType', labels: ['0101', '9999'], first: 0, sharpness: 1 }],
      taxonomy: 't9',
    });
    expect(objections(fine, manifest(), lost, smallProfile)).toEqual([expect.stringContaining('9999')]);
  });

  it('takes a model of another taxonomy all of whose types exist', () => {
    expect(unfitFor(manifest({ taxonomy: 't0' }), smallProfile)).toBeNull();
  });
});
