import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { childProgram } from '../../support/child-program.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { tempDatabase } from '../../support/temp.ts';

test('a server that is told to stop ends open connections in order, not by cutting them', async () => {
  const env = {
    ...process.env,
    JIESU_DB: tempDatabase(),
    JIESU_PORT: '0',
    JIESU_ENCODER: 'off',
    JIESU_DEMO: 'on',
    JIESU_DEMO_PASSWORD: 'only-for-this-test',
  };
  const child = spawn(process.execPath, [await childProgram('test/app/server-child.ts')], { env });
  closeAfterTest(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const exited = once(child, 'exit');
  await Promise.race([
    expect
      .poll(() => /接口密钥 \S+/.test(said) && said.includes('"listening"'), { timeout: 200_000 })
      .toBe(true),
    exited.then(() => Promise.reject(new Error(said))),
  ]);
  const address = /已启动：(\S+)/.exec(said)?.[1] ?? '';
  const key = /接口密钥 (\S+)/.exec(said)?.[1] ?? '';
  const answer = await fetch(`${address}/api/v1/live`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  const stream = answer.body?.getReader();
  const first = await stream?.read();
  expect(new TextDecoder().decode(first?.value)).toContain('retry:');
  child.kill('SIGTERM');
  // Read to its end: a connection that is cut makes the reading fail.
  while (!((await stream?.read())?.done ?? true));
  expect((await exited)[0]).toBe(0);
  expect(said).toContain('"stopped"');
}, 240_000);
