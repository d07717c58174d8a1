import { describe, expect, it } from 'vitest';
import type { OrderInput } from '../../src/app/types.ts';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { closeAfterTest } from '../support/closing.ts';
import { auditRows } from '../support/audit-rows.ts';
import { signIn, type Person } from '../support/knowledge-http.ts';
import { SEEDED, SEEDS, leaksIn } from '../support/seeded.ts';
import { wholeSite } from '../support/whole-site.ts';

const OWN = 'SCS-XCAJ';
const KEY = { id: 'k', name: '平台', role: 'system', unit: null } as const;
const BOSS = { id: 'd', name: '派单员', role: 'dispatcher', unit: null } as const;
/** Words of the restricted order that stand nowhere else. */
const MARK = '琥珀色的铁柜';
const STREAMS = ['/api/v1/live'];

/** Who may see who called, or know of what is restricted, and who not. */
const RIGHT = ['dispatcher', 'callback', 'leader', 'admin'] as const;
const PEOPLE = [
  ['dispatcher', null],
  ['callback', null],
  ['leader', null],
  ['admin', null],
  ['analyst', null],
  ['handler', OWN],
  ['unitLeader', OWN],
  ['handler', 'SCS-DS'],
] as const;

/** A site with an order whose caller is kept from the station that handles it, and one of which only two people know. */
async function keptSite() {
  const site = await wholeSite(closeAfterTest);
  const take = async (input: OrderInput): Promise<{ id: string; number: string }> => {
    const [made] = await site.services.intake.accept(KEY, [input]);
    if (made === undefined || made.status === 'refused') throw new Error('refused');
    return made;
  };
  const people: Record<string, Person> = {};
  for (const [role, unit] of PEOPLE)
    people[`${role} ${unit ?? ''}`.trim()] = await signIn(site, site.app, role, unit);
  const identity = await take({ ...SEEDED, confidentiality: 'identity' });
  const restricted = await take({
    channel: 'phone',
    receivedAt: '2026-04-14T09:40:00+08:00',
    text: `西单的鞋开胶，商家不给退，柜子是${MARK}，要求退款`,
    caller: { name: '司徒云舟', phone: '13766667777' },
    confidentiality: 'restricted',
  });
  // Like both, so that there is a place where they might be named.
  const plain = await take({
    channel: 'phone',
    receivedAt: SEEDED.receivedAt,
    text: '西单的鞋开胶，商家不给退，要求退款',
    caller: { phone: '13500001111' },
  });
  const named = await signIn(site, site.app, 'handler', 'JD-XCAJ');
  const chosen = (await site.services.admin.people.list(LEADER_ADMIN)).find(
    ({ username }) => username === `handler-${OWN}`.toLowerCase(),
  );
  if (chosen === undefined) throw new Error('nobody');
  await site.services.handling.move(BOSS, restricted.id, {
    move: 'setConfidential',
    data: { confidentiality: 'restricted', people: [chosen.id], reason: '反映的是本单位的人' },
  });
  for (const { id } of [identity, restricted, plain]) {
    const order = await site.services.orders.get(BOSS, id);
    if (order.state === 'received') await site.services.handling.dispatch(BOSS, id);
  }
  await site.services.handling.move(BOSS, identity.id, {
    move: 'note',
    data: { text: `${SEEDS.name}（${SEEDS.phone}）又来电催问` },
  });
  await runJobs(site, [identity.id, restricted.id, plain.id]);
  const { key } = await site.services.accounts.addKey('平台');
  const { key: unitKey } = await site.services.accounts.addKey('所里的系统', { unit: OWN });
  return { site, people, named, identity, restricted, plain, key, unitKey };
}
const LEADER_ADMIN = { id: 'a', name: '管理员', role: 'admin', unit: null } as const;

type Site = Awaited<ReturnType<typeof wholeSite>>;

async function runJobs({ context, store }: Site, ids: readonly string[]): Promise<void> {
  for (const run of Object.values(jobHandlers(context)))
    for (const orderId of ids) {
      const write = await run({ orderId });
      if (typeof write === 'function') await store.write(write);
    }
}

