import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answerClientError } from '../../src/http/client-error.ts';
import { createClient, ORDER, refused } from '../support/client.ts';
import { API_KEY } from '../support/fake-services.ts';

describe('the OpenAPI document', () => {
  it('has patterns that are regular expressions, without flags', async () => {
    const { app } = createClient();
    const patterns: string[] = [];
    JSON.parse(await (await app.request('/api/openapi.json')).text(), (key, value: unknown) => {
      if (key === 'pattern' && typeof value === 'string') patterns.push(value);
      return value;
    });
    expect(patterns).toContain('^[\\p{L}\\p{N}_-]+$');
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\/[a-z]*$/);
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
    }
  });
});

describe('an Idempotency-Key', () => {
  it('is refused for a batch that differs only in an order that was refused', async () => {
    const client = createClient();
    const headers = { 'idempotency-key': 'mixed-1' };
    const bad = { ...ORDER, colour: 'red' };
    const first = await client.post('/api/v1/orders', [ORDER, bad], headers);
    expect(first.status).toBe(201);
    const again = await client.post('/api/v1/orders', [ORDER, bad], headers);
    expect(await again.json()).toEqual(await first.json());
    for (const other of [[ORDER], [bad, ORDER], [ORDER, { ...ORDER, text: '' }]]) {
      const [status, code] = await refused(client.post('/api/v1/orders', other, headers));
      expect([status, code]).toEqual([422, 'idempotency_mismatch']);
    }
  });
});

describe('a question nobody can read', () => {
  it.each(['%E2%80%8B', '%01%02', '退%00货'])('%s is refused', async (q) => {
    const client = createClient();
    const [status, code] = await refused(client.get(`/api/v1/ask?q=${q}`));
    expect([status, code]).toEqual([400, 'bad_field']);
  });
});

describe('a body that is cut off', () => {
  it('is the fault of the caller who hung up', async () => {
    const { app } = createClient();
    const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
    const hangUp = new AbortController();
    const body = new ReadableStream({
      pull: (stream) => {
        hangUp.abort();
        stream.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      },
    });
    const request = new Request('http://localhost/api/v1/orders', {
      method: 'POST',
      headers,
      body,
      signal: hangUp.signal,
      duplex: 'half',
    } as RequestInit);
    const answer = await app.request(request);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request' } });
  });
});

describe('what is no HTTP request', () => {
  async function raw(text: string): Promise<string> {
    const server = createServer((_, response) => response.end('reached')).on(
      'clientError',
      answerClientError,
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (part) => (answer += String(part)));
        socket.on('end', () => resolve(answer)).on('error', reject);
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it.each([
    [
      'Chinese written bare into a URL',
      'GET /api/v1/ask?q=退货 HTTP/1.1\r\nHost: x\r\n\r\n',
      400,
      '百分号编码',
    ],
    ['nonsense', 'hello\r\n\r\n', 400, '不是合法的 HTTP 请求'],
    ['a huge header', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`, 431, '请求头过大'],
  ])('%s is answered with the usual body', async (_, text, status, why) => {
    const answer = await raw(text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as {
      error: Record<string, string>;
    };
    expect(body.error['code']).toBe('bad_request');
    expect(body.error['message']).toContain(why);
    expect(body.error['requestId']).not.toBe('');
  });
});
