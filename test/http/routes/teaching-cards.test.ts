import { describe, expect, it } from 'vitest';
import { teachingCard } from '../../support/cards.ts';
import { order, system } from '../../support/desk.ts';
import { keeper } from '../../support/knowledge-desk.ts';
import { careSite } from '../../support/knowledge-http.ts';
import { CARDS } from '../../support/knowledge-site.ts';

const API = '/api/v1/knowledge/cards';
const TEXT = '我叫王小明，电话13812345678。健身卡退不了，店关门了，要求退余额。';

async function site() {
  const made = await careSite();
  const [taken] = await made.d.services.intake.accept(system, [order(TEXT)]);
  if (taken?.status !== 'accepted') throw new Error('not taken in');
  const handler = await made.as('handler', 'SCS-XCAJ');
  const acknowledge = () => handler.send('POST', `/api/v1/orders/${taken.id}/acknowledge`);
  return { ...made, id: taken.id, handler, acknowledge };
}

const body = (more: Parameters<typeof teachingCard>[0] = {}) => {
  const { id: _, ...text } = teachingCard(more);
  return text;
};

describe(API, () => {
  it('are made from an order, drafted, handed in, approved, found, shown beside orders, and deleted', async () => {
    const { id, handler, acknowledge, as } = await site();
    expect((await handler.get(`/api/v1/orders/${id}/card-draft`)).status).toBe(409);
    expect((await acknowledge()).status).toBe(200);
    const filled = await handler.get(`/api/v1/orders/${id}/card-draft`);
    expect(filled.status).toBe(200);
    expect(await filled.text()).not.toContain('13812345678');
    const saved = await handler.post(API, { body: body({ source: id }) });
    expect(saved.status).toBe(201);
    const card = (await saved.json()) as { id: string; source: { id: string }; body: object };
    expect(card.source.id).toBe(id);
    expect(card.body).not.toHaveProperty('source');
    const at = `${API}/${card.id}`;
    const edited = await handler.post(`${at}/versions`, { base: 1, body: body({ title: '健身卡' }) });
    expect(edited.status).toBe(200);
    expect((await handler.post(`${at}/versions`, { base: 1, body: body() })).status).toBe(409);
    expect((await handler.post(`${at}/submit`, { version: 2 })).status).toBe(200);
    const keeper = await as('analyst');
    expect((await keeper.post(`${at}/return`, { version: 2, reason: '改一处' })).status).toBe(200);
    await handler.post(`${at}/versions`, { base: 2, body: body({ title: '健身卡二' }) });
    await handler.post(`${at}/submit`, { version: 3 });
    expect((await keeper.post(`${at}/approve`, { version: 3 })).status).toBe(200);
    expect((await handler.post(`${at}/comments`, { text: '好' })).status).toBe(200);
    const found = (await (await handler.get(`${API}?q=发卡企业&issueType=01`)).json()) as { total: number };
    expect(found.total).toBe(1);
    expect(await (await handler.get(`/api/v1/orders/${id}/cards`)).json()).toMatchObject([{ id: card.id }]);
    expect((await keeper.post(`${at}/withdraw`, { reason: '旧了' })).status).toBe(200);
    expect((await keeper.send('DELETE', at)).status).toBe(204);
    expect((await handler.get(at)).status).toBe(404);
  });

  it('refuse what is not a card, and personal data at submission with field and place', async () => {
    const { handler } = await site();
    expect((await handler.post(API, { body: { ...body(), extra: 1 } })).status).toBe(400);
    expect((await handler.post(API, { body: body({ issueType: '9999' }) })).status).toBe(400);
    expect((await handler.get(`${API}?status=nonsense`)).status).toBe(400);
    expect((await handler.get(`${API}/none`)).status).toBe(404);
    const saved = await handler.post(API, { body: body({ wrong: '漏问了13812345678' }) });
    const { id } = (await saved.json()) as { id: string };
    const refused = await handler.post(`${API}/${id}/submit`, { version: 1 });
    expect(refused.status).toBe(400);
    const { error } = (await refused.json()) as { error: { code: string; details: { faults: unknown } } };
    expect(error.code).toBe('bad_knowledge');
    expect(error.details.faults).toEqual([{ field: 'wrong', reason: '第 4 至 14 字（“1…”）是电话，须去掉' }]);
  });

  it('ask who it is, keep dispatchers from drafting, handlers from deciding, and forms to their token', async () => {
    const { app, as, handler, id, acknowledge } = await site();
    expect((await app.request(API)).status).toBe(401);
    const dispatcher = await as('dispatcher');
    expect((await dispatcher.post(API, { body: body() })).status).toBe(403);
    await acknowledge();
    expect((await dispatcher.get(`/api/v1/orders/${id}/card-draft`)).status).toBe(403);
    const saved = await handler.post(API, { body: body() });
    const card = (await saved.json()) as { id: string };
    await handler.post(`${API}/${card.id}/submit`, { version: 1 });
    expect((await handler.post(`${API}/${card.id}/approve`, { version: 1 })).status).toBe(403);
    expect((await (await as('handler', 'SCS-DS')).get(`${API}/${card.id}`)).status).toBe(404);
    const forged = await handler.form(`/knowledge/cards/${card.id}/act`, [['act', 'remove']], 'wrong');
    expect(forged.status).toBe(403);
  });
});

