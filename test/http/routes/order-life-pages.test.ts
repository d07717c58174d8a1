import { afterEach, describe, expect, it } from 'vitest';
import type { Person } from '../../support/knowledge-http.ts';
import { PEOPLE } from '../../support/life-desk.ts';
import { lifeSite } from '../../support/life-site.ts';
import type { Store } from '../../../src/store/store.ts';

const open: Store[] = [];
const site = () => lifeSite((store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
type Site = Awaited<ReturnType<typeof site>>;

const UNIT = 'SCS-XCAJ';
const versionOf = (page: string): string => /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';

/** Sends the form of a move as the page stands for this person. */
async function act(
  person: Person,
  id: string,
  move: string,
  fields: readonly (readonly [string, string])[] = [],
) {
  const version = versionOf(await person.page(`/orders/${id}`));
  return person.form(`/orders/${id}/moves`, [['move', move], ['version', version], ...fields]);
}
/** A tab with its number. */
const tabs = (name: string, n: number): RegExp => new RegExp(`>${name} <span class="count">${n}<`);
const stateOf = async ({ d }: Site, id: string) => (await d.services.orders.get(PEOPLE.dispatcher, id)).state;

describe('a day of a handler by forms', () => {
  it('goes from taking it to the reply, each form with the version it was made for', async () => {
    const s = await site();
    const handler = await s.as('handler', UNIT);
    const id = await s.d.take('西单的鞋');
    const first = await handler.page(`/orders/${id}`);
    expect(first).toContain(`action="/orders/${id}/acknowledge"`);
    expect(first).toContain('现在不能办的');
    const taken = await handler.form(`/orders/${id}/acknowledge`, [['version', versionOf(first)]]);
    expect(taken.headers.get('location')).toBe(`/orders/${id}?done=acknowledged`);
    const recording = await s.d.file(id, 'contact', 'recording');
    const photo = await s.d.file(id, 'visit', 'photo');
    const spoken = await act(handler, id, 'contact', [
      ['way', 'phone'],
      ['result', 'reached'],
      ['note', '愿意退'],
      ['files', recording],
    ]);
    expect([spoken.status, spoken.headers.get('location')]).toEqual([303, `/orders/${id}?done=contact`]);
    await act(handler, id, 'contact', [
      ['way', 'visit'],
      ['result', 'met'],
      ['files', photo],
    ]);
    expect((await act(handler, id, 'handle')).status).toBe(303);
    const early = await handler.page(`/orders/${id}`);
    expect(early).toContain('id="reply-move"');
    expect(early).toContain('实质解决（缺：已经解决的照片、录像、截图或者文书）');
    await s.d.file(id, 'result', 'document');
    const unanswered = await act(handler, id, 'reply', [
      ['outcome', 'solved'],
      ['toldAt', '2026-04-14T10:00'],
      ['way', 'phone'],
      ['text', '您好，已经退款。'],
    ]);
    expect(unanswered.status).toBe(409);
    const page = await unanswered.text();
    expect(page).toContain('第1项诉求还没有答复');
    expect(page).toContain('您好，已经退款。');
    const replied = await act(handler, id, 'reply', [
      ['outcome', 'solved'],
      ['toldAt', '2026-04-14T10:00'],
      ['way', 'phone'],
      ['text', '您好，已经退款。'],
      ['demand-1', '已经退款'],
    ]);
    expect(replied.headers.get('location')).toBe(`/orders/${id}?done=reply`);
    expect(await stateOf(s, id)).toBe('replied');
    const after = await handler.page(`/orders/${id}?done=reply`);
    expect(after).toContain('已办：答复');
    expect(after).toContain('答复全文（实质解决）');
    expect(after).not.toContain('id="reply-move"');
  });

  it('tells that somebody was there first, keeps what was typed, and takes it then', async () => {
    const s = await site();
    const handler = await s.as('handler', UNIT);
    const id = await s.d.contacted();
    const seen = versionOf(await handler.page(`/orders/${id}`));
    await s.d.move(PEOPLE.chief, id, 'note', { text: '我先看过' });
    const refused = await handler.form(`/orders/${id}/moves`, [
      ['move', 'whistle'],
      ['version', seen],
      ['reason', '请街道一起去<b>'],
      ['units', 'JD-XCAJ'],
      ['units', ''],
      ['place', '西单'],
    ]);
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain('您打开这一页之后，工单已经有人办过');
    expect(page).toContain('所长备注');
    expect(page).toContain('请街道一起去&lt;b&gt;');
    expect(page).toMatch(/<details class="move" id="move-whistle" open/);
    expect(page).toContain('value="西单"');
    expect(page).toMatch(/<option value="JD-XCAJ" selected/);
    expect(versionOf(page)).toBe(String(Number(seen) + 1));
    const taken = await handler.form(`/orders/${id}/moves`, [
      ['move', 'whistle'],
      ['version', versionOf(page)],
      ['reason', '请街道一起去'],
      ['units', 'JD-XCAJ'],
    ]);
    expect(taken.status).toBe(303);
  });

  it('keeps what was typed for a move that is no longer open', async () => {
    const s = await site();
    const handler = await s.as('handler', UNIT);
    const id = await s.d.contacted();
    const seen = versionOf(await handler.page(`/orders/${id}`));
    await s.d.move(PEOPLE.handler, id, 'proposeReturn', {
      code: 'R03',
      owner: 'SCS-DS',
      clause: '目录第一条',
      reason: '不在辖区',
    });
    const refused = await handler.form(`/orders/${id}/moves`, [
      ['move', 'proposeExtension'],
      ['version', seen],
      ['reason', '要等鉴定结论'],
      ['code', 'Y01'],
      ['until', '2026-05-01T18:00'],
    ]);
    const page = await refused.text();
    expect(refused.status).toBe(409);
    expect(page).toContain('要等鉴定结论');
    expect(page).toContain('现在不能办：退单申请还在等待审定');
  });

  it('says which field is wrong in the words of the page', async () => {
    const s = await site();
    const handler = await s.as('handler', UNIT);
    const id = await s.d.contacted();
    const wrong = await act(handler, id, 'proposeExtension', [
      ['reason', '等鉴定'],
      ['code', 'Y01'],
      ['until', 'soon'],
    ]);
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('“时限”：须为带时区的 ISO 8601 时间');
    expect(
      (
        await handler.form(`/orders/${id}/moves`, [
          ['move', 'dispatch'],
          ['version', '3'],
        ])
      ).status,
    ).toBe(400);
  });
});

describe('what waits for the centre', () => {
  it('is shown with reason and clause, and decided by somebody else than asked', async () => {
    const s = await site();
    const handler = await s.as('handler', UNIT);
    const dispatcher = await s.as('dispatcher');
    const id = await s.d.take('西单的鞋');
    await handler.form(`/orders/${id}/acknowledge`, []);
    const asked = await act(handler, id, 'proposeReturn', [
      ['owner', 'SCS-DS'],
      ['code', 'R03'],
      ['clause', '派单目录 0101'],
      ['reason', '占道经营，不是买卖'],
    ]);
    expect(asked.headers.get('location')).toBe(`/orders/${id}?done=proposeReturn`);
    const queue = await dispatcher.page('/?tab=applications');
    expect(queue).toContain(`/orders/${id}`);
    expect(queue).toContain('退单待审定');
    const page = await dispatcher.page(`/orders/${id}`);
    expect(page).toContain('退单申请待审定');
    expect(page).toContain('由德胜市场监管所承办');
    expect(page).toContain('占道经营，不是买卖');
    expect(page).toContain('派单目录 0101');
    const refused = await act(dispatcher, id, 'refuseReturn', [['reason', '卖鞋的柜台归你们']]);
    expect(refused.status).toBe(303);
    // Asked again, it goes to adjudication.
    s.d.pass(60_000);
    await act(handler, id, 'proposeReturn', [
      ['owner', 'SCS-DS'],
      ['code', 'R03'],
      ['clause', '派单目录 0101'],
      ['reason', '仍不是'],
    ]);
    expect(await dispatcher.page('/?tab=applications')).not.toContain(`/orders/${id}"`);
    expect(await dispatcher.page('/?tab=ruling')).toContain(`/orders/${id}`);
    expect(await dispatcher.page(`/orders/${id}`)).toContain('退单申请待裁定');
    const leader = await s.as('leader');
    // The order's own page limits a ruling as the page of rulings does, and loses nothing of it without a word.
    const limits = [
      ['ruling-any', '鞋'],
      ['ruling-streets', '西长安街'],
      ['ruling-saleChannels', 'offline'],
    ] as const;
    const decision = [
      ['lead', UNIT],
      ['reason', '买卖纠纷归市场监管'],
    ] as const;
    const unsaid = await act(leader, id, 'rule', [...decision, ...limits]);
    expect(unsaid.status).toBe(400);
    const again = await unsaid.text();
    expect(again).toContain('没有勾选“作为裁定保存”');
    expect(again).toMatch(/name="ruling-streets" value="西长安街" checked/);
    const stranger = await act(leader, id, 'rule', [
      ...decision,
      ['ruling-keep', 'on'],
      ['ruling-streets', '没有的街'],
    ]);
    expect(await stranger.text()).toContain('没有街道 没有的街');
    const ruled = await act(leader, id, 'rule', [...decision, ['ruling-keep', 'on'], ...limits]);
    expect(ruled.headers.get('location')).toBe(`/orders/${id}?done=rule`);
    expect(await s.d.services.rulings.list(PEOPLE.leader)).toMatchObject([
      { condition: { any: ['鞋'], streets: ['西长安街'], saleChannels: ['offline'] } },
    ]);
    expect(await handler.page(`/orders/${id}`)).toContain('承办单位已经裁定');
  });

  it('is refused to other units, without the token, and to those who only read', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const stranger = await s.as('handler', 'SCS-DS');
    const form = [
      ['move', 'note'],
      ['version', '7'],
      ['text', '路过'],
    ] as const;
    expect((await stranger.form(`/orders/${id}/moves`, form)).status).toBe(403);
    const handler = await s.as('handler', UNIT);
    expect((await handler.form(`/orders/${id}/moves`, form, 'wrong')).status).toBe(403);
    const analyst = await s.as('analyst');
    expect((await analyst.form(`/orders/${id}/moves`, form)).status).toBe(403);
    expect((await stranger.get(`/orders/${id}/trace`)).status).toBe(403);
    expect(await stateOf(s, id)).toBe('contacted');
  });
});

describe('the queue by role', () => {
  it('gives each the tabs of the work, with numbers, and the nearest deadline first', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const fresh = await s.d.take('西单的包');
    const handler = await s.as('handler', UNIT);
    const waiting = await handler.page('/');
    expect(waiting).toContain('待签收，共 1 件');
    expect(waiting).toContain(`/orders/${fresh}`);
    const working = await handler.page('/?tab=working');
    expect(working).toContain('办理中，共 1 件');
    expect(working).toContain(`/orders/${id}`);
    expect(working).toContain(PEOPLE.handler.name);
    expect(working).toMatch(/还剩 4 天 \d+ 小时/);
    await s.d.take('西单的帽子', { receivedAt: '2026-04-08T09:30:00+08:00' });
    await s.d.take('西单的手套', { receivedAt: '2026-04-09T22:30:00+08:00' });
    const due = await handler.page('/?tab=due');
    expect(due).toMatch(tabs('临期超期', 2));
    expect(due).toMatch(/超期 1 天.*还剩 12 小时/s);
    const leader = await s.as('leader');
    expect(await leader.page('/')).toMatch(tabs('待裁定', 0));
    expect(await leader.page('/?tab=overdue')).toMatch(tabs('超期', 1));
    expect(await leader.page('/?tab=soon')).toMatch(tabs('临期', 1));
    const callback = await s.as('callback');
    expect(await callback.page('/')).toMatch(tabs('已答复', 0));
    // Tabs of others can still be called by their address.
    expect(await callback.page('/?tab=acknowledged')).toMatch(tabs('已签收', 0));
    expect((await callback.get('/?tab=nonsense')).status).toBe(400);
  });

  it('shows who was called in what waits for their answer, until they gave it', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const street = await s.as('handler', 'JD-XCAJ');
    expect(await street.page('/?tab=asked')).toMatch(tabs('待协办', 0));
    await s.d.move(PEOPLE.handler, id, 'whistle', { reason: '一起去', units: ['JD-XCAJ'] });
    expect(await street.page('/?tab=asked')).toMatch(tabs('待协办', 1));
    await act(street, id, 'report');
    expect(await street.page('/?tab=asked')).toMatch(tabs('待协办', 1));
    await act(street, id, 'answerWhistle', [['text', '已清理']]);
    expect(await street.page('/?tab=asked')).toMatch(tabs('待协办', 0));
    // Called again, it waits again.
    await s.d.move(PEOPLE.handler, id, 'whistle', { reason: '再去', units: ['JD-XCAJ'] });
    expect(await street.page('/?tab=asked')).toMatch(tabs('待协办', 1));
  });

  it('finds the orders under supervision', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const leader = await s.as('leader');
    expect(await leader.page('/?tab=supervised')).toMatch(tabs('督办', 0));
    await act(leader, id, 'supervise', [
      ['level', '2'],
      ['reason', '当天办'],
    ]);
    const page = await leader.page('/?tab=supervised');
    expect(page).toMatch(tabs('督办', 1));
    expect(page).toContain('2 级督办');
  });
});

