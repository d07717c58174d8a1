import { afterEach, describe, expect, test } from 'vitest';
import type { Role } from '../../../src/app/types.ts';
import { loggedPath } from '../../../src/http/middleware/observe.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, PEOPLE } from '../../support/life-desk.ts';
import { lifeSite } from '../../support/life-site.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const HAPPY = { solved: 'solved', satisfied: 'basically', attitude: 'good' };
const ANGRY = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'fair' };
const PHONE = '13800001234';

async function site() {
  const made = await lifeSite((store) => open.push(store));
  const replied = async (text = '西单的鞋'): Promise<string> => {
    const id = await made.d.handled(text);
    await made.d.move(PEOPLE.handler, id, 'reply', made.d.replyData());
    return id;
  };
  return { ...made, replied };
}
type Site = Awaited<ReturnType<typeof site>>;
type List = Record<'due' | 'later' | 'judged', readonly { orderId: string; closed: string | null }[]>;

const lists = async (person: Awaited<ReturnType<Site['as']>>): Promise<List> =>
  (await (await person.get('/api/v1/callbacks')).json()) as List;
const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code;

describe('the callback interface', () => {
  test('lists, is taken, is recorded, and closes the order', async () => {
    const { as, replied } = await site();
    const id = await replied();
    const zhou = await as('callback');
    const { due } = await lists(zhou);
    expect(due).toMatchObject([
      {
        orderId: id,
        unit: { code: 'SCS-XCAJ' },
        attempts: [],
        closed: null,
        claimedBy: null,
        verdict: null,
        toldAt: expect.stringMatching(/\+08:00$/),
      },
    ]);
    expect(JSON.stringify(due)).not.toContain(PHONE);
    const taken = await zhou.post(`/api/v1/orders/${id}/callback/take`, undefined);
    expect(taken.status).toBe(200);
    expect(await taken.json()).toMatchObject({ phone: PHONE, reply: '已协调商家退款。', state: 'replied' });
    const answer = await zhou.post(`/api/v1/orders/${id}/callback`, {
      result: 'answered',
      verdict: HAPPY,
      next: 'close',
      note: '退款已到账',
    });
    expect(await answer.json()).toMatchObject({ state: 'closed' });
    expect(await lists(zhou)).toMatchObject({ due: [], later: [], judged: [] });
    const again = await zhou.post(`/api/v1/orders/${id}/callback`, { result: 'answered', verdict: ANGRY });
    expect([again.status, await codeOf(again)]).toEqual([409, 'illegal_move']);
  });

  test('each role does what it may, and no other', async () => {
    const { as, replied } = await site();
    const id = await replied();
    const read = (path: string) => `/api/v1${path}`;
    const allowed: readonly (readonly [Role, string | null, boolean])[] = [
      ['callback', null, true],
      ['leader', null, true],
      ['admin', null, true],
      ['dispatcher', null, false],
      ['analyst', null, false],
      ['handler', 'SCS-XCAJ', false],
      ['unitLeader', 'SCS-XCAJ', false],
    ];
    for (const [role, unit, reads] of allowed) {
      const person = await as(role, unit);
      expect((await person.get(read('/callbacks'))).status, role).toBe(reads ? 200 : 403);
      expect((await person.get('/callbacks')).status, role).toBe(reads ? 200 : 403);
      expect((await person.get(`/callbacks/${id}`)).status, role).toBe(reads ? 200 : 403);
      const menu = await person.page('/');
      expect(menu.includes('href="/callbacks"'), role).toBe(reads);
      if (role === 'callback') continue;
      for (const [path, body] of [
        ['take', undefined],
        ['release', undefined],
        ['link', undefined],
        ['', { result: 'noAnswer' }],
      ] as const) {
        const answer = await person.post(read(`/orders/${id}/callback${path && `/${path}`}`), body);
        expect(answer.status, `${role} ${path}`).toBe(403);
      }
      expect((await person.form(`/callbacks/${id}/take`, [])).status, role).toBe(403);
      if (!reads) continue;
      const page = await person.page(`/callbacks/${id}`);
      for (const more of [PHONE, '开始回访 <kbd>', 'callback-form', '生成链接'])
        expect(page).not.toContain(more);
    }
  });

  test('what is asked wrongly is refused with its code', async () => {
    const { app, as, d, replied } = await site();
    const id = await replied();
    const zhou = await as('callback');
    const post = (body: unknown) => zhou.post(`/api/v1/orders/${id}/callback`, body);
    for (const body of [
      {},
      { result: 'maybe' },
      { result: 'answered' },
      { result: 'answered', verdict: { ...HAPPY, solved: 'perhaps' } },
      { result: 'answered', verdict: { ...HAPPY, more: 1 } },
      { result: 'noAnswer', verdict: HAPPY },
      { result: 'answered', verdict: ANGRY, next: 'reopen' },
      { result: 'noAnswer', note: '长'.repeat(501) },
      { result: 'noAnswer', other: 1 },
    ])
      expect((await post(body)).status, JSON.stringify(body)).toBe(400);
    expect((await zhou.post('/api/v1/orders/none/callback/take', undefined)).status).toBe(404);
    expect(await codeOf(await post({ result: 'noAnswer', version: 1 }))).toBe('order_changed');
    await d.services.callbacks.take({ ...PEOPLE.callback, name: '老周' }, id);
    const claimed = await zhou.post(`/api/v1/orders/${id}/callback/take`, undefined);
    expect(claimed.status).toBe(409);
    expect(await claimed.json()).toMatchObject({
      error: { code: 'callback_claimed', message: '老周正在回访这张工单' },
    });
    expect(await lists(zhou)).toMatchObject({ due: [{ claimedBy: { name: '老周' } }] });
    const anonymous = await app.request('/api/v1/callbacks');
    expect(anonymous.status).toBe(401);
  });
});

