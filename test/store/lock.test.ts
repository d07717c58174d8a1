import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../src/store/lock.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';

const held = (file: string): { pid: number; host: string; birth: string } =>
  JSON.parse(readFileSync(`${file}.lock`, 'utf8'));

test('a second writer in the same process is refused by name, until the first closes', async () => {
  const url = tempDatabase();
  const first = await openStore({ url });
  await expect(openStore({ url })).rejects.toMatchObject({
    code: 'database_locked',
    details: { file: url.slice('file:'.length), pid: process.pid },
  });
  await first.close();
  await (await openStore({ url })).close();
  expect(existsSync(`${url.slice('file:'.length)}.lock`)).toBe(false);
});

test('a lock of a living process elsewhere is respected, and taken over once it is dead', async () => {
  const file = join(tempFolder(), 'a.db');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  writeFileSync(`${file}.lock`, JSON.stringify({ pid: child.pid, host: '', birth: '', token: 'other' }));
  expect(() => takeLock(file)).toThrow(String(child.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = takeLock(file);
  expect(held(file).pid).toBe(process.pid);
  lock.release();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a lock of an earlier process that had our number is taken over', () => {
  const file = join(tempFolder(), 'a.db');
  const first = takeLock(file);
  const mine = held(file);
  first.release();
  if (mine.birth === '') return expect(process.platform).not.toBe('linux');
  writeFileSync(`${file}.lock`, JSON.stringify({ ...mine, birth: 'other-boot:1', token: 'earlier' }));
  takeLock(file).release();
});

test('a lock from another machine counts as dead after a minute of silence', () => {
  const file = join(tempFolder(), 'a.db');
  const path = `${file}.lock`;
  writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', birth: '', token: 'other' }));
  expect(() => takeLock(file)).toThrow('1');
  const then = new Date(Date.now() - 61_000);
  utimesSync(path, then, then);
  takeLock(file).release();
});

test('an unreadable lock file of nobody is taken over', () => {
  const file = join(tempFolder(), 'a.db');
  writeFileSync(`${file}.lock`, '');
  takeLock(file).release();
});

test('of many processes that race for a stale lock exactly one gets it', async () => {
  const file = join(tempFolder(), 'a.db');
  const dead = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(`${file}.lock`, JSON.stringify({ pid: dead.pid, host: '', birth: '', token: 'dead' }));
  const code = `
    const { takeLock } = await import('./src/store/lock.ts');
    try { takeLock(${JSON.stringify(file)}); console.log('got'); } catch (e) { console.log(e.code); }
    process.stdin.resume(); process.stdin.on('end', () => process.exit(0));`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const said = await Promise.all(children.map(async (c) => String((await once(c.stdout, 'data'))[0]).trim()));
  for (const child of children) child.stdin.end();
  expect(said.sort()).toEqual(['database_locked', 'database_locked', 'database_locked', 'got']);
});
