import { afterEach, describe, expect, it } from 'vitest';
import { detailSchema } from '../../src/http/schemas.ts';
import { checkOrders } from '../../src/app/life/order-check.ts';
import type { Store } from '../../src/store/store.ts';
import { PEOPLE, lifeDesk } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { aftermath, storm } from '../support/move-storm.ts';
import { tempDatabase } from '../support/temp.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function served() {
  const d = await lifeDesk(tempDatabase(), (store: Store) => closing.push(() => store.close()));
  const server = await lifeServer(d);
  closing.push(server.close);
  return { d, server };
}

type Answer = {
  readonly status: number;
  readonly body: { readonly error?: { readonly code: string; readonly details: object } };
};

describe('POST /api/v1/orders/{id}/moves', () => {
  /** A person of the station, and a way to send what they like. */
  async function person(role: 'handler' | 'dispatcher' = 'handler') {
    const { d, server } = await served();
    const { cookie, csrf } = await server.signIn('li', role, role === 'handler' ? 'SCS-XCAJ' : null);
    const post = async (id: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
      const answer = await fetch(`${server.url}/api/v1/orders/${id}/moves`, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    };
    return { d, server, cookie, post };
  }

  it('makes a move and answers with the order as it then stands', async () => {
    const { d, post } = await person();
    const id = await d.contacted();
    const answer = await post(id, { move: 'handle', version: 6 });
    expect(answer.status).toBe(200);
    expect(detailSchema.parse(answer.body)).toMatchObject({ state: 'handling', version: 7 });
  });

  it('names the state, the rule and the need of what cannot be done', async () => {
    const { d, post } = await person();
    const id = await d.contacted();
    expect(await post(id, { move: 'resume' })).toMatchObject({
      status: 409,
      body: {
        error: { code: 'illegal_move', details: { state: '已联系', event: '恢复办理', need: 'state' } },
      },
    });
    expect(await post(id, { move: 'note', data: { text: '记' }, version: 5 })).toMatchObject({
      status: 409,
      body: { error: { code: 'order_changed', details: { version: 6, seen: 5 } } },
    });
  });

  it('makes a request with a key once, and refuses the key for another one', async () => {
    const { d, post } = await person();
    const id = await d.contacted();
    const headers = { 'idempotency-key': 'k-1' };
    const body = { move: 'note', data: { text: '记' }, version: 6 };
    expect([await post(id, body, headers), await post(id, body, headers)]).toMatchObject([
      { status: 200, body: { version: 7 } },
      { status: 200, body: { version: 7 } },
    ]);
    expect(await post(id, { ...body, data: { text: '另' } }, headers)).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
    expect((await post(id, body, { 'idempotency-key': 'a b' })).status).toBe(400);
  });

  it('refuses what is no move, naming what is wrong', async () => {
    const { d, post } = await person();
    const id = await d.contacted();
    for (const [code, body] of [
      ['bad_json', '{"move":'],
      ['bad_field', '[]'],
      ['bad_field', '{}'],
      ['bad_field', '{"move":"fly"}'],
      ['bad_field', '{"move":"handle","colour":"red"}'],
      ['bad_field', '{"move":"handle","version":0}'],
      ['bad_field', '{"move":"handle","version":"6"}'],
      ['bad_field', '{"move":"note","data":{"text":""}}'],
    ] as const)
      expect(await post(id, body), body).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it('is for people of the order: no key, no stranger, no other unit, no request without the token', async () => {
    const { d, server, post } = await person();
    const id = await d.take('施工噪声');
    const body = JSON.stringify({ move: 'note', data: { text: '记' } });
    expect(await post(id, body)).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(await post('no-such-order', body)).toMatchObject({ status: 404 });
    const own = await d.contacted();
    expect(await post(own, body, { 'x-csrf-token': 'wrong' })).toMatchObject({ status: 403 });
    expect(await post(own, body, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    const { key } = await d.services.accounts.addKey('平台');
    for (const [headers, status] of [
      [{ authorization: `Bearer ${key}` }, 403],
      [{}, 401],
    ] as const) {
      const answer = await fetch(`${server.url}/api/v1/orders/${own}/moves`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      expect(answer.status).toBe(status);
    }
  });

  it('answers 503 where the clock of the server was set back', async () => {
    const { d, post } = await person();
    const id = await d.contacted();
    d.pass(-3_600_000);
    expect(await post(id, { move: 'note', data: { text: '记' } })).toMatchObject({
      status: 503,
      body: { error: { code: 'clock_moved_back' } },
    });
  });
});

describe('people who act at once', () => {
  it('lose nothing: each success is one event, versions have no gaps, everybody else is told', async () => {
    const { d, server } = await served();
    const ids: string[] = [];
    for (let i = 0; i < 8; i++) {
      const id = await d.take(`西单的鞋第${i}双`);
      await d.services.handling.acknowledge(PEOPLE.handler, id);
      ids.push(id);
    }
    const sessions = [];
    for (let i = 0; i < 8; i++) sessions.push(await server.signIn(`p${i}`, 'handler', 'SCS-XCAJ'));
    const done = await storm(server.url, sessions, ids, { clients: 40, rounds: 4 });
    expect(done.strange).toEqual([]);
    expect(done.kept.length + done.told.length).toBe(160);
    // Where five act on the same version, one of them is served.
    expect(done.kept.length).toBeGreaterThanOrEqual(2 * ids.length);
    expect(done.told.length).toBeGreaterThanOrEqual(2 * (40 - ids.length));
    expect(await aftermath(d.store, ids, done)).toEqual([]);
    expect((await checkOrders(d.store, d.profile, { deep: true })).differences).toEqual([]);
  });
});