test('what a caller judges by is in no log', () => {
  expect(loggedPath('/callback/geheim')).toBe('/callback/:token');
  expect(loggedPath('/api/v1/public/callback/geheim')).toBe('/api/v1/public/callback/:token');
  expect(loggedPath('/callbacks/0197')).toBe('/callbacks/0197');
});

describe('judging by a link', () => {
  test('needs no log-in, tells nobody who called, and takes one verdict', async () => {
    const { app, as, replied, d } = await site();
    const id = await replied();
    const zhou = await as('callback');
    const { path } = (await (await zhou.post(`/api/v1/orders/${id}/callback/link`, undefined)).json()) as {
      path: string;
    };
    expect(path).toMatch(/^\/callback\/[\w-]{32}$/);
    const api = `/api/v1/public${path}`;
    const seen = await app.request(api);
    const headers = ['cache-control', 'referrer-policy', 'x-robots-tag'].map((name) =>
      seen.headers.get(name),
    );
    expect(headers).toEqual(['no-store', 'no-referrer', 'noindex']);
    const shown = await seen.text();
    expect(JSON.parse(shown)).toMatchObject({ state: 'open', reply: '已协调商家退款。' });
    for (const secret of [PHONE, '西单的鞋', id]) expect(shown).not.toContain(secret);
    const judge = (body: unknown) =>
      app.request(api, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (const body of [
      {},
      { ...HAPPY, solved: 'x' },
      { ...HAPPY, phone: '1' },
      { ...HAPPY, note: '长'.repeat(501) },
    ])
      expect((await judge(body)).status, JSON.stringify(body)).toBe(400);
    expect(await (await judge({ ...ANGRY, note: '还没有退' })).json()).toMatchObject({
      state: 'done',
      reply: '',
    });
    expect(await (await judge(HAPPY)).json()).toMatchObject({ state: 'done' });
    const events = await d.store.read((db) => lifeEventsOf(db, id));
    expect(events.filter(({ kind }) => kind === 'callBack')).toMatchObject([
      { data: { way: 'link', verdict: ANGRY, note: '还没有退' } },
    ]);
    expect((await lists(zhou)).judged.map(({ orderId }) => orderId)).toEqual([id]);
    expect((await app.request('/api/v1/public/callback/none')).status).toBe(404);
  });

  test('shows the reply without whom it names', async () => {
    const { app, d } = await site();
    const id = await d.handled();
    const text = '已联系张先生（13800001234），退款到账。';
    await d.move(PEOPLE.handler, id, 'reply', d.replyData({ text }));
    const { token } = await d.services.callbacks.link(PEOPLE.callback, id);
    const seen = await (await app.request(`/api/v1/public/callback/${token}`)).text();
    expect(seen).toContain('退款到账');
    expect(seen).not.toContain(PHONE);
    expect(seen).not.toContain('张先生');
  });

  test('a link that is over answers 410, and too many questions are refused', async () => {
    const { app, as, replied, d } = await site();
    const id = await replied();
    const { path } = (await (
      await (await as('callback')).post(`/api/v1/orders/${id}/callback/link`, undefined)
    ).json()) as { path: string };
    d.pass(8 * DAY);
    const late = await app.request(`/api/v1/public${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(HAPPY),
    });
    expect([late.status, await codeOf(late)]).toEqual([410, 'link_expired']);
    const statuses = new Set<number>();
    for (let i = 0; i < 61; i++) statuses.add((await app.request(`/callback/guess-${i}`)).status);
    expect([...statuses]).toEqual([404, 429]);
  });

  test('is a plain page without script, for the caller alone', async () => {
    const { app, as, replied } = await site();
    const id = await replied();
    const zhou = await as('callback');
    const made = await zhou.form(`/callbacks/${id}/link`, []);
    const path = /\/callback\/[\w-]{32}/.exec(await made.text())?.[0] ?? '';
    // Shown this once.
    expect(await zhou.page(`/callbacks/${id}`)).not.toContain(path);
    const first = await app.request(path);
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(first.headers.get('cache-control')).toBe('no-store');
    const page = await first.text();
    expect(page).toContain('已协调商家退款。');
    for (const secret of [PHONE, '西单的鞋', id, '<script', 'href="/callbacks"'])
      expect(page).not.toContain(secret);
    // Browsers that name no referrer send `null` as the origin of the form.
    const post = (fields: Record<string, string>) =>
      app.request(path, {
        method: 'POST',
        headers: { origin: 'null', cookie: zhou.cookie },
        body: new URLSearchParams(fields),
      });
    const half = await post({ solved: 'solved', note: '谢谢 <b>' });
    expect(half.status).toBe(400);
    const kept = await half.text();
    expect(kept).toContain('请选对办理结果满意不满意');
    expect(kept).toContain('谢谢 &lt;b&gt;');
    expect(kept).toMatch(/value="solved"[^>]*checked/);
    expect(await (await post(HAPPY)).text()).toContain('谢谢您的评价');
    expect(await (await app.request(path)).text()).toContain('谢谢您的评价');
    const none = await app.request('/callback/none');
    expect([none.status, await none.text()]).toEqual([404, expect.stringContaining('链接无效')]);
  });

  test('a page that is over says so kindly', async () => {
    const { app, as, replied, d } = await site();
    const id = await replied();
    const made = await (await as('callback')).form(`/callbacks/${id}/link`, []);
    const path = /\/callback\/[\w-]{32}/.exec(await made.text())?.[0] ?? '';
    d.pass(8 * DAY);
    expect(await (await app.request(path)).text()).toContain('评价时间已过');
    const late = await app.request(path, { method: 'POST', body: new URLSearchParams(HAPPY) });
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('评价时间已过')]);
  });
});

describe('the pages of callback', () => {
  test('a callback is taken and recorded by forms, and leads on to the next', async () => {
    const { as, d, replied } = await site();
    const [id, next] = [await replied(), await replied('西单的包')];
    const zhou = await as('callback');
    const list = await zhou.page('/callbacks');
    expect(list.indexOf(id)).toBeLessThan(list.indexOf(next));
    expect(await zhou.page(`/callbacks/${id}`)).not.toContain(PHONE);
    const taken = await zhou.form(`/callbacks/${id}/take`, []);
    expect(taken.headers.get('location')).toBe(`/callbacks/${id}`);
    const page = await zhou.page(`/callbacks/${id}`);
    expect(page).toContain(PHONE);
    expect(page).toContain('您反映的问题解决了吗');
    const send = (fields: readonly (readonly [string, string])[]) => zhou.form(`/callbacks/${id}`, fields);
    const half = await send([
      ['solved', 'solved'],
      ['note', '说得很快'],
      ['act', 'close'],
    ]);
    expect(half.status).toBe(400);
    const kept = await half.text();
    expect(kept).toContain('说得很快');
    expect(kept).toContain('请选对办理结果满意不满意');
    expect(kept).toMatch(/value="solved"[^>]*checked/);
    expect((await send([['act', 'other']])).status).toBe(400);
    const saved = await send([...Object.entries(HAPPY), ['act', 'close']]);
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `/callbacks/${next}?done=close`]);
    expect(await zhou.page(`/callbacks/${next}?done=close`)).toContain('上一件：已记录，工单已办结。');
    // Somebody else calls the other one: it is said who, and nothing is recorded.
    await d.services.callbacks.take({ ...PEOPLE.callback, name: '老周' }, next);
    expect(await zhou.page('/callbacks')).toContain('老周正在回访');
    expect(await zhou.page(`/callbacks/${next}`)).toContain('老周正在回访');
    const refused = await zhou.form(`/callbacks/${next}`, [['act', 'noAnswer']]);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('老周正在回访')]);
  });

  test('what was judged by a link waits for a person, who has it done once more', async () => {
    const { as, d, replied } = await site();
    const id = await replied();
    const { token } = await d.services.callbacks.link(PEOPLE.callback, id);
    await d.services.callbacks.judge(token, ANGRY as never, '还没有退');
    const zhou = await as('callback');
    const page = await zhou.page(`/callbacks/${id}`);
    expect(page).toContain('未解决，不满意，态度：一般');
    expect(page).not.toContain('data-question');
    const bare = await zhou.form(`/callbacks/${id}`, [['act', 'reopen']]);
    expect(await bare.text()).toContain('重办须写明理由');
    const done = await zhou.form(`/callbacks/${id}`, [
      ['act', 'reopen'],
      ['reason', '没有退款'],
    ]);
    expect(done.headers.get('location')).toBe('/callbacks?done=reopen');
    expect((await d.services.orders.get(PEOPLE.leader, id)).state).toBe('dispatched');
  });

  test('whoever is judged learns the verdict once it is in, and nothing of the attempts before', async () => {
    const { as, d, replied } = await site();
    const id = await replied();
    const { record } = d.services.callbacks;
    await record(PEOPLE.callback, id, { data: { result: 'noAnswer', note: '占线两次' } });
    const wang = await as('handler', 'SCS-XCAJ');
    const leader = await as('leader');
    const before = await wang.page(`/orders/${id}`);
    expect(before).not.toContain('占线两次');
    expect(before).not.toContain('未接通');
    expect(before).not.toContain(`href="/callbacks/${id}"`);
    const seen = await leader.page(`/orders/${id}`);
    expect(seen).toContain('占线两次');
    expect(seen).toContain(`href="/callbacks/${id}"`);
    d.pass(5 * HOUR);
    await record(PEOPLE.callback, id, {
      data: { result: 'answered', verdict: ANGRY as never, note: '鞋还没换', next: 'close' },
    });
    const after = await wang.page(`/orders/${id}`);
    expect(after).toContain('未解决，不满意，态度：一般');
    expect(after).toContain('鞋还没换');
    expect(after).not.toContain('占线两次');
    const detail = (await (await leader.get(`/api/v1/orders/${id}`)).json()) as {
      life: { callback: { attempts: readonly unknown[]; verdict: object } };
    };
    expect(detail.life.callback.attempts).toHaveLength(2);
    expect(detail.life.callback.verdict).toMatchObject(ANGRY);
  });
});
