import { describe, expect, it } from 'vitest';
import { STATE_NAMES } from '../../src/kernel/move-words.ts';
import type { OrderState } from '../../src/kernel/move-words.ts';
import { keysOf } from '../../src/kernel/keys.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { progressOf } from '../../src/orders/progress.ts';
import { ACKNOWLEDGED, CALLED, CENTRE, DISPATCHED, HOUR, eventsOf, lifeWith } from '../support/handled.ts';
import type { Told } from '../support/handled.ts';

const seen = (told: readonly Told[]) => {
  const events = eventsOf(told);
  const progress = progressOf(lifeOf(events), events);
  return { ...progress, at: new Map(progress.steps.map(({ name, at }) => [name, at])) };
};
const CONTACT: Told = ['contact', { way: 'phone', result: 'reached' }, 'contacted', 5];
const REOPENED: Told[] = [
  ...ACKNOWLEDGED,
  ['reply', { text: '已经退款', outcome: 'solved', way: 'phone', demands: [] }, 'replied', 9],
  ['reopen', { reason: '没有退款' }, 'dispatched', 30, CENTRE],
] as Told[];

describe('what a caller is told', () => {
  it('has the steps that were made with their times, and the others as still to come', () => {
    const { at, ended, stands } = seen(ACKNOWLEDGED);
    expect(at.get('受理')).toBe(CALLED);
    expect(at.get('承办单位签收')).toBeGreaterThan(CALLED);
    expect([at.get('与您联系'), at.get('答复'), at.get('办结')]).toEqual([null, null, null]);
    expect([ended, stands]).toEqual([false, '承办单位已经签收，会与您联系。']);
  });

  it('counts as contact only when somebody was spoken to', () => {
    const tried: Told = ['tryContact', { way: 'phone' }, 'acknowledged', 4];
    expect(seen([...ACKNOWLEDGED, tried]).at.get('与您联系')).toBeNull();
    expect(seen([...ACKNOWLEDGED, CONTACT]).at.get('与您联系')).toBe(CALLED + 5 * HOUR);
  });

  it('begins anew when the order is done once more, and says so', () => {
    const { at, steps } = seen(REOPENED);
    expect(at.get('重新办理')).toBe(CALLED + 30 * HOUR);
    expect(at.get('转给承办单位')).toBe(CALLED + 30 * HOUR);
    expect([at.get('承办单位签收'), at.get('答复')]).toEqual([null, null]);
    expect(steps.map(({ name }) => name)).not.toContain(undefined);
    expect(seen(DISPATCHED).at.has('重新办理')).toBe(false);
  });

  it('has a sentence for every state, and none of the words of the house', () => {
    const sentences = keysOf(STATE_NAMES).map(
      (state: OrderState) => progressOf(lifeWith({ state }), []).stands,
    );
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).not.toMatch(/剔除|挂账|退单|督办|二级/);
  });
});
