import { expect, it } from 'vitest';
import { closeAfterTest } from '../support/closing.ts';
import { signIn } from '../support/knowledge-http.ts';
import { SEEDED, SEEDS, leaksIn } from '../support/seeded.ts';
import { appendEvents } from '../../src/store/events.ts';
import { orderById, updateOrder } from '../../src/store/orders.ts';
import { wholeSite } from '../support/whole-site.ts';

const SYSTEM = { id: 'k', name: '平台', role: 'system', unit: null } as const;
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/orders/export': ['?format=csv', '?format=xlsx'],
  '/export/file': ['?format=csv', '?format=xlsx'],
  '/search': [`?q=${SEEDS.phone}`, `?q=${encodeURIComponent(SEEDS.name)}`],
  '/api/v1/search': [`?q=${SEEDS.phone}`, `?q=${encodeURIComponent(SEEDS.name)}`],
};

it(
  'after an erasure nobody is told anything of the person, on any page, by any interface',
  { timeout: 300_000 },
  async () => {
    const site = await wholeSite(closeAfterTest);
    const { services, store } = site;
    const [made] = await services.intake.accept(SYSTEM, [SEEDED]);
    if (made === undefined || made.status === 'refused') throw new Error('refused');
    const { id, number } = made;
    const order = await store.read((db) => orderById(db, id));
    if (order === null) throw new Error('gone');
    const at = site.clock.now();
    await store.write(async (db) => {
      const actor = { id: 'system', name: '系统', role: 'system' as const, unit: null };
      const event = {
        version: order.version + 1,
        at,
        kind: 'close' as const,
        actor,
        to: 'closed' as const,
        data: {},
      };
      await appendEvents(db, [{ orderId: id, detail: `回电${SEEDS.name}`, event }]);
      await updateOrder(db, id, { state: 'closed', version: order.version + 1, since: at });
    });
    const admin = await signIn(site, site.app, 'admin');
    const people = [
      admin,
      await signIn(site, site.app, 'dispatcher'),
      await signIn(site, site.app, 'handler', order.leadUnit),
    ];
    expect(leaksIn(await admin.page(`/orders/${id}`))).toContain('name');

    const wrong = await admin.post('/api/v1/admin/privacy/erasures', {
      order: number,
      reason: '请求',
      confirm: 'x',
    });
    expect(wrong.status).toBe(409);
    const looked = await admin.page(`/api/v1/admin/privacy/erasures?order=${number}`);
    expect(JSON.parse(looked)).toMatchObject([{ number, spared: [] }]);
    const done = await admin.post('/api/v1/admin/privacy/erasures', {
      order: number,
      reason: '请求 7 号',
      confirm: number,
    });
    expect([done.status, await done.json()]).toMatchObject([200, { erased: [number] }]);
    await services.privacy?.settled();

    const routes = [
      ...new Set(site.app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)),
    ];
    const addresses = routes
      .filter((path) => path !== '/api/v1/live')
      .flatMap((pattern) => {
        const path = pattern
          .replace(/:id(?:\{[^}]*\})?|:otherId/g, id)
          .replace(':unit', order.leadUnit)
          .replace(':kind', 'daily')
          .replace(':version', 'm2')
          .replace(/:\w+/g, 'x');
        return (FORMATS[pattern] ?? ['']).map((query) => path + query);
      });
    const leaks: string[] = [];
    let answered = 0;
    for (const { cookie } of people)
      for (const path of addresses) {
        const answer = await site.app.request(path, { headers: { cookie } });
        if (answer.status === 200) answered++;
        const bytes = new Uint8Array(await answer.arrayBuffer());
        const { unzipSync } = await import('fflate');
        const parts = bytes[0] === 0x50 && bytes[1] === 0x4b ? Object.values(unzipSync(bytes)) : [bytes];
        const asked = new URL(path, 'http://x').searchParams.get('q') ?? '\u0000';
        const words = parts.map((part) => new TextDecoder().decode(part)).join('\n');
        const told = words.replaceAll(asked, '').replaceAll(encodeURIComponent(asked), '');
        for (const kind of leaksIn(told)) leaks.push(`${path}: ${kind}`);
        if (answer.status >= 500) leaks.push(`${path}: ${answer.status}`);
      }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(150);
    expect(await admin.page(`/orders/${id}`)).toContain('〔已清除〕');
    expect(leaksIn(JSON.stringify(site.log))).toEqual([]);
    const page = await admin.page('/admin/privacy');
    expect(page).toContain(number);
    expect(page).toContain('请求 7 号');
  },
);
