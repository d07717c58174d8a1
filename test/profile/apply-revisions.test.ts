import { expect, test } from 'vitest';
import { applyRevisions, comingDays, entriesOf, entryOn, EVER } from '../../src/profile/apply-revisions.ts';
import { checkCatalogue } from '../../src/profile/check-catalogue.ts';
import { faultsOf } from '../../src/profile/check-revision.ts';
import { differenceOf } from '../../src/profile/revision-difference.ts';
import type { ProfileChange } from '../../src/triage/revision-types.ts';
import { buildDuties, datedDuties } from '../../src/triage/duties.ts';
import { smallProfile } from '../support/small-profile.ts';

const TODAY = '2026-04-14';
const noise = {
  kind: 'entry',
  issueType: '0501',
  owner: 'ZWFW',
  level: 'dept',
  joint: null,
  clause: '5.1',
  basis: '某条例第一条',
  effectiveFrom: '2026-05-01',
} as const satisfies ProfileChange;
const added = {
  kind: 'addType',
  code: '0502',
  name: '广场舞噪声',
  parent: '05',
  urgency: 'normal',
  definition: '广场舞音响过大',
  keywords: ['广场舞'],
  effectiveFrom: '2026-05-01',
  owner: 'CGZF',
  level: 'dept',
  joint: null,
  clause: '5.2',
  basis: '某条例第二条',
} as const satisfies ProfileChange;

const over = (changes: readonly ProfileChange[], day = EVER) =>
  applyRevisions(smallProfile, [{ applied: 1, changes }], day);

test('an entry takes over on its day, the one before keeps its own days, and nothing else moves', () => {
  const profile = over([noise]);
  expect(buildDuties(profile, '2026-04-30').type('0501')).toMatchObject({ owner: 'CGZF', joint: 'STREET' });
  expect(buildDuties(profile, '2026-05-01').type('0501')).toMatchObject({ owner: 'ZWFW', joint: null });
  expect(entriesOf(profile, '0501').map(({ effectiveTo }) => effectiveTo)).toEqual(['2026-05-01', null]);
  expect(entriesOf(profile, '0104')).toEqual(entriesOf(smallProfile, '0104'));
  expect(profile.versions).toEqual({ taxonomy: 't1', catalogue: 'c1+r1' });
  expect(() => checkCatalogue(profile)).not.toThrow();
  expect(applyRevisions(smallProfile, [], TODAY)).toBe(smallProfile);
});

test('a condition of an entry decides whether the assisting unit has a say', () => {
  const profile = over([{ ...noise, joint: 'STREET', condition: { onlyIf: ['夜间'] } }]);
  expect(buildDuties(profile, '2026-05-01').jointWords['0501']).toEqual({ onlyIf: ['夜间'] });
  expect(buildDuties(profile, '2026-04-30').jointWords['0501']).toBeUndefined();
});

test('types come, change their names and go on their days', () => {
  const changes: ProfileChange[] = [
    added,
    { kind: 'changeType', code: '0501', name: '工地噪声', effectiveFrom: '2026-06-01' },
    { kind: 'retireType', code: '0402', successors: ['0501'], effectiveFrom: '2026-07-01' },
  ];
  const of = (day: string, code: string) => over(changes, day).issueTypes.find((type) => type.code === code);
  expect(of('2026-04-30', '0502')).toBeUndefined();
  expect(of('2026-05-01', '0502')).toMatchObject({ name: '广场舞噪声', owner: 'CGZF' });
  expect(of('2026-05-31', '0501')?.name).toBe('施工噪声');
  expect(of('2026-06-01', '0501')).toMatchObject({
    name: '工地噪声',
    formerNames: [{ name: '施工噪声', until: '2026-06-01' }],
  });
  expect(of('2026-06-30', '0402')?.retired).toBeUndefined();
  expect(of('2026-07-01', '0402')?.retired).toEqual({ from: '2026-07-01', successors: ['0501'] });
  expect(comingDays([{ applied: 1, changes }], '2026-06-01')).toEqual(['2026-07-01']);
  expect(over(changes, '2026-04-30').versions.taxonomy).toBe('t1');
  expect(over(changes).versions).toEqual({ taxonomy: 't1+r1', catalogue: 'c1+r1' });
});

