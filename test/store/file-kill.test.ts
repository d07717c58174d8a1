import { expect, test } from 'vitest';
import { openFileFolder } from '../../src/store/file-folder.ts';
import { linesUntilKilled } from '../support/child-program.ts';
import { tempFolder } from '../support/temp.ts';

test('after SIGKILL everything under a name is whole, and what was told of is there', async () => {
  const path = tempFolder();
  const told: string[] = [];
  for (const count of [20, 7, 13])
    told.push(...(await linesUntilKilled('test/store/files-child.ts', [path], count)));
  const folder = openFileFolder(path);
  const there = (await folder.contents()).map(({ sha256 }) => sha256);
  expect(told.length).toBeGreaterThanOrEqual(40);
  expect(told.filter((hash) => !there.includes(hash))).toEqual([]);
  for (const hash of there) expect(await folder.check(hash)).toBe('intact');
  await folder.sweep();
  expect(await folder.sweep()).toBe(0);
  expect((await folder.contents()).length).toBe(there.length);
});
