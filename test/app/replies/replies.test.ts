import { expect, test } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { Services } from '../../../src/app/types.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { dispatcher, elsewhere, handler, NOW, order, system } from '../../support/desk.ts';
import { lifeDesk, lifeEngine, PEOPLE } from '../../support/life-desk.ts';
import { replyDesk, replyingEngine } from '../../support/reply-desk.ts';
import { smallProfile } from '../../support/small-profile.ts';
import { tempDatabase } from '../../support/temp.ts';

type Desk = {
  readonly store: Store;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly replies: NonNullable<Services['replies']>;
  readonly id: string;
};

/** Replies over a fresh database with one order dispatched to the handler's unit; closed after the work. */
async function withDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
  const store = await openStore({ url: tempDatabase() });
  try {
    const clock = fixedClock(NOW);
    const { intake, replies } = createServices({
      store,
      engine: replyingEngine,
      profile: smallProfile,
      clock,
    });
    if (replies === undefined) throw new Error('no replies');
    const told = order('西单的鞋开胶，要求退货退款', { caller: { name: '霍女士', phone: '13812345678' } });
    const [outcome] = await intake.accept(system, [told]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    await work({ store, clock, replies, id: outcome.id });
  } finally {
    await store.close();
  }
}

const actions = async (store: Store): Promise<string[]> =>
  (await store.read((db) => db.select({ action: audit.action }).from(audit)))
    .map(({ action }) => action)
    .filter((action) => action.startsWith('reply.'));

test('a fresh draft restates the demand and leaves open what only the handler knows', () =>
  withDesk(async ({ replies, id, store }) => {
    const draft = await replies.draft(handler, id);
    expect(draft.text).toContain('霍女士，您好！');
    expect(draft.demands).toHaveLength(1);
    expect(draft.missing).toEqual(expect.arrayContaining(['办理情况', '处理结果', '联系电话']));
    expect(await actions(store)).toEqual(['reply.draft']);
    const { faults, mayFinish } = await replies.checkOrder(handler, id, draft.text);
    expect(mayFinish).toBe(false);
    expect(faults.map(({ name }) => name)).toContain('待填内容');
  }));

test('the check knows number, caller and day of the order', () =>
  withDesk(async ({ replies, id }) => {
    const text = '张先生，您好！工单编号20260101-000009的问题，我所已于2026年4月20日到现场检查，情况属实。';
    const { faults } = await replies.checkOrder(handler, id, text);
    expect(faults.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['wrong_addressee', 'foreign_order', 'date_order']),
    );
    const notice = '某店：霍女士投诉你店拒绝退货，请说明情况。';
    const told = await replies.checkOrder(handler, id, notice, { audience: 'other_party' });
    expect(told.faults.map(({ code }) => code)).toContain('complainant_exposed');
  }));

test('a unit neither drafts nor checks replies to the orders of another', () =>
  withDesk(async ({ replies, id }) => {
    await expect(replies.draft(elsewhere, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(replies.checkOrder(elsewhere, id, '您好')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(replies.checkOrder(dispatcher, 'nowhere', '您好')).rejects.toMatchObject({
      code: 'not_found',
    });
  }));

test('a check is written down once in ten minutes for each person', () =>
  withDesk(async ({ replies, id, store, clock }) => {
    for (let n = 0; n < 3; n++) await replies.checkOrder(handler, id, '您好');
    await replies.checkOrder(dispatcher, id, '您好');
    expect(await actions(store)).toEqual(['reply.check', 'reply.check']);
    clock.set(clock.now() + 10 * 60_000);
    await replies.checkOrder(handler, id, '您好');
    expect(await actions(store)).toHaveLength(3);
  }));

test('demands handed in are checked as of today, without an order', () =>
  withDesk(async ({ replies, store }) => {
    const { faults } = await replies.check(system, {
      text: '您好！我所已于2026年4月20日到现场检查，情况属实。',
      demands: [{ text: '要求修好路灯' }],
    });
    expect(faults.map(({ code }) => code)).toContain('date_order');
    expect(await actions(store)).toEqual([]);
  }));

test('where the engine has no desk for replies, there are none', async () => {
  const store = await openStore({ url: tempDatabase() });
  try {
    expect(createServices({ store, engine: deskEngine, profile: smallProfile }).replies).toBeUndefined();
  } finally {
    await store.close();
  }
});

test('a reply with faults that must be mended is refused whoever sends it, and a mended one goes out', async () => {
  const stores: Store[] = [];
  const d = await lifeDesk(tempDatabase(), (store) => stores.push(store));
  try {
    const id = await d.handled('西单的鞋开胶，要求退货退款');
    const { handling, orders, replies } = createServices({
      store: d.store,
      engine: { ...lifeEngine, replies: replyDesk },
      profile: d.profile,
      clock: d.clock,
    });
    const send = (text: string) =>
      handling.move(PEOPLE.handler, id, { move: 'reply', data: d.replyData({ text }) });
    const unfinished = '您好，您反映的鞋开胶要求退货退款，经办理：{办理情况}。';
    await expect(send(unfinished)).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: expect.stringMatching(/^答复里有 [1-9]\d* 处必须改正/) },
    });
    expect((await orders.get(PEOPLE.handler, id)).state).toBe('handling');
    const text =
      '您好！您反映西单的鞋开胶，要求退货退款。经核实，商家承认质量问题，4月14日已将899元退还到您的付款账户，鞋已退回。如对答复不满意，可以拨打12345反映。西长安街市场监管所 王所 66001234';
    const checked = await replies?.checkOrder(PEOPLE.handler, id, text);
    expect(checked?.faults.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect((await send(text)).state).toBe('replied');
  } finally {
    for (const store of stores) await store.close();
  }
});
