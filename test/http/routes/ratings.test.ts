import { describe, expect, it } from 'vitest';
import { createClient, refused, type ErrorAnswer } from '../../support/client.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { ratingDesk } from '../../support/rating-desk.ts';

const API = '/api/v1/ratings';
type Suggested = { id: string; kind: string; mine: { rating: string } | null };

async function site() {
  const d = await ratingDesk();
  const order = await d.accept('网上买的外套七天内不给退');
  const handler = await signIn(d, d.app, 'handler', 'SCS-XCAJ');
  const keeper = await signIn(d, d.app, 'analyst');
  const suggested = async (query: string): Promise<Suggested[]> =>
    (await (await handler.get(`${API}/suggestions?${query}`)).json()) as Suggested[];
  return { d, order, handler, keeper, suggested };
}

describe('ratings by the API', () => {
  it('are given, listed, evaluated and taken out', async () => {
    const { order, handler, keeper, suggested } = await site();
    const [law] = await suggested(`order=${order.id}`);
    const given = { suggestion: law!.id, order: order.id, rating: 'wrong', reason: 'wrong_verdict' };
    const done = await handler.post(API, { ...given, note: '电话 13812345678' });
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ rating: 'wrong', masked: true, note: '电话 [电话]' });
    const question = '网上买的外套不喜欢能退吗';
    const [answer] = await suggested(`q=${encodeURIComponent(question)}`);
    expect(answer?.kind).toBe('answer');
    await handler.post(API, { suggestion: answer!.id, question, rating: 'useful' });
    expect((await suggested(`order=${order.id}`))[0]?.mine).toMatchObject({ rating: 'wrong' });

    const list = await keeper.get(`${API}?rating=wrong&item=entry:ka-001&from=2026-04-14`);
    expect(await list.json()).toMatchObject({
      total: 1,
      rows: [{ orderId: order.id, reason: 'wrong_verdict', at: '2026-04-14T10:00:00+08:00' }],
    });
    expect(await (await keeper.get(`${API}/report`)).json()).toMatchObject({
      all: { useful: { hits: 1, n: 2 }, wrong: 1, few: true },
      raters: 1,
      comparison: null,
    });
    const csv = await keeper.get(`${API}/report.csv?kind=law`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(await csv.text()).toContain('工单旁的法律依据');
    const gold = await keeper.get(`${API}/gold.jsonl`);
    expect(JSON.parse(await gold.text())).toMatchObject({ query: question, verdict: 'applies' });
  });

  it('refuses what is not a rating, names the field, and keeps nothing', async () => {
    const { order, handler, keeper, suggested } = await site();
    const [law] = await suggested(`order=${order.id}`);
    const good = { suggestion: law!.id, order: order.id, rating: 'wrong' };
    for (const [change, status, code] of [
      [{ rating: 'bad' }, 400, 'bad_field'],
      [{ rating: undefined }, 400, 'bad_field'],
      [{ suggestion: undefined }, 400, 'missing_field'],
      [{ reason: 'because' }, 400, 'bad_field'],
      [{ rating: 'useful', reason: 'other' }, 400, 'bad_field'],
      [{ note: 'x'.repeat(501) }, 400, 'bad_field'],
      [{ note: '\u0000' }, 400, 'bad_field'],
      [{ note: 7 }, 400, 'bad_field'],
      [{ order: undefined }, 400, 'bad_field'],
      [{ question: '能退吗' }, 400, 'bad_field'],
      [{ date: '2026-04-14' }, 400, 'bad_field'],
      [{ verdict: 'applies' }, 400, 'unknown_field'],
      [{ suggestion: 'x' }, 400, 'bad_field'],
      [{ suggestion: `s${'0'.repeat(24)}` }, 409, 'conflict'],
      [{ order: 'no-such' }, 404, 'not_found'],
    ] as const)
      expect([JSON.stringify(change), ...(await refused(handler.post(API, { ...good, ...change })))]).toEqual(
        [JSON.stringify(change), status, code],
      );
    expect(await refused(handler.send('POST', API, undefined))).toEqual([400, 'missing_field']);
    for (const query of ['?kind=x', '?page=0', '?from=yesterday', '?item=x', '?nobody=1'])
      expect((await keeper.get(`${API}${query}`)).status, query).toBe(400);
    for (const query of ['', `?order=${order.id}&q=x`, '?order=', '?q=%20'])
      expect((await handler.get(`${API}/suggestions${query}`)).status, query).toBe(400);
    expect(await (await keeper.get(API)).json()).toMatchObject({ total: 0 });
    expect(await (await keeper.get(`${API}/gold.jsonl`)).text()).toBe('');
  });

  it('lets nobody rate or read what is not theirs', async () => {
    const { d, order, handler, suggested } = await site();
    const [law] = await suggested(`order=${order.id}`);
    const rating = { suggestion: law!.id, order: order.id, rating: 'wrong' };
    const elsewhere = await signIn(d, d.app, 'handler', 'SCS-DS');
    expect(await refused(elsewhere.post(API, rating))).toEqual([403, 'forbidden']);
    expect(await refused(elsewhere.get(`${API}/suggestions?order=${order.id}`))).toEqual([403, 'forbidden']);
    const dispatcher = await signIn(d, d.app, 'dispatcher');
    for (const who of [handler, dispatcher]) {
      for (const path of ['', '/report', '/report.csv', '/gold.jsonl'])
        expect(await refused(who.get(API + path))).toEqual([403, 'forbidden']);
      for (const path of ['/knowledge/ratings', '/knowledge/ratings/list'])
        expect((await who.get(path)).status).toBe(403);
      expect(await who.page('/knowledge')).not.toContain('/knowledge/ratings');
    }
    const { key } = await d.services.accounts.addKey('平台');
    const byKey = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const send = { method: 'POST', headers: byKey, body: JSON.stringify(rating) };
    expect(await refused(d.app.request(API, send))).toEqual([403, 'forbidden']);
    expect(await refused(d.app.request(API))).toEqual([401, 'unauthenticated']);
    expect(await refused(handler.post(API, rating, { 'x-csrf-token': 'x' }))).toEqual([403, 'forbidden']);
    expect(await refused(handler.post(API, rating, { origin: 'https://evil.example' }))).toEqual([
      403,
      'forbidden',
    ]);
  });
});

