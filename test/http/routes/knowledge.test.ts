import { describe, expect, it } from 'vitest';
import { createClient, refused, type ErrorAnswer } from '../../support/client.ts';
import { order, system } from '../../support/desk.ts';
import { careSite } from '../../support/knowledge-http.ts';
import { CARDS, entry } from '../../support/knowledge-site.ts';

const API = '/api/v1/knowledge';
const { id: _, ...SHIPPED } = entry();
const BODY = {
  ...SHIPPED,
  kind: 'faq',
  types: ['0104'],
  title: '预付卡退余额<b>',
  questions: ['办的卡关门了余额怎么退'],
  citations: [{ law: CARDS, article: '第七条', clause: null, quote: '发卡企业应当在七日内退还余额' }],
  rule: '余额七日内退。',
  reply: '您好。预付卡余额，发卡企业应当在七日内退还，请您提供消费凭证。',
  validFrom: '2026-03-01',
};

describe('/api/v1/knowledge/entries', () => {
  it('are drafted, submitted, approved, found, edited and deleted', async () => {
    const { d, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const keeper = await as('analyst');
    const made = await handler.post(`${API}/entries`, { body: BODY, reviewBy: '2026-12-31' });
    expect(made.status).toBe(201);
    const first = (await made.json()) as Record<string, unknown>;
    expect(first).toMatchObject({
      id: 'e-0001',
      status: 'draft',
      version: 1,
      owner: 'SCS-XCAJ',
      base: 1,
      inForce: false,
      citations: [
        {
          effectiveFrom: '2026-03-01',
          effectiveTo: null,
          uses: 0,
        },
      ],
      can: {
        submit: true,
        decide: false,
      },
    });
    expect((await handler.post(`${API}/entries/e-0001/submit`, { version: 1 })).status).toBe(200);
    expect(await (await keeper.get(`${API}/submissions`)).json()).toMatchObject([{ id: 'e-0001' }]);
    const done = await keeper.post(`${API}/entries/e-0001/approve`, { version: 1 });
    expect(await done.json()).toMatchObject({ status: 'approved', inForce: true });
    const list = await handler.get(`${API}/entries?type=0104&q=${encodeURIComponent('余额')}&public=false`);
    expect(await list.json()).toMatchObject({ total: 1, rows: [{ id: 'e-0001', reviewBy: '2026-12-31' }] });
    const edit = { base: 1, body: { ...BODY, rule: '余额七日内退到原卡。' } };
    const second = await handler.post(`${API}/entries/e-0001/versions`, edit);
    expect(await second.json()).toMatchObject({ base: 2, pending: { version: 2 } });
    await handler.post(`${API}/entries/e-0001/submit`, { version: 2 });
    const back = await keeper.post(`${API}/entries/e-0001/return`, { version: 2, reason: '原卡不必' });
    expect(await back.json()).toMatchObject({ pending: { status: 'returned' }, inForce: true });
    const said = await handler.post(`${API}/entries/e-0001/comments`, { text: '那就不改' });
    expect(await said.json()).toMatchObject({ comments: [{ text: '那就不改' }] });
    const gone = await keeper.post(`${API}/entries/e-0001/withdraw`, { reason: '办法将改' });
    expect(await gone.json()).toMatchObject({ status: 'withdrawn', inForce: false });
    expect((await keeper.send('DELETE', `${API}/entries/e-0001`)).status).toBe(204);
    expect(await refused(keeper.get(`${API}/entries/e-0001`))).toEqual([404, 'not_found']);
    await d.knowledge.updates.refresh();
  });

  it('refuse what is not right with every fault, and the second of two editors', async () => {
    const { as } = await careSite();
    const keeper = await as('analyst');
    const wrong = { ...BODY, questions: [], citations: [{ ...BODY.citations[0], quote: '随时退' }] };
    const answer = await keeper.post(`${API}/entries`, { body: wrong });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as ErrorAnswer;
    expect(error).toMatchObject({
      code: 'bad_knowledge',
      details: {
        faults: [
          { field: 'questions', reason: '至少要有一个群众的问法，否则问不到这一条' },
          { field: 'citations[0].quote', reason: `引文与《${CARDS}》第七条的原文不一致，须一字不差` },
        ],
      },
    });
    const bad: readonly [object, string][] = [
      [{ body: { ...BODY, color: 'red' } }, 'unknown_field'],
      [{ body: BODY, status: 'approved' }, 'unknown_field'],
      [{ body: { ...BODY, kind: 'law' } }, 'bad_field'],
      [{}, 'missing_field'],
    ];
    for (const [body, code] of bad)
      expect(await refused(keeper.post(`${API}/entries`, body))).toEqual([400, code]);
    expect(await refused(keeper.get(`${API}/entries?status=new`))).toEqual([400, 'bad_field']);
    const edit = { base: 0, body: SHIPPED };
    expect((await keeper.post(`${API}/entries/ka-001/versions`, edit)).status).toBe(200);
    expect(await refused(keeper.post(`${API}/entries/ka-001/versions`, edit))).toEqual([409, 'conflict']);
    await keeper.post(`${API}/entries/ka-001/submit`, { version: 2 });
    expect(await refused(keeper.post(`${API}/entries/ka-001/approve`, { version: 2 }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('ask who it is, what it may and for the token of the page', async () => {
    const { app, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const dispatcher = await as('dispatcher');
    expect(await refused(app.request(`${API}/entries`))).toEqual([401, 'unauthenticated']);
    expect(await refused(handler.post(`${API}/entries`, { body: BODY }, { 'x-csrf-token': 'no' }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(await refused(dispatcher.post(`${API}/entries`, { body: BODY }))).toEqual([403, 'forbidden']);
    await handler.post(`${API}/entries`, { body: BODY });
    expect(await refused(dispatcher.get(`${API}/entries/e-0001`))).toEqual([404, 'not_found']);
    for (const act of ['approve', 'return', 'withdraw'])
      expect(
        await refused(
          handler.post(
            `${API}/entries/ka-001/${act}`,
            act === 'withdraw'
              ? { reason: 'x' }
              : { version: 1, ...(act === 'return' ? { reason: 'x' } : {}) },
          ),
        ),
      ).toEqual([403, 'forbidden']);
    expect(await refused(handler.send('DELETE', `${API}/entries/ka-001`))).toEqual([403, 'forbidden']);
    expect(await refused(handler.get(`${API}/submissions`))).toEqual([403, 'forbidden']);
    const fake = createClient();
    expect(await refused(fake.get(`${API}/entries`))).toEqual([404, 'not_found']);
  });
});

describe('notices and what is stale', () => {
  it('tell the unit, are marked, and show what needs a person', async () => {
    const { d, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const keeper = await as('analyst');
    await d.services.intake.accept(system, [order('会员卡不退<i>')]);
    await handler.post(`${API}/entries`, { body: BODY, reviewBy: '2026-04-15' });
    await handler.post(`${API}/entries/e-0001/submit`, { version: 1 });
    await keeper.post(`${API}/entries/e-0001/approve`, { version: 1 });
    await d.knowledge.updates.refresh();
    const notices = (await (await handler.get(`${API}/notices`)).json()) as { id: number }[];
    expect(notices).toMatchObject([{ item: 'e-0001', readAt: null, orders: [{ excerpt: '会员卡不退' }] }]);
    const menu = await handler.page('/ask');
    expect(menu).toContain('知识变动');
    expect(menu).toMatch(/class="count">1<span class="visually-hidden"> 条未读/);
    const page = await handler.page('/knowledge/notices');
    expect(page).toContain('新增“预付卡退余额&lt;b&gt;”');
    expect(page).toContain('会员卡不退');
    expect(page).not.toContain('<i>');
    const read = await handler.form('/knowledge/notices', [['id', String(notices[0]?.id)]]);
    expect(read.headers.get('location')).toBe('/knowledge/notices?done=read');
    expect(await (await handler.post(`${API}/notices/read`, {})).json()).toEqual({ marked: 0 });
    expect(await refused(handler.post(`${API}/notices/read`, { ids: ['x'] }))).toEqual([400, 'bad_field']);
    d.clock.set(Date.parse('2026-04-16T00:00:00+08:00'));
    const later = await as('admin');
    expect(await (await later.get(`${API}/stale`)).json()).toMatchObject([
      { id: 'e-0001', reasons: [{ code: 'review_due' }] },
    ]);
    expect(await later.page('/knowledge/stale')).toContain('复核日期 2026-04-15 已到');
  });
});

describe('the pages of entries', () => {
  const FIELDS: readonly (readonly [string, string])[] = [
    ...(['title', 'kind', 'types', 'rule', 'reply', 'validFrom'] as const).map(
      (name): readonly [string, string] => [name, name === 'types' ? '0104' : String(BODY[name])],
    ),
    ['base', '0'],
    ['questions', '办的卡关门了余额怎么退\n\n卡里的钱还能要回来吗'],
    ['asked', '卡没到期店没了｜适用｜1'],
    ['c-law', `《${CARDS}》`],
    ['c-article', '第七条'],
    ['c-clause', ''],
    ['c-quote', '发卡企业应当在七日内退还余额'],
    ['c-law', ''],
    ['c-article', ''],
    ['c-clause', ''],
    ['c-quote', ''],
  ];
  const but = (name: string, value: string) => FIELDS.map(([n, v]) => [n, n === name ? value : v] as const);

  it('take an entry from the form to the answer, without script', async () => {
    const { d, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const keeper = await as('analyst');
    expect(await handler.page('/knowledge/entries/new')).toContain('由您的单位维护');
    const more = await handler.form('/knowledge/entries/new', [...FIELDS, ['act', 'more']]);
    expect(await more.text()).toContain('预付卡可以不记名，发卡企业应当在七日内退还余额。');
    const saved = await handler.form('/knowledge/entries/new', [...FIELDS, ['act', 'submit']]);
    expect(saved.headers.get('location')).toBe('/knowledge/entries/e-0001?done=submitted');
    expect(await handler.page('/knowledge')).toContain('预付卡退余额&lt;b&gt;');
    const waiting = await keeper.page('/knowledge/submissions');
    expect(waiting).toContain('问法：卡里的钱还能要回来吗');
    expect(waiting).toContain('已知答案的问法：卡没到期店没了（适用，先引第 1 条）');
    const act = await keeper.form('/knowledge/entries/e-0001/act', [
      ['act', 'approve'],
      ['version', '1'],
    ]);
    expect(act.headers.get('location')).toBe('/knowledge/entries/e-0001?done=approved');
    await d.knowledge.updates.refresh();
    const page = await handler.page('/knowledge/entries/e-0001');
    expect(page).not.toContain('正在编入索引');
    expect(page).toContain(`href="/knowledge/laws/${encodeURIComponent(CARDS)}/articles/`);
    expect(await handler.page(`/ask?q=${encodeURIComponent('卡里的钱还能要回来吗')}`)).toContain(
      '余额七日内退。',
    );
    const gone = await keeper.form('/knowledge/entries/e-0001/act', [['act', 'remove']]);
    expect(gone.status).toBe(400);
    const sure = await keeper.form('/knowledge/entries/e-0001/act', [
      ['act', 'remove'],
      ['sure', 'yes'],
    ]);
    expect(sure.headers.get('location')).toBe('/knowledge?done=removed');
  });

  it('say what is wrong beside what was typed', async () => {
    const { as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const answer = await handler.form('/knowledge/entries/new', [...but('rule', ''), ['act', 'save']]);
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('有 1 处不对，没有保存');
    expect(html).toContain('<a href="#e-rule">规则</a>：不能为空');
    expect(html).toContain('value="预付卡退余额&lt;b&gt;"');
    const asked = await handler.form('/knowledge/entries/new', but('asked', '没有结论'));
    expect(await asked.text()).toContain('已知结论的问法第 1 项');
    expect((await handler.form('/knowledge/entries/ka-001/act', [['act', 'fly']])).status).toBe(400);
    expect((await handler.get('/knowledge?status=new')).status).toBe(400);
  });

  it('are for people who signed in, with the token of their page', async () => {
    const { app, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const dispatcher = await as('dispatcher');
    for (const path of ['', '/entries/ka-001', '/entries/new', '/stale', '/notices', '/laws'])
      expect((await app.request(`/knowledge${path}`)).status, path).toBe(303);
    expect((await handler.form('/knowledge/entries/new', [...FIELDS, ['act', 'save']], 'no')).status).toBe(
      403,
    );
    expect((await dispatcher.get('/knowledge/entries/new')).status).toBe(403);
    expect((await handler.get('/knowledge/submissions')).status).toBe(403);
    expect(await dispatcher.page('/knowledge')).not.toContain('起草新条目');
    expect(await dispatcher.page('/knowledge/entries/ka-001')).not.toContain('撤下');
  });
});

describe('what is public', () => {
  it('shows the entries marked public, and nothing internal of them', async () => {
    const { d, app, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const keeper = await as('analyst');
    const inside = {
      ...BODY,
      keyPoints: ['内部要点'],
      ask: '内部要问',
      applies: ['内部条件'],
      notApplies: ['内部例外'],
    };
    await handler.post(`${API}/entries`, { body: inside, isPublic: true, note: '内部说明' });
    await handler.post(`${API}/entries/e-0001/submit`, { version: 1 });
    // Marked public, and not approved: not shown.
    expect(await (await app.request('/api/v1/public/knowledge')).json()).toMatchObject({ total: 0 });
    await keeper.post(`${API}/entries/e-0001/comments`, { text: '内部意见' });
    await keeper.post(`${API}/entries/e-0001/approve`, { version: 1, note: '内部批注' });
    await d.knowledge.updates.refresh();
    const answer = await app.request(`/api/v1/public/knowledge?q=${encodeURIComponent('余额')}`);
    expect(answer.headers.get('x-robots-tag')).toBe('noindex');
    const found = (await answer.json()) as { rows: object[] };
    expect(Object.keys(found.rows[0] ?? {}).sort()).toEqual([
      'citations',
      'id',
      'path',
      'rule',
      'title',
      'validFrom',
      'validTo',
    ]);
    const page = await app.request('/public');
    const html = await page.text();
    expect(html).toContain('预付卡退余额&lt;b&gt;');
    expect(html).toContain('<meta name="robots" content="noindex"');
    for (const text of [JSON.stringify(found), html])
      expect(text).not.toMatch(/内部|SCJG|SCS-|handler|您好。预付卡|href="\/knowledge|网购/);
    // Shipped entries are not public until somebody says so; words of inner fields find nothing.
    expect(await (await app.request('/api/v1/public/knowledge?q=内部要点')).json()).toMatchObject({
      total: 0,
    });
    // Somebody signed in gets the same page.
    expect(await handler.page('/public')).toBe(html);
    await keeper.post(`${API}/entries/e-0001/withdraw`, { reason: '停' });
    expect(await (await app.request('/api/v1/public/knowledge')).json()).toMatchObject({ total: 0 });
  });

  it('refuses unknown fields and too many requests', async () => {
    const { app } = await careSite();
    expect(await refused(app.request('/api/v1/public/knowledge?unit=SCJG'))).toEqual([400, 'unknown_field']);
    expect((await app.request('/public?page=0')).status).toBe(400);
    for (let i = 0; i < 59; i++) expect((await app.request('/api/v1/public/knowledge')).status).toBe(200);
    const limited = await app.request('/api/v1/public/knowledge');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await refused(app.request('/api/v1/public'))).toEqual([401, 'unauthenticated']);
  });
});
