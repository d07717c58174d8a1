import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signedHeaders } from '../../src/app/connections/webhook-signature.ts';
import { CONNECTION_EVENT_NAMES } from '../../src/kernel/connection-events.ts';
import { closeAfterTest } from '../support/closing.ts';
import { tempFolder } from '../support/temp.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/connections.md'), 'utf8');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

it('the receiver of docs/connections.md takes what is signed, once, and nothing else', async () => {
  const code = /```js\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
  const file = join(tempFolder(), 'receiver.mjs');
  writeFileSync(file, code);
  const child = spawn(process.execPath, [file, '0'], { env: { ...process.env, WEBHOOK_SECRET: SECRET } });
  closeAfterTest(() => child.kill());
  let out = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => reject(new Error(chunk.toString())));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /listening on (\d+)/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const body = '{"type":"order.closed","data":{"number":"20260414-000001","state":"closed"}}';
  const send = async (headers: Record<string, string>, text = body): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: text })).status;
  const seconds = Math.floor(Date.now() / 1000);
  const signed = signedHeaders(['whsec_AAAA', SECRET], { id: 'evt_1', seconds, body });
  expect(await send(signed)).toBe(204);
  expect(await send(signed)).toBe(204);
  expect(await send(signed, `${body} `)).toBe(401);
  expect(await send(signedHeaders(['whsec_AAAA'], { id: 'evt_2', seconds, body }))).toBe(401);
  expect(await send(signedHeaders([SECRET], { id: 'evt_3', seconds: seconds - 301, body }))).toBe(401);
  expect(await send({})).toBe(401);
  expect(out.match(/order\.closed 20260414-000001 closed/g)).toHaveLength(1);
});

it('docs/connections.md names every type of event', () => {
  for (const type of Object.keys(CONNECTION_EVENT_NAMES)) expect(PAGE).toContain(`\`${type}\``);
});

it('signs as the example of the Standard Webhooks specification', () => {
  const body = '{"test": 2432232314}';
  const headers = signedHeaders([SECRET], { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
