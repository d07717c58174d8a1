import { describe, expect, it } from 'vitest';
import { createClient, refused, type ErrorAnswer } from '../../support/client.ts';
import { careSite } from '../../support/knowledge-http.ts';
import { LAW } from '../../support/knowledge-site.ts';
import { returnRule } from '../../support/rules.ts';

const API = '/api/v1/knowledge/rules';
const AT = '/knowledge/rules';

/** The fields of the page's form for the small rule. */
function fields(act: string, more: readonly (readonly [string, string])[] = []): [string, string][] {
  const { rows, inputs, cases } = returnRule();
  const law = `${LAW}|第二十五条`;
  return [
    ['act', act],
    ['base', '0'],
    ['id', 'small-return'],
    ['name', '七日退货<b>'],
    ['types', '0101'],
    ['subject', law],
    ['questions', '网上买的外套不喜欢能退吗'],
    ['named', '七天无理由'],
    ['concerns', '2｜购买方式：线上'],
    ['validFrom', '2014-03-15'],
    ...inputs.flatMap(({ fact, presume = '', confirm }): [string, string][] => [
      ['i-fact', fact],
      ['i-presume', presume],
      ['i-confirm', confirm === true ? 'yes' : ''],
      ['i-ask', ''],
      ['i-turns', ''],
    ]),
    ...rows.flatMap(({ when, verdict, why, entries = [] }): [string, string][] => [
      ...inputs.map(({ fact }, i): [string, string] => [`cell-${i}`, when[fact] ?? '']),
      ['r-verdict', verdict],
      ['r-why', why],
      ['r-ask', ''],
      ['r-basis', law],
      ['r-entries', entries.join(' ')],
    ]),
    ...cases.flatMap(({ text, facts, verdict }): [string, string][] => [
      ['c-text', text],
      ['c-facts', facts === undefined ? '' : '购买方式：线下'],
      ['c-verdict', verdict],
    ]),
    ...more.map(([a, b]): [string, string] => [a, b]),
  ];
}

