import { expect, it } from 'vitest';
import { closeAfterTest } from '../support/closing.ts';
import { signIn } from '../support/knowledge-http.ts';
import { wholeSite } from '../support/whole-site.ts';

const OWN = 'SCS-XCAJ';
/** In no order of letters or of figures; the busiest is the one in the middle by name. */
const STAFF = ['gamma', 'alpha', 'beta'] as const;
const SYSTEM = { id: 'k', name: '平台', role: 'system', unit: null } as const;
const BOSS = { id: 'd', name: '派单员', role: 'dispatcher', unit: null } as const;
const STREAMS = ['/api/v1/live'];
/** Where people are listed by name to be found or to be given work, each with who may open it; nowhere else are there three. */
const LISTS: Readonly<Record<string, string>> = {
  '/api/v1/units/:unit/people': 'by name, for handing on work',
  '/api/v1/rota': 'by day',
  '/rota': 'by name, for handing on work',
  '/admin': 'by user name',
  '/api/v1/admin/people': 'by user name',
  '/api/v1/admin/audit': 'by time',
  '/admin/audit': 'by time',
};

it('no page, report or file lists or compares people by how they do', { timeout: 300_000 }, async () => {
  const site = await wholeSite(closeAfterTest);
  const handlers = [];
  for (const [i, name] of STAFF.entries()) {
    const username = `staff-${name}`;
    await site.services.accounts.addUser({
      username,
      name: `员工${name}`,
      role: 'handler',
      unit: OWN,
      password: 'mima-mima-1',
    });
    const { session } = await site.services.accounts.login(username, 'mima-mima-1');
    handlers.push({ actor: session.actor, orders: [3, 1, 5][i] ?? 0 });
  }
  // Each takes another number of orders, told by another number of callers each.
  for (const { actor, orders } of handlers)
    for (let n = 0; n < orders; n++) {
      const [made] = await site.services.intake.accept(SYSTEM, [
        {
          channel: 'phone',
          receivedAt: '2026-04-14T09:30:00+08:00',
          text: `西单的鞋开胶，商家不给退 ${actor.name} ${n}`,
          caller: { name: '来电者甲乙', phone: '13700001111' },
        },
      ]);
      if (made === undefined || made.status === 'refused') throw new Error('refused');
      if (made.state === 'received') await site.services.handling.dispatch(BOSS, made.id);
      await site.services.handling.acknowledge(actor, made.id);
    }
  const routes = [
    ...new Set(site.app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)),
  ].filter((path) => !STREAMS.includes(path) && !path.includes('/orders/'));
  const orderLists =
    /^\/(?:$|orders|api\/v1\/orders|export|search|api\/v1\/search|reminders|api\/v1\/reminders|figures\/cases|api\/v1\/figures\/cases)/;
  const found: string[] = [];
  for (const [role, unit] of [
    ['admin', null],
    ['leader', null],
    ['dispatcher', null],
    ['analyst', null],
    ['unitLeader', OWN],
  ] as const) {
    const person = await signIn(site, site.app, role, unit);
    for (const pattern of routes) {
      const path = pattern
        .replace(':unit', OWN)
        .replace(':kind', 'daily')
        .replace(':version', 'm2')
        .replace(/:\w+(?:\{[^}]*\})?/g, 'x');
      const answer = await person.get(path);
      if (answer.status !== 200 || orderLists.test(path)) continue;
      const text = await answer.text();
      const places = STAFF.map((name) => text.indexOf(`员工${name}`)).filter((at) => at >= 0);
      if (places.length < 2) continue;
      if (LISTS[pattern] === undefined) found.push(`${role} ${pattern}: names ${places.length} people`);
      // By name or by user name; never by how many each has.
      const order = STAFF.filter((name) => text.includes(`员工${name}`)).sort(
        (a, b) => text.indexOf(`员工${a}`) - text.indexOf(`员工${b}`),
      );
      const byFigure = JSON.stringify(order);
      if (byFigure === '["beta","gamma","alpha"]' && !pattern.includes('audit'))
        found.push(`${role} ${pattern}: by figure`);
    }
  }
  expect(found).toEqual([]);
});