describe('ratings by the page', () => {
  it('takes a press on the order, comes back to it and offers the reason', async () => {
    const { order, handler, keeper, suggested } = await site();
    const [law] = await suggested(`order=${order.id}`);
    const page = await handler.page(`/orders/${order.id}`);
    expect(page).toContain(`value="${law!.id}:useful"`);
    expect(page).toContain('逐段评价草稿');
    const path = `/orders/${order.id}/ratings`;
    const pressed = await handler.form(path, [['rate', `${law!.id}:wrong`]]);
    expect(pressed.status).toBe(303);
    const back = pressed.headers.get('location') ?? '';
    expect(back).toBe(`/orders/${order.id}?rated=${law!.id}#${law!.id}`);
    expect(await handler.page(back)).toContain(`<select name="reason-${law!.id}"`);
    await handler.form(path, [
      ['rate', `${law!.id}:wrong`],
      [`reason-${law!.id}`, 'missing_condition'],
      [`note-${law!.id}`, '<script>alert(1)</script>'],
    ]);
    expect(await handler.page(`/orders/${order.id}`)).toContain('已记：漏了条件');
    const list = await keeper.page('/knowledge/ratings/list?item=entry:ka-001');
    expect(list).toContain('&lt;script&gt;alert(1)');
    expect(list).toContain(order.number);
    expect(await keeper.page('/knowledge/ratings')).toContain('网购七日无理由退货');
    expect(await keeper.page('/knowledge')).toContain('href="/knowledge/ratings"');
    // Pressing 有用 drops the reason that stands in the form.
    const useful = [
      ['rate', `${law!.id}:useful`],
      [`reason-${law!.id}`, 'other'],
    ] as const;
    expect((await handler.form(path, useful)).status).toBe(303);
  });

  it('takes a press on an answer and shows it again', async () => {
    const { handler, suggested } = await site();
    const question = '网上买的外套不喜欢能退吗&x=1';
    const [answer] = await suggested(`q=${encodeURIComponent(question)}`);
    expect(await handler.page(`/ask?q=${encodeURIComponent(question)}`)).toContain(answer!.id);
    const done = await handler.form('/ask/ratings', [
      ['question', question],
      ['rate', `${answer!.id}:not_relevant`],
    ]);
    const back = done.headers.get('location') ?? '';
    expect(new URL(back, 'http://x').searchParams.get('q')).toBe(question);
    expect(await handler.page(back)).toContain('已记');
  });

  it('says what is wrong above the order or the answer', async () => {
    const { d, order, handler } = await site();
    const gone = `s${'0'.repeat(24)}`;
    for (const [rate, status] of [
      [`${gone}:useful`, 409],
      [`${gone}:great`, 400],
      ['', 400],
    ] as const) {
      const answer = await handler.form(`/orders/${order.id}/ratings`, [['rate', rate]]);
      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain('role="alert"');
      const asked = await handler.form('/ask/ratings', [
        ['question', '能退吗'],
        ['rate', rate],
      ]);
      expect(asked.status).toBe(status);
      expect(await asked.text()).toContain('role="alert"');
    }
    expect((await handler.form('/ask/ratings', [['rate', `${gone}:useful`]])).status).toBe(400);
    const elsewhere = await signIn(d, d.app, 'handler', 'SCS-DS');
    const press = [['rate', `${gone}:useful`]] as const;
    expect((await elsewhere.form(`/orders/${order.id}/ratings`, press)).status).toBe(403);
    expect((await handler.form(`/orders/${order.id}/ratings`, press, 'wrong')).status).toBe(403);
  });

  it('compares two versions of the knowledge on what was rated under both', async () => {
    const { d, order, handler, keeper, suggested } = await site();
    const rate = async (id: string, rating: string) => {
      const [law] = await suggested(`order=${id}`);
      expect((await handler.post(API, { suggestion: law!.id, order: id, rating })).status).toBe(200);
    };
    await rate(order.id, 'useful');
    expect(await keeper.page('/knowledge/ratings')).toContain('只有一个知识版本有评价');
    d.setKnowledge('2026-01-10.1+1');
    d.clock.set(d.clock.now() + 1000);
    await rate((await d.accept('网上买的外套七天内不给退，又一件')).id, 'wrong');
    const report = (await (await keeper.get(`${API}/report`)).json()) as { comparison: object };
    expect(report.comparison).toMatchObject({
      before: '2026-01-10.1',
      after: '2026-01-10.1+1',
      references: [{ kind: 'law', before: { useful: { hits: 1, n: 1 } }, after: { wrong: 1 } }],
      difference: null,
    });
    const page = await keeper.page('/knowledge/ratings');
    expect(page).toContain('两个版本都评过的 1 项');
    expect(page).toContain('项数太少');
    const turned = await keeper.page('/knowledge/ratings?before=2026-01-10.1%2B1&after=2026-01-10.1');
    expect(turned).toContain('两个知识版本的对比：2026-01-10.1+1 与 2026-01-10.1');
  });

  it('says that nothing was rated, and which filter is wrong', async () => {
    const { keeper } = await site();
    expect(await keeper.page('/knowledge/ratings')).toContain('还没有评价');
    expect(await keeper.page('/knowledge/ratings/list')).toContain('没有符合条件的评价');
    const bad = await keeper.get('/knowledge/ratings?from=gestern&rest=x');
    expect(bad.status).toBe(400);
    expect(await bad.text()).toContain('role="alert"');
    expect((await keeper.get('/knowledge/ratings/list?page=x')).status).toBe(400);
  });
});

it('a program without ratings says so, and its pages have no buttons', async () => {
  const { get, app, asDispatcher } = createClient();
  expect(((await (await get(API)).json()) as ErrorAnswer).error.code).toBe('not_found');
  const { cookie } = await asDispatcher();
  const ask = await app.request('/ask?q=%E8%83%BD%E9%80%80%E5%90%97', { headers: { cookie } });
  expect(await ask.text()).not.toContain('id="rates"');
});
