import { afterEach, describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/orders/life-events.ts';
import { checkCases } from '../../../src/app/life/case-keeping.ts';
import { casesOf } from '../../../src/store/case-facts.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const HAPPY: Verdict = { solved: 'solved', satisfied: 'basically', attitude: 'good' };
const ANGRY: Verdict = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'fair' };
const { callback, handler, leader } = PEOPLE;

async function replied(d: LifeDesk): Promise<string> {
  const id = await d.handled();
  await d.move(handler, id, 'reply', d.replyData());
  return id;
}
const stateOf = async (d: LifeDesk, id: string) => (await d.services.orders.get(leader, id)).state;
const factsOf = async (d: LifeDesk, id: string) => (await d.store.read((db) => casesOf(db, [id]))).get(id);

describe('the callback desk', () => {
  test('has a case only after the caller was told the conclusion', async () => {
    const d = await desk();
    const id = await d.handled();
    expect((await d.services.callbacks.list(callback)).due).toEqual([]);
    await expect(d.services.callbacks.take(callback, id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict: HAPPY } }),
    ).rejects.toMatchObject({ code: 'illegal_move' });
    await d.move(handler, id, 'reply', d.replyData());
    const { due } = await d.services.callbacks.list(callback);
    expect(due.map((row) => [row.id, row.standing])).toEqual([
      [id, expect.objectContaining({ state: 'due', attempts: 0 })],
    ]);
  });

  test('a verdict closes the order, is given once, and is what the rates count', async () => {
    const d = await desk();
    const id = await replied(d);
    const row = await d.services.callbacks.record(callback, id, {
      data: { result: 'answered', verdict: HAPPY },
    });
    expect(row).toMatchObject({ state: 'closed' });
    expect(await stateOf(d, id)).toBe('closed');
    expect(await factsOf(d, id)).toMatchObject({ callback: 'verdict', verdict: HAPPY });
    await expect(
      d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict: ANGRY } }),
    ).rejects.toMatchObject({ code: 'illegal_move' });
    await d.move(leader, id, 'reopen', { reason: '又坏了' });
    await d.services.handling.acknowledge(handler, id);
    const met = { way: 'visit', result: 'met', files: [await d.file(id, 'visit', 'photo')] };
    await d.move(handler, id, 'contact', met);
    await d.move(handler, id, 'handle');
    await d.file(id, 'result', 'document');
    await d.file(id, 'contact', 'recording');
    await d.move(handler, id, 'reply', d.replyData());
    await expect(
      d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict: ANGRY } }),
    ).rejects.toMatchObject({ details: { need: 'verdictOnce' } });
    expect(await factsOf(d, id)).toMatchObject({ verdict: HAPPY });
    expect(await checkCases(d)).toEqual([]);
  });

  test('nobody is called more than twice, nor soon again, nor at night; then the order is closed', async () => {
    const d = await desk();
    const id = await replied(d);
    const noAnswer = { data: { result: 'noAnswer' } } as const;
    await d.services.callbacks.record(callback, id, noAnswer);
    expect(await stateOf(d, id)).toBe('callback');
    d.pass(HOUR);
    await expect(d.services.callbacks.record(callback, id, noAnswer)).rejects.toMatchObject({
      details: { need: 'callable' },
    });
    const { later } = await d.services.callbacks.list(callback);
    expect(later.map((row) => row.id)).toEqual([id]);
    d.pass(10 * HOUR);
    await expect(d.services.callbacks.record(callback, id, noAnswer)).rejects.toMatchObject({
      details: { need: 'callable' },
    });
    d.pass(12 * HOUR);
    await d.services.callbacks.record(callback, id, noAnswer);
    expect(await stateOf(d, id)).toBe('closed');
    expect(await factsOf(d, id)).toMatchObject({ callback: 'noAnswer', verdict: null });
  });

  test('whoever is judged cannot ask, see the telephone, or judge', async () => {
    const d = await desk();
    const id = await replied(d);
    for (const actor of [handler, PEOPLE.chief, PEOPLE.elsewhere, PEOPLE.dispatcher, PEOPLE.analyst]) {
      const asked = d.services.callbacks.record(actor, id, { data: { result: 'answered', verdict: HAPPY } });
      await expect(asked, actor.role).rejects.toMatchObject({ code: 'forbidden' });
      await expect(d.services.callbacks.take(actor, id), actor.role).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(d.services.callbacks.link(actor, id), actor.role).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    const own = { ...callback, id: 'u-x', unit: 'SCS-XCAJ' };
    await expect(
      d.services.callbacks.record(own, id, { data: { result: 'answered', verdict: HAPPY } }),
    ).rejects.toMatchObject({ details: { need: 'notJudged' } });
  });

  test('two people do not call one caller: the second is told who is calling', async () => {
    const d = await desk();
    const id = await replied(d);
    const second = { ...callback, id: 'u-c2', name: '回访员二' };
    const view = await d.services.callbacks.take(callback, id);
    expect(view).toMatchObject({ phone: '13800001234', claimedBy: { id: callback.id } });
    expect(view.script.join('')).not.toContain('{');
    await expect(d.services.callbacks.take(second, id)).rejects.toMatchObject({
      code: 'callback_claimed',
      details: { by: '回访员' },
    });
    await expect(
      d.services.callbacks.record(second, id, { data: { result: 'noAnswer' } }),
    ).rejects.toMatchObject({ code: 'callback_claimed' });
    await d.services.callbacks.release(second, id);
    await expect(d.services.callbacks.take(second, id)).rejects.toMatchObject({ code: 'callback_claimed' });
    await d.services.callbacks.release(callback, id);
    expect(await d.services.callbacks.take(second, id)).toMatchObject({ claimedBy: { id: 'u-c2' } });
    d.pass(16 * 60_000);
    expect(await d.services.callbacks.take(callback, id)).toMatchObject({ claimedBy: { id: callback.id } });
  });

  test('what was said must fit what came of the call', async () => {
    const d = await desk();
    const id = await replied(d);
    const record = (data: object) =>
      d.services.callbacks.record(callback, id, { data: data as { result: 'answered' } });
    await expect(record({ result: 'answered' })).rejects.toMatchObject({ details: { field: 'verdict' } });
    await expect(record({ result: 'answered', next: 'close' })).rejects.toMatchObject({
      details: { field: 'verdict' },
    });
    await expect(record({ result: 'noAnswer', verdict: HAPPY })).rejects.toMatchObject({
      details: { field: 'verdict' },
    });
    await expect(record({ result: 'answered', verdict: ANGRY, next: 'reopen' })).rejects.toMatchObject({
      details: { field: 'reason' },
    });
    expect(await stateOf(d, id)).toBe('replied');
    await record({ result: 'answered', verdict: ANGRY, next: 'reopen', reason: '商家没有退款' });
    expect(await stateOf(d, id)).toBe('dispatched');
    expect(await factsOf(d, id)).toMatchObject({ verdict: ANGRY, reopened: 1 });
  });
});

