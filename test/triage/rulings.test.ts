import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SaleChannel } from '../../src/text/types.ts';
import { buildDuties } from '../../src/triage/duties.ts';
import { routeOrder } from '../../src/triage/route.ts';
import {
  applies,
  conditionsMeet,
  conflictingRuling,
  fits,
  ruledType,
  rulingFor,
  underRulings,
  within,
  type RuledMatter,
  type Ruling,
  type RulingCondition,
} from '../../src/triage/rulings.ts';
import type { DemandKind } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';

const ruling = (made: Partial<Ruling> = {}): Ruling => ({
  id: 'R2026-0001',
  issueType: '0501',
  condition: {},
  unit: 'SCJG',
  byStation: false,
  reason: '商业经营产生的噪声',
  decidedBy: '区接诉即办专班',
  effectiveFrom: '2026-03-01',
  effectiveTo: null,
  originOrder: null,
  ...made,
});
const matter = (made: Partial<RuledMatter> = {}): RuledMatter => ({
  text: '商场空调外机噪声',
  street: '德胜',
  demandKind: '投诉',
  saleChannel: 'none',
  day: '2026-04-01',
  ...made,
});

// A small world in which every matter can be listed: a text is any of the words, parted by marks.
const WORDS = ['甲', '乙', '甲乙', '乙甲', '丙'];
const TEXTS = Array.from({ length: 2 ** WORDS.length }, (_, set) =>
  WORDS.filter((_word, i) => (set >> i) % 2 === 1).join('，'),
);
const STREETS = [null, '德胜', '西长安街'];
const KINDS: DemandKind[] = ['投诉', '咨询'];
const CHANNELS: SaleChannel[] = ['online', 'offline'];
const MATTERS = TEXTS.flatMap((text) =>
  STREETS.flatMap((street) =>
    KINDS.flatMap((demandKind) => CHANNELS.map((saleChannel) => ({ text, street, demandKind, saleChannel }))),
  ),
);

const some = <T>(values: readonly T[], max: number) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max }), { nil: undefined });
const condition: fc.Arbitrary<RulingCondition> = fc
  .record({
    any: some(WORDS, 2),
    all: some(WORDS, 1),
    none: some(WORDS, 1),
    streets: some(['德胜', '西长安街'], 2),
    demandKinds: some(KINDS, 1),
    saleChannels: some(CHANNELS, 1),
  })
  .map((parts) => Object.fromEntries(Object.entries(parts).filter(([, v]) => v !== undefined)));

