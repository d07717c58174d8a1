import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/temp.ts';
import { jiesu, recordingIo } from './support.ts';

async function run(db: string, ...argv: readonly string[]) {
  const { io, out, err } = recordingIo();
  const code = await main(['simulate', ...argv, '--db', db, '--quiet'], io);
  return { code, out: out(), err: err() };
}

test('a year is written, what was planted is listed, and it is taken away', async () => {
  const db = `file:${join(tempFolder(), 'a.db')}`;
  expect(await run(db, '--orders', '60', '--seed', '2', '--year', '2025')).toMatchObject({
    code: 0,
    out: expect.stringContaining('已写入 60 件模拟工单（2025-01-01 至 2026-01-01，种子 2）') as string,
  });
  expect((await run(db, '--orders', '60', '--seed', '2', '--year', '2025')).out).toContain('已经在库里');
  const planted = JSON.parse((await run(db, '--planted')).out) as Record<string, unknown[]>;
  expect(Object.keys(planted).sort()).toEqual(['chronic', 'merchants', 'surges']);
  expect((await run(db, '--orders', '61')).err).toContain('[simulation_refused]');
  expect((await run(db, '--remove')).out).toContain('已移除 60 件');
});

test('while a service, or another of these, has the file, nothing is written or taken away beside it', async () => {
  const db = `file:${join(tempFolder(), 'a.db')}`;
  const store = await openStore({ url: db });
  try {
    for (const argv of [['--orders', '10'], ['--remove']]) {
      const beside = await jiesu(['simulate', ...argv, '--db', db, '--quiet']);
      expect(beside.code).not.toBe(0);
      expect(beside.err).toContain('[database_locked]');
    }
    expect(await store.read((read) => read.all(sql`SELECT id FROM simulations`))).toEqual([]);
  } finally {
    await store.close();
  }
  expect((await run(db, '--orders', '10', '--year', '2025')).code).toBe(0);
});
