import { describe, expect, it } from 'vitest';
import { detailSchema } from '../../../src/http/schemas.ts';
import { createClient, FIRE_ID, ORDER_ID, OWN_ID, refused } from '../../support/client.ts';

/** Calls as a signed-in person, with or without the CSRF token. */
async function person(role: 'dispatcher' | 'handler') {
  const client = createClient();
  const { cookie, csrf } = await (role === 'handler' ? client.asHandler() : client.asDispatcher());
  const call = (path: string, body?: unknown, headers: Record<string, string> = { 'x-csrf-token': csrf }) =>
    client.app.request(`/api/v1/orders/${path}`, {
      method: 'POST',
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { client, call };
}

describe('POST /api/v1/orders/{id}/correct', () => {
  it('changes type and unit', async () => {
    const { call } = await person('dispatcher');
    const answer = await call(`${ORDER_ID}/correct`, { issueType: '0901', unit: 'WLJ' });
    expect(answer.status).toBe(200);
    const order = detailSchema.parse(await answer.json());
    expect(order).toMatchObject({ corrected: true, issueType: { code: '0901' }, leadUnit: { code: 'WLJ' } });
    expect(order.events.at(-1)?.event).toBe('corrected');
  });

  it.each([
    [{}, 'bad_request'],
    [{ issueType: '99' }, 'bad_field'],
    [{ issueType: '9999' }, 'bad_field'],
    [{ issueType: 101 }, 'bad_field'],
    [{ type: '0101' }, 'unknown_field'],
    [[], 'bad_request'],
  ])('refuses %j', async (body, code) => {
    const { call } = await person('dispatcher');
    expect(await refused(call(`${ORDER_ID}/correct`, body))).toEqual([400, code]);
  });

  it('refuses broken JSON and other types in the house style', async () => {
    const { client } = await person('dispatcher');
    const path = `/api/v1/orders/${ORDER_ID}/correct`;
    expect(await refused(client.post(path, '{'))).toEqual([400, 'bad_json']);
    expect(await refused(client.post(path, 'a=b', { 'content-type': 'text/plain' }))).toEqual([
      415,
      'unsupported_type',
    ]);
  });

  it('refuses handlers and requests without the token', async () => {
    const handler = await person('handler');
    expect(await refused(handler.call(`${OWN_ID}/correct`, { unit: 'WLJ' }))).toEqual([403, 'forbidden']);
    const { call } = await person('dispatcher');
    for (const headers of [{}, { 'x-csrf-token': 'wrong' }]) {
      expect(await refused(call(`${ORDER_ID}/correct`, { unit: 'WLJ' }, headers))).toEqual([
        403,
        'forbidden',
      ]);
    }
  });
});

describe('POST /api/v1/orders/{id}/dispatch', () => {
  it('dispatches once', async () => {
    const { call } = await person('dispatcher');
    const answer = await call(`${ORDER_ID}/dispatch`);
    expect(detailSchema.parse(await answer.json()).state).toBe('dispatched');
    expect(await refused(call(`${ORDER_ID}/dispatch`))).toEqual([409, 'illegal_move']);
  });

  it('answers 404 for what is not there', async () => {
    const { call } = await person('dispatcher');
    expect(await refused(call('nope/dispatch'))).toEqual([404, 'not_found']);
  });

  it('refuses handlers, and cookies without the token', async () => {
    const handler = await person('handler');
    expect(await refused(handler.call(`${OWN_ID}/dispatch`))).toEqual([403, 'forbidden']);
    const { call } = await person('dispatcher');
    expect(await refused(call(`${ORDER_ID}/dispatch`, undefined, {}))).toEqual([403, 'forbidden']);
  });
});

describe('POST /api/v1/orders/{id}/acknowledge', () => {
  it('acknowledges an order of the own unit', async () => {
    const { call } = await person('handler');
    const order = detailSchema.parse(await (await call(`${OWN_ID}/acknowledge`)).json());
    expect(order).toMatchObject({ state: 'acknowledged', can: { acknowledge: false } });
  });

  it('refuses a second time', async () => {
    const { call } = await person('handler');
    await call(`${OWN_ID}/acknowledge`);
    expect(await refused(call(`${OWN_ID}/acknowledge`))).toEqual([409, 'illegal_move']);
  });

  it('refuses other units and dispatchers', async () => {
    const handler = await person('handler');
    expect(await refused(handler.call(`${FIRE_ID}/acknowledge`))).toEqual([403, 'forbidden']);
    const dispatcher = await person('dispatcher');
    expect(await refused(dispatcher.call(`${OWN_ID}/acknowledge`))).toEqual([403, 'forbidden']);
  });
});
