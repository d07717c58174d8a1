import { describe, expect, it } from 'vitest';
import type { TeachingCards } from '../../../src/app/knowledge/teaching-card-types.ts';
import type { Actor } from '../../../src/app/types.ts';
import { knowledgeRevision } from '../../../src/store/knowledge-state.ts';
import { teachingCard } from '../../support/cards.ts';
import { admin, dispatcher, elsewhere, handler, order, system } from '../../support/desk.ts';
import { careDesk, keeper } from '../../support/knowledge-desk.ts';

const TEXT = '我叫王小明，电话13812345678，住长安里12号楼3单元。健身卡退不了，店关门了，要求退余额。';

async function cardDesk(text = TEXT) {
  const d = await careDesk();
  const more = { caller: { name: '王小明', phone: '13812345678' } };
  const [made] = await d.services.intake.accept(system, [order(text, more)]);
  if (made?.status !== 'accepted') throw new Error('not taken in');
  const cards = d.services.teachingCards;
  if (cards === undefined) throw new Error('no cards');
  const acknowledge = () => d.services.handling.acknowledge(handler, made.id);
  return { ...d, cards, id: made.id, acknowledge };
}

const body = (more: Parameters<typeof teachingCard>[0] = {}) => {
  const { id: _, ...text } = teachingCard(more);
  return text;
};
const draft = (more: Parameters<typeof teachingCard>[0] = {}, base = 0, id?: string) => ({
  ...(id === undefined ? {} : { id }),
  base,
  body: body(more),
  owner: null,
  note: null,
});

async function approved(
  cards: TeachingCards,
  more: Parameters<typeof teachingCard>[0] = {},
  by: Actor = handler,
) {
  const { summary } = await cards.save(by, draft(more));
  await cards.submit(by, summary.id, 1);
  return cards.approve(keeper, summary.id, 1, null);
}

