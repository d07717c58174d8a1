import { expect, it } from 'vitest';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { closeAfterTest } from '../../support/closing.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { DAY, isoOf, lifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const links = (page: string): { path: string; words: string; n: number }[] =>
  [...page.matchAll(/<a href="([^"]+)"[^>]*aria-label="([^"]+?) (\d+) 件"/g)].map(
    ([, path = '', words = '', n]) => ({ path: path.replaceAll('&amp;', '&'), words, n: Number(n) }),
  );

async function empty() {
  const d = await lifeDesk(tempDatabase(), (store) => closeAfterTest(() => store.close()));
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  return { d, app, as: (role: Role, unit: string | null = null) => signIn(d, app, role, unit) };
}

/** Long after the deadlines of the first orders, with two of yesterday and one of today. */
async function site() {
  const s = await empty();
  const old = await s.d.take('西单的鞋');
  await s.d.take('施工噪声');
  s.d.pass(20 * DAY);
  const at = (ago: number) => ({ receivedAt: isoOf(s.d.clock.now() - ago) });
  for (const ago of [DAY, DAY + 1000, 60_000]) await s.d.take('西单的包', at(ago));
  return { ...s, old, leader: await s.as('leader') };
}

it('every number is that of the list it leads to', async () => {
  const { leader } = await site();
  const page = await leader.page('/leader');
  const found = links(page);
  expect(found.length).toBeGreaterThan(12);
  expect(found.some(({ words, n }) => words === '超期' && n > 0)).toBe(true);
  for (const { path, words, n } of found) {
    const list = await leader.page(path);
    const shown = path.startsWith('/figures/cases')
      ? [...list.matchAll(/<th scope="row"/g)].length
      : Number(/，共 (\d+) 件，第/.exec(list)?.[1] ?? (list.includes('class="empty"') ? 0 : Number.NaN));
    expect([words, shown]).toEqual([words, n]);
  }
});

it('a leader lands on it after log-in, and its rows lead to the form of supervision', async () => {
  const { app, leader, old } = await site();
  const page = await leader.page('/leader');
  expect(page).toContain('aria-current="page">总览');
  expect(page).toContain(`/orders/${old}#move-supervise`);
  expect(await leader.page(`/orders/${old}`)).toContain('id="move-supervise"');
  const login = (next?: string) =>
    app.request('/login', {
      method: 'POST',
      body: new URLSearchParams({
        username: 'leader-all',
        password: 'mima-mima-1',
        ...(next === undefined ? {} : { next }),
      }),
    });
  expect((await login()).headers.get('location')).toBe('/leader');
  expect((await login('/figures')).headers.get('location')).toBe('/figures');
  expect((await leader.get('/')).status).toBe(200);
});

it('nobody else is led there, and others are refused with a sentence', async () => {
  const { as } = await empty();
  for (const [role, unit] of [
    ['dispatcher', null],
    ['analyst', null],
    ['handler', 'SCS-XCAJ'],
  ] as const) {
    const person = await as(role, unit);
    expect(await person.page('/')).not.toContain('href="/leader"');
    const answer = await person.get('/leader');
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('不能查看总览');
  }
});

it('an empty place has a page as well', async () => {
  const leader = await (await empty()).as('leader');
  const page = await leader.page('/leader');
  expect(page).toContain('没有超期、临期而未督办的工单。');
  expect(page).toContain('没有等待答复的督办工单。');
});
