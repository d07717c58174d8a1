import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDuties, changeDays, datedDuties, type CatalogueEntry } from '../../src/triage/duties.ts';
import { catalogueClause } from '../../src/triage/route.ts';
import type { Unit } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';

const entry = (effectiveFrom: string, effectiveTo: string | null, owner: string): CatalogueEntry => ({
  issueType: '0501',
  owner,
  level: 'dept',
  joint: null,
  clause: '5.1',
  effectiveFrom,
  effectiveTo,
});

const day = fc
  .integer({ min: 0, max: 1500 })
  .map((n) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10));
const owners = ['CGZF', 'SCJG', 'ZWFW'];

describe('the duties of a day', () => {
  it('are those of the entry in force, and before the first entry those of the first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(day, { minLength: 1, maxLength: 6 }), day, (days, asked) => {
        const starts = [...days].sort();
        const entries = starts.map((from, i) => entry(from, starts[i + 1] ?? null, owners[i % 3] as string));
        const source = { ...smallProfile, catalogue: { title: '目录', entries: [...entries].reverse() } };
        const naive =
          entries.find(
            (e) => e.effectiveFrom <= asked && (e.effectiveTo === null || asked < e.effectiveTo),
          ) ?? entries[0];
        const built = buildDuties(source, asked);
        expect(built.type('0501').owner).toBe(naive?.owner);
        expect(built.entry('0501')).toBe(naive);
        expect(datedDuties(source)(asked).entry('0501')).toBe(naive);
        expect(buildDuties(source).entry('0501')).toBe(entries.at(-1));
      }),
    );
  });

  it('are asked for in any order and give the same', () => {
    const source = {
      ...smallProfile,
      catalogue: {
        title: '目录',
        entries: [entry('2026-01-01', '2026-07-01', 'CGZF'), entry('2026-07-01', null, 'SCJG')],
      },
    };
    const dutiesOn = datedDuties(source);
    expect(changeDays(source)).toEqual(['2026-01-01', '2026-07-01']);
    for (const [on, owner] of [
      ['2026-07-01', 'SCJG'],
      ['2025-03-01', 'CGZF'],
      ['2026-06-30', 'CGZF'],
      ['2027-01-01', 'SCJG'],
    ] as const)
      expect(dutiesOn(on).type('0501').owner).toBe(owner);
    expect(dutiesOn('2026-07-01')).toBe(dutiesOn('2028-01-01'));
  });

  it('follow units that are renamed or merged', () => {
    const merged: Unit[] = smallProfile.units.map((unit) =>
      unit.code === 'CGZF'
        ? { ...unit, effectiveTo: '2026-09-01', successor: 'SCJG' }
        : unit.code === 'SCJG'
          ? { ...unit, formerNames: [{ name: '区工商局', until: '2025-06-01' }] }
          : unit.code === 'JD-DS'
            ? { ...unit, effectiveFrom: '2026-03-01' }
            : unit,
    );
    const source = { ...smallProfile, units: merged };
    const before = buildDuties(source, '2026-08-31');
    expect(before.lead(before.type('0501'), null)).toBe('CGZF');
    const after = buildDuties(source, '2026-09-01');
    expect(after.lead(after.type('0501'), null)).toBe('SCJG');
    expect(buildDuties(source, '2025-05-31').unitName('SCJG')).toBe('区工商局');
    expect(buildDuties(source, '2025-06-01').unitName('SCJG')).toBe('区市场监管局');
    expect(buildDuties(source, '2026-02-28').streetOffice('德胜')).toBeNull();
    expect(buildDuties(source, '2026-03-01').streetOffice('德胜')).toBe('JD-DS');
    expect(buildDuties(source).lead(before.type('0402'), '德胜')).toBe('JD-DS');
  });

  it('name the clause and the legal basis', () => {
    const entries = [{ ...entry('2026-01-01', null, 'CGZF'), basis: '某法第八条' }];
    const duties = buildDuties({ ...smallProfile, catalogue: { title: '目录', entries } }, '2026-02-01');
    expect(catalogueClause(duties.type('0501'), duties)).toBe(
      '目录第5.1项 0501 施工噪声：由区城管执法局承办（依据：某法第八条）',
    );
  });
});
