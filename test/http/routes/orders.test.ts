import { describe, expect, it } from 'vitest';
import { detailSchema, outcomeSchema, pageSchema, storedSchema } from '../../../src/http/schemas.ts';
import {
  createClient,
  FIRE_ID,
  ORDER,
  ORDER_ID,
  OWN_ID,
  refused,
  type ErrorAnswer,
} from '../../support/client.ts';

describe('POST /api/v1/orders', () => {
  it('stores one order and answers 201 with its triage result', async () => {
    const client = createClient();
    const answer = await client.post('/api/v1/orders', ORDER);
    expect(answer.status).toBe(201);
    const stored = storedSchema.parse(await answer.json());
    expect(stored.status).toBe('accepted');
    expect(stored.triage.id).toBe(stored.id);
    const read = detailSchema.parse(await (await client.get(`/api/v1/orders/${stored.id}`)).json());
    expect(read.input.text).toBe(ORDER.text);
  });

  it('answers 200 for a duplicate and names the first order', async () => {
    const client = createClient();
    const order = { ...ORDER, externalId: 'x-1' };
    const first = storedSchema.parse(await (await client.post('/api/v1/orders', order)).json());
    const second = await client.post('/api/v1/orders', order);
    expect(second.status).toBe(200);
    expect(storedSchema.parse(await second.json())).toMatchObject({ status: 'duplicate', id: first.id });
  });

  it('answers a batch order by order; a bad one does not hold up the others', async () => {
    const client = createClient();
    const answer = await client.post('/api/v1/orders', [
      ORDER,
      { ...ORDER, colour: 'red' },
      { ...ORDER, text: '另一件。' },
      7,
    ]);
    expect(answer.status).toBe(201);
    const outcomes = outcomeSchema.array().parse(await answer.json());
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'refused', 'accepted', 'refused']);
    expect(outcomes[1]).toMatchObject({
      error: { code: 'unknown_field', message: '第 2 条出现未知字段“colour”' },
    });
  });

  it('answers 400 where all of a batch are refused, and 200 where all are duplicates', async () => {
    const client = createClient();
    const none = await client.post('/api/v1/orders', [{}, {}]);
    expect(none.status).toBe(400);
    expect(await none.json()).toHaveLength(2);
    const twin = { ...ORDER, externalId: 'x-2' };
    await client.post('/api/v1/orders', [twin]);
    expect((await client.post('/api/v1/orders', [twin])).status).toBe(200);
  });

  it('takes 500 orders and no more', async () => {
    const client = createClient();
    const orders = Array.from({ length: 501 }, (_, i) => ({ ...ORDER, text: `第${i}件诉求。` }));
    expect(await refused(client.post('/api/v1/orders', orders))).toEqual([400, 'too_many']);
    const answer = await client.post('/api/v1/orders', orders.slice(1));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toHaveLength(500);
  });

  it('answers a repeated Idempotency-Key as before, and refuses it for other content', async () => {
    const client = createClient();
    const headers = { 'idempotency-key': 'abc-1' };
    const first = await (await client.post('/api/v1/orders', ORDER, headers)).json();
    expect(await (await client.post('/api/v1/orders', ORDER, headers)).json()).toEqual(first);
    const other = { ...ORDER, text: '完全不同的内容。' };
    expect(await refused(client.post('/api/v1/orders', other, headers))).toEqual([
      422,
      'idempotency_mismatch',
    ]);
    for (const bad of ['a b', 'x'.repeat(201)]) {
      expect(await refused(client.post('/api/v1/orders', ORDER, { 'idempotency-key': bad }))).toEqual([
        400,
        'bad_field',
      ]);
    }
  });

  it.each([
    ['bad_json', '{"channel":', 400],
    ['bad_json', '', 400],
    ['bad_request', '7', 400],
    ['bad_request', '[]', 400],
    ['missing_field', '{"channel":"web","receivedAt":"2026-11-22T10:00:00+08:00"}', 400],
    ['bad_field', JSON.stringify({ ...ORDER, receivedAt: '昨天' }), 400],
    ['unknown_field', JSON.stringify({ ...ORDER, caller: { fax: '1' } }), 400],
    ['empty_text', JSON.stringify({ ...ORDER, text: ' \u200b ' }), 400],
  ])('refuses %s: %s', async (code, body, status) => {
    const client = createClient();
    expect(await refused(client.post('/api/v1/orders', body))).toEqual([status, code]);
  });

  it('refuses other content types and bytes that are not UTF-8', async () => {
    const client = createClient();
    const type = { 'content-type': 'text/plain' };
    expect(await refused(client.post('/api/v1/orders', JSON.stringify(ORDER), type))).toEqual([
      415,
      'unsupported_type',
    ]);
    const answer = client.app.request('/api/v1/orders', {
      method: 'POST',
      headers: { authorization: 'Bearer jk_test_0123456789', 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0x22, 0xb9, 0xfa, 0x22, 0x7d]),
    });
    expect(await refused(answer)).toEqual([400, 'bad_json']);
  });

  it('says where the syntax breaks without repeating the text', async () => {
    const client = createClient();
    const message = async (body: string) => {
      const { error } = (await (await client.post('/api/v1/orders', body)).json()) as ErrorAnswer;
      expect(error.code).toBe('bad_json');
      return JSON.stringify(error);
    };
    expect(await message('{"text":1,}')).toContain('第 11 个字符');
    expect(await message('{"text": 秘密}')).not.toContain('秘密');
  });

  it('refuses bodies over 10 MB', async () => {
    const client = createClient();
    const body = JSON.stringify({ ...ORDER, text: 'x'.repeat(10 * 1024 * 1024) });
    expect(await refused(client.post('/api/v1/orders', body))).toEqual([413, 'body_too_large']);
  });

  it('refuses handlers, strangers, and cookies without the token', async () => {
    const client = createClient();
    const { cookie, csrf } = await client.asHandler();
    const body = JSON.stringify(ORDER);
    const call = (headers: Record<string, string>) =>
      client.app.request('/api/v1/orders', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect(await refused(call({ cookie, 'x-csrf-token': csrf }))).toEqual([403, 'forbidden']);
    expect(await refused(call({}))).toEqual([401, 'unauthenticated']);
    const dispatcher = await client.asDispatcher();
    expect(await refused(call({ cookie: dispatcher.cookie }))).toEqual([403, 'forbidden']);
    expect((await call({ cookie: dispatcher.cookie, 'x-csrf-token': dispatcher.csrf })).status).toBe(201);
  });
});

