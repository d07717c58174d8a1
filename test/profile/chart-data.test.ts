import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HEADS_FILE, loadHeads } from '../../src/profile/heads.ts';
import type { HeadsFile } from '../../src/profile/heads.ts';
import { POPULATION_FILE, loadPopulation } from '../../src/profile/population.ts';
import { SEASONS_FILE, loadSeasons } from '../../src/profile/seasons.ts';
import { TARGETS_FILE, loadTargets } from '../../src/profile/targets.ts';
import { DATA, shippedProfile } from '../support/shipped-profile.ts';

const XICHENG = join(DATA, 'profile/xicheng');
const profile = shippedProfile();

/** A folder that holds one file, changed. */
function changed<T>(file: string, change: (value: T) => void): string {
  const dir = mkdtempSync(join(tmpdir(), 'jiesu-chart-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const value = JSON.parse(readFileSync(join(XICHENG, file), 'utf8')) as T;
  change(value);
  writeFileSync(join(dir, file), JSON.stringify(value));
  return dir;
}
const because = (load: () => unknown): string => {
  try {
    load();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
};

test('all 107 shipped types are put under a head, or under none with a reason', () => {
  const heads = loadHeads(XICHENG, profile);
  expect(profile.issueTypes).toHaveLength(107);
  expect(heads?.types.map(({ type }) => type).sort()).toEqual(
    profile.issueTypes.map(({ code }) => code).sort(),
  );
  expect(heads?.heads.map(({ name }) => name)).toEqual([
    '幼有所育',
    '学有所教',
    '劳有所得',
    '病有所医',
    '老有所养',
    '住有所居',
    '弱有所扶',
    '便利性',
    '宜居性',
    '多样性',
    '公正性',
    '安全性',
  ]);
  for (const { code } of heads?.heads ?? [])
    expect(heads?.types.some(({ head }) => head === code)).toBe(true);
  expect(heads?.types.filter(({ head }) => head === null).map(({ type }) => type)).toEqual([
    '1602',
    '1603',
    '1699',
  ]);
  expect(heads?.isWeightSet).toBe(false);
  expect(new Set(heads?.heads.map(({ weight }) => weight))).toEqual(new Set([1]));
});

test('heads that are not there, types named twice and weights of nothing are refused', () => {
  const load = (change: (file: HeadsFile) => void) => () =>
    loadHeads(changed<HeadsFile>(HEADS_FILE, change), profile);
  const types = (file: HeadsFile) => file.types as { type: string; head: string | null }[];
  expect(because(load((file) => void ((types(file)[0] as { head: string }).head = 'QY-9')))).toContain(
    'QY-9',
  );
  expect(because(load((file) => void ((types(file)[0] as { type: string }).type = '9999')))).toContain(
    '9999',
  );
  expect(
    because(load((file) => void types(file).push({ ...types(file)[0]!, reason: 'x' } as never))),
  ).toContain('重复');
  expect(
    because(
      load((file) => {
        for (const head of file.heads as { weight: number }[]) head.weight = 0;
      }),
    ),
  ).toContain('权重不能都为 0');
  expect(loadHeads(join(DATA, 'profile'), profile)).toBeUndefined();
});

test('the shipped number of residents has its source, streets of which nobody has said are unknown', () => {
  const population = loadPopulation(XICHENG, profile);
  expect(population?.district).toMatchObject({ residents: 1_106_214, year: 2020 });
  expect(population?.district.source).toContain('第七次全国人口普查');
  expect(population?.streets).toHaveLength(15);
  expect(
    population?.streets.every(({ residents, source }) => (residents === null) === (source === null)),
  ).toBe(true);
});

test('a number without a source, and a street that is not there, are refused', () => {
  type File = { streets: Record<string, unknown>[] };
  const load = (change: (file: File) => void) => () =>
    loadPopulation(changed<File>(POPULATION_FILE, change), profile);
  expect(because(load(({ streets }) => void (streets[0]!['residents'] = 5)))).toContain(
    '人口、年份、来源须都写',
  );
  expect(because(load(({ streets }) => void (streets[0]!['street'] = '东单')))).toContain('没有街道“东单”');
  expect(because(load(({ streets }) => void streets.push(streets[0]!)))).toContain('重复');
});

test('targets say since when they hold, and where they are laid down', () => {
  const targets = loadTargets(XICHENG) ?? [];
  expect(targets.length).toBeGreaterThan(5);
  // None of the shipped ones is laid down anywhere: they are examples.
  expect(targets.every(({ source }) => source === null)).toBe(true);
  type File = { targets: Record<string, unknown>[] };
  const load = (change: (file: File) => void) => () => loadTargets(changed<File>(TARGETS_FILE, change));
  expect(because(load((file) => void file.targets.push({ ...file.targets[1]!, value: 0.5 })))).toContain(
    '解决率的有效期与另一条重叠',
  );
  expect(because(load((file) => void (file.targets[0]!['effectiveTo'] = '2018-01-01')))).toContain('须晚于');
  expect(because(load((file) => void (file.targets[0]!['value'] = 90)))).toContain('targets.0.value');
  const next = load((file) => {
    file.targets[1]!['effectiveTo'] = '2027-01-01';
    file.targets.push({ ...file.targets[1]!, effectiveFrom: '2027-01-01', effectiveTo: null });
  });
  expect(next()).toHaveLength(targets.length + 1);
});

test('known seasons name types of the profile and days of a year, and none of the shipped figures claims a source', () => {
  expect(profile.seasons?.length).toBeGreaterThan(3);
  const shipped = JSON.parse(readFileSync(join(XICHENG, SEASONS_FILE), 'utf8')) as SeasonsFile;
  expect(shipped.rises.every(({ source }) => source === null)).toBe(true);
  expect(shipped.note).toContain('示例');
  const wrong = (change: (file: SeasonsFile) => void): string =>
    because(() => loadSeasons(changed<SeasonsFile>(SEASONS_FILE, change), profile));
  const first = ({ rises }: SeasonsFile) => rises[0] as SeasonsFile['rises'][number];
  expect(wrong(() => {})).toBe('nothing');
  expect(wrong((file) => void (first(file).types = ['9999']))).toContain('没有问题分类 9999');
  expect(wrong((file) => void (first(file).from = '13-01'))).toContain('MM-DD');
  expect(wrong((file) => void (first(file).times = 0))).toContain('times');
  expect(loadSeasons(join(XICHENG, 'nowhere'), profile)).toBeUndefined();
});
type SeasonsFile = {
  note: string;
  rises: { types: string[]; from: string; times: number; source: string | null }[];
};
