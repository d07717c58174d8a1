import { describe, expect, it } from 'vitest';
import { buildDuties } from '../../src/triage/duties.ts';
import { catalogueClause, reservedFromStreets, routeOrder } from '../../src/triage/route.ts';
import type { DemandKind, IssueType, Territory } from '../../src/triage/types.ts';
import { shippedProfile } from '../support/shipped-profile.ts';

const profile = shippedProfile();
const duties = buildDuties(profile);
const type = (code: string): IssueType => {
  const found = profile.issueTypes.find((item) => item.code === code);
  if (!found) throw new Error(`no type ${code}`);
  return found;
};
const at = (street: string | null): Territory => ({
  street,
  confidence: street === null ? 0 : 0.9,
  found: [],
});
const route = (code: string, street: string | null, demandKind: DemandKind = '投诉', text = '') =>
  routeOrder({ issueType: type(code), demandKind, territory: at(street), duties, text });

describe('the lead unit', () => {
  it('is the station of the street for market matters, and the bureau where the street is unknown', () => {
    expect(route('0101', '西长安街').lead).toBe('SCS-XCAJ');
    expect(route('0101', null).lead).toBe('SCJG');
  });

  it('is the street office for street matters, and the unit that asks back where the street is unknown', () => {
    expect(route('0301', '牛街').lead).toBe('JD-NJ');
    expect(route('0301', null).lead).toBe('ZWFW');
  });

  it('is the owner for departments and enterprises, whatever the street', () => {
    expect(route('0501', '德胜').lead).toBe('CGZF');
    expect(route('0702', null).lead).toBe('GDGS');
  });

  it('is a unit of the profile for every type, street and kind: nothing falls between desks', () => {
    const codes = new Set(profile.units.map((unit) => unit.code));
    const streets = [null, ...new Set(profile.units.flatMap((unit) => unit.street ?? []))];
    for (const issueType of profile.issueTypes)
      for (const street of streets)
        for (const demandKind of profile.demandKinds) {
          const made = routeOrder({ issueType, demandKind, territory: at(street), duties });
          expect(codes.has(made.lead)).toBe(true);
          if (made.joint !== null) expect(codes.has(made.joint)).toBe(true);
          expect(made.joint).not.toBe(made.lead);
          expect(made.candidates[0]?.code).toBe(made.lead);
          if (reservedFromStreets(issueType)) expect(made.lead.startsWith('JD-')).toBe(false);
        }
  });
});

describe('the assisting unit', () => {
  it('is the street office where the catalogue says STREET and the street is known', () => {
    expect(route('0501', '德胜').joint).toBe('JD-DS');
    expect(route('0501', null).joint).toBeNull();
  });

  it('stays where it is named and the street is unknown', () =>
    expect(route('0301', null).joint).toBe('ZJW'));

  it.each(['咨询', '建议', '表扬'] as const)('is none for %s, which one unit answers', (kind) =>
    expect(route('0501', '德胜', kind).joint).toBeNull(),
  );

  it('is none for fees of parking, in which the street office has no say', () => {
    expect(route('0602', '金融街', '投诉', '停车场多收了我十块钱，要求退差价').joint).toBeNull();
    expect(route('0602', '金融街', '投诉', '附近没有车位，居民没处停').joint).toBe('JD-JRJ');
  });

  it('is the traffic police for school safety on the road alone', () => {
    expect(route('0805', '天桥', '投诉', '校车超员').joint).toBe('JTZD');
    expect(route('0805', '天桥', '投诉', '教学楼护栏松动').joint).toBeNull();
  });
});

describe('the reasons', () => {
  it('name the clause of the catalogue, and the place or its absence', () => {
    expect(route('0301', '牛街').reasons.map((reason) => reason.code)).toEqual([
      'catalogue',
      'territory',
      'joint',
    ]);
    expect(route('0301', null).reasons.map((reason) => reason.code)).toContain('lead_without_street');
    expect(catalogueClause(type('0501'), duties)).toContain(
      '0501 施工噪声与夜间施工：由区城市管理综合行政执法局承办',
    );
  });

  it('bring the words that told the street as evidence', () => {
    const found = [{ start: 2, end: 4, name: '牛街', street: '牛街' }];
    const made = routeOrder({
      issueType: type('0301'),
      demandKind: '投诉',
      territory: { street: '牛街', confidence: 0.8, found },
      duties,
    });
    expect(made.reasons[1]?.evidence).toEqual([{ start: 2, end: 4, weight: 0.8 }]);
    expect(made.candidates.map((candidate) => candidate.code)).toEqual(['JD-NJ', 'ZWFW']);
  });
});
