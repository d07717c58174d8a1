import { describe, expect, it } from 'vitest';
import { closeAfterTest } from '../support/closing.ts';
import { signIn } from '../support/knowledge-http.ts';
import { replyDesk } from '../support/reply-desk.ts';
import { SEEDED, SEEDS, leaksIn } from '../support/seeded.ts';
import { wholeSite } from '../support/whole-site.ts';

const DISPATCHER = { id: 'd', name: '派单员', role: 'dispatcher', unit: null } as const;
const SYSTEM = { id: 'k', name: '平台', role: 'system', unit: null } as const;
/** Streams do not end by themselves. */
const STREAMS = ['/api/v1/live'];
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/orders/export': ['?format=csv', '?format=xlsx'],
  '/export/file': ['?format=csv', '?format=xlsx'],
  '/search': [`?q=${SEEDS.phone}`, `?q=${encodeURIComponent(SEEDS.name)}`, '?q=EXT-77'],
  '/api/v1/search': [`?q=${SEEDS.phone}`, `?q=${encodeURIComponent(SEEDS.name)}`, '?q=EXT-77'],
  '/api/v1/ratings/report.csv': [''],
};

/** A site with the seeded order in the hands of a station, labelled by an analyst. */
async function seededSite() {
  const site = await wholeSite(closeAfterTest);
  const [made] = await site.services.intake.accept(SYSTEM, [SEEDED]);
  if (made === undefined || made.status === 'refused') throw new Error('refused');
  if (made.state === 'received') await site.services.handling.dispatch(DISPATCHER, made.id);
  const { id: keyId, key } = await site.services.accounts.addKey('统计平台', {
    scope: ['order.read', 'order.list', 'order.export', 'figure.read', 'report.read'],
  });
  const routes = [
    ...new Set(site.app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)),
  ].filter((path) => !STREAMS.includes(path));
  const addresses = routes.flatMap((pattern) => {
    const path = pattern
      .replace(/:id(?:\{[^}]*\})?|:otherId/g, made.id)
      .replace(':unit', 'SCS-XCAJ')
      .replace(':kind', 'daily')
      .replace(':version', 'm2')
      .replace(/:\w+/g, 'x');
    return (FORMATS[pattern] ?? ['']).map((query) => path + query);
  });
  return { site, id: made.id, number: made.number, key, keyId, addresses };
}

/** What an answer says, with what is packed in it unpacked as far as words go. */
async function wordsOf(answer: Response): Promise<string> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isPacked = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const { unzipSync } = await import('fflate');
  const parts = isPacked ? Object.values(unzipSync(bytes)) : [bytes];
  return parts.map((part) => new TextDecoder().decode(part)).join('\n') + [...answer.headers].join('\n');
}

