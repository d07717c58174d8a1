import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import { PROGRAM } from '../../src/app/rights.ts';
import { listUsers } from '../../src/store/accounts.ts';
import { tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

async function run(...argv: readonly string[]) {
  const { io, out, err } = recordingIo();
  return { code: await main(argv, io), out: out(), err: err() };
}

it('a backup is made beside a running server, and put back once it has stopped', async () => {
  const folder = tempFolder();
  const db = `file:${join(folder, 'a.db')}`;
  const file = join(folder, 'keep', 'b.db');
  await run('user', 'add', 'wang', '--role', 'dispatcher', '--db', db);
  const server = await openStore({ url: db });
  const made = await run('backup', file, '--db', db);
  expect(made).toMatchObject({ code: 0, err: '服务正在运行，这次备份没有记入审计\n' });
  expect(made.out).toContain(readFileSync(`${file}.sha256`, 'utf8').slice(0, 64));
  expect(await run('restore', file, '--db', db)).toMatchObject({ code: 1, out: '' });
  await server.close();
  await run('user', 'add', 'li', '--role', 'leader', '--db', db);
  const back = await run('restore', file, '--db', db);
  expect(back).toMatchObject({ code: 0, err: '' });
  expect(back.out).toContain('sha256 相符');
  const store = await openStore({ url: db });
  expect((await store.read((one) => listUsers(one, PROGRAM))).map(({ username }) => username)).toEqual([
    'wang',
  ]);
  await store.close();
  expect(await run('backup', file, '--db', db)).toMatchObject({ code: 1, out: '' });
  const none = await run('backup', join(folder, 'c.db'), '--db', `file:${join(folder, 'none.db')}`);
  expect(none.code).toBe(1);
  expect(existsSync(join(folder, 'none.db'))).toBe(false);
});
