import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, rankUnits, unitInputs, type DecideInput } from '../../src/triage/decide.ts';
import { buildDuties } from '../../src/triage/duties.ts';
import type { PreparedText } from '../../src/text/types.ts';
import type { Matter } from '../../src/triage/matters.ts';
import type { Ruling } from '../../src/triage/rulings.ts';
import type { Candidate, Decision, Prediction, Territory } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';
import { prepare } from './tiny-problem.ts';

const duties = buildDuties(smallProfile);
const LONG = '在商场买的羽绒服不合适，店员不给退货，要求退款。';

const likely = (code: string, confidence = 0.97): Candidate[] => {
  const rest = smallProfile.issueTypes.filter((type) => type.code !== code);
  return [
    { code, confidence },
    ...rest.map((type) => ({ code: type.code, confidence: (1 - confidence) / rest.length })),
  ];
};
const prediction = (code: string, confidence?: number): Prediction => ({
  issueTypes: likely(code, confidence),
  demandKinds: [
    { code: '投诉', confidence: 0.9 },
    { code: '举报', confidence: 0.1 },
  ],
  urgencies: [{ code: 'normal', confidence: 1 }],
  saleChannels: [{ code: 'offline', confidence: 0.8 }],
  several: null,
  evidence: [{ start: 3, end: 6, weight: 1.5 }],
});
const at = (street: string | null, found: Territory['found'] = []): Territory => ({
  street,
  confidence: street === null ? 0 : 0.9,
  found,
});

/** The demands of the text with a type each; the last one given for all further. */
function typed(prepared: PreparedText, codes: readonly string[]): Matter[] {
  return prepared.demands.map((span, i) => ({
    span,
    issueType: codes[Math.min(i, codes.length - 1)] as string,
  }));
}

function input(change: Partial<DecideInput> & { readonly text?: string } = {}): DecideInput {
  const { text = LONG, ...rest } = change;
  const prepared = rest.prepared ?? prepare(text);
  const predicted = rest.prediction ?? prediction('0501');
  return {
    prepared,
    prediction: predicted,
    territory: at('德胜'),
    duties,
    // The confidence of the unit is its own probability.
    unitCalibration: { weights: [0, 1, 0, 0, 0] },
    matters: typed(prepared, [(predicted.issueTypes[0] as Candidate).code]),
    thresholds: { all: 0.8, byType: {} },
    ...rest,
  };
}

const DOUBTS = ['low_confidence', 'street_unknown', 'several_demands', 'too_short'];
const doubtsOf = ({ decision }: Decision): string[] =>
  [...new Set(decision.because.map((reason) => reason.code))].filter((code) => DOUBTS.includes(code));
const doubts = (change: Parameters<typeof input>[0]): string[] => doubtsOf(decide(input(change)));

const TWO = '在商场买的羽绒服不合适，店员不给退货，要求退款。另外反映路口有人占道摆摊，请城管清理。';

describe('an order that a ruling settles', () => {
  const made: Ruling = {
    id: 'R2026-0007',
    issueType: '0501',
    condition: { any: ['羽绒服'] },
    unit: 'SCJG',
    byStation: true,
    reason: '见会议纪要',
    decidedBy: '专班',
    effectiveFrom: '2026-03-01',
    effectiveTo: null,
    originOrder: null,
  };
  const ruled = (day: string, more: Partial<Ruling> = {}) =>
    decide(input({ ruled: { rulings: [{ ...made, ...more }], day } }));

  it('goes to its unit before the catalogue’s, with number, date and the words it turns on', () => {
    const decided = ruled('2026-03-01');
    expect(decided.unit.lead).toBe('SCS-DS');
    expect(decided.unit.candidates[0]?.code).toBe('SCS-DS');
    expect(decided.decision.action).toBe('dispatch');
    const reason = decided.decision.because.find(({ code }) => code === 'ruling');
    expect(reason?.text).toContain('裁定 R2026-0007（2026-03-01 起执行，专班）');
    expect(reason?.evidence.map(({ start, end }) => LONG.slice(start, end))).toEqual(['羽绒服']);
    expect(decided.decision.because.some(({ code }) => code === 'catalogue')).toBe(false);
  });

  it('goes by the catalogue before its day, and where it is of another kind', () => {
    const catalogue = decide(input());
    expect(ruled('2026-02-28')).toEqual(catalogue);
    expect(ruled('2026-03-01', { condition: { demandKinds: ['举报'] } })).toEqual(catalogue);
    expect(ruled('2026-03-01', { condition: { saleChannels: ['online'] } })).toEqual(catalogue);
  });
});

