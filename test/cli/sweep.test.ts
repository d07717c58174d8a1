import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { lifeDesk } from '../support/life-desk.ts';
import { tempDatabase } from '../support/temp.ts';
import { recordingIo } from './support.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo();
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

/** A database with one order that was received in spring and then forgotten. */
async function forgotten(): Promise<string> {
  const url = tempDatabase();
  const d = await lifeDesk(url, () => {});
  // A matter of safety: the hour at which the test runs does not matter.
  await d.take('西单着火');
  await d.store.close();
  return url;
}

describe('jiesu sweep', () => {
  it('lists with --dry-run what is due, does it without, and finds nothing a second time', async () => {
    const url = await forgotten();
    const dry = await run('sweep', '--dry-run', '--db', url);
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/^\d{8}-\d{6} {2}压单 {2}派出 .*没有签收$/m);
    expect(dry.out).toMatch(/^\d{8}-\d{6} {2}督办升级 {2}“.*”超期 .*$/m);
    expect(dry.out).toMatch(/未结工单 1 件；该做：/);
    const done = await run('sweep', '--db', url);
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/未结工单 1 件；已做：/);
    expect((await run('sweep', '--db', url)).out).toContain('没有到时候的事');
    const store = await openStore({ url, readOnly: true });
    open.push(store);
  });

  it('writes nothing while a server has the database, but can look', async () => {
    const url = await forgotten();
    open.push(await openStore({ url }));
    const { code, err } = await run('sweep', '--db', url);
    expect(code).toBe(1);
    expect(err).toContain('错误[database_locked]');
    expect((await run('sweep', '--dry-run', '--db', url)).code).toBe(0);
  });

  it('takes no words', async () => {
    expect((await run('sweep', 'now')).code).toBe(2);
    expect((await run('sweep', '--help')).out).toContain('--dry-run');
  });
});
