import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SURGE_RULES } from '../../src/insight/surge.ts';
import { WARNINGS_FILE, loadWarnings } from '../../src/profile/warnings.ts';

const SHIPPED = join(import.meta.dirname, '../../data/profile/xicheng');
const shipped = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(SHIPPED, WARNINGS_FILE), 'utf8')) as Record<string, unknown>;

function folderWith(value: unknown): string {
  const dir = mkdtempSync(join(tmpdir(), 'jiesu-warnings-'));
  writeFileSync(join(dir, WARNINGS_FILE), JSON.stringify(value));
  return dir;
}

test('the shipped rules are read, and watch as the program does without any', () => {
  const rules = loadWarnings(SHIPPED);
  expect(rules?.alarms).toEqual(SURGE_RULES);
  expect(rules?.subjectTriggers.map(({ code }) => code)).toEqual(['TALK-5', 'VISIT-8', 'VISIT-AFTER-TALK']);
});

test('a folder without rules has none', () => {
  expect(loadWarnings(mkdtempSync(join(tmpdir(), 'jiesu-warnings-')))).toBeUndefined();
});

test('rules that cannot be meant are refused with the place', () => {
  const alarms = shipped()['alarms'] as object;
  for (const [change, words] of [
    [{ alarms: { ...alarms, leastCallers: 1 } }, '至少 2 人'],
    [{ alarms: { ...alarms, windows: [7, 3] } }, '从短到长'],
    [{ alarms: { ...alarms, windows: [30] } }, '最长 7 天'],
    [{ chronic: { days: 30, orders: 3, months: 6 } }, '装不下'],
    [{ more: 1 }, 'more'],
  ] as const) {
    expect(() => loadWarnings(folderWith({ ...shipped(), ...change }))).toThrow(words);
  }
});