describe('an order without any doubt', () => {
  const decided = decide(input());

  it('goes out by itself, and says why it was classed and routed so', () => {
    expect(decided.decision.action).toBe('dispatch');
    expect(doubtsOf(decided)).toEqual([]);
    const codes = decided.decision.because.map((reason) => reason.code);
    expect(codes).toEqual(expect.arrayContaining(['type_evidence', 'catalogue', 'joint', 'urgency_type']));
    for (const reason of decided.decision.because) expect(reason.text).not.toBe('');
  });

  it('carries what was predicted and where it goes', () => {
    expect(decided.issueType).toMatchObject({ code: '0501', confidence: 0.97 });
    expect(decided.demandKind).toEqual({ value: '投诉', confidence: 0.9 });
    expect(decided).toMatchObject({ street: '德胜', saleChannel: 'offline', urgency: 'normal' });
    expect(decided.unit).toMatchObject({ lead: 'CGZF', joint: 'JD-DS' });
    expect(decided.unit.confidence).toBeCloseTo(0.97, 10);
    expect(decided.demands).toEqual([{ start: 0, end: LONG.length, issueType: '0501', unit: 'CGZF' }]);
  });
});

describe('low confidence', () => {
  it('is a doubt just below the threshold and none at it', () => {
    expect(doubts({ prediction: prediction('0501', 0.79) })).toEqual(['low_confidence']);
    expect(doubts({ prediction: prediction('0501', 0.81) })).toEqual([]);
    expect(
      doubts({ unitCalibration: { weights: [0, 0, 0, 0, 0] }, thresholds: { all: 0.5, byType: {} } }),
    ).toEqual([]);
  });

  it('is measured against the threshold of the type where it has one', () => {
    const predicted = prediction('0501', 0.9);
    expect(doubts({ prediction: predicted, thresholds: { all: 0.8, byType: { '0501': 0.95 } } })).toEqual([
      'low_confidence',
    ]);
    expect(doubts({ prediction: predicted, thresholds: { all: 0.95, byType: { '0501': 0.8 } } })).toEqual([]);
    expect(doubts({ prediction: predicted, thresholds: { all: 0.95, byType: { '0402': 0.8 } } })).toEqual([
      'low_confidence',
    ]);
  });

  it('is about the unit: two types of one unit do not make it doubtful', () => {
    const issueTypes = [
      { code: '0101', confidence: 0.5 },
      { code: '0104', confidence: 0.48 },
      { code: '0402', confidence: 0.02 },
    ];
    expect(doubts({ prediction: { ...prediction('0101'), issueTypes } })).toEqual([]);
  });

  it('names the second choice', () => {
    const { decision } = decide(input({ prediction: prediction('0501', 0.6) }));
    expect(decision.action).toBe('review');
    expect(decision.because.find((reason) => reason.code === 'low_confidence')?.text).toMatch(
      /60%.*80%.*0101/,
    );
  });
});

describe('an unknown street', () => {
  it('is a doubt for matters that follow the street, and none for departments', () => {
    expect(doubts({ prediction: prediction('0101'), territory: at(null) })).toEqual(['street_unknown']);
    expect(doubts({ prediction: prediction('0402'), territory: at(null) })).toEqual(['street_unknown']);
    expect(doubts({ prediction: prediction('0501'), territory: at(null) })).toEqual([]);
    expect(doubts({ prediction: prediction('0101'), territory: at('西长安街') })).toEqual([]);
  });

  it('sends a matter to review and shows the names that point to several streets', () => {
    const found = [
      { start: 1, end: 3, name: '商场', street: '德胜' },
      { start: 4, end: 6, name: '别处', street: null },
    ];
    const { decision, unit } = decide(input({ prediction: prediction('0402'), territory: at(null, found) }));
    expect(decision.action).toBe('review');
    expect(unit.lead).toBe('ZWFW');
    const shown = decision.because
      .filter((reason) => reason.code === 'street_unknown')
      .flatMap((r) => r.evidence);
    expect(shown).toEqual([{ start: 1, end: 3, weight: 0 }]);
  });
});

describe('several demands', () => {
  const two = (codes: readonly string[]) =>
    input({
      text: TWO,
      prediction: prediction('0101'),
      matters: typed(prepare(TWO), codes),
    });

  it('are a doubt where they concern different units', () => {
    const decided = decide(two(['0101', '0402']));
    expect(doubtsOf(decided)).toEqual(['several_demands']);
    expect(decided.demands.map(({ issueType, unit }) => [issueType, unit])).toEqual([
      ['0101', 'SCS-DS'],
      ['0402', 'JD-DS'],
    ]);
    const quoted = decided.demands.map(({ start, end }) => TWO.slice(start, end));
    expect(quoted[0]).toContain('羽绒服');
    expect(quoted[1]).toContain('占道');
    expect(quoted[0]).not.toContain('占道');
  });

  it('are none where one unit handles them all', () => {
    expect(doubtsOf(decide(two(['0101', '0104'])))).toEqual([]);
    expect(doubtsOf(decide(two(['0101', '0101'])))).toEqual([]);
  });

  it('do not come from a call with one matter', () => {
    expect(doubts({ matters: typed(prepare(LONG), ['0402']) })).toEqual([]);
  });
});

describe('a text too short', () => {
  it.each([
    ['施工太吵', true],
    ['施工太吵了管管', true],
    ['施工太吵了管管吧', false],
    ['施！工。太 吵…了？？？？', true],
    ['', true],
  ])('%j: %s', (text, short) => expect(doubts({ text })).toEqual(short ? ['too_short'] : []));
});