const form = (more: Readonly<Record<string, string>> = {}): [string, string][] => {
  const { citations, tags, source: _, id: __, ...texts } = teachingCard();
  const [cited] = citations;
  const { act = 'save', ...rest } = more;
  const fields = { base: '0', source: '', owner: '', note: '', tags: tags.join(' '), ...texts, ...rest };
  return [
    ...Object.entries(fields),
    ['c-law', cited?.law ?? ''],
    ['c-article', cited?.article ?? ''],
    ['c-clause', ''],
    ['c-quote', cited?.quote ?? ''],
    ['act', act],
  ];
};

describe('the pages of teaching cards', () => {
  it('lead from the order over the filled-in form to a card on one page, and back beside like orders', async () => {
    const { id, handler, acknowledge, as } = await site();
    expect(await handler.page(`/orders/${id}`)).not.toContain('做成案例卡');
    await acknowledge();
    const at = `/knowledge/cards/new?order=${id}`;
    expect(await handler.page(`/orders/${id}`)).toContain(at);
    const filled = await handler.page(at);
    expect(filled).toContain('健身卡退不了');
    expect(filled).not.toContain('13812345678');
    const saved = await handler.form(
      '/knowledge/cards/new',
      form({ source: id, title: '<b>健身卡</b>', act: 'submit' }),
    );
    expect(saved.status).toBe(303);
    const where = (saved.headers.get('location') ?? '').split('?')[0] ?? '';
    const keeper = await as('analyst');
    expect(await keeper.page('/knowledge/submissions')).toContain(where);
    expect(
      (
        await keeper.form(`${where}/act`, [
          ['act', 'approve'],
          ['version', '1'],
          ['reason', ''],
        ])
      ).status,
    ).toBe(303);
    const page = await handler.page(where);
    expect(page).toContain('&lt;b&gt;健身卡&lt;/b&gt;');
    expect(page).toContain('原工单');
    expect(await handler.page('/knowledge/cards?q=健身')).toContain(where);
    expect(await handler.page(`/orders/${id}`)).toContain(where);
  });

  it('keep what was typed where it is refused, as a draft that is not handed in', async () => {
    const { handler } = await site();
    const refused = await handler.form(
      '/knowledge/cards/new',
      form({ wrong: '漏问13812345678', act: 'submit' }),
    );
    expect(refused.status).toBe(400);
    const page = await refused.text();
    expect(page).toContain('已存为草稿');
    expect(page).toContain('漏问13812345678');
    expect(page).toContain('action="/knowledge/cards/c-0001/edit"');
    expect(page).toContain('name="base" value="1"');
    expect((await handler.form('/knowledge/cards/new', form({ issueType: '' }))).status).toBe(400);
    expect((await handler.get('/knowledge/cards/new')).status).toBe(400);
    const more = await handler.form('/knowledge/cards/new', form({ act: 'more' }));
    expect(await more.text()).toContain('预付卡可以不记名');
  });

  it('say of a card whether the text it quotes is still in force', async () => {
    const { d, handler } = await site();
    const old = { law: CARDS, article: '第七条', clause: null, quote: '发卡企业应当按照约定退还余额' };
    const saved = await handler.post(API, { body: body({ day: '2026-02-01', citations: [old] }) });
    const { id } = (await saved.json()) as { id: string };
    expect((await handler.post(`${API}/${id}/submit`, { version: 1 })).status).toBe(200);
    await d.services.teachingCards?.approve(keeper, id, 1, null);
    expect(await handler.page(`/knowledge/cards/${id}`)).toContain('已不是现行文本');
    const now = await handler.post(API, { body: body() });
    const other = (await now.json()) as { id: string };
    expect(await handler.page(`/knowledge/cards/${other.id}`)).not.toContain('已不是现行文本');
  });

  it('show the form to nobody who may not draft, and ask a stranger to log in', async () => {
    const { app, as, id } = await site();
    expect((await (await as('dispatcher')).get(`/knowledge/cards/new?order=${id}`)).status).toBe(403);
    expect((await app.request('/knowledge/cards')).status).toBe(303);
  });
});