describe('conditions of rulings', () => {
  it('meet exactly where some matter meets both, and lie within one another where every one does', () => {
    fc.assert(
      fc.property(condition, condition, (a, b) => {
        const inA = MATTERS.filter((m) => fits(a, m));
        expect(conditionsMeet(a, b)).toBe(inA.some((m) => fits(b, m)));
        // "Both streets" and "any of the listed kinds" are all there is here, but not in the world: only text and the
        // lists a condition names are compared, so a restriction to every listed value is still one.
        const lists = within({ ...b, all: a.all ?? [] }, b);
        if (within(a, b)) expect(inA.every((m) => fits(b, m))).toBe(true);
        else if (
          lists &&
          b.streets === undefined &&
          b.demandKinds === undefined &&
          b.saleChannels === undefined
        )
          expect(inA.every((m) => fits(b, m))).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});

describe('contradictory rulings', () => {
  const days = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'];
  const made = fc
    .record({
      condition,
      unit: fc.constantFrom('SCJG', 'CGZF', 'ZWFW'),
      from: fc.nat({ max: 2 }),
      length: fc.option(fc.integer({ min: 1, max: 2 }), { nil: null }),
    })
    .map(({ condition: asked, unit, from, length }) =>
      ruling({
        condition: asked,
        unit,
        effectiveFrom: days[from] as string,
        effectiveTo: length === null ? null : (days[from + length] ?? null),
      }),
    );

  it('are refused, so that whatever comes in finds one unit among the most specific', () => {
    fc.assert(
      fc.property(fc.array(made, { maxLength: 6 }), (candidates) => {
        const accepted: Ruling[] = [];
        for (const [i, candidate] of candidates.entries()) {
          const other = conflictingRuling(accepted, candidate);
          if (other === null) accepted.push({ ...candidate, id: `R${i}` });
          else {
            // The other one does speak to some of the same matters on some day, and says otherwise.
            expect(other.unit).not.toBe(candidate.unit);
            const both = days.some((day) =>
              MATTERS.some(
                (m) => applies(other, '0501', { ...m, day }) && applies(candidate, '0501', { ...m, day }),
              ),
            );
            expect(both).toBe(true);
          }
        }
        for (const day of days) {
          for (const m of MATTERS) {
            const found = accepted.filter((one) => applies(one, '0501', { ...m, day }));
            const best = found.filter(
              (one) =>
                !found.some(
                  (other) =>
                    within(other.condition, one.condition) && !within(one.condition, other.condition),
                ),
            );
            expect(new Set(best.map(({ unit }) => unit)).size).toBeLessThanOrEqual(1);
            expect(rulingFor(accepted, '0501', { ...m, day })?.unit ?? null).toBe(best[0]?.unit ?? null);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are not those about other types, other times, the same outcome, or an exception', () => {
    const held = [ruling({ condition: { any: ['空调', '音响'] } })];
    const other = (more: Partial<Ruling>) => conflictingRuling(held, ruling({ unit: 'CGZF', ...more }))?.id;
    expect(other({ condition: { any: ['空调'], streets: ['德胜'] } })).toBeUndefined();
    expect(other({})).toBeUndefined();
    expect(other({ condition: { any: ['空调', '水泵'] } })).toBe('R2026-0001');
    expect(other({ condition: { any: ['音响', '空调'] } })).toBe('R2026-0001');
    expect(other({ condition: { any: ['空调', '水泵'] }, unit: 'SCJG' })).toBeUndefined();
    expect(other({ condition: { any: ['空调', '水泵'] }, unit: 'SCJG', byStation: true })).toBe('R2026-0001');
    expect(other({ condition: { any: ['空调', '水泵'] }, unit: 'SCJG', joint: null })).toBe('R2026-0001');
    expect(other({ issueType: '0402', condition: { any: ['空调', '水泵'] } })).toBeUndefined();
    expect(
      other({ condition: { any: ['空调', '水泵'] }, effectiveFrom: '2026-01-01', effectiveTo: '2026-03-01' }),
    ).toBeUndefined();
    expect(other({ condition: { any: ['空调', '水泵'], none: ['空调', '音响'] } })).toBeUndefined();
  });
});

describe('a matter that a ruling settles', () => {
  const duties = buildDuties(smallProfile);
  const route = (rulings: readonly Ruling[], m: RuledMatter, code = '0501') => {
    const ruled = underRulings(duties, rulings, m);
    return routeOrder({
      issueType: ruled.type(code),
      demandKind: m.demandKind,
      territory: { street: m.street, confidence: 0.9, found: [] },
      duties: ruled,
      text: m.text,
    });
  };

  it('goes where the ruling says, before the catalogue, with number and date as the reason', () => {
    const made = route([ruling({ condition: { any: ['空调'] } })], matter());
    expect(made.lead).toBe('SCJG');
    expect(made.reasons[0]).toEqual({
      code: 'ruling',
      text: '裁定 R2026-0001（2026-03-01 起执行，区接诉即办专班）：由区市场监管局承办，先于派单目录；商业经营产生的噪声',
      evidence: [],
    });
    expect(route([ruling({ condition: { any: ['水泵'] } })], matter()).lead).toBe('CGZF');
    expect(route([ruling()], matter({ day: '2026-02-28' })).lead).toBe('CGZF');
    expect(route([ruling({ effectiveTo: '2026-04-01' })], matter()).lead).toBe('CGZF');
  });

  it('goes by place where the ruling says so: to the station or the street office', () => {
    expect(route([ruling({ byStation: true })], matter()).lead).toBe('SCS-DS');
    expect(route([ruling({ byStation: true })], matter({ street: null })).lead).toBe('SCJG');
    expect(route([ruling({ unit: 'STREET' })], matter()).lead).toBe('JD-DS');
    expect(route([ruling({ unit: 'STREET' })], matter({ street: null })).lead).toBe('ZWFW');
  });

  it('has the assisting unit of the catalogue unless the ruling names one or none', () => {
    expect(route([ruling()], matter()).joint).toBe('JD-DS');
    expect(route([ruling({ joint: null })], matter()).joint).toBeNull();
    expect(route([ruling({ joint: 'CGZF' })], matter({ demandKind: '建议' })).joint).toBe('CGZF');
    expect(route([ruling({ unit: 'STREET' })], matter()).joint).toBeNull();
  });

  it('finds the exception before the rule', () => {
    const rulings = [
      ruling({ id: 'R1', unit: 'SCJG' }),
      ruling({ id: 'R2', unit: 'ZWFW', condition: { any: ['空调'] } }),
      ruling({ id: 'R3', unit: 'CGZF', condition: { all: ['空调'], streets: ['德胜'] } }),
    ];
    expect(rulingFor(rulings, '0501', matter())?.id).toBe('R3');
    expect(rulingFor(rulings, '0501', matter({ street: '西长安街' }))?.id).toBe('R2');
    expect(rulingFor(rulings, '0501', matter({ text: '工地' }))?.id).toBe('R1');
    expect(rulingFor(rulings, '0402', matter())).toBeNull();
  });
});

describe('units named in a ruling', () => {
  it('are those they were merged into from that day on', () => {
    const gone = (code: string) => (unit: (typeof smallProfile.units)[number]) =>
      unit.code === code ? { ...unit, effectiveTo: '2026-04-16', successor: 'CGZF' } : unit;
    const ruled = (named: Pick<Ruling, 'unit' | 'joint'>, code: string, day: string) => {
      const duties = buildDuties({ ...smallProfile, units: smallProfile.units.map(gone(code)) }, day);
      const { owner, joint } = ruledType(duties.type('0501'), { ...base, ...named }, duties);
      return [owner, joint];
    };
    const base = { byStation: false } as Ruling;
    const named = { unit: 'ZWFW', joint: 'SCJG' };
    expect(ruled(named, 'ZWFW', '2026-04-15')).toEqual(['ZWFW', 'SCJG']);
    expect(ruled(named, 'ZWFW', '2026-04-16')).toEqual(['CGZF', 'SCJG']);
    expect(ruled(named, 'SCJG', '2026-04-16')).toEqual(['ZWFW', 'CGZF']);
    // A unit does not assist itself.
    expect(ruled({ unit: 'CGZF', joint: 'SCJG' }, 'SCJG', '2026-04-16')).toEqual(['CGZF', null]);
  });
});