describe('a link for judging oneself', () => {
  test('is for one conclusion, holds some days, and takes one verdict', async () => {
    const d = await desk();
    const id = await replied(d);
    const { token, expiresAt } = await d.services.callbacks.link(callback, id);
    expect(expiresAt - d.clock.now()).toBeLessThanOrEqual(7 * DAY);
    expect(await d.services.callbacks.byLink(token)).toMatchObject({
      state: 'open',
      reply: '已协调商家退款。',
    });
    await expect(d.services.callbacks.byLink(`${token.slice(1)}x`)).rejects.toMatchObject({
      code: 'not_found',
    });
    // At night too: whoever opens it has chosen the hour.
    d.pass(12 * HOUR);
    expect(await d.services.callbacks.judge(token, HAPPY)).toMatchObject({ state: 'done' });
    expect(await stateOf(d, id)).toBe('closed');
    expect(await d.services.callbacks.judge(token, ANGRY)).toMatchObject({ state: 'done' });
    expect(await factsOf(d, id)).toMatchObject({ verdict: HAPPY });
  });

  test('leaves what was not solved to a person, and shows nothing once it is over', async () => {
    const d = await desk();
    const id = await replied(d);
    const { token } = await d.services.callbacks.link(callback, id);
    const newer = await d.services.callbacks.link(callback, id);
    await expect(d.services.callbacks.byLink(token)).rejects.toMatchObject({ code: 'not_found' });
    await d.services.callbacks.judge(newer.token, ANGRY, '还是没有退款');
    expect(await stateOf(d, id)).toBe('callback');
    expect((await d.services.callbacks.list(callback)).judged.map((row) => row.id)).toEqual([id]);
    await d.services.callbacks.record(callback, id, {
      data: { result: 'answered', next: 'reopen', reason: '没有退款' },
    });
    expect(await stateOf(d, id)).toBe('dispatched');
    expect(await d.services.callbacks.byLink(newer.token)).toMatchObject({ reply: '' });
  });

  test('ends with its days', async () => {
    const d = await desk();
    const id = await replied(d);
    const { token } = await d.services.callbacks.link(callback, id);
    d.pass(8 * DAY);
    expect(await d.services.callbacks.byLink(token)).toMatchObject({ state: 'expired', reply: '' });
    await expect(d.services.callbacks.judge(token, HAPPY)).rejects.toMatchObject({ code: 'link_expired' });
    expect(await stateOf(d, id)).toBe('replied');
  });
});