it('sends an order to review exactly where there is a doubt, whatever combination', () => {
  const any = fc.record({
    code: fc.constantFrom('0101', '0104', '0402', '0501'),
    confidence: fc.constantFrom(0.3, 0.79, 0.85, 0.99),
    street: fc.constantFrom(null, '德胜', '西长安街'),
    text: fc.constantFrom('太吵', LONG, TWO),
    second: fc.constantFrom('0101', '0402', '0501'),
  });
  fc.assert(
    fc.property(any, ({ code, confidence, street, text, second }) => {
      const prepared = prepare(text);
      const territory = at(street);
      const matters = typed(prepared, [code, second]);
      const decided = decide(
        input({ prepared, prediction: prediction(code, confidence), territory, matters }),
      );
      const type = duties.type(code);
      const expected = [
        ...(text === '太吵' ? ['too_short'] : []),
        ...(decided.unit.confidence < 0.8 ? ['low_confidence'] : []),
        ...(street === null && (type.level === 'station' || type.level === 'street')
          ? ['street_unknown']
          : []),
        ...(text === TWO && duties.lead(type, street) !== duties.lead(duties.type(second), street)
          ? ['several_demands']
          : []),
      ];
      expect(doubtsOf(decided).sort()).toEqual(expected.sort());
      expect(decided.decision.action).toBe(expected.length === 0 ? 'dispatch' : 'review');
    }),
  );
});

describe('ranking units', () => {
  const of = (issueTypes: readonly Candidate[], street: string | null): Candidate[] =>
    rankUnits({ ...prediction('0101'), issueTypes }, at(street), duties);

  it('adds up the types that lead to one unit', () => {
    const types = [
      { code: '0402', confidence: 0.4 },
      { code: '0101', confidence: 0.3 },
      { code: '0104', confidence: 0.2 },
      { code: '0501', confidence: 0.1 },
    ];
    expect(of(types, '德胜')).toEqual([
      { code: 'SCS-DS', confidence: 0.5 },
      { code: 'JD-DS', confidence: 0.4 },
      { code: 'CGZF', confidence: 0.1 },
    ]);
    expect(of(types, null).map((unit) => unit.code)).toEqual(['SCJG', 'ZWFW', 'CGZF']);
  });

  it('puts equal ones in the order of their codes and sums to what was predicted', () => {
    const units = of(
      [
        { code: '0501', confidence: 0.5 },
        { code: '0402', confidence: 0.5 },
      ],
      '德胜',
    );
    expect(units).toEqual([
      { code: 'CGZF', confidence: 0.5 },
      { code: 'JD-DS', confidence: 0.5 },
    ]);
    const total = of(likely('0101', 0.7), null).reduce((sum, unit) => sum + unit.confidence, 0);
    expect(total).toBeCloseTo(1, 10);
  });
});

describe('the inputs of the unit confidence', () => {
  const inputs = (code: string, street: string | null, units: readonly Candidate[], lead: string): number[] =>
    unitInputs(prediction(code, 0.9), at(street), duties.type(code), units, lead);

  it('are log-odds of the unit and of the type, and how sure the place is where it matters', () => {
    const units = [{ code: 'SCS-DS', confidence: 0.75 }];
    const [unit, type, unsure, missing] = inputs('0101', '德胜', units, 'SCS-DS');
    expect(unit).toBeCloseTo(Math.log(3), 10);
    expect(type).toBeCloseTo(Math.log(9), 10);
    expect(unsure).toBeCloseTo(0.1, 10);
    expect(missing).toBe(0);
    expect(inputs('0101', null, units, 'SCS-DS').slice(2)).toEqual([0, 1]);
    expect(inputs('0501', null, units, 'CGZF').slice(2)).toEqual([0, 0]);
  });

  it('stay finite for certainty and for a unit nobody thought of', () => {
    expect(inputs('0501', null, [{ code: 'CGZF', confidence: 1 }], 'CGZF')[0]).toBeCloseTo(Math.log(999), 6);
    expect(inputs('0501', null, [], 'CGZF')[0]).toBeCloseTo(-Math.log(999), 6);
  });
});

describe('the sale channel', () => {
  const COLLECTED = '在小程序下单付款，选的到店自提，取回家发现偏小，要求退款。';
  const channel = (text: string, learned: Prediction['saleChannels'][number]['code']): string =>
    decide(
      input({
        text,
        prediction: { ...prediction('0101'), saleChannels: [{ code: learned, confidence: 0.9 }] },
      }),
    ).saleChannel;

  it('is pickup where the text says so plainly, whatever was learned', () => {
    expect(channel(COLLECTED, 'online')).toBe('pickup');
    expect(channel(COLLECTED, 'offline')).toBe('pickup');
  });

  it('stays as learned where nothing was bought or the text says nothing of it', () => {
    expect(channel(COLLECTED, 'none')).toBe('none');
    expect(channel(LONG, 'online')).toBe('online');
  });
});