describe(API, () => {
  it('are checked, handed in, tried, sent back, approved and withdrawn', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const admin = await as('admin');
    const table = returnRule();
    const checked = await keeper.post(`${API}/check`, { table });
    expect(await checked.json()).toEqual({ faults: [] });
    const made = await keeper.post(API, { table, reviewBy: '2026-12-31' });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({
      base: 1,
      summary: { id: 'small-return', inForce: false, pending: { version: 1 } },
      pending: { faults: [], status: 'submitted' },
    });
    const back = await admin.post(`${API}/small-return/return`, { version: 1, reason: '再想想' });
    expect(await back.json()).toMatchObject({ pending: { status: 'returned' } });
    const second = await keeper.post(`${API}/small-return/versions`, { base: 1, table });
    expect(await second.json()).toMatchObject({ base: 2 });
    const done = await admin.post(`${API}/small-return/approve`, { version: 2 });
    expect(await done.json()).toMatchObject({ summary: { inForce: true, version: 2 } });
    const tried = await keeper.post(`${API}/small-return/try`, { text: '网上买的外套，收到三天，想退' });
    expect(await tried.json()).toMatchObject({ inForce: { verdict: 'applies' }, pending: null });
    const list = await keeper.get(`${API}?q=${encodeURIComponent('外套')}`);
    expect(await list.json()).toMatchObject([{ id: 'small-return', source: 'own' }]);
    const gone = await admin.post(`${API}/small-return/withdraw`, { reason: '办法将改' });
    expect(await gone.json()).toMatchObject({ summary: { inForce: false } });
    await d.knowledge.updates.refresh();
  });

  it('written here are deleted, without a trace of their text', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const admin = await as('admin');
    const dispatcher = await as('dispatcher');
    await keeper.post(API, { table: returnRule() });
    expect(await refused(dispatcher.send('DELETE', `${API}/small-return`))).toEqual([403, 'forbidden']);
    expect((await admin.send('DELETE', `${API}/small-return`)).status).toBe(204);
    expect(await refused(admin.send('DELETE', `${API}/small-return`))).toEqual([404, 'not_found']);
    expect(await refused(admin.get(`${API}/small-return`))).toEqual([404, 'not_found']);
    await d.knowledge.updates.refresh();
  });

  it('refuse a table with rule, line and reason, a wrong shape, and the second of two editors', async () => {
    const { as } = await careSite();
    const keeper = await as('analyst');
    const table = returnRule();
    const wrong = {
      ...table,
      cases: table.cases.slice(1),
      rows: table.rows.with(1, { ...table.rows[0]!, when: { saleChannel: '线下' } }),
    };
    const answer = await keeper.post(API, { table: wrong });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as ErrorAnswer;
    expect(error).toMatchObject({ code: 'bad_knowledge' });
    expect((error.details as { faults: object[] }).faults).toContainEqual({
      rule: '七日退货',
      row: 2,
      reason: '永远轮不到：它的情形全被上面的行先定了',
      field: 'rows[1]',
    });
    const bad: readonly [object, string][] = [
      [{ table: { ...table, color: 'red' } }, 'unknown_field'],
      [{ table: { ...table, rows: [{ ...table.rows[0], verdict: 'maybe' }] } }, 'bad_field'],
      [{}, 'missing_field'],
    ];
    for (const [body, code] of bad) expect(await refused(keeper.post(API, body))).toEqual([400, code]);
    expect((await keeper.post(API, { table })).status).toBe(201);
    expect(await refused(keeper.post(API, { table }))).toEqual([409, 'conflict']);
    expect(await refused(keeper.post(`${API}/small-return/versions`, { base: 0, table }))).toEqual([
      409,
      'conflict',
    ]);
  });

  it('ask who it is, what it may and for the token of the page', async () => {
    const { app, as } = await careSite();
    const keeper = await as('analyst');
    const dispatcher = await as('dispatcher');
    const table = returnRule();
    expect(await refused(app.request(API))).toEqual([401, 'unauthenticated']);
    expect(await refused(keeper.post(API, { table }, { 'x-csrf-token': 'no' }))).toEqual([403, 'forbidden']);
    await keeper.post(API, { table });
    expect(await refused(keeper.post(`${API}/small-return/approve`, { version: 1 }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(await refused(dispatcher.get(`${API}/small-return`))).toEqual([404, 'not_found']);
    expect(await refused(dispatcher.post(`${API}/check`, { table }))).toEqual([403, 'forbidden']);
    expect(await refused(dispatcher.post(API, { table }))).toEqual([403, 'forbidden']);
    for (const [act, body] of [
      ['versions', { base: 1, table }],
      ['approve', { version: 1 }],
      ['return', { version: 1, reason: 'x' }],
      ['withdraw', { reason: 'x' }],
    ] as const)
      expect(await refused(dispatcher.post(`${API}/small-return/${act}`, body))).toEqual([403, 'forbidden']);
    expect(await refused(createClient().get(API))).toEqual([404, 'not_found']);
  });
});

describe(AT, () => {
  it('write a rule in a table of inputs, try it, and approve it', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const admin = await as('admin');
    const checked = await keeper.form(`${AT}/new`, fields('check'));
    expect(await checked.text()).toContain('没有查出不对之处');
    const saved = await keeper.form(`${AT}/new`, fields('save'));
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `${AT}/small-return?done=submitted`]);
    const own = await keeper.page(`${AT}/small-return`);
    expect(own).toContain('自己提交的规则须由另一人核准');
    expect(own).toContain('七日退货&lt;b&gt;');
    expect(own).toContain('未说明时按“否”');
    const list = await admin.page(AT);
    expect(list).toContain('待核准 1 条');
    expect(list).toContain('0101 线下购物退换货');
    const waiting = await admin.page('/knowledge/submissions');
    expect(waiting).toContain('href="/knowledge/rules/small-return"');
    expect(waiting).toContain('提交第 1 版 · 规则 · 新规则');
    expect(waiting).toContain('待核准<span class="count"> 1</span>');
    const done = await admin.form(`${AT}/small-return/act`, [
      ['act', 'approve'],
      ['version', '1'],
    ]);
    expect(done.headers.get('location')).toBe(`${AT}/small-return?done=approved`);
    const tried = await admin.form(`${AT}/small-return/try`, [['text', '网上买的<i>，收到三天，想退']]);
    const shown = await tried.text();
    expect(shown).toContain('<mark title="购买方式：线上">网上</mark>');
    expect(shown).toContain('&lt;i&gt;');
    expect(shown).toContain('<b>适用</b>。签收七日内可以退');
    const edit = await keeper.page(`${AT}/small-return/edit`);
    expect(edit).toContain('2｜购买方式：线上');
    expect(edit).toContain('value="购买方式：线下"');
    expect(
      await d.services.ruleCare?.get({ id: 'x', name: 'x', role: 'admin', unit: null }, 'small-return'),
    ).toMatchObject({
      table: { ...returnRule(), name: '七日退货<b>' },
    });
    const unsure = await admin.form(`${AT}/small-return/act`, [['act', 'remove']]);
    expect([unsure.status, (await unsure.text()).includes('删除须先勾选确认')]).toEqual([400, true]);
    const gone = await admin.form(`${AT}/small-return/act`, [
      ['act', 'remove'],
      ['sure', 'yes'],
    ]);
    expect(gone.headers.get('location')).toBe(`${AT}?done=removed`);
    expect(await admin.page(`${AT}?done=removed`)).not.toContain('small-return');
    await d.knowledge.updates.refresh();
  });

  it('keep what was typed, tell what is wrong beside the line, and reshape the table', async () => {
    const { as } = await careSite();
    const keeper = await as('analyst');
    const wrong = fields('save').map(([name, value]): [string, string] =>
      name === 'r-why' && value === '定作的商品除外' ? [name, ''] : [name, value],
    );
    const answer = await keeper.form(`${AT}/new`, wrong);
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('<a href="#row-2">第 2 行</a>：没有写理由');
    expect(page).toContain('签收七日内可以退');
    const law = await keeper.form(
      `${AT}/new`,
      fields('save').map(([name, value]): [string, string] => [
        name,
        name === 'subject' ? '消法第二十五条' : value,
      ]),
    );
    expect([law.status, (await law.text()).includes('须写成：法规全称|第几条')]).toEqual([400, true]);
    const column = await keeper.form(`${AT}/new`, fields('column', [['new-fact', 'perishable']]));
    expect(await column.text()).toContain('aria-label="第 4 行 鲜活易腐"');
    const dropped = await keeper.form(`${AT}/new`, fields('drop-row-1'));
    const left = await dropped.text();
    expect(left).not.toContain('定作的商品除外');
    expect(left).toContain('id="row-3"');
    expect(left).not.toContain('id="row-4"');
    const empty = await keeper.form(`${AT}/small-return/try`, [['text', 'x']]);
    expect(empty.status).toBe(404);
  });

  it('ask who it is, what it may and for the token of the page', async () => {
    const { app, as } = await careSite();
    const keeper = await as('analyst');
    const handler = await as('handler', 'SCS-XCAJ');
    const alone = await app.request(AT);
    expect([alone.status, alone.headers.get('location')?.startsWith('/login')]).toEqual([303, true]);
    expect((await keeper.form(`${AT}/new`, fields('save'), 'no')).status).toBe(403);
    await keeper.form(`${AT}/new`, fields('save'));
    const list = await handler.page(AT);
    expect(list).not.toContain('写新规则');
    expect(list).not.toContain('small-return');
    for (const path of [`${AT}/new`, `${AT}/small-return/edit`])
      expect((await app.request(path, { headers: { cookie: handler.cookie } })).status).toBe(403);
    expect((await handler.form(`${AT}/new`, fields('save'))).status).toBe(403);
    const act = await handler.form(`${AT}/small-return/act`, [
      ['act', 'approve'],
      ['version', '1'],
    ]);
    expect(act.status).toBe(403);
  });
});
