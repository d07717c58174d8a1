import { afterEach, describe, expect, it } from 'vitest';
import { ASKED_MOVES } from '../../../src/app/life/move-input.ts';
import { MOVE_NAMES } from '../../../src/kernel/move-words.ts';
import type { Move } from '../../../src/kernel/move-words.ts';
import { RULES } from '../../../src/orders/states.ts';
import type { OrderDetail } from '../../../src/app/types.ts';
import { demandsOf } from '../../../src/app/life/order-view.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = () => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { dispatcher, leader, handler, chief, street, key, analyst } = PEOPLE;

const offered = (order: OrderDetail, move: Move) => order.moves.find((one) => one.move === move);
const openIn = (order: OrderDetail): Move[] => order.moves.filter((one) => one.open).map(({ move }) => move);

describe('the moves of an order', () => {
  it('are all that the role can make some time, none of another role, none for a key or a reader', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    const made = new Set<Move>([...ASKED_MOVES, 'dispatch', 'correctType', 'correctUnit', 'acknowledge']);
    for (const actor of [handler, dispatcher, leader] as const) {
      const order = await d.services.orders.get(actor, id);
      const expected = RULES.filter(({ move, who }) => made.has(move) && who.includes(actor.role));
      expect(order.moves.map(({ move }) => move).sort()).toEqual(expected.map(({ move }) => move).sort());
      for (const { move, name, open: isOpen, rule, need } of order.moves) {
        expect(name).toBe(MOVE_NAMES[move]);
        expect(isOpen ? [rule, need] : [typeof rule, typeof need]).toEqual(
          isOpen ? [null, null] : ['string', 'string'],
        );
      }
    }
    expect((await d.services.orders.get(key, id)).moves).toEqual([]);
    expect((await d.services.orders.get(analyst, id)).moves).toEqual([]);
  });

  it('say why they cannot be made: the state, what is missing, whose business it is', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    const before = await d.services.orders.get(handler, id);
    expect(before.can).toEqual({ dispatch: false, correct: false, acknowledge: true });
    expect(offered(before, 'handle')).toMatchObject({ open: false, need: 'state' });
    const taken = await d.services.handling.acknowledge(handler, id);
    expect(offered(taken, 'handle')).toMatchObject({
      open: false,
      need: 'contactFirst',
      rule: '先联系来电人；联系不上的，记录三次不同时间的联系',
    });
    const spoken = await d.move(handler, id, 'contact', { way: 'phone', result: 'reached' });
    expect(openIn(spoken)).toContain('handle');
    expect(offered(spoken, 'reply')).toMatchObject({ open: false, need: 'evidence' });
    expect(offered(spoken, 'reply')?.rule).toContain('还缺：');
    // Nothing speaks for an exclusion yet; the reason that lacks least is named.
    expect(offered(spoken, 'proposeExclusion')).toMatchObject({ open: false, need: 'proof' });
    const elsewhere = await d.services.orders.get(dispatcher, id);
    expect(offered(elsewhere, 'grantHold')).toMatchObject({ open: false });
    expect(offered(elsewhere, 'supervise')).toMatchObject({ open: true });
  });

  it('that are open can be made, and those that are not are refused with the same rule', async () => {
    const d = await desk();
    const id = await d.handled();
    const order = await d.services.orders.get(handler, id);
    expect(openIn(order)).toEqual(expect.arrayContaining(['reply', 'contact', 'assign', 'whistle', 'note']));
    const closed = order.moves.filter((one) => !one.open && one.need === 'state');
    expect(closed.length).toBeGreaterThan(3);
    for (const { move, rule } of closed.filter(({ move: m }) => m === 'tell' || m === 'resume'))
      await expect(
        d.move(handler, id, move, move === 'tell' ? { toldAt: isoOf(d.clock.now()), way: 'phone' } : {}),
      ).rejects.toMatchObject({ code: 'illegal_move', details: { rule } });
    const replied = await d.move(handler, id, 'reply', d.replyData());
    expect(replied.state).toBe('replied');
    expect(openIn(replied)).not.toContain('reply');
    expect(openIn(await d.services.orders.get(dispatcher, id))).toEqual(
      expect.arrayContaining(['close', 'reopen']),
    );
  });

  it('leave the approval of a hold to whom the rules name', async () => {
    const d = await desk();
    const id = await d.handled();
    await d.file(id, 'result', 'document');
    await d.move(handler, id, 'proposeHold', { code: 'H01', planDay: '2026-06-01', reason: '等工程' });
    expect(offered(await d.services.orders.get(dispatcher, id), 'grantHold')).toMatchObject({
      open: false,
      need: 'role',
    });
    expect(offered(await d.services.orders.get(leader, id), 'grantHold')).toMatchObject({ open: true });
  });
});