describe('marks of a caller', () => {
  it('are in no answer to anybody who is not entitled to them', { timeout: 300_000 }, async () => {
    const { site, key, addresses } = await seededSite();
    const readers: Record<string, Record<string, string>> = {
      nobody: {},
      key: { authorization: `Bearer ${key}` },
    };
    for (const [role, unit] of [
      ['analyst', null],
      ['handler', 'SCS-DS'],
      ['unitLeader', 'JD-DS'],
    ] as const)
      readers[`${role} ${unit}`] = { cookie: (await signIn(site, site.app, role, unit)).cookie };
    const leaks: string[] = [];
    let answered = 0;
    for (const [who, headers] of Object.entries(readers))
      for (const path of addresses) {
        const answer = await site.app.request(path, { headers });
        if (answer.status === 200) answered++;
        // What was asked for may stand in the field it was asked in.
        const asked = new URL(path, 'http://x').searchParams.get('q') ?? '';
        const words = (await wordsOf(answer)).replaceAll(asked === '' ? '\u0000' : asked, '');
        const told = words.replaceAll(encodeURIComponent(asked === '' ? '\u0000' : asked), '');
        for (const kind of leaksIn(told)) leaks.push(`${who} ${path}: ${kind}`);
      }
    expect(leaks).toEqual([]);
    // The analyst does read the order and its lists: what is looked at is not refusals alone.
    expect(answered).toBeGreaterThan(200);
  });

  it('are what those who answer for the order see', async () => {
    const { site, id } = await seededSite();
    const handler = await signIn(site, site.app, 'handler', 'SCS-XCAJ');
    expect(leaksIn(await handler.page(`/orders/${id}`))).toEqual(
      expect.arrayContaining(['name', 'phone', 'idNumber', 'door']),
    );
  });

  it('are in no log line, in no metric and in nothing learned from', { timeout: 300_000 }, async () => {
    const { site, id, addresses } = await seededSite();
    const people = [];
    for (const [role, unit] of [
      ['admin', null],
      ['dispatcher', null],
      ['handler', 'SCS-XCAJ'],
    ] as const)
      people.push(await signIn(site, site.app, role, unit));
    for (const { cookie } of people)
      for (const path of addresses)
        await (await site.app.request(path, { headers: { cookie } })).arrayBuffer();
    const dispatcher = people[1];
    if (dispatcher === undefined) throw new Error('nobody');
    await dispatcher.post(`/api/v1/orders/${id}/correct`, { issueType: '0104' });
    await site.app.request('/login', {
      method: 'POST',
      body: new URLSearchParams({ username: SEEDS.phone, password: SEEDS.name }),
    });
    await site.app.request('/progress', {
      method: 'POST',
      body: new URLSearchParams({ number: SEEDS.idNumber, tail: '4321' }),
    });
    await site.app.request(`/nowhere/${SEEDS.phone}`);
    expect(site.log.length).toBeGreaterThan(500);
    expect(leaksIn(site.log.map((line) => JSON.stringify(line)).join('\n'))).toEqual([]);
    const admin = people[0];
    if (admin === undefined) throw new Error('nobody');
    for (const path of ['/api/v1/labels.jsonl', '/api/v1/ratings/gold.jsonl', '/api/v1/admin/backups'])
      expect([path, leaksIn(await admin.page(path))]).toEqual([path, []]);
    expect(leaksIn(await admin.page('/api/v1/admin/audit'))).toEqual([]);
    const { key } = await site.services.accounts.addKey('监控');
    const metrics = await site.app.request('/metrics', { headers: { authorization: `Bearer ${key}` } });
    expect(leaksIn(await metrics.text())).toEqual([]);
  });

  it('are in no error that a faulty request brings about', async () => {
    const { site } = await seededSite();
    const admin = await signIn(site, site.app, 'admin');
    const bodies = [
      [{ ...SEEDED, channel: 7 }],
      [{ ...SEEDED, caller: { ...SEEDED.caller, [SEEDS.name]: 1 } }],
      [{ ...SEEDED, receivedAt: SEEDS.idNumber }],
    ];
    for (const body of bodies) {
      const answer = await admin.post('/api/v1/orders', body);
      const said = (await answer.text()).replaceAll(SEEDS.name, '');
      expect(leaksIn(said)).toEqual([]);
    }
    expect(leaksIn(JSON.stringify(site.log))).toEqual([]);
  });

  it('do not go to the complained-about party in a text that was found fit', () => {
    const faults = replyDesk.check({
      text: `贵店：${SEEDS.name}（电话${SEEDS.phone}，住椿树园${SEEDS.door}室）反映贵店的鞋开胶。`,
      day: '2026-04-14',
      demands: [{ text: '退款', issueType: '0101' }],
      receivedOn: '2026-04-14',
      audience: 'other_party',
      kind: '投诉',
      order: { callerName: SEEDS.name },
    } as Parameters<typeof replyDesk.check>[0]);
    expect(faults.filter(({ severity }) => severity === 'blocks').length).toBeGreaterThan(0);
  });
});
