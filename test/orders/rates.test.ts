import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COUNTER_NAMES, LEFT_OUT_NAMES, RATE_NAMES } from '../../src/kernel/case-words.ts';
import type { Counts, LeftOut } from '../../src/kernel/case-words.ts';
import { keysOf } from '../../src/kernel/keys.ts';
import { addCounts, NOTHING, rateOf, ratesOf } from '../../src/orders/rates.ts';
import type { LateCounts } from '../../src/orders/rates.ts';

const reasons: readonly LeftOut[] = ['', ...keysOf(LEFT_OUT_NAMES)];
const counts = fc
  .array(fc.nat(40), { minLength: 24, maxLength: 24 })
  .map(
    (values) => Object.fromEntries(keysOf(COUNTER_NAMES).map((name, i) => [name, values[i] ?? 0])) as Counts,
  )
  // What is a part of something is not more than it.
  .map((c) => ({
    ...c,
    contactedInTime: Math.min(c.contactedInTime, c.contacted),
    repliedInTime: Math.min(c.repliedInTime, c.replied),
    solved: Math.min(c.solved, c.solvedAsked),
    satisfied: Math.min(c.satisfied, c.satisfiedAsked),
    attitudeGood: Math.min(c.attitudeGood, c.attitudeAsked),
    met: Math.min(c.met, c.meetingDue),
    firstRight: Math.min(c.firstRight, c.firstJudged),
    returned: Math.min(c.returned, c.dispatched),
    reopened: Math.min(c.reopened, c.replied),
  }));
const late = fc.record({ uncontacted: fc.nat(9), unreplied: fc.nat(9) });
const parts = fc
  .array(fc.tuple(fc.constantFrom(...reasons), counts, late), { maxLength: 8 })
  .map(
    (list) =>
      new Map<LeftOut, { counts: Counts; late: LateCounts }>(
        list.map(([r, c, l]) => [r, { counts: c, late: l }]),
      ),
  );

it('the raw figure is the adjusted one and all that is left out, with its reasons', () => {
  fc.assert(
    fc.property(parts, (byReason) => {
      for (const { raw, adjusted, leftOut } of ratesOf(byReason)) {
        const out = leftOut.reduce((sum, { n, hits }) => ({ n: sum.n + n, hits: sum.hits + hits }), {
          n: 0,
          hits: 0,
        });
        expect((adjusted?.n ?? 0) + out.n).toBe(raw?.n ?? 0);
        expect((adjusted?.hits ?? 0) + out.hits).toBe(raw?.hits ?? 0);
        for (const share of [raw, adjusted]) {
          if (share === null) continue;
          expect(share.n).toBeGreaterThan(0);
          expect(share.share).toBeGreaterThanOrEqual(share.low - 1e-12);
          expect(share.share).toBeLessThanOrEqual(share.high + 1e-12);
          expect(share.high).toBeLessThanOrEqual(1);
        }
      }
    }),
  );
});

it('no cases make no rate, and merged ones alone make none either', () => {
  const merged = new Map([
    [
      'merged',
      { counts: addCounts(NOTHING, { solved: 1, solvedAsked: 1 }), late: { uncontacted: 0, unreplied: 0 } },
    ],
  ] as const);
  for (const code of keysOf(RATE_NAMES)) {
    expect(rateOf(code, new Map())).toMatchObject({ raw: null, adjusted: null, leftOut: [] });
    expect(rateOf(code, merged).raw).toBeNull();
  }
});

it('who is late and has done nothing lowers the rate before anything is written', () => {
  const kept = {
    counts: addCounts(NOTHING, { contacted: 8, contactedInTime: 8, replied: 8, repliedInTime: 8 }),
    late: { uncontacted: 2, unreplied: 2 },
  };
  const byReason = new Map([['', kept]] as const);
  expect(rateOf('response', byReason).adjusted).toMatchObject({ hits: 8, n: 10, few: true });
  expect(rateOf('onTime', byReason).adjusted).toMatchObject({ hits: 8, n: 10 });
});
