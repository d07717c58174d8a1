import { copyFileSync, existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { pathOf } from '../../src/store/client.ts';
import { ERASED } from '../../src/kernel/erasure-words.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { orderById } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { erasedDesk, filesBeside, marksIn } from '../support/erased-desk.ts';
import { recordingIo } from './support.ts';

async function run(...argv: readonly string[]) {
  const { io, out, err } = recordingIo();
  return { code: await main(argv, io), out: out(), err: err() };
}

it('erases by command, and a copy put back from before is erased again', { timeout: 120_000 }, async () => {
  const d = await erasedDesk();
  const { url, number, id } = d;
  const copy = `${pathOf(url)}-kept`;
  await run('backup', copy, '--db', url);
  await d.store.close();
  const looked = await run('erase', number, '--db', url);
  expect(looked).toMatchObject({ code: 0 });
  expect(looked.out).toContain(`${number}  将清除`);
  expect((await run('erase', number, '--confirm', number, '--db', url)).code).toBe(2);
  expect((await run('erase', number, '--reason', '请求', '--confirm', 'x', '--db', url)).code).toBe(1);
  const done = await run('erase', number, '--reason', '请求 9 号', '--confirm', number, '--db', url);
  expect(done).toMatchObject({ code: 0 });
  expect(done.out).toContain(`已清除 1 件：${number}`);
  const besides = () =>
    filesBeside(url).filter(({ name }) => name !== copy && !name.includes('before-restore'));
  expect(marksIn(besides())).toEqual([]);
  expect(existsSync(`${pathOf(url)}.erased`)).toBe(true);

  const back = await run('restore', copy, '--db', url);
  expect(back).toMatchObject({ code: 0 });
  expect(back.out).toContain('此后清除过个人信息的 1 件工单已重新清除');
  expect(marksIn(besides())).toEqual([]);
  const store = await openStore({ url });
  expect((await store.read((db) => orderById(db, id)))?.input['text']).toBe(ERASED);
  expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
  await store.close();
  // Found as it is by whoever puts a file there by hand: nothing was erased in it.
  copyFileSync(copy, `${copy}-2`);
  expect(
    marksIn([
      {
        name: 'copy',
        bytes: filesBeside(url).find(({ name }) => name === `${copy}-2`)?.bytes ?? Buffer.alloc(0),
      },
    ]).length,
  ).toBeGreaterThan(0);
});

it('lists what is due by age, and erases it only when told to', { timeout: 60_000 }, async () => {
  const d = await erasedDesk();
  await d.store.close();
  const listed = await run('retention', '--db', d.url);
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(listed.out).toMatch(/来电人姓名、电话、地址等：满 1095 天的 \d+ 件/);
  expect(listed.out).toContain('只列出，没有清除');
  expect((await run('retention', '--apply', '--db', d.url)).code).toBe(0);
});