describe('what the events say of an order', () => {
  it('is its clocks with names, nearest deadline first, in words', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    await d.services.handling.acknowledge(handler, id);
    const { clocks, dueAt } = await d.services.orders.get(handler, id);
    const running = clocks.filter(({ state, disabled }) => state === 'running' && !disabled);
    expect(running.map(({ id: clock }) => clock)).toEqual([
      'hotline-handle',
      'market-accept',
      'hotline-response',
    ]);
    expect(running[0]).toMatchObject({
      name: '热线办理',
      purpose: '处理',
      stateName: '进行中',
      limit: '5个自然日（120小时）',
      startsWith: '来电',
      dueAt,
    });
    expect(running[0]?.basis.text).not.toBe('');
    // The one by workdays is written down but not in force: last, for comparison.
    expect(clocks.at(-1)).toMatchObject({ id: 'hotline-workdays', disabled: true });
    d.pass(6 * DAY);
    const late = (await d.services.orders.get(handler, id)).clocks[0];
    expect(late).toMatchObject({ id: 'hotline-handle', state: 'late', left: 0 });
    expect(late?.over).toBeGreaterThan(DAY - HOUR);
  });

  it('is the checklist of the reply, and of the application that waits', async () => {
    const d = await desk();
    const id = await d.contacted();
    const { checklists, choices } = await d.services.orders.get(handler, id);
    expect(checklists.map(({ for: step }) => step)).toEqual(['reply']);
    expect(checklists[0]?.items.every(({ done }) => done)).toBe(true);
    const lacks = (kind: string) => choices.outcomes.find((one) => one.kind === kind)?.missing;
    expect(lacks('explained')).toEqual([]);
    expect(lacks('solved')).toEqual(['已经解决的照片、录像、截图或者文书']);
    const reason = (code: string) => choices.reasons.find((one) => one.code === code);
    expect(reason('E01')?.missing).toEqual([]);
    expect(reason('E02')?.missing).toEqual(['所违反的规定和核实情况的说明']);
    expect(reason('E12')).toBeDefined();
    expect(reason('T04')).toBeUndefined();
    const asked = await d.move(handler, id, 'proposeExclusion', { code: 'E01', reason: '线下购物' });
    expect(asked.checklists.map(({ for: step }) => step)).toEqual(['exclusion', 'reply']);
    expect(asked.life.pending).toMatchObject({
      kind: 'exclusion',
      code: 'E01',
      codeName: '线下购物要求七日无理由退货',
      by: handler.name,
      byUnit: { code: 'SCS-XCAJ' },
      missing: [],
      disputed: false,
    });
  });

  it('is contacts, calls for others, their answers, and who was told when', async () => {
    const d = await desk();
    const id = await d.handled();
    await d.move(handler, id, 'whistle', { reason: '联合检查', units: ['JD-XCAJ'] });
    await d.move(street, id, 'report');
    await d.move(street, id, 'answerWhistle', { text: '已到场' });
    await d.move(handler, id, 'meet', {
      at: isoOf(d.clock.now()),
      place: '社区',
      units: ['SCS-XCAJ', 'JD-XCAJ'],
      agreed: [{ unit: 'JD-XCAJ', task: '清理', due: '2026-04-20' }],
    });
    await d.move(leader, id, 'supervise', { reason: '尽快', level: 1 });
    await d.move(handler, id, 'answerSupervision', { text: '今天办' });
    const order = await d.move(handler, id, 'reply', d.replyData());
    const { life } = order;
    expect(life.contacts.map(({ way, result, by }) => [way, result, by])).toEqual([
      ['phone', 'reached', handler.name],
      ['visit', 'met', handler.name],
    ]);
    expect(life.contactDone).toBe(true);
    expect(life.whistles).toMatchObject([
      { units: [{ code: 'JD-XCAJ', name: '西长安街街道办事处', answer: '已到场' }] },
    ]);
    expect(life.meetings).toMatchObject([{ place: '社区', agreed: [{ task: '清理', due: '2026-04-20' }] }]);
    expect(life.supervision).toMatchObject({ level: 1, reason: '尽快', answer: '今天办' });
    expect(life.reply).toMatchObject({ by: handler.name, outcome: 'solved', text: '已协调商家退款。' });
    expect(life.told).toMatchObject([{ by: handler.name, way: 'phone', basis: null }]);
    expect((await d.services.orders.get(street, id)).life.part).toBe('called');
  });

  it('names whom it can be handed to, and only to those who can hand it on', async () => {
    const d = await desk();
    const id = await d.contacted();
    expect(
      (await d.services.orders.get(handler, id)).choices.colleagues.map(({ id: who }) => who).sort(),
    ).toEqual([handler.id, chief.id].sort());
    expect((await d.services.orders.get(dispatcher, id)).choices).toMatchObject({
      colleagues: [],
      reasons: [],
      outcomes: [],
    });
  });
});

it('counts the whole text as the one demand where none was found', () => {
  expect(demandsOf({ demands: [] }, '甲乙丙')).toEqual([{ demand: 1, start: 0, end: 3, text: '甲乙丙' }]);
  const span = { issueType: '0101', unit: 'X' };
  expect(
    demandsOf(
      {
        demands: [
          { start: 0, end: 1, ...span },
          { start: 1, end: 3, ...span },
        ],
      },
      '甲乙丙',
    ).map(({ demand, text }) => [demand, text]),
  ).toEqual([
    [1, '甲'],
    [2, '乙丙'],
  ]);
});
