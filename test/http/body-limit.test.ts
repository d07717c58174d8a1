import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { limitBody } from '../../src/http/middleware/body-limit.ts';
import type { AppEnv } from '../../src/http/context.ts';

const app = new Hono<AppEnv>();
app.use(limitBody(10));
app.post('/', async (c) => c.text(String((await c.req.text()).length)));
app.get('/', (c) => c.text('read'));
app.onError((error, c) => c.text(error instanceof AppError ? error.code : String(error), 413));

const stream = (text: string): ReadableStream => new Blob([text]).stream();
const sent = async (body: string | ReadableStream, headers: Record<string, string> = {}) => {
  const answer = await app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  return [answer.status, await answer.text()];
};

test('a body of a told length is taken or refused by it', async () => {
  expect(await sent('1234567890', { 'content-length': '10' })).toEqual([200, '10']);
  expect(await sent('12345678901', { 'content-length': '11' })).toEqual([413, 'body_too_large']);
});

test.each([
  ['no length', {}],
  ['pieces beside a length', { 'content-length': '3', 'transfer-encoding': 'chunked' }],
])('a body with %s is counted as it comes', async (_, headers: Record<string, string>) => {
  expect(await sent(stream('1234567890'), headers)).toEqual([200, '10']);
  expect(await sent(stream('12345678901'), headers)).toEqual([413, 'body_too_large']);
});

test('what has no body is passed on', async () => {
  expect(await (await app.request('/')).text()).toBe('read');
});