describe('the reckoning of time', () => {
  it('is a page for paper and an answer for programs', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const handler = await s.as('handler', UNIT);
    const page = await handler.page(`/orders/${id}/trace`);
    expect(page).toContain('各环节用时');
    expect(page).toContain('合计');
    expect(page).toContain('依据：');
    const answer = await handler.get(`/api/v1/orders/${id}/trace`);
    expect(answer.status).toBe(200);
    const { ledger, asOf } = (await answer.json()) as {
      asOf: string;
      ledger: { total: { natural: number }; stretches: { natural: number }[] };
    };
    expect(asOf).toMatch(/\+08:00$/);
    expect(ledger.stretches.reduce((sum, { natural }) => sum + natural, 0)).toBe(ledger.total.natural);
  });

  it('comes with the order for programs, times with their offset', async () => {
    const s = await site();
    const id = await s.d.contacted();
    const handler = await s.as('handler', UNIT);
    const order = (await (await handler.get(`/api/v1/orders/${id}`)).json()) as {
      moves: { move: string; open: boolean; rule: string | null }[];
      clocks: { dueAt: string | null }[];
      life: { contacts: { at: string }[] };
      demands: { demand: number; text: string }[];
    };
    expect(order.moves.find(({ move }) => move === 'handle')).toMatchObject({ open: true, rule: null });
    expect(order.clocks[0]?.dueAt).toBe('2026-04-19T09:30:00+08:00');
    expect(order.life.contacts[0]?.at).toMatch(/\+08:00$/);
    expect(order.demands).toEqual([{ demand: 1, start: 0, end: 4, text: '西单的鞋' }]);
  });
});
