import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { sendMessage } from '../../../src/app/connections/webhook-sending.ts';
import { closeAfterTest } from '../../support/closing.ts';

test('a receiver that offers another protocol instead of an answer has not taken the message', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeAfterTest(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const allowed = { hosts: new Set<string>(), networks: { has: () => true } };
  const options = { allowed, timeoutMs: 60_000, agent: 'test' };
  const { status, error } = await sendMessage(
    `http://127.0.0.1:${port}/`,
    { headers: {}, body: '{}' },
    options,
  );
  expect([status, error]).toEqual([null, '连不上：连接断开']);
});
