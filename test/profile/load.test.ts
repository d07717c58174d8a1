import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { loadProfile } from '../../src/profile/load.ts';

const XICHENG = join(import.meta.dirname, '../../data/profile/xicheng');

describe('the shipped profile of Xicheng', () => {
  const profile = loadProfile(XICHENG);

  it('has 107 types in 16 groups, 69 units, and versions to store with a decision', () => {
    expect(profile.issueTypes).toHaveLength(107);
    expect(profile.groups).toHaveLength(16);
    expect(profile.units).toHaveLength(69);
    expect(profile.versions.taxonomy).not.toBe('');
    expect(profile.versions.catalogue).toBe(profile.catalogue?.version);
  });

  it('has a dated clause of the catalogue for every type, none numbered twice', () => {
    const entries = profile.catalogue?.entries ?? [];
    expect(entries.map(({ issueType }) => issueType)).toEqual(profile.issueTypes.map(({ code }) => code));
    expect(new Set(entries.map(({ clause }) => clause)).size).toBe(107);
    expect(new Set(entries.map(({ effectiveFrom }) => effectiveFrom))).toEqual(new Set(['2026-01-01']));
  });

  it('knows every street office by its name and at least 80 places in each street', () => {
    const streets = profile.units.flatMap((unit) =>
      unit.kind === 'street' && unit.street ? [unit.street] : [],
    );
    expect(streets).toHaveLength(15);
    for (const street of streets) {
      expect(
        profile.gazetteer.some((entry) => entry.name === `${street}街道` && entry.street === street),
      ).toBe(true);
      expect(profile.gazetteer.filter((entry) => entry.street === street).length).toBeGreaterThan(80);
    }
    expect(profile.gazetteer.length).toBeGreaterThan(1500);
  });

  it('has no simplified name twice and no traditional-only duplicate of another street', () => {
    const names = profile.gazetteer.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives places and units to the segmenter, and keeps guards such as 天桥底下 out of it', () => {
    expect(profile.terms).toEqual(expect.arrayContaining(['烟袋斜街', '区住房和城市建设委员会', '三包']));
    expect(profile.terms).not.toContain('天桥底下');
    expect(new Set(profile.terms).size).toBe(profile.terms.length);
  });
});