function addressesOf({ app }: Site, id: string, other: string): string[] {
  const routes = [
    ...new Set(app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)),
  ].filter((path) => !STREAMS.includes(path));
  const queries: Readonly<Record<string, readonly string[]>> = {
    '/api/v1/orders/export': ['?format=csv', '?format=xlsx', '?format=csv&columns=all'],
    '/export/file': ['?format=csv', '?format=xlsx'],
    '/api/v1/orders': ['', `?caller=${encodeURIComponent(SEEDS.name)}`, `?phone=${SEEDS.phone.slice(-4)}`],
    '/search': ['?q=13987654321', `?q=${encodeURIComponent(MARK)}`],
    '/api/v1/search': ['?q=7777', `?q=${encodeURIComponent(SEEDS.name)}`, `?q=${encodeURIComponent(MARK)}`],
  };
  return routes.flatMap((pattern) => {
    const path = pattern
      .replace(/:id(?:\{[^}]*\})?/g, id)
      .replace(':otherId', other)
      .replace(':unit', OWN)
      .replace(':kind', 'daily')
      .replace(':version', 'm2')
      .replace(/:\w+(?:\{[^}]*\})?/g, 'x');
    return (queries[pattern] ?? ['']).map((query) => path + query);
  });
}

/** What an answer says, unpacked, without what was asked for: a field shows it again. */
async function wordsOf(answer: Response, path: string): Promise<string> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const { unzipSync } = await import('fflate');
  const parts = bytes[0] === 0x50 && bytes[1] === 0x4b ? Object.values(unzipSync(bytes)) : [bytes];
  let words = parts.map((part) => new TextDecoder().decode(part)).join('\n') + [...answer.headers].join('\n');
  for (const asked of new URL(path, 'http://x').searchParams.values())
    for (const shape of [asked, encodeURIComponent(asked)]) words = words.replaceAll(shape, '');
  return words;
}

const DOORS = ['name', 'phone', 'idNumber', 'card', 'door'];

describe('a caller who asked not to be named', () => {
  it('is in no answer to the unit, to analysts, to keys or to strangers', { timeout: 300_000 }, async () => {
    const { site, people, identity, plain, key, unitKey } = await keptSite();
    const readers: Record<string, Record<string, string>> = {
      nobody: {},
      key: { authorization: `Bearer ${key}` },
      'key of the unit': { authorization: `Bearer ${unitKey}` },
    };
    for (const [who, { cookie }] of Object.entries(people))
      if (!RIGHT.some((role) => who === role)) readers[who] = { cookie };
    const leaks: string[] = [];
    let answered = 0;
    for (const [who, headers] of Object.entries(readers))
      for (const path of addressesOf(site, identity.id, plain.id)) {
        const answer = await site.app.request(path, { headers });
        if (answer.status === 200) answered++;
        for (const kind of leaksIn(await wordsOf(answer, path))) leaks.push(`${who} ${path}: ${kind}`);
      }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(350);
  });

  it('is seen by the hotline, in the order alone: neither in lists nor in files, and each reading is written down', async () => {
    const { site, people, identity } = await keptSite();
    for (const role of RIGHT) {
      const person = people[role];
      if (person === undefined) throw new Error('nobody');
      expect([role, leaksIn(await person.page(`/orders/${identity.id}`))]).toEqual([
        role,
        expect.arrayContaining(DOORS),
      ]);
      expect([role, leaksIn(await person.page('/api/v1/orders'))]).toEqual([role, []]);
    }
    const admin = people['admin'];
    if (admin === undefined) throw new Error('nobody');
    const file = await (await admin.get('/api/v1/orders/export?format=csv&columns=all')).text();
    expect(leaksIn(file)).toEqual([]);
    expect(file).toContain('（保密）');
    const read = (await auditRows(site.store)).filter(
      ({ action, subject }) => action === 'order.read' && subject === identity.id,
    );
    expect(read.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining(RIGHT.map(() => `${identity.number}，身份保密`)),
    );
    expect(new Set(read.map(({ actorName }) => actorName)).size).toBeGreaterThanOrEqual(RIGHT.length);
  });

  it('is found by nobody of the unit by name, number or words, and goes on being handled', async () => {
    const { site, people, identity } = await keptSite();
    const handler = people[`handler ${OWN}`];
    const dispatcher = people['dispatcher'];
    if (handler === undefined || dispatcher === undefined) throw new Error('nobody');
    const found = async (who: Person, query: string): Promise<boolean> =>
      (await who.page(`/api/v1/orders?${query}`)).includes(identity.id);
    for (const query of [
      `caller=${encodeURIComponent(SEEDS.name)}`,
      `phone=${SEEDS.phone.slice(-4)}`,
      `q=${SEEDS.phone.slice(-4)}`,
      `q=${encodeURIComponent(SEEDS.name)}`,
    ]) {
      expect([query, await found(handler, query)]).toEqual([query, false]);
    }
    expect(await found(dispatcher, `phone=${SEEDS.phone.slice(-4)}`)).toBe(true);
    expect(await found(handler, `q=${encodeURIComponent('商家不给退')}`)).toBe(true);
    const { id } = identity;
    expect((await handler.post(`/api/v1/orders/${id}/acknowledge`, {})).status).toBe(200);
    const page = await handler.page(`/orders/${id}`);
    expect(page).toContain('身份保密');
    expect(page).toContain('由热线联系');
    expect(page).toContain('西单的鞋开胶');
    // The unit cannot phone: work begins without, and the answer goes through the hotline.
    const begun = await handler.post(`/api/v1/orders/${id}/moves`, { move: 'handle', data: {} });
    expect(begun.status).toBe(200);
    const order = (await begun.json()) as { choices: { telling: { way: string; missing: string[] }[] } };
    const open = order.choices.telling.filter(({ missing }) => missing.length === 0).map(({ way }) => way);
    expect(open).toContain('hotline');
    expect(open).not.toContain('phone');
    expect(open).not.toContain('none');
    expect(site.services).toBeDefined();
  });
});

