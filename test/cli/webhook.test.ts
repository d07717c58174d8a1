import { expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { isSigned, startReceiver } from '../support/receiver.ts';
import { tempDatabase } from '../support/temp.ts';
import { recordingIo } from './support.ts';

it('registers a receiver, lists it, tries it and removes it', async () => {
  const db = tempDatabase();
  const receiver = await startReceiver();
  const run = async (...argv: string[]) => {
    const { io, out, err } = recordingIo('', { JIESU_WEBHOOK_ALLOW: '127.0.0.1', JIESU_DB: db });
    const code = await main(['webhook', ...argv], io);
    return { code, out: out(), err: err() };
  };
  expect(await run('list')).toEqual({ code: 0, out: '', err: '还没有登记推送\n' });
  const made = await run(
    'add',
    '城管平台',
    receiver.url,
    '--event',
    'order.closed',
    '--event',
    'order.replied',
  );
  const [, id = '', secret = ''] = /^编号 (\S+)\n验签密钥（只显示这一次）：(\S+)\n$/.exec(made.out) ?? [];
  expect((await run('list')).out).toBe(`${id} 城管平台 ${receiver.url} 推送中 待送 0\n`);
  expect(await run('test', id)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^对方收下了（答复 200，\d+ 毫秒）\n$/) as string,
  });
  expect(isSigned(secret, receiver.got[0]!)).toBe(true);
  receiver.behave((response) => response.writeHead(301, { location: '/' }).end());
  expect(await run('test', id)).toMatchObject({ code: 1 });
  expect(await run('remove', id)).toMatchObject({ code: 0, out: `已移除推送 ${id}\n` });
  expect(await run('remove', id)).toMatchObject({ code: 1 });
  expect(await run('add', 'x', 'http://10.0.0.1/')).toMatchObject({ code: 1 });
  expect(await run('add', 'x', receiver.url, '--unit', 'NONE')).toMatchObject({ code: 1 });
  expect(await run('add', 'x', receiver.url, '--event', 'nothing')).toMatchObject({ code: 1 });
  for (const argv of [[], ['add', 'x'], ['list', 'x'], ['show']]) expect((await run(...argv)).code).toBe(2);
});
