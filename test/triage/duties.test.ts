import { describe, expect, it } from 'vitest';
import { buildDuties } from '../../src/triage/duties.ts';
import { routeOrder } from '../../src/triage/route.ts';
import type { IssueType } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';
import { shippedProfile } from '../support/shipped-profile.ts';

const duties = buildDuties(smallProfile);
const lead = (code: string, street: string | null): string => duties.lead(duties.type(code), street);

describe('the duty catalogue', () => {
  it.each([
    ['station', '0101', '西长安街', 'SCS-XCAJ'],
    ['station', '0104', '德胜', 'SCS-DS'],
    ['station', '0101', null, 'SCJG'],
    ['station', '0101', '不存在的街道', 'SCJG'],
    ['street', '0402', '德胜', 'JD-DS'],
    ['street', '0402', null, 'ZWFW'],
    ['street', '0402', '不存在的街道', 'ZWFW'],
    ['dept', '0501', '德胜', 'CGZF'],
    ['dept', '0501', null, 'CGZF'],
  ])('a matter of level %s (%s) in %s is led by %s', (_, code, street, unit) =>
    expect(lead(code, street)).toBe(unit),
  );

  it('lets an enterprise lead its own matters, in whatever street', () => {
    const heat: IssueType = { ...duties.type('0501'), code: '0703', level: 'enterprise', owner: 'RLGS' };
    expect(duties.lead(heat, '德胜')).toBe('RLGS');
    expect(duties.lead(heat, null)).toBe('RLGS');
  });

  it('does not take the station of another department for its own', () => {
    const other: IssueType = { ...duties.type('0101'), owner: 'CGZF' };
    expect(duties.lead(other, '德胜')).toBe('CGZF');
  });

  it('knows its types and units by code', () => {
    expect(duties.type('0402').name).toBe('占道经营');
    expect(duties.unit('JD-DS')?.name).toBe('德胜街道办事处');
    expect(duties.unit('JD-NONE')).toBeUndefined();
    expect(() => duties.type('9999')).toThrowError(expect.objectContaining({ code: 'not_found' }));
  });

  it('agrees with routing for every type and street of the district', () => {
    const profile = shippedProfile();
    const full = buildDuties(profile);
    const streets = [null, ...new Set(profile.units.flatMap((unit) => unit.street ?? []))];
    expect(streets.length).toBeGreaterThan(10);
    for (const issueType of profile.issueTypes) {
      for (const street of streets) {
        const territory = { street, confidence: 1, found: [] };
        const routed = routeOrder({ issueType, demandKind: '投诉', territory, duties: full }).lead;
        expect(full.lead(issueType, street)).toBe(routed);
        expect(full.unit(routed)).toBeDefined();
      }
    }
  });
});
