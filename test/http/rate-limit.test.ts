import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { clientAddress, subscriberOf } from '../../src/http/client-address.ts';
import type { AppEnv } from '../../src/http/context.ts';
import { rateLimit } from '../../src/http/rate-limit.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { NO_NETWORKS, readNetworks } from '../../src/kernel/networks.ts';
import type { Networks } from '../../src/kernel/networks.ts';

const PROXIES = readNetworks('127.0.0.1, 10.0.0.0/8') as Networks;

/** Two requests a minute. */
function limited(trusted?: Networks) {
  const clock = fixedClock(0);
  const app = new Hono<AppEnv>();
  app.use(rateLimit(clock, 2, trusted));
  app.get('/', (c) => c.text('ok'));
  app.onError((error, c) => c.text((error as { code?: string }).code ?? 'error', 429));
  const ask = async (remoteAddress: string, forwarded?: string): Promise<string> => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    return (await app.request('/', { headers }, { incoming: { socket: { remoteAddress } } })).text();
  };
  return { ask, clock };
}

describe('the limit of requests', () => {
  it('counts each caller behind several proxies apart, and again after a minute', async () => {
    const { ask, clock } = limited(PROXIES);
    const from = (caller: string) => ask('::ffff:127.0.0.1', `${caller}, 10.1.1.1, 10.2.2.2`);
    expect([await from('9.9.9.9'), await from('9.9.9.9'), await from('9.9.9.9')]).toEqual([
      'ok',
      'ok',
      'rate_limited',
    ]);
    expect(await from('8.8.8.8')).toBe('ok');
    clock.set(60_000);
    expect(await from('9.9.9.9')).toBe('ok');
  });

  it('is not got round by an address that the caller writes', async () => {
    const { ask } = limited(PROXIES);
    const forged = (i: number) => ask('127.0.0.1', `1.1.1.${i}, 9.9.9.9, 10.1.1.1`);
    expect([await forged(1), await forged(2), await forged(3)]).toEqual(['ok', 'ok', 'rate_limited']);
    const alone = limited();
    const direct = (i: number) => alone.ask('9.9.9.9', `1.1.1.${i}`);
    expect([await direct(1), await direct(2), await direct(3)]).toEqual(['ok', 'ok', 'rate_limited']);
  });

  it('counts a network of version 6 as one caller', async () => {
    const { ask } = limited();
    const from = (tail: string) => ask(`2001:db8:1:2${tail}`);
    expect([await from('::1'), await from(':a:b:c:d'), await from('::9')]).toEqual([
      'ok',
      'ok',
      'rate_limited',
    ]);
    expect(await ask('2001:db8:1:3::1')).toBe('ok');
  });
});

describe('the address of a caller', () => {
  it.each([
    ['9.9.9.9', '1.1.1.1', '9.9.9.9'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '9.9.9.9:1234, 10.1.1.1', '9.9.9.9'],
    ['127.0.0.1', '10.3.3.3, 10.1.1.1', '10.3.3.3'],
    ['127.0.0.1', '[2001:db8::1]:80', '2001:db8::1'],
    [undefined, '1.1.1.1', '-'],
  ])('%s with %s is %s', (remote, forwarded, client) => {
    expect(clientAddress(remote, forwarded, PROXIES)).toBe(client);
  });

  it('is the next one where nobody is trusted', () => {
    expect(clientAddress('127.0.0.1', '9.9.9.9', NO_NETWORKS)).toBe('127.0.0.1');
    expect(['1.2.3.4', '-', '::1', '2001:db8::1:2:3:4:5'].map(subscriberOf)).toEqual([
      '1.2.3.4',
      '-',
      '0:0:0:0::/64',
      '2001:db8:0:1::/64',
    ]);
  });
});
