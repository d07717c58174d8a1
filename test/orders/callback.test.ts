import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackStanding } from '../../src/orders/callback.ts';
import type { CallbackRules, CalledBack } from '../../src/orders/callback.ts';
import { UNBORN } from '../../src/orders/life.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.parse('2026-04-14T12:00:00+08:00');
const rules: CallbackRules = {
  version: 'test',
  effectiveFrom: '2019-01-01',
  effectiveTo: null,
  attempts: 2,
  gapHours: 4,
  days: 7,
  quiet: { from: '20:30', to: '09:00' },
  linkDays: 7,
  notFor: { demandKinds: ['表扬'], outcomes: ['untrue'] },
  script: ['您好'],
};
const order = { demandKind: '投诉', reachable: true };
const by = { id: 'c', name: '回访员', role: 'callback', unit: null } as const;
const attempt = (at: number, result: 'answered' | 'noAnswer' | 'refused' | 'wrongNumber') => ({
  at,
  by,
  way: 'phone' as const,
  result,
  verdict:
    result === 'answered' ? ({ solved: 'solved', satisfied: 'satisfied', attitude: 'good' } as const) : null,
});
const told = (more: Partial<CalledBack> = {}): CalledBack => ({
  ...UNBORN,
  state: 'replied',
  toldAt: NOON,
  reply: { toldAt: NOON, way: 'phone', outcome: 'solved', demands: [], text: '已退款' },
  ...more,
});

describe('where a callback stands', () => {
  it.each([
    [
      'nothing was told yet',
      told({ state: 'handling', toldAt: null, reply: null }),
      order,
      { state: 'notYet' },
    ],
    ['it was excluded', told({ state: 'excluded' }), order, { state: 'notYet' }],
    ['praise', told(), { ...order, demandKind: '表扬' }, { state: 'notFor', why: 'demandKind' }],
    ['nobody left a number', told(), { ...order, reachable: false }, { state: 'notFor', why: 'noNumber' }],
    ['it was told at noon', told(), order, { state: 'due', from: NOON, until: NOON + 7 * DAY, attempts: 0 }],
    [
      'there is a verdict',
      told({ callbacks: [attempt(NOON, 'answered')] }),
      order,
      { state: 'done', by: 'verdict' },
    ],
    [
      'the number was wrong',
      told({ callbacks: [attempt(NOON, 'wrongNumber')] }),
      order,
      { state: 'done', by: 'wrongNumber' },
    ],
    [
      'nobody answered once',
      told({ state: 'callback', callbacks: [attempt(NOON, 'noAnswer')] }),
      order,
      { state: 'due', from: NOON + 4 * HOUR, until: NOON + 7 * DAY, attempts: 1 },
    ],
    [
      'nobody answered twice',
      told({
        state: 'callback',
        callbacks: [attempt(NOON, 'noAnswer'), attempt(NOON + 5 * HOUR, 'noAnswer')],
      }),
      order,
      { state: 'done', by: 'noAnswer' },
    ],
  ] as const)('%s', (_, life, asked, expected) => {
    expect(callbackStanding(rules, asked, life, NOON)).toEqual(expected);
  });

  it('waits for the morning, and ends with its days', () => {
    const evening = NOON + 9 * HOUR;
    expect(callbackStanding(rules, order, told(), evening)).toMatchObject({
      state: 'due',
      from: NOON + 21 * HOUR,
    });
    expect(callbackStanding(rules, order, told(), NOON + 7 * DAY + 1)).toEqual({
      state: 'done',
      by: 'lapsed',
    });
  });

  it('never lets the telephone ring at night, too soon, or before the conclusion; a verdict ends it for good', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8 * 24 }), { maxLength: 3 }),
        fc.integer({ min: 0, max: 9 * 24 * 60 }),
        fc.boolean(),
        (hours, minutes, judged) => {
          const callbacks = hours
            .sort((a, b) => a - b)
            .map((hour) => attempt(NOON + hour * HOUR, 'noAnswer'));
          if (judged) callbacks.push(attempt(NOON, 'answered') as (typeof callbacks)[number]);
          const now = NOON + minutes * 60_000;
          const standing = callbackStanding(rules, order, told({ state: 'callback', callbacks }), now);
          if (judged) expect(standing).toEqual({ state: 'done', by: 'verdict' });
          if (standing.state !== 'due') return;
          expect(callbacks.length).toBeLessThan(rules.attempts);
          expect(standing.from).toBeGreaterThanOrEqual(Math.max(now, NOON));
          for (const { at } of callbacks) expect(standing.from).toBeGreaterThanOrEqual(at + 4 * HOUR);
          const minute = ((standing.from + 8 * HOUR) % DAY) / 60_000;
          expect(minute).toBeGreaterThanOrEqual(9 * 60);
          expect(minute).toBeLessThan(20.5 * 60);
        },
      ),
    );
  });
});
