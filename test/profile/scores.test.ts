import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScores, parseScores } from '../../src/profile/scores.ts';
import { DATA } from '../support/shipped-profile.ts';

const XICHENG = join(DATA, 'profile/xicheng');
type File = { versions: Record<string, unknown>[] };
const shipped = (): File => JSON.parse(readFileSync(join(XICHENG, 'scores.json'), 'utf8')) as File;
const changed = (change: (file: File) => void) => {
  const file = shipped();
  change(file);
  return parseScores(JSON.stringify(file));
};
const first = (file: File): Record<string, unknown> => file.versions[0] ?? {};

test('the shipped rules are those of the published scheme, in whole tenths and fen', () => {
  expect(loadScores(XICHENG)).toMatchObject([
    {
      tenths: { bothNo: -10, oneNo: -5, bothYes: 10, missingMaterial: -5, publicIncident: -30 },
      fenPerTenth: 3000,
    },
  ]);
  expect(loadScores(join(DATA, 'profile'))).toBeUndefined();
});

test('versions whose days overlap are refused with the field and the reason', () => {
  const overlapping = changed(({ versions }) => {
    versions.push({ ...versions[0], version: 'next', effectiveFrom: '2027-01-01' });
  });
  expect(overlapping).toEqual({
    ok: false,
    field: 'versions.0.effectiveTo',
    reason: 'score-2019.1 与 next 的日期重叠',
  });
  const following = changed((file) => {
    file.versions.push({ ...first(file), version: 'next', effectiveFrom: '2027-01-01' });
    first(file)['effectiveTo'] = '2027-01-01';
  });
  expect(following.ok && following.rules.map(({ version }) => version)).toEqual(['score-2019.1', 'next']);
});

test('what is wrong in a draft is named', () => {
  expect(parseScores('{')).toMatchObject({ ok: false, reason: '不是合法的 JSON' });
  const cases: [(file: File) => void, string][] = [
    [(file) => (first(file)['effectiveTo'] = '2018-01-01'), 'versions.0.effectiveTo'],
    [
      (file) => {
        file.versions.push({ ...first(file), effectiveFrom: '2027-01-01' });
        first(file)['effectiveTo'] = '2027-01-01';
      },
      'versions.1.version',
    ],
    [(file) => (first(file)['yuanPerPoint'] = 0.05), 'versions.0.yuanPerPoint'],
    [(file) => (first(file)['bonus'] = 1), 'versions.0.bonus'],
    [(file) => (first(file)['notScored'] = ['lucky']), 'versions.0.notScored.0'],
    [(file) => (first(file)['satisfiedAnswers'] = ['dissatisfied']), 'versions.0.satisfiedAnswers.0'],
    [
      (file) => (first(file)['points'] = { ...(first(file)['points'] as object), oneNo: -0.25 }),
      'versions.0.points.oneNo',
    ],
    [
      (file) => (first(file)['points'] = { ...(first(file)['points'] as object), bothNo: 1 }),
      'versions.0.points.bothNo',
    ],
  ];
  for (const [change, field] of cases) expect(changed(change)).toMatchObject({ ok: false, field });
});

test('a profile with a wrong file is refused', () => {
  const dir = mkdtempSync(join(tmpdir(), 'scores-'));
  const file = shipped();
  file.versions.push({ ...first(file), version: 'next' });
  writeFileSync(join(dir, 'scores.json'), JSON.stringify(file));
  expect(() => loadScores(dir)).toThrow(/日期重叠/);
});
