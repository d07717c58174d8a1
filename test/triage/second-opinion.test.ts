import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, Prediction } from '../../src/triage/types.ts';
import { wantsOpinion, withOpinion, type Opinion } from '../../src/triage/second-opinion.ts';

const CODES = ['0101', '0102', '0104'];

/** Says the type whose place in the vector is largest, the surer the larger. */
const opinion = (more: Partial<Opinion> = {}): Opinion => ({
  encoder: 'e1',
  codes: CODES,
  width: 3,
  weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  biases: new Float32Array(3),
  weight: 1,
  line: 0.8,
  ...more,
});

const prediction = (issueTypes: readonly Candidate[]): Prediction => ({
  issueTypes,
  demandKinds: [{ code: '投诉', confidence: 0.9 }],
  urgencies: [{ code: 'normal', confidence: 0.9 }],
  saleChannels: [{ code: 'none', confidence: 0.9 }],
  several: 0.1,
  evidence: [{ start: 0, end: 2, weight: 1 }],
});

const DOUBT = prediction([
  { code: '0101', confidence: 0.4 },
  { code: '0102', confidence: 0.35 },
  { code: '0104', confidence: 0.25 },
]);

describe('a second opinion', () => {
  it('is wanted below the line alone', () => {
    const at = (confidence: number) =>
      wantsOpinion(opinion(), { issueTypes: [{ code: '0101', confidence }] });
    expect([at(0.79), at(0.8), at(0.81)]).toEqual([true, false, false]);
  });

  it('is the product of both probabilities, the encoder to the power of its weight', () => {
    const vector = Float32Array.of(0, 1, 0.5);
    const { issueTypes } = withOpinion(opinion({ weight: 0.7 }), DOUBT, vector);
    const total = Math.exp(0) + Math.exp(1) + Math.exp(0.5);
    const raw = [0.4, 0.35, 0.25].map((p, k) => p * (Math.exp(vector[k] as number) / total) ** 0.7);
    const sum = raw.reduce((a, b) => a + b, 0);
    const wanted = CODES.map((code, k) => ({ code, p: (raw[k] as number) / sum })).sort((a, b) => b.p - a.p);
    expect(issueTypes.map(({ code }) => code)).toEqual(wanted.map(({ code }) => code));
    issueTypes.forEach(({ confidence }, k) => expect(confidence).toBeCloseTo(wanted[k]?.p as number, 3));
  });

  it('changes nothing but the issue types', () => {
    const both = withOpinion(opinion(), DOUBT, Float32Array.of(0, 3, 0));
    expect(both.issueTypes[0]?.code).toBe('0102');
    expect({ ...both, issueTypes: DOUBT.issueTypes }).toEqual(DOUBT);
  });

  it('changes nothing at weight 0, or by a vector of another width', () => {
    const codes = ({ issueTypes }: Prediction) => issueTypes;
    expect(codes(withOpinion(opinion({ weight: 0 }), DOUBT, Float32Array.of(0, 9, 0)))).toEqual(
      DOUBT.issueTypes,
    );
    expect(withOpinion(opinion(), DOUBT, Float32Array.of(0, 9))).toBe(DOUBT);
  });

  it('leaves a type that it does not know its probability', () => {
    const known = opinion({
      codes: ['0101', '0102'],
      weights: Float32Array.of(1, 0, 0, 0, 1, 0),
      biases: new Float32Array(2),
    });
    const { issueTypes } = withOpinion(known, DOUBT, Float32Array.of(0, 5, 0));
    expect(issueTypes.find(({ code }) => code === '0104')?.confidence).toBe(0.25);
    expect(issueTypes[0]?.code).toBe('0102');
    expect(issueTypes[0]?.confidence).toBeGreaterThan(0.7);
  });

  it('can bring up a type that words alone gave next to nothing', () => {
    const faint = prediction([
      { code: '0101', confidence: 0.6 },
      { code: '0102', confidence: 0.4 },
      { code: '0104', confidence: 0 },
    ]);
    expect(withOpinion(opinion(), faint, Float32Array.of(0, 0, 20)).issueTypes[0]?.code).toBe('0104');
  });

  it('corrects the first confidence without changing the order', () => {
    // Always: it is right in 73 of 100.
    const top = { weights: [1, 0, 0] };
    const { issueTypes } = withOpinion(opinion({ top }), DOUBT, Float32Array.of(0, 2, 0));
    expect(issueTypes[0]).toEqual({ code: '0102', confidence: 0.7311 });
    expect(issueTypes.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 3);
  });

  it('keeps all types, none twice, falling, and their sum', () => {
    const confidences = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 3 });
    const vector = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(confidences, vector, fc.double({ min: 0, max: 3, noNaN: true }), (raw, numbers, weight) => {
        const total = raw.reduce((a, b) => a + b, 0) || 1;
        const given = CODES.map((code, k) => ({ code, confidence: (raw[k] as number) / total })).sort(
          (a, b) => b.confidence - a.confidence,
        );
        const { issueTypes } = withOpinion(
          opinion({ weight }),
          prediction(given),
          Float32Array.from(numbers),
        );
        expect(issueTypes.map(({ code }) => code).sort()).toEqual(CODES);
        const after = issueTypes.map(({ confidence }) => confidence);
        expect([...after].sort((a, b) => b - a)).toEqual(after);
        const sum = given.reduce((s, { confidence }) => s + confidence, 0);
        expect(Math.abs(after.reduce((a, b) => a + b, 0) - sum)).toBeLessThan(0.002);
      }),
    );
  });
});
