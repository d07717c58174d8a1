import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { fakeProfile } from '../support/fake-profile.ts';
import { createFakeServices, FAKE_NOW, API_KEY } from '../support/fake-services.ts';

/** The application with so many requests in hand allowed; lists of orders are answered when `go` is called. */
function crowded(limits: { inHand: number; writes: number }, writesWaiting = 0) {
  const services = createFakeServices();
  let accepted = 0;
  const gates: (() => void)[] = [];
  const app = createApp({
    services: {
      ...services,
      orders: {
        ...services.orders,
        list: async (...args) => {
          await new Promise<void>((open) => gates.push(open));
          return services.orders.list(...args);
        },
      },
      intake: {
        ...services.intake,
        accept: async (...args) => {
          accepted++;
          return services.intake.accept(...args);
        },
      },
      health: { ...services.health, writesWaiting: () => writesWaiting },
    },
    profile: fakeProfile,
    clock: { now: () => FAKE_NOW },
    limits,
  });
  const headers = { authorization: `Bearer ${API_KEY}` };
  const ask = (path: string, init: RequestInit = {}) =>
    app.request(path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  const go = (): void => gates.splice(0).forEach((open) => open());
  return { ask, go, waiting: () => gates.length, accepted: () => accepted };
}

describe('more than can be answered', () => {
  it('sends the surplus away at once, and answers again as soon as there is room', async () => {
    const { ask, go, waiting } = crowded({ inHand: 2, writes: 10 });
    const held = [ask('/api/v1/orders'), ask('/api/v1/orders')];
    await expect.poll(waiting).toBe(2);
    const surplus = await ask('/api/v1/orders');
    expect(surplus.status).toBe(503);
    expect(surplus.headers.get('retry-after')).toBe('2');
    expect(((await surplus.json()) as { error: { code: string } }).error.code).toBe('overloaded');
    // Whoever watches the server, and whoever is about to send a form, is answered all the same.
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/api/v1/session')).status).toBe(200);
    const told = await (await ask('/metrics')).text();
    expect(told).toContain('jiesu_requests_shed_total{reason="requests"} 1');
    go();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    const after = ask('/api/v1/orders');
    await expect.poll(waiting).toBe(1);
    go();
    expect((await after).status).toBe(200);
  });

  it('takes nothing in where writes queue up, and goes on reading', async () => {
    const { ask, go, waiting, accepted } = crowded({ inHand: 10, writes: 5 }, 5);
    const order = { channel: 'phone', receivedAt: '2026-11-20T09:00:00+08:00', text: '路灯坏了' };
    const refused = await ask('/api/v1/orders', {
      method: 'POST',
      body: JSON.stringify(order),
      headers: { 'content-type': 'application/json' },
    });
    expect(refused.status).toBe(503);
    expect(accepted()).toBe(0);
    const read = ask('/api/v1/orders');
    await expect.poll(waiting).toBe(1);
    go();
    expect((await read).status).toBe(200);
  });

  it('says it in Chinese on a page', async () => {
    const { ask, go, waiting } = crowded({ inHand: 1, writes: 10 });
    const held = ask('/api/v1/orders');
    await expect.poll(waiting).toBe(1);
    const page = await ask('/login');
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('服务器繁忙，请 2 秒后再试');
    go();
    await held;
  });
});

describe('numbers for those who run it', () => {
  it('tells jobs, writes, lines, database and backup', async () => {
    const services = createFakeServices();
    const app = createApp({
      services: {
        ...services,
        health: {
          ...services.health,
          numbers: async () => ({
            outbox: [{ topic: 'suggest', waiting: 3, dead: 1 }],
            oldestWaitingAt: FAKE_NOW - 90_000,
            database: { file: 4096, log: 512 },
            backupAt: FAKE_NOW - 3_600_000,
            writesWaiting: 7,
            liveLines: 2,
          }),
        },
      },
      profile: fakeProfile,
      clock: { now: () => FAKE_NOW },
    });
    const answer = await app.request('/metrics', { headers: { authorization: `Bearer ${API_KEY}` } });
    const told = await answer.text();
    for (const line of [
      'jiesu_outbox_jobs{topic="suggest",state="waiting"} 3',
      'jiesu_outbox_jobs{topic="suggest",state="failed"} 1',
      'jiesu_outbox_oldest_seconds 90',
      'jiesu_writes_waiting 7',
      'jiesu_live_lines 2',
      'jiesu_database_bytes{part="log"} 512',
      'jiesu_backup_age_seconds 3600',
    ])
      expect(told).toContain(line);
  });
});
