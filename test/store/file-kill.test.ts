import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { openFileFolder } from '../../src/store/file-folder.ts';
import { tempFolder } from '../support/temp.ts';

/** Runs the child until it has taken in `count` files, then kills it without warning; the hashes it told. */
function takeAndKill(folder: string, count: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/store/files-child.ts', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      text += chunk;
      if (text.split('\n').length > count) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`The child ended by itself:\n${text.slice(-500)}`));
      else resolve(text.split('\n').slice(0, -1));
    });
  });
}

test('after SIGKILL everything under a name is whole, and what was told of is there', async () => {
  const path = tempFolder();
  const told: string[] = [];
  for (const count of [20, 7, 13]) told.push(...(await takeAndKill(path, count)));
  const folder = openFileFolder(path);
  const there = (await folder.contents()).map(({ sha256 }) => sha256);
  expect(told.length).toBeGreaterThanOrEqual(40);
  expect(told.filter((hash) => !there.includes(hash))).toEqual([]);
  for (const hash of there) expect(await folder.check(hash)).toBe('intact');
  await folder.sweep();
  expect(await folder.sweep()).toBe(0);
  expect((await folder.contents()).length).toBe(there.length);
});
