import { beforeAll, describe, expect, it } from 'vitest';
import { createOpen311 } from '../../src/app/connections/open311.ts';
import { createApp } from '../../src/http/app.tsx';
import { closeAfterFile } from '../support/closing.ts';
import { lifeDesk } from '../support/life-desk.ts';
import { fieldsOfNode, parseXml, type Node } from '../support/parsed-xml.ts';
import { tempDatabase } from '../support/temp.ts';

/** What clients and validators of GeoReport v2 hold a server to: https://wiki.open311.org/GeoReport_v2 */
const W3C = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'];
const FORM = 'application/x-www-form-urlencoded';
const PLACE = { service_code: '0101', address_string: '西单北大街120号' };
const REQUEST_FIELDS = [
  'service_request_id',
  'status',
  'status_notes',
  'service_name',
  'service_code',
  'description',
  'agency_responsible',
  'service_notice',
  'requested_datetime',
  'updated_datetime',
  'expected_datetime',
  'address',
  'address_id',
  'zipcode',
  'lat',
  'long',
  'media_url',
];
type Row = Readonly<Record<string, unknown>>;

let ask: (path: string, init?: RequestInit) => Promise<Response>;
let key = '';
let token = '';
let numbers: readonly string[] = [];

const xmlOf = async (path: string): Promise<Node> => {
  const answer = await ask(path);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  return parseXml(await answer.text());
};
const jsonOf = async (path: string): Promise<Row[]> => (await (await ask(path)).json()) as Row[];
const post = (fields: string | Readonly<Record<string, string>>, format = 'json', type = FORM) =>
  ask(`/open311/v2/requests.${format}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof fields === 'string' ? fields : new URLSearchParams({ api_key: key, ...fields }).toString(),
  });
const found = async (query: string): Promise<unknown[]> =>
  (await jsonOf(`/open311/v2/requests.json?api_key=${key}&${query}`)).map((one) => one['service_request_id']);

beforeAll(async () => {
  const d = await lifeDesk(tempDatabase(), (store) => closeAfterFile(() => store.close()));
  const options = { isPublic: false, jurisdiction: 'xicheng.gov.cn' };
  const open311 = createOpen311(d.context, d.services.intake, options);
  const app = createApp({ services: { ...d.services, open311 }, profile: d.profile, clock: d.clock });
  ({ key } = await d.services.accounts.addKey('市民客户端'));
  ask = async (path, init) => app.request(path, init);
  for (const day of ['01', '05', '10'])
    await d.take(`西单的鞋${day}开胶`, { receivedAt: `2026-04-${day}T09:00:00+08:00` });
  token = await d.take('西单的旧鞋', { receivedAt: '2025-11-01T09:00:00+08:00' });
  numbers = ['20260410-000001', '20260405-000001', '20260401-000001'];
});

describe('service discovery', () => {
  it('is one document in both formats, from either address', async () => {
    const root = await xmlOf('/open311/discovery.xml');
    expect(root.name).toBe('discovery');
    expect(root.children.map(({ name }) => name)).toEqual([
      'changeset',
      'contact',
      'key_service',
      'endpoints',
    ]);
    expect(root.children.slice(0, 3).every(({ text }) => text !== '')).toBe(true);
    const json = (await (await ask('/open311/discovery.json')).json()) as Row;
    expect(json['changeset']).toBe(fieldsOfNode(root)['changeset']);
    expect(await (await ask('/open311/v2/discovery.json')).json()).toEqual(json);
  });

  it('names each endpoint with its specification, address, type and formats, and the endpoint answers', async () => {
    const root = await xmlOf('/open311/discovery.xml');
    const [endpoint, ...more] = root.children.at(-1)?.children ?? [];
    expect([endpoint?.name, more]).toEqual(['endpoint', []]);
    const { specification, url, changeset, type } = fieldsOfNode(endpoint as Node);
    expect(specification).toBe('http://wiki.open311.org/GeoReport_v2');
    // Validators read it as a moment that is past.
    expect(changeset).toMatch(W3C);
    expect(Date.parse(changeset ?? '')).toBeLessThan(Date.now());
    expect(fieldsOfNode(root)['changeset']).toBe(changeset);
    expect(['production', 'test', 'dev']).toContain(type);
    const formats = endpoint?.children.at(-1);
    expect([formats?.name, formats?.children.map(({ name, text }) => [name, text])]).toEqual([
      'formats',
      [
        ['format', 'text/xml'],
        ['format', 'application/json'],
      ],
    ]);
    for (const format of ['xml', 'json'])
      expect((await ask(`${new URL(url ?? '').pathname}/services.${format}`)).status).toBe(200);
  });
});

describe('services', () => {
  it('are a list of service elements with every field of the specification, in both formats alike', async () => {
    const root = await xmlOf('/open311/v2/services.xml');
    expect(root.name).toBe('services');
    expect(new Set(root.children.map(({ name }) => name))).toEqual(new Set(['service']));
    const fields = ['service_code', 'service_name', 'description', 'metadata', 'type', 'keywords', 'group'];
    const json = await jsonOf('/open311/v2/services.json');
    expect(json).toHaveLength(root.children.length);
    for (const [i, node] of root.children.entries()) {
      expect(node.children.map(({ name }) => name)).toEqual(fields);
      const one = fieldsOfNode(node);
      expect(['true', 'false']).toContain(one['metadata']);
      expect(['realtime', 'batch', 'blackbox']).toContain(one['type']);
      expect(Object.entries(json[i] ?? {}).map(([name, value]) => [name, String(value)])).toEqual(
        Object.entries(one),
      );
      expect(typeof json[i]?.['metadata']).toBe('boolean');
    }
    const codes = json.map((one) => one['service_code']);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('that say metadata have a definition, whose attributes are whole and in order', async () => {
    const asking = (await jsonOf('/open311/v2/services.json')).filter(({ metadata }) => metadata === true);
    expect(asking.length).toBeGreaterThan(0);
    for (const { service_code: code } of asking) {
      const root = await xmlOf(`/open311/v2/services/${String(code)}.xml`);
      expect([root.name, fieldsOfNode(root)['service_code']]).toEqual(['service_definition', code]);
      const attributes = root.children.at(-1)?.children ?? [];
      expect(attributes.length).toBeGreaterThan(0);
      for (const [i, attribute] of attributes.entries()) {
        const one = fieldsOfNode(attribute);
        expect(attribute.name).toBe('attribute');
        expect(['true', 'false']).toContain(one['variable']);
        expect(['true', 'false']).toContain(one['required']);
        expect(DATATYPES).toContain(one['datatype']);
        expect(one['order']).toBe(String(i + 1));
        for (const name of ['code', 'datatype_description', 'description']) expect(one[name]).not.toBe('');
        const values = attribute.children.at(-1);
        expect(values?.name).toBe('values');
        expect(values?.children.length).toBeGreaterThan(0);
        for (const value of values?.children ?? []) {
          expect([value.name, ...value.children.map(({ name }) => name)]).toEqual(['value', 'key', 'name']);
          expect(value.children.every(({ text }) => text !== '')).toBe(true);
        }
      }
    }
  });
});

describe('a request that is posted', () => {
  it('is answered with an id at once, in the format of the address', async () => {
    const xml = await post({ ...PLACE, description: '鞋底开裂，店里不换' }, 'xml');
    expect(xml.status).toBe(201);
    const root = parseXml(await xml.text());
    expect([root.name, root.children.map(({ name }) => name)]).toEqual(['service_requests', ['request']]);
    const one = fieldsOfNode(root.children[0] as Node);
    expect(Object.keys(one)).toEqual(['service_request_id', 'service_notice', 'account_id']);
    const json = await post({ ...PLACE, description: '鞋带断了，店里不换' });
    expect(await json.json()).toEqual([
      {
        service_request_id: expect.any(String) as string,
        service_notice: expect.any(String) as string,
        account_id: null,
      },
    ]);
    expect(await found(`service_request_id=${one['service_request_id']}`)).toEqual([
      one['service_request_id'],
    ]);
  });

  it.each([
    ['coordinates', { lat: '39.9139', long: '116.3741' }],
    ['coordinates west and south, with many digits', { lat: '-33.123456789012', long: '-70.6' }],
    ['an address', { address_string: '西单北大街131号' }],
    ['the id of an address', { address_id: '110102001' }],
  ])('has a place by %s', async (_, place) => {
    const answer = await post({
      service_code: '0101',
      description: `鞋坏了 ${JSON.stringify(place)}`,
      ...place,
    });
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
  });

  it.each([
    ['attribute[sale_channel]=online'],
    ['attribute%5Bsale_channel%5D=online'],
    ['attribute[sale_channel][]=online'],
    ['attribute%5Bsale_channel%5D%5B%5D=online'],
  ])('answers what is asked of its service as clients write it: %s', async (attribute) => {
    const text = encodeURIComponent(`线上买的鞋 ${attribute}`);
    const answer = await post(
      `api_key=${key}&service_code=0101&address_string=${encodeURIComponent('西单')}&description=${text}&${attribute}`,
    );
    expect(answer.status).toBe(201);
  });

  it('may bring fields that are empty, a jurisdiction, and the charset of its form', async () => {
    const empty = {
      email: '',
      device_id: '',
      account_id: '',
      first_name: '',
      phone: '',
      media_url: '',
      lat: '',
      long: '',
    };
    const answer = await ask('/open311/v2/requests.json', {
      method: 'POST',
      headers: { 'content-type': `${FORM}; charset=UTF-8`, authorization: `Bearer ${key}` },
      body: new URLSearchParams({
        ...PLACE,
        ...empty,
        jurisdiction_id: 'xicheng.gov.cn',
        description: '鞋开线了',
      }).toString(),
    });
    expect(answer.status).toBe(201);
  });
});

describe('requests', () => {
  it('have every field of the specification, times with their zone, and what is unknown empty', async () => {
    const root = await xmlOf(`/open311/v2/requests.xml?api_key=${key}`);
    expect(root.name).toBe('service_requests');
    const json = await jsonOf(`/open311/v2/requests.json?api_key=${key}`);
    expect(Array.isArray(json)).toBe(true);
    for (const [i, node] of root.children.entries()) {
      expect(node.name).toBe('request');
      const one = fieldsOfNode(node);
      expect(Object.keys(one)).toEqual(REQUEST_FIELDS);
      expect(['open', 'closed']).toContain(one['status']);
      for (const name of ['requested_datetime', 'updated_datetime']) expect(one[name]).toMatch(W3C);
      if (one['expected_datetime'] !== '') expect(one['expected_datetime']).toMatch(W3C);
      expect(one['zipcode']).toBe('');
      expect(json[i]?.['zipcode']).toBeNull();
      expect(json[i]?.['service_request_id']).toBe(one['service_request_id']);
    }
  });

  it.each([
    ['by default the last 90 days', '', 3, 0],
    [
      'a stretch of time',
      'start_date=2026-04-05T00:00:00%2B08:00&end_date=2026-04-06T00:00:00%2B08:00',
      1,
      1,
    ],
    ['a stretch in UTC', 'start_date=2026-04-09T00:00:00Z&end_date=2026-04-11T00:00:00Z', 1, 0],
    ['a plus sign that the client forgot to encode', 'start_date=2026-04-05T00:00:00+08:00', 2, 0],
    ['both states', 'status=open,closed', 3, 0],
    ['an encoded comma', 'status=open%2Cclosed', 3, 0],
    ['several services, of which one is nobody’s', 'service_code=0101,9999', 3, 0],
    ['the jurisdiction', 'jurisdiction_id=xicheng.gov.cn', 3, 0],
    ['what extensions are wanted', 'extensions=true', 3, 0],
    ['a page', 'page=2&page_size=1', 1, 1],
  ])('are found by %s', async (_, query, count, first) => {
    const listed = (await found(
      `end_date=2026-04-11T00:00:00Z&${query}`.replace(/^end_date=[^&]*&(?=.*end_date)/, ''),
    )) as string[];
    expect(listed).toEqual(numbers.slice(first, first + count));
  });

  it('are found by their numbers whatever else is asked, older ones too', async () => {
    const ids = `${numbers[2]},20251101-000001,20990101-000001`;
    const query = `service_request_id=${ids}&service_code=9999&status=closed&start_date=2026-04-09T00:00:00Z`;
    expect(await found(query)).toEqual([numbers[2], '20251101-000001']);
  });

  it('are at most 1000 in 90 days', async () => {
    for (const query of ['page_size=1001', 'start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z'])
      expect((await ask(`/open311/v2/requests.json?api_key=${key}&${query}`)).status).toBe(400);
    expect((await ask(`/open311/v2/requests.json?api_key=${key}&page_size=1000`)).status).toBe(200);
  });

  it('are an empty list where there are none', async () => {
    const path = `api_key=${key}&start_date=2026-03-01T00:00:00Z&end_date=2026-03-02T00:00:00Z`;
    expect(await jsonOf(`/open311/v2/requests.json?${path}`)).toEqual([]);
    expect((await xmlOf(`/open311/v2/requests.xml?${path}`)).children).toEqual([]);
  });

  it('are asked for one by one, in a list still, whatever the client accepts', async () => {
    const path = `/open311/v2/requests/${numbers[0]}`;
    expect(await jsonOf(`${path}.json?api_key=${key}`)).toMatchObject([{ service_request_id: numbers[0] }]);
    const answer = await ask(`${path}.xml?api_key=${key}`, { headers: { accept: 'application/json' } });
    expect(parseXml(await answer.text()).children).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it.each([
    ['a post without a key', 403, () => post(new URLSearchParams(PLACE).toString())],
    ['a post with a wrong key', 403, () => post({ ...PLACE, api_key: 'wrong' })],
    ['requests without a key', 403, () => ask('/open311/v2/requests.json')],
    ['a post without a service', 400, () => post({ address_string: '西单', description: '鞋' })],
    ['a post without a place', 400, () => post({ service_code: '0101', description: '鞋' })],
    ['a latitude alone', 400, () => post({ service_code: '0101', lat: '39.9' })],
    ['a body that is no form', 400, () => post('{"service_code":"0101"}', 'json', 'application/json')],
    [
      'a value that the service does not offer',
      400,
      () => post({ ...PLACE, 'attribute[sale_channel]': 'x' }),
    ],
    ['a time that is none', 400, () => ask(`/open311/v2/requests.json?api_key=${key}&start_date=today`)],
    ['a service that is not there', 404, () => post({ ...PLACE, service_code: '9999' })],
    ['a definition that is not there', 404, () => ask('/open311/v2/services/9999.json')],
    ['a request that is not there', 404, () => ask(`/open311/v2/requests/1.json?api_key=${key}`)],
    ['a token that is not there', 404, () => ask('/open311/v2/tokens/none.json')],
    ['another jurisdiction', 404, () => ask('/open311/v2/services.json?jurisdiction_id=elsewhere.gov')],
    ['another jurisdiction in a post', 404, () => post({ ...PLACE, jurisdiction_id: 'elsewhere.gov' })],
  ] as const)('of %s is %i with a code and words', async (_, status, send) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual([
      { code: status, description: expect.stringMatching(/./) as string },
    ]);
  });

  it('is the same in XML', async () => {
    const answer = await post({ ...PLACE, service_code: '9999' }, 'xml');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/xml; charset=utf-8']);
    const root = parseXml(await answer.text());
    expect([root.name, root.children.map(({ name }) => name)]).toEqual(['errors', ['error']]);
    const { code, description } = fieldsOfNode(root.children[0] as Node);
    expect([code, description]).toEqual(['404', '没有找到service_code 9999']);
  });
});

it('a token leads to the number of its request, in both formats', async () => {
  expect(await jsonOf(`/open311/v2/tokens/${token}.json`)).toEqual([
    { service_request_id: '20251101-000001', token },
  ]);
  const root = await xmlOf(`/open311/v2/tokens/${token}.xml`);
  expect([root.name, fieldsOfNode(root.children[0] as Node)]).toEqual([
    'service_requests',
    { service_request_id: '20251101-000001', token },
  ]);
});
