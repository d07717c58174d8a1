import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countDifference, shareDifference } from '../../../src/kernel/difference.ts';
import { shareOf } from '../../../src/kernel/share.ts';
import {
  countChange,
  maskedSubject,
  partsText,
  rateSentence,
  rateText,
  sentence,
  shareChange,
} from '../../../src/orders/reports/phrases.ts';
import { FEW } from '../../../src/orders/rates.ts';

const rated = fc
  .tuple(fc.nat(3000), fc.nat(3000))
  .map(([a, b]) => (b === 0 ? null : { ...shareOf(Math.min(a, b), b), few: b < FEW }));
const count = fc.record({ n: fc.nat(5000), days: fc.integer({ min: 1, max: 31 }) });
const SENSELESS = /NaN|Infinity|undefined|null/;

test('no sentence says what is no number, for any counts, none among them', () => {
  fc.assert(
    fc.property(rated, rated, count, count, (now, before, some, then) => {
      for (const text of [
        rateText(now),
        rateSentence('solved', { raw: now, adjusted: before }),
        shareChange('上月', now, before),
        countChange('上月', some, then),
        partsText([{ name: '甲', n: some.n }], some.n + then.n),
        sentence('', rateText(now)),
      ]) {
        expect(text).not.toMatch(SENSELESS);
        expect(text).not.toBe('');
      }
    }),
  );
});

test('a share is told with what it is made of, and few cases are marked', () => {
  expect(rateText(null)).toBe('无可计工单');
  expect(rateText({ ...shareOf(76, 79), few: false })).toBe('96.2%（76／79件）');
  expect(rateText({ ...shareOf(3, 4), few: true })).toBe('75.0%（3／4件，件数少）');
  expect(
    rateSentence('solved', {
      raw: { ...shareOf(40, 50), few: false },
      adjusted: { ...shareOf(39, 40), few: false },
    }),
  ).toBe('解决率考核口径97.5%（39／40件），原始口径80.0%（40／50件）');
});

test('up or down is said where the interval of the difference leaves nothing out, and there alone', () => {
  const share = (hits: number, n: number) => ({ ...shareOf(hits, n), few: n < FEW });
  expect(shareChange('上月', share(900, 1000), share(800, 1000))).toBe('较上月上升10.0个百分点');
  expect(shareChange('上月', share(800, 1000), share(900, 1000))).toBe('较上月下降10.0个百分点');
  expect(shareChange('上月', share(9, 10), share(8, 10))).toBe('较上月变化不大（样本少，不作升降判断）');
  expect(shareChange('上月', share(9000, 10_000), share(9001, 10_000))).toBe('较上月基本持平');
  expect(shareChange('上月', null, share(8, 10))).toBe('上月没有可计工单，不作比较');
  fc.assert(
    fc.property(rated, rated, (now, before) => {
      const difference = now === null || before === null ? null : shareDifference(now, before);
      const text = shareChange('上月', now, before);
      expect(/上升/.test(text)).toBe(difference !== null && difference.low > 0);
      expect(/下降/.test(text)).toBe(difference !== null && difference.high < 0);
      if (difference !== null) {
        expect(difference.low).toBeLessThanOrEqual(difference.by + 1e-12);
        expect(difference.high).toBeGreaterThanOrEqual(difference.by - 1e-12);
      }
    }),
  );
});

test('counts of months of different length are compared by the day', () => {
  expect(countChange('上月', { n: 310, days: 31 }, { n: 300, days: 30 })).toMatch(/^日均较上月变化不大/);
  expect(countChange('上月', { n: 3000, days: 30 }, { n: 2000, days: 30 })).toBe('较上月增长50.0%');
  expect(countChange('上月', { n: 0, days: 30 }, { n: 2000, days: 30 })).toBe('较上月减少100.0%');
  expect(countChange('上月', { n: 5, days: 30 }, { n: 0, days: 30 })).toBe('上月没有工单，不作比较');
  expect(countDifference({ n: 5, days: 1 }, { n: 0, days: 1 })).toBeNull();
});

test('the interval of a difference of shares is Newcombe’s', () => {
  // The first example of the paper: 56/70 and 48/80.
  const difference = shareDifference({ hits: 56, n: 70 }, { hits: 48, n: 80 });
  expect(difference?.by).toBeCloseTo(0.2, 10);
  expect(difference?.low).toBeCloseTo(0.0524, 4);
  expect(difference?.high).toBeCloseTo(0.3339, 4);
});

test('parts of nothing are nothing, and a subject is not named in full', () => {
  expect(partsText([], 0)).toBe('无');
  expect(partsText([{ name: '噪声', n: 0 }], 0)).toBe('无');
  expect(
    partsText(
      [
        { name: '噪声', n: 1 },
        { name: '停车', n: 3 },
      ],
      4,
    ),
  ).toBe('噪声1件（25.0%）、停车3件（75.0%）');
  expect(maskedSubject('星语服装店')).toBe('星语**装店');
  expect(maskedSubject('张三')).toBe('张**');
});
