import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DOUBTS } from '../../src/triage/decide.ts';
import { doubtedOtherwise, lineOf, underLine } from '../../src/triage/redecide.ts';
import type { ReasonCode } from '../../src/triage/reason-codes.ts';
import type { Decision } from '../../src/triage/types.ts';

const decided = (confidence: number, codes: readonly ReasonCode[]): Decision => ({
  issueType: { code: '0101', confidence: 0.9, candidates: [] },
  demandKind: { value: '投诉', confidence: 0.9 },
  urgency: 'normal',
  unit: { lead: 'A', joint: null, confidence, candidates: [] },
  street: null,
  saleChannel: 'none',
  demands: [],
  decision: {
    action: codes.length === 0 ? 'dispatch' : 'review',
    because: [
      { code: 'catalogue', text: '派单目录', evidence: [] },
      ...codes.map((code) => ({
        code,
        text: code === 'low_confidence' ? '承办单位把握 70%，低于自动派单线 90%；次选分类 0102（20%）' : code,
        evidence: [],
      })),
    ],
  },
});

it('sends what reaches a lowered line, and nothing that is doubted otherwise', () => {
  expect(underLine(decided(0.7, ['low_confidence']), 0.65).decision).toMatchObject({
    action: 'dispatch',
    because: [{ code: 'catalogue' }],
  });
  for (const code of DOUBTS.filter((one) => one !== 'low_confidence')) {
    const order = decided(0.7, ['low_confidence', code]);
    expect(underLine(order, 0.65)).toBe(order);
    expect(doubtedOtherwise(order)).toBe(true);
  }
});

it('keeps what a raised line no longer lets through, and says by which line', () => {
  const kept = underLine(decided(0.92, []), 0.95);
  expect(kept.decision.action).toBe('review');
  expect(kept.decision.because.at(-1)?.text).toBe('承办单位把握 92%，低于自动派单线 95%');
  const named = underLine(decided(0.7, ['low_confidence']), 0.8).decision.because.at(-1)?.text;
  expect(named).toBe('承办单位把握 70%，低于自动派单线 80%；次选分类 0102（20%）');
});

it('dispatches exactly at or above the line, and changes nothing the second time', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.boolean(), (confidence, line, low) => {
      const once = underLine(decided(confidence, low ? ['low_confidence'] : []), line);
      expect(once.decision.action).toBe(confidence >= line ? 'dispatch' : 'review');
      expect(underLine(once, line)).toEqual(once);
    }),
  );
});

it('takes a type’s own line before that of all', () => {
  const lines = { all: 0.9, byType: { '0101': 0.7 } };
  expect([lineOf(lines, '0101'), lineOf(lines, '0102')]).toEqual([0.7, 0.9]);
});
