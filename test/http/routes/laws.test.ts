import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { order, system } from '../../support/desk.ts';
import { careSite } from '../../support/knowledge-http.ts';
import { CARDS, LAW } from '../../support/knowledge-site.ts';
import { jsonl, lawRows } from '../../support/laws.ts';

const API = '/api/v1/knowledge';
const at = (title: string): string => `${API}/laws/${encodeURIComponent(title)}`;
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('jiesu-law-'));

describe('/api/v1/knowledge/laws', () => {
  it('are found by title, read by version, and an article through its texts', async () => {
    const { as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const list = await handler.get(`${API}/laws?q=${encodeURIComponent('预付卡')}`);
    expect(await list.json()).toMatchObject({
      total: 1,
      rows: [{ title: CARDS, editions: 2, inForce: '2026-03-01', articles: 1, uses: 0 }],
    });
    const law = (await (await handler.get(at(CARDS))).json()) as object;
    expect(law).toMatchObject({
      editions: [
        {
          edition: '2026-03-01',
          to: null,
          origin: 'shipped',
        },
        {
          edition: '2020-01-01',
          to: '2026-03-01',
        },
      ],
      shown: '2026-03-01',
      articles: [{ article: '第七条' }],
      can: { manage: false },
    });
    const old = await handler.get(`${at(CARDS)}?edition=2020-01-01`);
    expect(await old.json()).toMatchObject({
      articles: [{ text: '预付卡应当记名，发卡企业应当按照约定退还余额。' }],
    });
    const article = await handler.get(`${at(LAW)}/articles/${encodeURIComponent('第二十五条')}`);
    expect(await article.json()).toMatchObject({
      versions: [
        { from: '1994-01-01', to: '2014-03-15', difference: null },
        { from: '2014-03-15', difference: [{ mark: 'out' }, { mark: 'in' }] },
      ],
      citing: [{ id: 'ka-001' }],
    });
  });

  it('are taken in from a file, tell the units concerned, and are deleted for good, shipped ones too', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const handler = await as('handler', 'SCS-XCAJ');
    await d.services.intake.accept(system, [order('西单的鞋要退')]);
    const before = leftovers();
    const rows = jsonl([
      ...lawRows(LAW, '2026-04-01', 30, '新法七日内退货。'),
      ...lawRows('甲条例', '2020-01-01', 3),
      { law: '坏的', article: '第一条' },
    ]);
    const name = encodeURIComponent('../法规 库.jsonl.gz');
    const begun = await keeper.post(`${API}/law-imports?file=${name}`, new Uint8Array(gzipSync(rows)));
    expect(begun.status).toBe(202);
    const { id } = (await begun.json()) as { id: string };
    await d.services.laws?.settled();
    expect(await (await keeper.get(`${API}/law-imports/${id}`)).json()).toMatchObject({
      file: '法规 库.jsonl.gz',
      state: 'done',
      progress: 1,
      reason: null,
      startedBy: 'analyst-all',
      report: {
        versions: { added: 2 },
        articles: { written: 33 },
        refused: [{ line: 34 }],
      },
    });
    expect(leftovers()).toEqual(before);
    expect(await (await handler.get(at(LAW))).json()).toMatchObject({
      editions: [{ edition: '2026-04-01', origin: 'imported' }, { edition: '2014-03-15' }, {}],
    });
    expect(await (await handler.get(`${API}/notices`)).json()).toMatchObject([
      { kind: 'law', item: LAW, what: `《${LAW}》的文本有更新`, orders: [{ excerpt: '西单的鞋要退' }] },
    ]);
    // The entry quotes what the new text does not say any more.
    expect(await (await handler.get(`${API}/stale`)).json()).toMatchObject([
      { id: 'ka-001', reasons: [{ code: 'article_changed' }] },
    ]);
    const gone = await keeper.send('DELETE', at(LAW));
    expect(await gone.json()).toEqual({ law: LAW, editions: ['2026-04-01'], articles: 30 });
    await d.knowledge.updates.refresh();
    expect(await refused(handler.get(at(LAW)))).toEqual([404, 'not_found']);
    expect(d.ask({ query: '网上买的外套不喜欢能退吗' }).citations.map(({ law }) => law)).not.toContain(LAW);
    expect((await keeper.send('DELETE', at(CARDS))).status).toBe(200);
    expect(await refused(keeper.send('DELETE', at(CARDS)))).toEqual([404, 'not_found']);
    await d.knowledge.updates.refresh();
    expect(d.knowledge.holder.current().sources.articles.map(({ law }) => law)).toEqual([
      '甲条例',
      '甲条例',
      '甲条例',
    ]);
    expect(await (await handler.get(`${API}/stale`)).json()).toMatchObject([
      { reasons: [{ code: 'article_gone', text: `《${LAW}》第二十五条不在知识库里` }] },
    ]);
  });

  it('are changed by keepers alone, with files of the right kind and size', async () => {
    const { app, as } = await careSite();
    const handler = await as('handler', 'SCS-XCAJ');
    const keeper = await as('analyst');
    const bytes = new TextEncoder().encode(jsonl(lawRows('甲条例', '2020-01-01', 1)));
    expect(await refused(app.request(`${API}/laws`))).toEqual([401, 'unauthenticated']);
    expect(await refused(handler.post(`${API}/law-imports?file=a.jsonl`, bytes))).toEqual([403, 'forbidden']);
    expect(await refused(handler.send('DELETE', at(LAW)))).toEqual([403, 'forbidden']);
    expect(await refused(handler.get(`${API}/law-imports`))).toEqual([403, 'forbidden']);
    const wrong = { 'x-csrf-token': 'no' };
    expect(await refused(keeper.post(`${API}/law-imports?file=a.jsonl`, bytes, wrong))).toEqual([
      403,
      'forbidden',
    ]);
    for (const query of ['file=a.exe', 'file=a.md&effective=2026-02-30', 'file='])
      expect(await refused(keeper.post(`${API}/law-imports?${query}`, bytes))).toEqual([400, 'bad_field']);
    expect(await refused(keeper.post(`${API}/law-imports?file=a.jsonl`, new Uint8Array(0)))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(keeper.get(`${API}/law-imports/none`))).toEqual([404, 'not_found']);
    expect(await refused(handler.get(`${at(LAW)}?edition=1900-01-01`))).toEqual([404, 'not_found']);
    expect(await refused(handler.get(`${API}/laws?page=0`))).toEqual([400, 'bad_field']);
  });
});

