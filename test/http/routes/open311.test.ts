import { describe, expect, it } from 'vitest';
import { createOpen311 } from '../../../src/app/connections/open311.ts';
import { createApp } from '../../../src/http/app.tsx';
import { closeAfterTest } from '../../support/closing.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { DAY, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { asTexts, readXml, spark } from '../../support/plain-xml.ts';
import { tempDatabase } from '../../support/temp.ts';

type Row = Record<string, unknown>;
const SPOKEN = '我是张三，电话13812345678，在西单买的鞋坏了';

/** The real application with Open311, and a client of it. */
async function site({ isPublic = false, jurisdiction = '' } = {}) {
  const d = await lifeDesk(tempDatabase(), (store) => closeAfterTest(() => store.close()));
  const open311 = createOpen311(d.context, d.services.intake, { isPublic, jurisdiction });
  const app = createApp({ services: { ...d.services, open311 }, profile: d.profile, clock: d.clock });
  const { key } = await d.services.accounts.addKey('市民客户端');
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(`/open311/v2/${path}`, { headers });
  const json = async (path: string): Promise<Row[]> => (await (await get(path)).json()) as Row[];
  const read = (path: string) => json(`${path}${path.includes('?') ? '&' : '?'}api_key=${key}`);
  const post = (
    fields: Record<string, string>,
    path = 'requests.json',
    headers: Record<string, string> = {},
  ) =>
    app.request(`/open311/v2/${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ api_key: key, ...fields }),
    });
  const refused = async (answer: Response | Promise<Response>): Promise<[number, string]> => {
    const got = await answer;
    const [error] = (await got.json()) as { code: number; description: string }[];
    expect(error?.code).toBe(got.status);
    return [got.status, error?.description ?? ''];
  };
  const stored = async (number: string) => {
    const { rows } = await d.services.orders.list(PEOPLE.admin, { q: number });
    return d.services.orders.get(PEOPLE.admin, rows[0]?.id ?? '');
  };
  return { d, app, key, get, json, read, post, refused, stored };
}

const REQUEST = { service_code: '0101', address_string: '西单北大街120号', description: SPOKEN };

describe('GeoReport v2', () => {
  it('says the same in XML and JSON, with the content types of the specification', async () => {
    const { get, key, post } = await site();
    await post(REQUEST);
    await post({ ...REQUEST, description: '尖括号<b>&\u0001“引号”\r\n第二行\u{1f600}' });
    for (const path of [
      'services',
      'services/0101',
      'requests',
      'requests/20260414-000001',
      'discovery',
      'services/none',
      'requests/none',
      'tokens/none',
    ]) {
      const [xml, json] = await Promise.all(
        ['xml', 'json'].map((format) =>
          get(`${path}.${format}`, path.startsWith('requests') ? { authorization: `Bearer ${key}` } : {}),
        ),
      );
      expect(xml!.status, path).toBe(json!.status);
      expect(xml!.headers.get('content-type')).toBe('text/xml; charset=utf-8');
      expect(json!.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const fromXml = spark(readXml(await xml!.text()));
      const fromJson = JSON.stringify(asTexts(await json!.json())).replaceAll('\\u0001', '');
      expect(fromXml, path).toEqual(JSON.parse(fromJson));
    }
  });

  it('lists every service with its fields, and what is asked of some of them', async () => {
    const { json, d, get, refused } = await site();
    const services = await json('services.json');
    expect(services).toHaveLength(d.profile.issueTypes.length);
    const [first] = d.profile.issueTypes;
    expect(services[0]).toEqual({
      service_code: first?.code,
      service_name: first?.name,
      description: first?.definition,
      metadata: true,
      type: 'realtime',
      keywords: expect.any(String) as string,
      group: d.profile.groups.find(({ code }) => code === first?.parent)?.name,
    });
    const asking = services
      .filter(({ metadata }) => metadata === true)
      .map((one) => String(one['service_code']));
    expect(asking.every((code) => code.startsWith('01'))).toBe(true);
    const definition = (await (await get('services/0101.json')).json()) as { attributes: Row[] };
    expect(definition).toMatchObject({
      service_code: '0101',
      attributes: [
        { variable: true, code: 'sale_channel', datatype: 'singlevaluelist', required: false, order: 1 },
      ],
    });
    const other = services.find(({ metadata }) => metadata === false);
    expect(await json(`services/${String(other?.['service_code'])}.json`)).toMatchObject({ attributes: [] });
    expect(await refused(get('services/9999.json'))).toEqual([404, '没有找到service_code 9999']);
  });

  it('describes itself', async () => {
    const { app } = await site();
    const answer = await app.request('http://hotline.example/open311/discovery.json');
    expect(await answer.json()).toMatchObject({
      endpoints: [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: 'http://hotline.example/open311/v2',
          type: 'production',
          formats: ['text/xml', 'application/json'],
        },
      ],
    });
    expect((await app.request('/open311/discovery.xml')).status).toBe(200);
  });

  it('takes a request as an order: what the client chose is kept, triage decides', async () => {
    const { post, stored, json, d } = await site();
    const answer = await post({
      ...REQUEST,
      service_code: '0104',
      lat: '39.91',
      long: '116.37',
      address_id: 'A-7',
      email: 'zhang@example.com',
      device_id: 'tt222111',
      account_id: '123456',
      first_name: '三',
      last_name: '张',
      phone: '13812345678',
      media_url: 'http://example.com/1.jpg',
    });
    expect(answer.status).toBe(201);
    const [made] = (await answer.json()) as Row[];
    expect(made).toEqual({
      service_request_id: '20260414-000001',
      service_notice: '由西长安街市场监管所办理',
      account_id: null,
    });
    const order = await stored('20260414-000001');
    expect(order.issueType.code).toBe('0101');
    expect(order.input).toEqual({
      channel: 'open311',
      form: 'message',
      receivedAt: '2026-04-14T02:00:00.000Z',
      text: SPOKEN,
      caller: {
        name: '张三',
        phone: '13812345678',
        email: 'zhang@example.com',
        account: '123456',
        device: 'tt222111',
      },
      place: { address: '西单北大街120号', addressId: 'A-7', lng: 116.37, lat: 39.91 },
      links: ['http://example.com/1.jpg'],
      claimed: { issueType: '0104' },
    });
    expect(await json(`tokens/${order.id}.json`)).toEqual([
      { service_request_id: '20260414-000001', token: order.id },
    ]);
    // Whoever may not see who called sees nothing that came with them.
    const masked = JSON.stringify(await d.services.orders.get(PEOPLE.analyst, order.id));
    for (const secret of ['张三', '13812345678', 'zhang@example.com', 'tt222111', '123456', 'A-7', '1.jpg'])
      expect(masked).not.toContain(secret);
  });

  it('keeps what was answered to an attribute, and takes a request without a description', async () => {
    const { post, stored } = await site();
    await post({ service_code: '0101', address_string: '西单', 'attribute[sale_channel]': 'online' });
    const { input } = await stored('20260414-000001');
    expect(input.claimed).toEqual({ issueType: '0101', saleChannel: 'online' });
    expect(input.text).toMatch(/：西单$/);
  });

  it('takes a request that is sent again with its key once', async () => {
    const { post, read } = await site();
    const again = { 'idempotency-key': 'k-1' };
    const first = await post(REQUEST, 'requests.json', again);
    const second = await post(REQUEST, 'requests.json', again);
    expect(await second.json()).toEqual(await first.json());
    const other = await post({ ...REQUEST, description: '别的事' }, 'requests.json', again);
    expect(other.status).toBe(400);
    expect(await read('requests.json')).toHaveLength(1);
  });

  it('shows a request without who called, wherever they stand', async () => {
    const { post, read } = await site();
    await post({
      ...REQUEST,
      phone: '13812345678',
      last_name: '张',
      first_name: '三',
      lat: '39.91',
      long: '116.37',
    });
    const [one] = await read('requests.json');
    expect(one).toEqual({
      service_request_id: '20260414-000001',
      status: 'open',
      status_notes: '已派单',
      service_name: expect.any(String) as string,
      service_code: '0101',
      description: '我是***，电话***，在西单买的鞋坏了',
      agency_responsible: '西长安街市场监管所',
      service_notice: '由西长安街市场监管所办理',
      requested_datetime: '2026-04-14T10:00:00+08:00',
      updated_datetime: '2026-04-14T10:00:00+08:00',
      expected_datetime: expect.stringMatching(/\+08:00$/) as string,
      address: '西单北大街[地址]',
      address_id: null,
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
    });
    expect(await read('requests/20260414-000001.json')).toEqual([one]);
  });

  it('finds by number, service, status and time, a page at a time', async () => {
    const { read, d, get, key, refused } = await site();
    for (const day of ['01', '05', '10'])
      await d.take(`西单的鞋${day}`, { receivedAt: `2026-04-${day}T09:00:00+08:00` });
    await d.take('西单的旧鞋', { receivedAt: '2025-12-01T09:00:00+08:00' });
    const numbers = async (path: string): Promise<unknown[]> =>
      (await read(path)).map((one) => one['service_request_id']);
    const [tenth, fifth, first, old] = [
      '20260410-000001',
      '20260405-000001',
      '20260401-000001',
      '20251201-000001',
    ];
    expect(await numbers('requests.json')).toEqual([tenth, fifth, first]);
    expect(await numbers(`requests.json?service_request_id=${old},${fifth},none&status=closed`)).toEqual([
      fifth,
      old,
    ]);
    expect(await numbers('requests.json?start_date=2026-04-05T00:00:00Z')).toEqual([tenth, fifth]);
    expect(await numbers('requests.json?start_date=2026-04-05T00:00:00+08:00&end_date=2026-04-06')).toEqual([
      fifth,
    ]);
    // Alone either end is 90 days long.
    expect(await numbers('requests.json?start_date=2025-11-01T00:00:00Z')).toEqual([old]);
    expect(await numbers('requests.json?end_date=2025-12-31T00:00:00Z')).toEqual([old]);
    expect(await numbers('requests.json?status=closed')).toEqual([]);
    expect(await numbers('requests.json?status=open,closed&service_code=0101,0108')).toHaveLength(3);
    expect(await numbers('requests.json?service_code=0999&status=&jurisdiction_id=')).toEqual([]);
    expect(await numbers('requests.json?page=2&page_size=2')).toEqual([first]);
    const wrong = async (query: string): Promise<number> =>
      (await refused(get(`requests.json?api_key=${key}&${query}`)))[0];
    for (const query of [
      'start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z',
      'start_date=2026-04-02T00:00:00Z&end_date=2026-04-01T00:00:00Z',
      'start_date=gestern',
      'start_date=2026-02-30T00:00:00',
      'status=half',
      'page_size=1001',
      'page=0',
      'updated_after=2026-04-01T00:00:00Z',
      'status=%ff',
      `service_request_id=${'1,'.repeat(1001)}`,
    ])
      expect([query, await wrong(query)]).toEqual([query, 400]);
  });

  it('closes a request with its order', async () => {
    const { d, read } = await site();
    const id = await d.handled();
    await d.move(PEOPLE.handler, id, 'reply', d.replyData());
    const [open] = await read('requests.json');
    expect(open).toMatchObject({ status: 'open', status_notes: '已答复' });
    d.pass(DAY);
    expect(await read('requests.json?status=closed')).toEqual([]);
    await d.store.write(async (db) => {
      const { updateOrder } = await import('../../../src/store/orders.ts');
      await updateOrder(db, id, { state: 'closed', since: d.clock.now() });
    });
    expect(await read('requests.json?status=closed')).toMatchObject([
      {
        status: 'closed',
        status_notes: '已办结',
        updated_datetime: '2026-04-15T' + String(open?.['updated_datetime']).slice(11),
        expected_datetime: null,
      },
    ]);
  });

  it('refuses in its own words: 403 for the key, 404 for what is not there, 400 for the rest', async () => {
    const { post, get, refused, app, key, d } = await site({ jurisdiction: 'xicheng.gov.cn' });
    const wrong = async (fields: Record<string, string>): Promise<number> => (await refused(post(fields)))[0];
    expect(await refused(post({ ...REQUEST, api_key: 'no' }))).toEqual([403, '缺少有效的 api_key']);
    expect((await refused(post({ ...REQUEST, api_key: '' })))[0]).toBe(403);
    expect((await refused(get('requests.json')))[0]).toBe(403);
    expect((await refused(get('requests.json', { authorization: 'Bearer no' })))[0]).toBe(403);
    // A session is no key.
    const { cookie } = await signIn(d, app, 'admin');
    expect((await refused(get('requests.json', { cookie })))[0]).toBe(403);
    expect(await wrong({ ...REQUEST, service_code: '9999' })).toBe(404);
    expect(await wrong({ ...REQUEST, jurisdiction_id: 'dongcheng.gov.cn' })).toBe(404);
    expect(await wrong({ ...REQUEST, service_code: '' })).toBe(400);
    expect(await refused(post({ service_code: '0101', description: 'x' }))).toEqual([
      400,
      '请求有误：缺少地点：须有 lat 和 long，或 address_string，或 address_id',
    ]);
    for (const more of [
      { lat: '39.9' },
      { lat: '91', long: '1' },
      { lat: 'x', long: '1' },
      { phone: '1'.repeat(41) },
      { media_url: 'javascript:alert(1)' },
      { description: '\u200b' },
      { description: 'a'.repeat(100_001) },
      { unknown: '1' },
      { 'attribute[colour]': 'red' },
      { 'attribute[sale_channel]': 'red' },
    ] as Record<string, string>[])
      expect([more, await wrong({ ...REQUEST, ...more })]).toEqual([more, 400]);
    const raw = (body: string, type = 'application/x-www-form-urlencoded') =>
      refused(
        app.request('/open311/v2/requests.json', { method: 'POST', headers: { 'content-type': type }, body }),
      );
    expect((await raw(`api_key=${key}&service_code=0101&description=%c4%e3`))[0]).toBe(400);
    expect((await raw(`api_key=${key}&service_code=0101&service_code=0102`))[0]).toBe(400);
    expect((await raw('{}', 'application/json'))[0]).toBe(400);
    for (const path of ['requests.html', 'nothing.json', 'requests', 'x/y.json', 'services/.json'])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect(await d.services.orders.counts(PEOPLE.admin)).toMatchObject({ total: 0 });
  });

  it('is open to anybody where it is meant to be, reports of wrongdoing apart, and not too often', async () => {
    const { d, json, get, read, refused } = await site({ isPublic: true });
    await d.take('西单的鞋');
    await d.take('举报西单的鞋');
    expect(await json('requests.json')).toHaveLength(1);
    expect(await read('requests.json')).toHaveLength(2);
    expect((await get('requests/20260414-000002.json')).status).toBe(404);
    for (let i = 0; i < 118; i++) await get('services/0101.json');
    const late = await get('requests.json');
    expect(late.headers.get('retry-after')).toBe('60');
    expect((await refused(late))[0]).toBe(429);
    expect(await read('requests.json')).toHaveLength(2);
  });

  it('is not there where it is switched off', async () => {
    const { d } = await site();
    const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
    const answer = await app.request('/open311/v2/services.json');
    expect([answer.status, await answer.json()]).toEqual([
      404,
      [{ code: 404, description: '没有找到Open311 接口' }],
    ]);
  });
});