describe('an order of which only those named know', () => {
  it('is as if it were not there for everybody else, on every route', { timeout: 300_000 }, async () => {
    const { site, people, named, restricted, plain, key, unitKey } = await keptSite();
    const readers: Record<string, Record<string, string>> = {
      nobody: {},
      key: { authorization: `Bearer ${key}` },
      'key of the unit': { authorization: `Bearer ${unitKey}` },
      'handler JD-XCAJ': { cookie: named.cookie },
    };
    for (const [who, { cookie }] of Object.entries(people))
      if (!RIGHT.some((role) => who === role) && who !== `handler ${OWN}`) readers[who] = { cookie };
    const faults: string[] = [];
    const told = [restricted.id, restricted.number, MARK, '司徒云舟', '13766667777'];
    for (const [who, headers] of Object.entries(readers)) {
      const unknown = 'no-such-order';
      for (const path of addressesOf(site, restricted.id, plain.id)) {
        // Its examples are fixed words, and the numbers of this desk's day stand among them.
        if (path === '/api/openapi.json') continue;
        const answer = await site.app.request(path, { headers });
        const isThere = path.includes(restricted.id);
        // The address that was asked for stands in what leads back to it.
        const words = (await wordsOf(answer, path))
          .replaceAll(path, '')
          .replaceAll(encodeURIComponent(path), '');
        if (!isThere)
          faults.push(
            ...told.filter((mark) => words.includes(mark)).map((mark) => `${who} ${path}: ${mark}`),
          );
        else {
          const other = await site.app.request(path.replaceAll(restricted.id, unknown), { headers });
          if (other.status !== answer.status)
            faults.push(`${who} ${path}: ${answer.status} and not ${other.status}`);
          const marks = told.slice(1).filter((mark) => words.includes(mark));
          faults.push(...marks.map((mark) => `${who} ${path}: ${mark}`));
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it('is handled by the one who is named, and seen by the hotline', async () => {
    const { people, restricted } = await keptSite();
    const handler = people[`handler ${OWN}`];
    const chief = people[`unitLeader ${OWN}`];
    if (handler === undefined || chief === undefined) throw new Error('nobody');
    expect(await handler.page(`/orders/${restricted.id}`)).toContain(MARK);
    expect(await handler.page('/api/v1/orders')).toContain(restricted.id);
    expect(await handler.page(`/api/v1/orders?q=${encodeURIComponent(MARK)}`)).toContain(restricted.id);
    expect((await handler.post(`/api/v1/orders/${restricted.id}/acknowledge`, {})).status).toBe(200);
    const counts = (who: Person) =>
      who.page('/api/v1/orders?pageSize=1').then((text) => JSON.parse(text).total as number);
    expect((await counts(handler)) - (await counts(chief))).toBe(1);
    for (const role of RIGHT) {
      const person = people[role];
      expect(await person?.page(`/orders/${restricted.id}`)).toContain(MARK);
    }
  });

  it('answers every act as one that there is not', async () => {
    const { people, restricted } = await keptSite();
    const chief = people[`unitLeader ${OWN}`];
    if (chief === undefined) throw new Error('nobody');
    const acts: readonly (readonly [string, object])[] = [
      ['acknowledge', {}],
      ['moves', { move: 'note', data: { text: '记' } }],
      ['reply/draft', {}],
      ['reply/check', { text: '已办' }],
      [
        'evidence/references',
        {
          name: 'a',
          mediaType: 'image/png',
          kind: 'photo',
          purpose: 'other',
          url: 'https://a.b/c',
          sha256: 'a'.repeat(64),
        },
      ],
    ];
    const said = async (id: string, act: string, body: object): Promise<unknown> => {
      const answer = await chief.post(`/api/v1/orders/${id}/${act}`, body);
      const text = (await answer.text()).replaceAll(id, 'ID').replace(/"requestId":"[^"]*"/, '');
      return [act, answer.status, text];
    };
    for (const [act, body] of acts)
      expect(await said(restricted.id, act, body)).toEqual(await said('no-such-order', act, body));
  });
});
