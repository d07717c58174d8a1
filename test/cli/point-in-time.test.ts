import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { pathOf } from '../../src/store/client.ts';
import { copyAsOf } from '../../src/store/copies.ts';
import { events } from '../../src/store/schema/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { linesUntilKilled } from '../support/child-program.ts';
import { tempDatabase } from '../support/temp.ts';
import { recordingIo } from './support.ts';

type Told = { readonly id?: string; readonly copy?: string; readonly at: number };

async function run(...argv: readonly string[]) {
  const { io, out, err } = recordingIo();
  return { code: await main(argv, io), out: out(), err: err() };
}

it(
  'after a kill the database comes back as of a moment: all of before its copy, nothing of after',
  { timeout: 120_000 },
  async () => {
    const url = tempDatabase();
    const lines = await linesUntilKilled('test/store/copied-child.ts', [url], 700);
    const told = lines.map((line) => JSON.parse(line) as Told);
    const copies = told.filter(({ copy }) => copy !== undefined);
    expect(copies.length).toBeGreaterThanOrEqual(2);
    // A moment after the first copy was whole and before the last write.
    const moment = Number(copies[1]?.at) - 1;
    const copy = await copyAsOf(url, moment);
    if (copy === null) throw new Error('no copy');
    expect(copy.until).toBeLessThanOrEqual(moment);

    const back = await run('restore', '--at', new Date(moment).toISOString(), '--db', url);
    expect(back).toMatchObject({ code: 0, err: '' });
    expect(back.out).toContain(copy.file);
    const lost = told.filter(({ id, at }) => id !== undefined && at > copy.until).length;
    const [, said] = /办理步骤 (\d+) 步/.exec(back.out) ?? [];
    // What was committed and not told any more may be one more.
    expect(Number(said) - lost).toBeLessThanOrEqual(1);
    expect(Number(said)).toBeGreaterThanOrEqual(lost);

    const store = await openStore({ url });
    const there = new Set(
      (await store.read((db) => db.select({ id: events.orderId }).from(events))).map(({ id }) => id),
    );
    const known = told.filter((one): one is Told & { id: string } => one.id !== undefined);
    expect(known.filter(({ id, at }) => at < copy.until && !there.has(id))).toEqual([]);
    expect(known.filter(({ id, at }) => at > copy.until && there.has(id))).toEqual([]);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
    await store.close();
    // What was there is set aside whole: another moment can still be chosen.
    expect(
      readdirSync(pathOf(url).replace(/\/[^/]*$/, '')).some((name) => name.includes('before-restore')),
    ).toBe(true);
  },
);

it(
  'a moment before every copy, and one that is none, are refused and change nothing',
  { timeout: 60_000 },
  async () => {
    const url = tempDatabase();
    await run('user', 'add', 'wang', '--role', 'dispatcher', '--db', url);
    const none = await run('restore', '--at', '2020-01-01T00:00', '--db', url);
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toContain('2020-01-01 00:00:00（北京时间） 之前的时点副本或备份');
    for (const wrong of ['yesterday', '2026-13-01T00:00', '2026-11-29T25:00'])
      expect(await run('restore', '--at', wrong, '--db', url)).toMatchObject({ code: 2 });
  },
);
