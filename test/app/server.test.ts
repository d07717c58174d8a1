import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { verifyAudit } from '../../src/store/audit.ts';
import { pathOf } from '../../src/store/client.ts';
import { ordersByIds } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { childProgram } from '../support/child-program.ts';
import { closeAfterTest } from '../support/closing.ts';
import { TINY, tinyCopy } from '../support/tiny-encoder.ts';
import { tempDatabase } from '../support/temp.ts';

const PASSWORD = 'only-for-this-test';
const TEXT = '西单商场三层买的羽绒服不合身，电话13600001127，要求退货';

// A server loads its model in two seconds, on a busy machine in many more.
vi.setConfig({ testTimeout: 240_000 });

type Server = { readonly child: ChildProcess; readonly address: string; readonly said: () => string };

async function start(url: string, more: Record<string, string> = {}): Promise<Server> {
  const env = { ...process.env, JIESU_DB: url, JIESU_PORT: '0', JIESU_DEMO_PASSWORD: PASSWORD, ...more };
  const child = spawn(process.execPath, [await childProgram('test/app/server-child.ts')], { env });
  // What a failed test leaves running must not outlive it.
  closeAfterTest(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /已启动：(\S+)[\s\S]*"listening"|"listening"[\s\S]*已启动：(\S+)/.exec(said);
      if (found) resolve((found[1] ?? found[2]) as string);
    });
    child.on('exit', (code) => reject(new Error(`exit ${code}\n${said}`)));
  });
  return { child, address, said: () => said };
}

async function stop({ child }: Server): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return (await ended)[0] as number | null;
}

const post = (server: Server, key: string, body: unknown): Promise<Response> =>
  fetch(`${server.address}/api/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const order = {
  channel: 'phone',
  receivedAt: '2026-04-14T09:30:00+08:00',
  text: TEXT,
  caller: { name: '王小明' },
};

test('the server greets once, serves, says nothing private, and stops in order with everything kept', async () => {
  const url = tempDatabase();
  const first = await start(url);
  expect(first.said().match(new RegExp(PASSWORD, 'g'))).toHaveLength(8);
  const key = /接口密钥 (\S+)/.exec(first.said())?.[1] ?? '';
  expect((await fetch(`${first.address}/readyz`)).status).toBe(200);
  expect((await post(first, key, order)).status).toBe(201);

  // Told to stop with requests in hand: what is answered is kept.
  const answers = Array.from({ length: 6 }, (_, n) =>
    post(
      first,
      key,
      Array.from({ length: 10 }, (__, i) => ({ ...order, id: `late-${n}-${i}` })),
    ).then(
      (response) => ({ n, kept: response.status === 201 }),
      () => ({ n, kept: false }),
    ),
  );
  await answers[0];
  expect(await stop(first)).toBe(0);
  const kept = (await Promise.all(answers)).filter((a) => a.kept);
  expect(kept.length).toBeGreaterThanOrEqual(1);
  expect(existsSync(`${pathOf(url)}.lock`)).toBe(false);
  for (const secret of [TEXT, '13600001127', '王小明']) expect(first.said()).not.toContain(secret);
  expect(first.said()).toContain('"stopped"');

  const store = await openStore({ url });
  const wanted = kept.flatMap(({ n }) => Array.from({ length: 10 }, (_, i) => `late-${n}-${i}`));
  expect(await store.read((db) => ordersByIds(db, wanted))).toHaveLength(wanted.length);
  expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
  await store.close();

  const second = await start(url);
  expect(second.said()).not.toContain(PASSWORD);
  expect((await post(second, key, { ...order, id: 'again' })).status).toBe(201);
  expect(await stop(second)).toBe(0);
});

test('a bad encoder is named in the log and keeps nothing from working; a good one is measured', async () => {
  const logged = async (server: Server, words: RegExp): Promise<string> => {
    for (;;) {
      const found = words.exec(server.said());
      if (found) return found[0];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const url = tempDatabase();
  const dir = tinyCopy();
  truncateSync(join(dir, 'onnx/model_quantized.onnx'), 5000);
  const bad = await start(url, { JIESU_ENCODER: dir });
  const key = /接口密钥 (\S+)/.exec(bad.said())?.[1] ?? '';
  const line = await logged(bad, /\{"level":40.*encoder not used.*/);
  expect(JSON.parse(line)).toMatchObject({
    err: { code: 'bad_encoder', message: expect.stringContaining(dir) },
  });
  expect((await post(bad, key, order)).status).toBe(201);
  expect((await fetch(`${bad.address}/healthz`)).status).toBe(200);
  expect(await stop(bad)).toBe(0);

  const good = await start(url, { JIESU_ENCODER: TINY });
  const ready = await logged(good, /\{"level":30.*encoder ready.*/);
  expect(JSON.parse(ready)).toMatchObject({ width: 16, rows: 0 });
  expect(await stop(good)).toBe(0);
});
