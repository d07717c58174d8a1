import { describe, expect, it } from 'vitest';
import type { LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { measure, type Judged } from '../../../src/app/learning/measuring.ts';
import type { Decision } from '../../../src/triage/types.ts';

type Gold = Partial<LabelledOrder>;
type Said = {
  readonly types?: readonly string[];
  readonly lead?: string;
  readonly joint?: string | null;
  readonly confidence?: number;
  readonly urgency?: Decision['urgency'];
  readonly street?: string | null;
  readonly kind?: Decision['demandKind']['value'];
  readonly channel?: Decision['saleChannel'];
  readonly action?: 'dispatch' | 'review';
  readonly demands?: readonly string[];
  readonly typeConfidence?: number;
};

function judged(gold: Gold, said: Said = {}): Judged {
  const types = said.types ?? ['0101', '0102', '0103'];
  const lead = said.lead ?? 'SCJG';
  const top = { code: types[0] as string, confidence: said.typeConfidence ?? 0.9 };
  return {
    gold: { id: 'x', text: '文', type: '0101', alsoOk: { types: [], units: [] }, ...gold },
    decision: {
      issueType: { ...top, candidates: [top, ...types.slice(1).map((code) => ({ code, confidence: 0.01 }))] },
      demandKind: { value: said.kind ?? '投诉', confidence: 0.9 },
      urgency: said.urgency ?? 'normal',
      unit: { lead, joint: said.joint ?? null, confidence: said.confidence ?? 0.9, candidates: [] },
      street: said.street ?? null,
      saleChannel: said.channel ?? 'none',
      demands: (said.demands ?? [top.code]).map((issueType) => ({ start: 0, end: 1, issueType, unit: lead })),
      decision: { action: said.action ?? 'dispatch', because: [] },
    },
  };
}

const counts = ({ hits, n }: { hits: number; n: number }): string => `${hits}/${n}`;

describe('measuring types', () => {
  it('counts the first, and the first three', () => {
    const m = measure([
      judged({ type: '0101' }),
      judged({ type: '0103' }),
      judged({ type: '0104' }, { types: ['0101', '0102', '0103', '0104'] }),
    ]);
    expect(m.n).toBe(3);
    expect(counts(m.typeTop1)).toBe('1/3');
    expect(counts(m.typeTop3)).toBe('2/3');
    expect(m.typeTop1.low).toBeGreaterThan(0);
    expect(m.typeTop1.high).toBeLessThan(1);
  });

  it('takes a label in alsoOk for right, everywhere', () => {
    const m = measure([judged({ type: '0104', alsoOk: { types: ['0101'], units: [] } })]);
    expect(counts(m.typeTop1)).toBe('1/1');
    expect(m.typeConfusions).toEqual([]);
    expect(m.errors).toEqual([]);
    expect(m.byType.map((c) => [c.label, counts(c.recall)])).toEqual([['0104', '1/1']]);
    expect(counts(measure([judged({ type: '0104', alsoOk: { types: ['0103'], units: [] } })]).typeTop3)).toBe(
      '1/1',
    );
  });

  it('names confusions and errors by what was labelled and what was said', () => {
    const m = measure([
      judged({ id: 'a', type: '0104' }),
      judged({ id: 'b', type: '0104' }),
      judged({ id: 'c' }),
    ]);
    expect(m.typeConfusions).toEqual([{ gold: '0104', predicted: '0101', n: 2 }]);
    expect(m.errors).toEqual([
      { id: 'a', what: 'issueType', gold: '0104', predicted: '0101' },
      { id: 'b', what: 'issueType', gold: '0104', predicted: '0101' },
    ]);
  });
});

describe('measuring units', () => {
  it('leaves orders without a labelled unit out', () => {
    const m = measure([judged({ unit: 'SCJG' }), judged({ unit: 'CGZF' }), judged({})]);
    expect(counts(m.unit)).toBe('1/2');
    expect(counts(m.dispatched)).toBe('2/2');
    expect(m.errors).toEqual([{ id: 'x', what: 'unit', gold: 'CGZF', predicted: 'SCJG' }]);
  });

  it('takes a unit in alsoOk for right', () => {
    const m = measure([judged({ unit: 'SCS-DS', alsoOk: { types: [], units: ['SCJG'] } })]);
    expect(counts(m.unit)).toBe('1/1');
    expect(counts(m.dispatchedRight)).toBe('1/1');
    expect(m.errors).toEqual([]);
  });

  it('measures dispatched ones apart: how many, and how many of them right', () => {
    const m = measure([
      judged({ unit: 'SCJG' }),
      judged({ unit: 'CGZF' }),
      judged({ unit: 'SCJG' }, { action: 'review' }),
      judged({ unit: 'CGZF' }, { action: 'review' }),
    ]);
    expect(counts(m.dispatched)).toBe('2/4');
    expect(counts(m.dispatchedRight)).toBe('1/2');
  });

  it('compares the assisting unit, where none is one too', () => {
    const m = measure([
      judged({ unit: 'SCJG', joint: null }),
      judged({ unit: 'SCJG', joint: 'JD-DS' }, { joint: 'JD-DS' }),
      judged({ unit: 'SCJG', joint: 'JD-DS' }),
      judged({ unit: 'SCJG' }, { joint: 'JD-DS' }),
    ]);
    expect(counts(m.joint)).toBe('2/4');
  });

  it('turns the dial by the confidence of the unit', () => {
    const m = measure([
      judged({ unit: 'SCJG' }, { confidence: 0.99 }),
      judged({ unit: 'SCJG' }, { confidence: 0.9 }),
      judged({ unit: 'CGZF' }, { confidence: 0.75 }),
    ]);
    const at = (threshold: number) => m.dial.find((point) => point.threshold === threshold);
    expect(counts(at(0)?.precision ?? { hits: 0, n: 0 })).toBe('2/3');
    expect(counts(at(0.7)?.coverage ?? { hits: 0, n: 0 })).toBe('3/3');
    expect(counts(at(0.8)?.coverage ?? { hits: 0, n: 0 })).toBe('2/3');
    expect(counts(at(0.8)?.precision ?? { hits: 0, n: 0 })).toBe('2/2');
    expect(counts(at(0.95)?.coverage ?? { hits: 0, n: 0 })).toBe('1/3');
  });
});

describe('measuring urgency', () => {
  const m = measure([
    judged({ urgency: 'safety' }, { urgency: 'safety' }),
    judged({ id: 'missed', urgency: 'safety' }, { urgency: 'livelihood' }),
    judged({ urgency: 'normal' }, { urgency: 'safety' }),
    judged({ urgency: 'livelihood' }, { urgency: 'normal' }),
    judged({}, { urgency: 'safety' }),
  ]);

  it('counts danger found over danger labelled, and over danger said', () => {
    expect(counts(m.urgency)).toBe('1/4');
    expect(counts(m.safetyRecall)).toBe('1/2');
    expect(counts(m.safetyPrecision)).toBe('1/2');
  });

  it('lists danger that was missed among the errors, and nothing milder', () => {
    expect(m.errors).toEqual([{ id: 'missed', what: 'urgency', gold: 'safety', predicted: 'livelihood' }]);
  });
});

describe('measuring the rest', () => {
  it('compares street, kind and channel where they are labelled', () => {
    const m = measure([
      judged({ unit: 'SCJG', street: '德胜' }, { street: '德胜' }),
      judged({ unit: 'SCJG', street: null }, { street: '德胜' }),
      judged({ unit: 'SCJG', street: null, demandKind: '咨询' }),
      judged({ demandKind: '投诉', saleChannel: 'online' }),
    ]);
    expect(counts(m.street)).toBe('2/3');
    expect(counts(m.demandKind)).toBe('1/2');
    expect(counts(m.saleChannel)).toBe('0/1');
  });

  it('takes a call for several matters where its demands have several types', () => {
    const m = measure([
      judged({ others: ['0402'] }, { demands: ['0101', '0402'] }),
      judged({ others: ['0402'] }, { demands: ['0101', '0101'] }),
      judged({ others: [] }, { demands: ['0101', '0402'] }),
      judged({ others: [] }),
      judged({}, { demands: ['0101', '0402'] }),
    ]);
    expect(counts(m.severalFound.precision)).toBe('1/2');
    expect(counts(m.severalFound.recall)).toBe('1/2');
  });

  it('measures calibration of type and unit against what was right', () => {
    const m = measure([
      judged({ type: '0101', unit: 'CGZF' }, { typeConfidence: 0.9, confidence: 0.85 }),
      judged({ type: '0104' }, { typeConfidence: 0.9, confidence: 0.1 }),
    ]);
    expect(m.typeCalibrationError).toBeCloseTo(0.4, 10);
    expect(m.unitCalibrationError).toBeCloseTo(0.85, 10);
  });

  it('says nothing of nothing', () => {
    const m = measure([]);
    expect(m.typeTop1).toMatchObject({ n: 0, low: 0, high: 1 });
    expect(m.byType).toEqual([]);
    expect(m.unitCalibrationError).toBe(0);
  });
});