test('what contradicts the catalogue is refused, each by name', () => {
  const faults = (...changes: ProfileChange[]) => faultsOf(smallProfile, changes, TODAY).join('；');
  expect(faults(noise, added)).toBe('');
  expect(faults(noise, { ...noise, owner: 'SCJG' })).toMatch(
    /0501 施工噪声 已有自 2026-05-01 起的条目.*只能有一条/,
  );
  expect(faults({ ...noise, effectiveFrom: '2026-04-13' })).toMatch(/早于今天/);
  expect(faults({ ...noise, owner: 'XX' })).toMatch(/没有承办单位 XX/);
  expect(faults({ ...noise, joint: 'ZWFW' })).toMatch(/主办与协办相同/);
  expect(faults({ ...noise, owner: 'ZWFW', level: 'station' })).toMatch(/在“.*”没有所站/);
  expect(faults({ ...noise, issueType: '9999' })).toBe('没有分类 9999');
  expect(faults({ kind: 'endEntry', issueType: '0501', effectiveFrom: '2026-05-01' })).toMatch(
    /没有承办单位/,
  );
  expect(faults({ ...added, code: '0501' })).toMatch(/已用于“施工噪声”/);
  expect(faults({ ...added, name: '施工噪声' })).toMatch(/已用于 0501/);
  expect(faults({ ...added, code: '0601' })).toMatch(/须以大类 05 开头/);
  expect(
    faults({ kind: 'retireType', code: '0501', successors: ['0501'], effectiveFrom: '2026-05-01' }),
  ).toMatch(/不能接替自己/);
});

test('a duty that is reserved from street offices goes there only by the paper that hands it down', () => {
  const down = { ...noise, owner: 'STREET', level: 'street' } as const;
  expect(faultsOf(smallProfile, [down], TODAY)[0]).toMatch(/规定由区城管执法局承办，不得派给街道/);
  expect(faultsOf(smallProfile, [{ ...down, delegation: '某决定〔2026〕1号' }], TODAY)).toEqual([]);
});

test('an entry that has not begun is taken back, and a retired type may end without another', () => {
  const planned = over([noise]);
  const back: ProfileChange = { kind: 'endEntry', issueType: '0501', effectiveFrom: '2026-05-01' };
  expect(faultsOf(planned, [back], TODAY)).toEqual([]);
  const again = applyRevisions(planned, [{ applied: 2, changes: [back] }], EVER);
  expect(entryOn(again, '0501', '2026-06-01')).toMatchObject({ owner: 'CGZF', effectiveTo: null });
  const retire: ProfileChange = {
    kind: 'retireType',
    code: '0402',
    successors: ['0501'],
    effectiveFrom: '2026-05-01',
  };
  expect(faultsOf(smallProfile, [retire, { ...back, issueType: '0402' }], TODAY)).toEqual([]);
});

test('the difference says what was and what is', () => {
  expect(differenceOf(smallProfile, [noise])).toEqual([
    {
      code: '0501',
      what: '主办',
      before: '区城管执法局（部门）',
      after: '区政务服务局（部门）',
      effectiveFrom: '2026-05-01',
    },
    { code: '0501', what: '协办', before: '属地街道办事处', after: '不设', effectiveFrom: '2026-05-01' },
    { code: '0501', what: '条款', before: '0501', after: '5.1', effectiveFrom: '2026-05-01' },
    { code: '0501', what: '依据', before: null, after: '某条例第一条', effectiveFrom: '2026-05-01' },
  ]);
});

test('dated duties of a source that is revised while it is held are read anew', () => {
  const source = { ...smallProfile };
  const dutiesOn = datedDuties(source);
  const before = dutiesOn('2026-05-02');
  expect(dutiesOn('2026-05-03')).toBe(before);
  Object.assign(source, over([noise]));
  expect(dutiesOn('2026-05-02').type('0501').owner).toBe('ZWFW');
  expect(dutiesOn('2026-04-14').type('0501').owner).toBe('CGZF');
});