describe('the pages of laws', () => {
  it('take a file from a form, show how it went, and delete with a confirmation', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const text = new File(['第一条 甲<b>。\n第二条 乙。\n'], '某办法.txt', { type: 'text/plain' });
    const sent = await keeper.upload('/knowledge/laws/import', [
      ['_csrf', keeper.csrf],
      ['title', '某某办法'],
      ['effective', '2025-01-01'],
      ['file', text],
    ]);
    expect(sent.headers.get('location')).toBe('/knowledge/laws?done=importing');
    await d.services.laws?.settled();
    const list = await keeper.page('/knowledge/laws?done=importing');
    expect(list).toContain('版本新增 1、替换 0、未变 0；条文写入 2');
    const law = await keeper.page(`/knowledge/laws/${encodeURIComponent('某某办法')}`);
    expect(law).toContain('甲&lt;b&gt;。');
    expect(law).toContain('analyst-all导入');
    const page = await keeper.page(
      `/knowledge/laws/${encodeURIComponent(CARDS)}/articles/${encodeURIComponent('第七条')}`,
    );
    expect(page).toContain('<del>预付卡应当记名');
    const path = `/knowledge/laws/${encodeURIComponent('某某办法')}/delete`;
    expect((await keeper.form(path, [['edition', '']])).status).toBe(400);
    const gone = await keeper.form(path, [
      ['edition', ''],
      ['sure', 'yes'],
    ]);
    expect(gone.headers.get('location')).toBe('/knowledge/laws?done=deleted');
  });

  it('say why a file was not taken', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const none = await keeper.upload('/knowledge/laws/import', [['_csrf', keeper.csrf]]);
    expect([none.status, (await none.text()).includes('没有文件')]).toEqual([400, true]);
    const exe = new File(['x'], 'a.exe');
    const wrong = await keeper.upload('/knowledge/laws/import', [
      ['_csrf', keeper.csrf],
      ['file', exe],
    ]);
    expect([wrong.status, (await wrong.text()).includes('只收 .jsonl')]).toEqual([400, true]);
    const empty = new File(['没有条文'], 'a.txt');
    await keeper.upload('/knowledge/laws/import', [
      ['_csrf', keeper.csrf],
      ['file', empty],
    ]);
    await d.services.laws?.settled();
    expect(await keeper.page('/knowledge/laws')).toContain('拒收');
  });

  it('take nothing without the token before the file, nor from those who may not', async () => {
    const { d, as } = await careSite();
    const keeper = await as('analyst');
    const handler = await as('handler', 'SCS-XCAJ');
    const file = new File([jsonl(lawRows('甲条例', '2020-01-01', 1))], 'a.jsonl');
    for (const parts of [
      [['file', file]],
      [
        ['file', file],
        ['_csrf', keeper.csrf],
      ],
      [
        ['_csrf', 'no'],
        ['file', file],
      ],
    ] as const)
      expect((await keeper.upload('/knowledge/laws/import', parts)).status).toBe(403);
    const refusedFor = await handler.upload('/knowledge/laws/import', [
      ['_csrf', handler.csrf],
      ['file', file],
    ]);
    expect(refusedFor.status).toBe(403);
    expect(await handler.page('/knowledge/laws')).not.toContain('导入法规');
    await d.services.laws?.settled();
    expect(d.knowledge.holder.current().version).toBe('2026-01-10.1');
  });
});