describe('GET /api/v1/orders', () => {
  it('lists by every filter', async () => {
    const client = createClient();
    const total = async (query: string) =>
      pageSchema.parse(await (await client.get(`/api/v1/orders?${query}`)).json()).total;
    expect(await total('')).toBe(12);
    expect(await total('state=received&action=review')).toBe(4);
    expect(await total('urgency=safety')).toBe(1);
    expect(await total(`demandKind=${encodeURIComponent('表扬')}`)).toBe(1);
    expect(await total('issueType=01')).toBe(5);
    expect(await total('issueType=0101')).toBe(1);
    expect(await total('unit=WLJ')).toBe(1);
    expect(await total(`street=${encodeURIComponent('新街口')}`)).toBe(3);
    expect(await total('channel=wechat')).toBe(2);
    expect(await total('q=1127')).toBe(1);
    expect(await total('from=2026-11-22')).toBe(5);
    expect(await total('to=2026-11-20')).toBe(2);
    expect(await total(`from=${encodeURIComponent('2026-11-22T09:00:00+08:00')}`)).toBe(2);
  });

  it('pages without losing or repeating an order', async () => {
    const client = createClient();
    const ids: string[] = [];
    for (const page of [1, 2, 3]) {
      const { rows } = pageSchema.parse(
        await (await client.get(`/api/v1/orders?page=${page}&pageSize=5`)).json(),
      );
      ids.push(...rows.map(({ id }) => id));
    }
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
  });

  it.each([
    ['colour=red', 'unknown_field', 'colour'],
    ['page=0', 'bad_field', 'page'],
    ['pageSize=201', 'bad_field', 'pageSize'],
    ['urgency=high', 'bad_field', 'urgency'],
    ['from=2026-02-30', 'bad_field', 'from'],
    ['to=yesterday', 'bad_field', 'to'],
    ['issueType=1', 'bad_field', 'issueType'],
  ])('refuses %s', async (query, code, field) => {
    const answer = await createClient().get(`/api/v1/orders?${query}`);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as ErrorAnswer;
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({ field });
    expect(error.message).toMatch(/^查询参数/);
  });

  it('shows a handler the own unit only, and a stranger nothing', async () => {
    const client = createClient();
    const { cookie } = await client.asHandler();
    const own = pageSchema.parse(
      await (await client.app.request('/api/v1/orders', { headers: { cookie } })).json(),
    );
    expect(own.rows.every((row) => row.leadUnit.code === 'SCS-XCAJ')).toBe(true);
    expect(own.total).toBe(4);
    expect(await refused(client.app.request('/api/v1/orders'))).toEqual([401, 'unauthenticated']);
  });
});

describe('GET /api/v1/orders/{id}', () => {
  it('shows one order with times in ISO 8601 and offsets into the text as received', async () => {
    const answer = await createClient().get(`/api/v1/orders/${ORDER_ID}`);
    expect(answer.status).toBe(200);
    const order = detailSchema.parse(await answer.json());
    expect(order.receivedAt).toBe('2026-11-22T09:41:00+08:00');
    for (const { start, end, text } of order.triage.entities)
      expect(order.input.text.slice(start, end)).toBe(text);
  });

  it('answers 404 for what is not there', async () => {
    expect(await refused(createClient().get('/api/v1/orders/nope'))).toEqual([404, 'not_found']);
  });

  it('answers 403 across units and 401 without a key', async () => {
    const client = createClient();
    const { cookie } = await client.asHandler();
    const read = (id: string) => client.app.request(`/api/v1/orders/${id}`, { headers: { cookie } });
    expect((await read(OWN_ID)).status).toBe(200);
    expect(await refused(read(FIRE_ID))).toEqual([403, 'forbidden']);
    expect(await refused(client.app.request(`/api/v1/orders/${OWN_ID}`))).toEqual([401, 'unauthenticated']);
  });
});