describe('a broken profile', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'jiesu-profile-'));
    cpSync(XICHENG, dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function change(file: string, edit: (value: any) => void): void {
    const path = join(dir, file);
    const value = JSON.parse(readFileSync(path, 'utf8'));
    edit(value);
    writeFileSync(path, JSON.stringify(value));
  }

  function refusal(): AppError {
    try {
      loadProfile(dir);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('the profile was accepted');
  }

  const cases: readonly [string, string, (value: any) => void, string][] = [
    ['an owner that is no unit', 'issue-types.json', (v) => (v.types[0].owner = 'NOBODY'), 'NOBODY'],
    ['a joint unit that is none', 'issue-types.json', (v) => (v.types[0].joint = 'NOBODY'), 'NOBODY'],
    ['a type without a parent group', 'issue-types.json', (v) => (v.types[0].parent = '99'), '99'],
    ['two types with one code', 'issue-types.json', (v) => (v.types[1].code = v.types[0].code), '0101'],
    [
      'a street matter owned by a department',
      'issue-types.json',
      (v) => (v.types[0].level = 'street'),
      '0101',
    ],
    ['an unknown key', 'issue-types.json', (v) => (v.types[0].color = 'red'), 'color'],
    [
      'a street without a station',
      'units.json',
      (v) =>
        v.splice(
          v.findIndex((unit: { code: string }) => unit.code === 'SCS-NJ'),
          1,
        ),
      '牛街',
    ],
    ['two units with one code', 'units.json', (v) => (v[1].code = v[0].code), 'SCJG'],
    ['a parent that is no unit', 'units.json', (v) => (v.at(-1).parent = 'NOBODY'), 'NOBODY'],
    ['a fallback that is no unit', 'routing.json', (v) => (v.fallbackUnit = 'NOBODY'), 'NOBODY'],
    ['a target that is no share', 'routing.json', (v) => (v.earnedRight.target = 1.2), 'earnedRight.target'],
    ['a key of the rule that is none', 'routing.json', (v) => (v.earnedRight.goal = 1), 'earnedRight'],
    [
      'a broken cell that would count as a good one',
      'routing.json',
      (v) => (v.earnedRight.brokenRate = 0.05),
      'brokenRate',
    ],
    ['a threshold for a type that is none', 'routing.json', (v) => (v.byType['9999'] = 0.5), '9999'],
    ['a place in a street that is none', 'gazetteer.json', (v) => (v[0].street = '东华门'), '东华门'],
    ['a place given twice', 'gazetteer.json', (v) => v.push({ ...v[0] }), '重复'],
    [
      'a reversed range of numbers',
      'gazetteer.json',
      (v) =>
        v.push({
          name: '试验路',
          kind: 'road',
          street: null,
          numbers: [{ from: 9, to: 3, street: '牛街' }],
        }),
      '9-3',
    ],
    [
      'a duty with no owner from a day on',
      'catalogue.json',
      (v) => (v.entries[0].effectiveTo = '2026-07-01'),
      '0101 自 2026-07-01 起没有承办单位',
    ],
    [
      'periods of a duty that overlap',
      'catalogue.json',
      (v) => v.entries.push({ ...v.entries[0], effectiveFrom: '2026-07-01' }),
      '0101 自 2026-01-01 与自 2026-07-01 起的两条有效期重叠',
    ],
    [
      'a gap between two periods of a duty',
      'catalogue.json',
      (v) => {
        v.entries.push({ ...v.entries[0], effectiveFrom: '2026-07-02' });
        v.entries[0].effectiveTo = '2026-07-01';
      },
      '0101 在 2026-07-01 与 2026-07-02 之间没有承办单位',
    ],
    [
      'a period that ends before it begins',
      'catalogue.json',
      (v) => (v.entries[0].effectiveTo = '2025-07-01'),
      '0101 的 effectiveTo 2025-07-01',
    ],
    [
      'a duty whose newest entry is not what the tree says',
      'catalogue.json',
      (v) => (v.entries[0].owner = 'WJW'),
      '0101 自 2026-01-01 起的 owner 与 issue-types.json 不符',
    ],
    ['a duty of a type that is none', 'catalogue.json', (v) => (v.entries[0].issueType = '9999'), '9999'],
    ['a duty of a unit that is none', 'catalogue.json', (v) => (v.entries[0].joint = 'NOBODY'), 'NOBODY'],
    [
      'a station matter of old in a department without stations',
      'catalogue.json',
      (v) => {
        v.entries.push({ ...v.entries[0], effectiveFrom: '2026-07-01' });
        Object.assign(v.entries[0], { owner: 'WJW', effectiveTo: '2026-07-01' });
      },
      '0101 在 2026-01-01：WJW 在',
    ],
    [
      'a merged unit without an heir',
      'units.json',
      (v) => (v[0].effectiveTo = '2026-07-01'),
      'effectiveTo 与 successor 须同时写明',
    ],
    [
      'an heir that is no unit',
      'units.json',
      (v) => Object.assign(v[0], { effectiveTo: '2026-07-01', successor: 'NOBODY' }),
      '继任单位 NOBODY',
    ],
    ['a date that is none', 'catalogue.json', (v) => (v.effectiveFrom = '2026-13-01'), 'effectiveFrom'],
  ];

  it.each(cases)('is refused for %s, naming file and reason', (_, file, edit, reason) => {
    change(file, edit);
    const error = refusal();
    expect(error.code).toBe('bad_profile');
    expect(error.details.file).toBe(file);
    expect(error.message).toContain(reason);
  });

  it('is refused for a missing file and for a file that is no JSON', () => {
    writeFileSync(join(dir, 'units.json'), '[{');
    expect(refusal().details).toEqual({ file: 'units.json', reason: '不是合法的 JSON' });
    rmSync(join(dir, 'units.json'));
    expect(refusal().details).toEqual({ file: 'units.json', reason: '文件无法读取' });
  });
});
