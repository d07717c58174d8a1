import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demandGate } from '../../src/orders/demands-gate.ts';

test('every demand has to be answered or given a reason', () => {
  expect(demandGate(3, [{ demand: 2, answer: '已经退款' }])).toEqual({ open: [1, 3], faults: [] });
  const all = [
    { demand: 3, reason: '不在本单位职责内，已转街道' },
    { demand: 1, answer: '已经换货' },
    { demand: 2, answer: '已经道歉' },
  ];
  expect(demandGate(3, all)).toEqual({ open: [], faults: [] });
});

test('an answer without a word leaves its demand open and is said', () => {
  for (const blank of ['', ' ', '　', '……', '。\n', '-']) {
    expect(demandGate(1, [{ demand: 1, answer: blank }])).toEqual({
      open: [1],
      faults: ['第1项诉求的答复没有内容'],
    });
    expect(demandGate(1, [{ demand: 1, reason: blank }]).faults).toEqual(['第1项诉求不答复的理由没有内容']);
  }
  expect(demandGate(1, [{ demand: 1 }])).toEqual({ open: [1], faults: [] });
});

test('double answers, both an answer and a reason, and unknown numbers are said', () => {
  expect(
    demandGate(2, [
      { demand: 1, answer: '好' },
      { demand: 1, answer: '不好' },
    ]),
  ).toEqual({
    open: [2],
    faults: ['第1项诉求答复了2次'],
  });
  expect(demandGate(1, [{ demand: 1, answer: '已办', reason: '不归我管' }]).faults).toEqual([
    '第1项诉求既写了答复，又写了不答复的理由',
  ]);
  for (const demand of [0, -1, 3, 1.5, Number.NaN])
    expect(demandGate(2, [{ demand, answer: '已办' }])).toEqual({
      open: [1, 2],
      faults: [`没有第${demand}项诉求，这张工单共2项`],
    });
});

test('an order without a demand is none', () => {
  for (const count of [0, -1, 1.5, Number.NaN]) expect(() => demandGate(count, [])).toThrow('demands');
});

test('a demand is open exactly where no answer of its number says anything', () => {
  const words = fc.option(fc.constantFrom('', ' ', '。', '已退款', 'A'), { nil: undefined });
  const answer = fc
    .record({ demand: fc.integer({ min: -1, max: 6 }), answer: words, reason: words })
    .map(({ demand, answer: told, reason }) => ({
      demand,
      ...(told === undefined ? {} : { answer: told }),
      ...(reason === undefined ? {} : { reason }),
    }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(answer, { maxLength: 8 }), (count, answers) => {
      const open: number[] = [];
      for (let demand = 1; demand <= count; demand++) {
        const told = answers
          .filter((one) => one.demand === demand)
          .flatMap((one) => [one.answer, one.reason]);
        if (!told.some((text) => text === '已退款' || text === 'A')) open.push(demand);
      }
      const gate = demandGate(count, answers);
      expect(gate.open).toEqual(open);
      // Whatever is wrong is said: without faults every demand is answered once at most, by a known number.
      if (gate.faults.length === 0) {
        const numbers = answers.map(({ demand }) => demand);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(numbers.every((demand) => demand >= 1 && demand <= count)).toBe(true);
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});
