import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/http/app.tsx';
import type { AppEnv, Deps } from '../../../src/http/context.ts';
import { identity } from '../../../src/http/middleware/auth.ts';
import { liveRoutes } from '../../../src/http/routes/live.ts';
import { desk, dispatcher, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { refused } from '../../support/client.ts';
import { smallProfile } from '../../support/small-profile.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

type Told = { readonly event: string; readonly id: string | null; readonly data: unknown };

/** Reads a stream of events; `next` waits for the next one of a name. */
function reader(answer: Response) {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const stream = answer.body?.getReader();
  if (stream === undefined) throw new Error('The answer has no body.');
  ended.push(() => void stream.cancel().catch(() => {}));
  const waiting: Told[] = [];
  const seen: Told[] = [];
  let text = '';
  let over = false;
  const decoder = new TextDecoder();
  async function pull(): Promise<boolean> {
    const { value, done } = await stream!.read();
    if (done) over = true;
    text += decoder.decode(value, { stream: true });
    for (let cut = text.indexOf('\n\n'); cut >= 0; cut = text.indexOf('\n\n')) {
      const lines = text.slice(0, cut).split('\n');
      text = text.slice(cut + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const event = field('event');
      if (event === undefined) continue;
      const told = { event, id: field('id') ?? null, data: JSON.parse(field('data') ?? 'null') as unknown };
      waiting.push(told);
      seen.push(told);
    }
    return !over;
  }
  return {
    seen,
    next: async (event: string): Promise<Told> => {
      for (;;) {
        const at = waiting.findIndex((one) => one.event === event);
        if (at >= 0) return waiting.splice(at, 1)[0] as Told;
        if (!(await pull())) throw new Error(`The stream ended before ${event}.`);
      }
    },
    /** Resolves when the server has ended the stream. */
    end: async (): Promise<void> => {
      while (await pull());
    },
    leave: () => stream.cancel(),
  };
}

async function site() {
  const d = await desk();
  const app = createApp({ services: d.services, profile: smallProfile, clock: d.clock });
  const people = {
    centre: await signIn(d, app, 'dispatcher'),
    station: await signIn(d, app, 'handler', 'SCS-XCAJ'),
    elsewhere: await signIn(d, app, 'handler', 'SCS-DS'),
  };
  return { d, app, ...people };
}

async function take(d: Desk, text: string): Promise<string> {
  const [outcome] = await d.services.intake.accept(system, [order(text)]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome.id;
}

describe('GET /api/v1/live', () => {
  it('tells of the orders within reach and of the counts, as they change', async () => {
    const { d, centre, station, elsewhere } = await site();
    const [all, own, other] = await Promise.all(
      [centre, station, elsewhere].map(async (one) => reader(await one.get('/api/v1/live'))),
    );
    if (!all || !own || !other) throw new Error('no streams');
    expect((await own.next('counts')).data).toMatchObject({ total: 0 });
    const id = await take(d, '西单的鞋');
    for (const stream of [all, own]) {
      expect((await stream.next('changed')).data).toEqual({ id, state: 'dispatched', version: 3 });
    }
    expect((await own.next('counts')).data).toMatchObject({ dispatched: 1, total: 1 });
    await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
    expect((await own.next('gone')).data).toEqual({ id });
    expect((await other.next('changed')).data).toMatchObject({ id, version: 4 });
    expect(other.seen.filter(({ event }) => event === 'changed')).toHaveLength(1);
  });

  it('gives what was missed to who comes back, and says where too much was', async () => {
    const { d, centre } = await site();
    const first = reader(await centre.get('/api/v1/live'));
    await take(d, '西单的鞋');
    const last = (await first.next('changed')).id ?? '';
    await first.leave();
    const id = await take(d, '西单的衣服');
    const again = reader(await centre.send('GET', '/api/v1/live', undefined, { 'last-event-id': last }));
    expect((await again.next('changed')).data).toMatchObject({ id });
    const query = reader(await centre.get(`/api/v1/live?last=${last}`));
    expect((await query.next('changed')).data).toMatchObject({ id });
    const lost = reader(await centre.get('/api/v1/live?last=elsewhere-7'));
    expect((await lost.next('resync')).data).toEqual({});
  });

  it('holds four connections a session, and gives them free again', async () => {
    const { centre, station } = await site();
    const streams = [];
    for (let i = 0; i < 4; i++) streams.push(reader(await centre.get('/api/v1/live')));
    expect(await refused(centre.get('/api/v1/live'))).toEqual([429, 'live_full']);
    reader(await station.get('/api/v1/live'));
    await streams[0]?.next('counts');
    await streams[0]?.leave();
    await expect.poll(async () => (await centre.get('/api/v1/live')).status).toBe(200);
  });

  it('ends with the session, at once', async () => {
    const { centre, station } = await site();
    const mine = reader(await centre.get('/api/v1/live'));
    const other = reader(await station.get('/api/v1/live'));
    await mine.next('counts');
    expect((await centre.form('/logout', [])).status).toBe(303);
    await mine.end();
    expect((await station.get('/api/v1/session')).status).toBe(200);
    await other.next('counts');
    expect(await refused(centre.get('/api/v1/live'))).toEqual([401, 'unauthenticated']);
  });

  it('ends within a heartbeat where the account was closed elsewhere, and gives signs of life before', async () => {
    const { d, station } = await site();
    const routes = liveRoutes({ services: d.services } as Deps, { heartbeat: 30, counts: 5 });
    const app = new Hono<AppEnv>().use(identity(d.services, false)).route('/', routes);
    const answer = await app.request('/live', { headers: { cookie: station.cookie } });
    const raw = answer.body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    let over = false;
    let beats = 0;
    while (!over) {
      const { value, done } = (await raw?.read()) ?? { value: undefined, done: true };
      text += decoder.decode(value, { stream: true });
      over = done;
      if (text.split('\n').filter((line) => line === ':').length > 2 && beats++ === 0) {
        await d.services.accounts.disableUser('handler-scs-xcaj');
      }
    }
    expect(text).toMatch(/^retry: 3000\nid: [0-9a-f]{8}-0\n\nevent: counts\n/);
    expect(beats).toBeGreaterThan(0);
  });

  it('is for people and programs that may list orders, and for nobody else', async () => {
    const { d, app } = await site();
    expect(await refused(app.request('/api/v1/live'))).toEqual([401, 'unauthenticated']);
    const { key } = await d.services.accounts.addKey('别的系统');
    const stream = reader(await app.request('/api/v1/live', { headers: { authorization: `Bearer ${key}` } }));
    const id = await take(d, '西单的鞋');
    expect((await stream.next('changed')).data).toMatchObject({ id });
    const long = 'x'.repeat(65);
    const answer = app.request(`/api/v1/live?last=${long}`, { headers: { authorization: `Bearer ${key}` } });
    expect(await refused(answer)).toEqual([400, 'bad_field']);
  });
});

it('a server that stops does not wait for open connections', async () => {
  const { d, app, centre } = await site();
  const { server, url } = await new Promise<{ server: ReturnType<typeof serve>; url: string }>((resolve) => {
    const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({ server: made, url: `http://127.0.0.1:${port}` }),
    );
  });
  const stream = reader(await fetch(`${url}/api/v1/live`, { headers: { cookie: centre.cookie } }));
  await stream.next('counts');
  d.context.changes.close();
  await stream.end();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
  expect(await refused(centre.get('/api/v1/live'))).toEqual([409, 'conflict']);
});

it('a connection that the other side drops is forgotten', async () => {
  const { app, centre } = await site();
  const { server, url } = await new Promise<{ server: ReturnType<typeof serve>; url: string }>((resolve) => {
    const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({ server: made, url: `http://127.0.0.1:${port}` }),
    );
  });
  const open = async (): Promise<AbortController> => {
    const stop = new AbortController();
    const answer = await fetch(`${url}/api/v1/live`, {
      headers: { cookie: centre.cookie },
      signal: stop.signal,
    });
    expect(answer.status).toBe(200);
    return stop;
  };
  for (let round = 0; round < 3; round++) {
    const stops = [];
    for (let i = 0; i < 4; i++) stops.push(await open());
    for (const stop of stops) stop.abort();
    await expect
      .poll(async () => {
        const stop = new AbortController();
        const { status } = await fetch(`${url}/api/v1/live`, {
          headers: { cookie: centre.cookie },
          signal: stop.signal,
        });
        stop.abort();
        return status;
      })
      .toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