describe('making a card of an order', () => {
  it('fills it in without anything that tells who it was about, and keeps nothing but the audit', async () => {
    const { cards, id, acknowledge, store } = await cardDesk();
    await acknowledge();
    const made = await cards.prefill(handler, id);
    expect(made).toMatchObject({ issueType: '0104', day: '2026-04-14', source: id, lesson: '', right: '' });
    const told = JSON.stringify(made);
    for (const personal of ['王小明', '13812345678', '12号楼']) expect(told).not.toContain(personal);
    expect(made.situation).toContain('健身卡退不了');
    expect((await cards.list(keeper, {})).total).toBe(0);
    expect(JSON.stringify(await store.read((db) => db.all('SELECT * FROM audit')))).toContain('card.prefill');
  });

  it('is for handled, ruled or rated orders, and for those who draft', async () => {
    const { cards, id, acknowledge, services } = await cardDesk();
    await expect(cards.prefill(handler, id)).rejects.toMatchObject({ code: 'conflict' });
    const read = (actor: Actor) => services.orders.get(actor, id);
    expect(await cards.refusal(handler, await read(handler))).toContain('签收');
    expect(await cards.refusal(dispatcher, await read(dispatcher))).toContain('不能');
    await acknowledge();
    expect(await cards.refusal(handler, await read(handler))).toBeNull();
    await expect(cards.prefill(dispatcher, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cards.prefill(elsewhere, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cards.prefill(handler, 'none')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('names no order that the person may not read, and keeps the one it came from at edits', async () => {
    const { cards, id, acknowledge } = await cardDesk();
    await acknowledge();
    await expect(cards.save(elsewhere, draft({ source: id }))).rejects.toMatchObject({ code: 'forbidden' });
    const { summary, source } = await cards.save(handler, draft({ source: id }));
    expect(source?.id).toBe(id);
    const edited = await cards.save(keeper, { ...draft({ source: null, title: '改过' }, 1, summary.id) });
    expect(edited.source?.id).toBe(id);
    await cards.submit(keeper, summary.id, 2);
    await cards.approve(admin, summary.id, 2, null);
    expect((await cards.get(elsewhere, summary.id)).source).toBeNull();
  });
});

describe('the way of a card', () => {
  it('goes from draft over submission to approval, and stands beside orders of its type, the nearest two', async () => {
    const { cards, id, services, store } = await cardDesk();
    const before = await store.read(knowledgeRevision);
    await approved(cards);
    await approved(cards, { title: '理发卡', situation: '理发店换了老板不认卡', request: '继续用卡' });
    const near = await approved(cards, {
      title: '健身卡',
      situation: '健身卡退不了，店关门了',
      request: '退余额',
    });
    await approved(cards, { title: '噪声', issueType: '0501' });
    const hints = await cards.beside(dispatcher, await services.orders.get(dispatcher, id));
    expect(hints).toHaveLength(2);
    expect(hints[0]?.id).toBe(near.summary.id);
    expect(await store.read(knowledgeRevision)).toBe(before);
  });

  it('refuses at submission, with field and place, gaps, inexact law and what is personal of its order', async () => {
    const { cards, id, acknowledge } = await cardDesk();
    await acknowledge();
    const bad = {
      source: id,
      situation: '市民小明（138 1234 5678）的卡退不了',
      outcome: '王小明拿到了退款',
      lesson: '',
      citations: teachingCard().citations.map((one) => ({ ...one, quote: '编的' })),
    };
    const { summary } = await cards.save(handler, draft(bad));
    const refused = await cards.submit(handler, summary.id, 1).then(
      () => null,
      (error: { details: { faults: { field: string; reason: string }[] } }) => error.details.faults,
    );
    expect(refused?.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['lesson', 'citations[0].quote', 'situation', 'outcome']),
    );
    expect(refused?.find(({ field }) => field === 'outcome')?.reason).toMatch(/^第 1 至 3 字/u);
    expect((await cards.get(handler, summary.id)).pending?.status).toBe('draft');
  });

  it('keeps drafts to the unit and the keepers, and nobody approves the own', async () => {
    const { cards } = await cardDesk();
    const { summary } = await cards.save(handler, draft());
    await expect(cards.get(elsewhere, summary.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await cards.list(elsewhere, {})).total).toBe(0);
    await expect(cards.save(dispatcher, draft())).rejects.toMatchObject({ code: 'forbidden' });
    await cards.submit(handler, summary.id, 1);
    expect((await cards.submissions(keeper)).map((one) => one.summary.id)).toEqual([summary.id]);
    await expect(cards.approve(handler, summary.id, 1, null)).rejects.toMatchObject({ code: 'forbidden' });
    await cards.sendBack(keeper, summary.id, 1, '教训太泛');
    expect((await cards.get(handler, summary.id)).pending).toMatchObject({ status: 'returned' });
    const own = await cards.save(keeper, draft({ title: '自己写的' }));
    await cards.submit(keeper, own.summary.id, 1);
    await expect(cards.approve(keeper, own.summary.id, 1, null)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('finds cards by words, type and state, and takes them out of use and away with every text', async () => {
    const { cards, id, services, store } = await cardDesk();
    const { summary } = await approved(cards);
    expect((await cards.list(elsewhere, { text: '发卡企业 门店' })).total).toBe(1);
    expect((await cards.list(elsewhere, { text: '没有这个词' })).total).toBe(0);
    expect((await cards.list(elsewhere, { issueType: '01', status: 'approved' })).total).toBe(1);
    await cards.comment(dispatcher, summary.id, '好例子，健身房');
    await cards.withdraw(keeper, summary.id, '过时');
    expect(await cards.beside(dispatcher, await services.orders.get(dispatcher, id))).toEqual([]);
    await cards.remove(keeper, summary.id);
    await expect(cards.get(keeper, summary.id)).rejects.toMatchObject({ code: 'not_found' });
    for (const table of ['knowledge_items', 'knowledge_comments', 'knowledge_notices', 'audit']) {
      const rows = await store.read((db) => db.all(`SELECT * FROM ${table}`));
      expect(JSON.stringify(rows)).not.toContain('健身房');
    }
  });
});
