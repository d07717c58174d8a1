import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  assess,
  betaLower,
  decay,
  errorRun,
  firstRight,
  isSpotCheck,
  nextRight,
  type CellEvidence,
  type JudgedOrder,
  type ReasonCode,
  type Right,
  type RightRule,
  type Signs,
} from '../../src/triage/earned-right.ts';

const DAY = 86_400_000;
const NOW = 1_000 * DAY;

const rule: RightRule = {
  target: 0.9,
  confidence: 0.95,
  halfLifeDays: 60,
  priorWeight: 100,
  shrinkage: 100,
  changeDiscount: 0.1,
  minimumFresh: 20,
  budget: 4,
  brokenRate: 0.5,
  spotCheck: { share: 0.03, youngShare: 0.1, youngUntil: 30 },
};

const evidence = (more: Partial<CellEvidence> = {}): CellEvidence => ({
  issueType: '0101',
  unit: 'A',
  duty: 'd',
  heldOut: { all: { right: 888, total: 922 }, byType: { '0101': { right: 9, total: 10, duty: 'd' } } },
  modelSince: 0,
  judged: [],
  automatic: [],
  ...more,
});

const orders = (right: number, wrong: number, more: Partial<JudgedOrder> = {}): JudgedOrder[] =>
  Array.from({ length: right + wrong }, (_, i) => ({
    unit: 'A',
    at: NOW - DAY,
    duty: 'd',
    right: i < right,
    automatic: false,
    ...more,
  }));

const fresh: Right = { held: true, since: 0, reason: 'prior', restart: null };
const bound = (more: Partial<CellEvidence>, right: Right = fresh, now = NOW): number =>
  assess(evidence(more), right, rule, now).bound;

const judgedOrder = fc.record({
  unit: fc.constantFrom('A', 'B', 'C'),
  at: fc.integer({ min: NOW - 300 * DAY, max: NOW }),
  duty: fc.constantFrom('d', 'old'),
  right: fc.boolean(),
  automatic: fc.boolean(),
});

describe('assess', () => {
  it('rises with every right order and falls with every wrong one', () => {
    fc.assert(
      fc.property(fc.array(judgedOrder, { maxLength: 60 }), judgedOrder, (judged, one) => {
        const own = { ...one, unit: 'A' };
        const before = bound({ judged });
        expect(bound({ judged: [...judged, { ...own, right: true }] })).toBeGreaterThanOrEqual(before - 1e-9);
        expect(bound({ judged: [...judged, { ...own, right: false }] })).toBeLessThanOrEqual(before + 1e-9);
      }),
    );
  });

  it('never lies above the mean, and both are shares', () => {
    fc.assert(
      fc.property(fc.array(judgedOrder, { maxLength: 60 }), (judged) => {
        const found = assess(evidence({ judged }), fresh, rule, NOW);
        expect(found.bound).toBeLessThanOrEqual(found.mean + 1e-12);
        expect(found.bound).toBeGreaterThanOrEqual(0);
        expect(found.mean).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not depend on the order in which outcomes came', () => {
    fc.assert(
      fc.property(fc.array(judgedOrder, { maxLength: 60 }), (judged) => {
        const reversed = assess(evidence({ judged: [...judged].reverse() }), fresh, rule, NOW);
        const found = assess(evidence({ judged }), fresh, rule, NOW);
        expect(reversed.bound).toBeCloseTo(found.bound, 10);
        expect(reversed.effectiveN).toBeCloseTo(found.effectiveN, 8);
        expect(reversed.fresh).toBe(found.fresh);
      }),
    );
  });

  it('forgets: an outcome counts half after a half-life, and old errors weigh less and less', () => {
    expect(decay(NOW - 60 * DAY, NOW, rule)).toBeCloseTo(0.5, 12);
    expect(decay(NOW + DAY, NOW, rule)).toBe(1);
    const judged = orders(20, 6);
    const bounds = [0, 30, 60, 120, 240].map((days) => bound({ judged }, fresh, NOW + days * DAY));
    expect([...bounds].sort((a, b) => a - b)).toEqual(bounds);
    expect(bounds.at(-1)).toBeGreaterThan((bounds[0] as number) + 0.03);
  });

  it('counts evidence from before a restart, or under another duty, for a tenth', () => {
    const restart: Right = { ...fresh, restart: NOW - DAY / 2 };
    const found = assess(evidence({ judged: orders(40, 10) }), restart, rule, NOW);
    const weight = decay(NOW - DAY, NOW, rule);
    expect(found.right).toBeCloseTo(40 * 0.1 * weight, 9);
    const moved = assess(evidence({ judged: orders(40, 10, { duty: 'old' }) }), fresh, rule, NOW);
    expect(moved.wrong).toBeCloseTo(10 * 0.1 * weight, 9);
  });

  it('lets real outcomes outweigh the prior soon, however large the evaluation was', () => {
    const heldOut = { all: { right: 96_000, total: 100_000 }, byType: {} };
    const judged = orders(70, 30, { at: NOW });
    expect(assess(evidence({ heldOut, judged }), fresh, rule, NOW).mean).toBeCloseTo((96 + 70) / 200, 3);
  });

  it('knows nothing where there is neither evaluation nor outcome', () => {
    const heldOut = { all: { right: 0, total: 0 }, byType: {} };
    expect(bound({ heldOut })).toBeLessThan(0.01);
    expect(bound({ heldOut, judged: orders(60, 0) })).toBeGreaterThan(0.95);
  });

  it('takes corrections of dispatches nobody confirmed against the cell, and their absence not for it', () => {
    const spot = orders(10, 0, { automatic: true });
    const clean = bound({ judged: spot, automatic: [{ at: NOW, n: 1000, wrong: 0 }] });
    expect(clean).toBeCloseTo(bound({ judged: spot }), 9);
    expect(bound({ judged: spot, automatic: [{ at: NOW, n: 100, wrong: 25 }] })).toBeLessThan(0.85);
  });

  it('recovers after a suspension, when what people decide shows it right again', () => {
    const automatic = [{ at: NOW - 20 * DAY, n: 60, wrong: 14 }];
    expect(bound({ automatic })).toBeLessThan(0.9);
    expect(bound({ automatic, judged: orders(250, 5) })).toBeGreaterThan(0.9);
  });

  it('lets one unit speak for its type only so much, and a stopped one not at all', () => {
    const judged = orders(0, 500, { unit: 'B' });
    const drawn = bound({ judged });
    expect(drawn).toBeLessThan(bound({}));
    expect(drawn).toBeGreaterThan(0.7);
    expect(bound({ judged, apart: new Set(['B']) })).toBeCloseTo(bound({}), 12);
  });

  it('draws few held-back orders of a type towards those of its group and of all', () => {
    const of = (right: number, total: number) =>
      assess(
        evidence({ heldOut: { all: { right: 90, total: 100 }, byType: { '0101': { right, total } } } }),
        fresh,
        rule,
        NOW,
      ).mean;
    expect(of(2, 2)).toBeGreaterThan(of(0, 0));
    expect(of(2, 2)).toBeLessThan(0.92);
    expect(of(400, 400)).toBeGreaterThan(0.97);
  });
});

test('the lower bound agrees with small cases worked out by hand', () => {
  // Beta(1, 1): x. Beta(n, 1): x^n. Beta(1, n): 1 - (1-x)^n.
  expect(betaLower(1, 1, 0.95)).toBeCloseTo(0.05, 12);
  for (const n of [1, 2, 5, 20, 59]) {
    expect(betaLower(n, 1, 0.95)).toBeCloseTo(0.05 ** (1 / n), 10);
    expect(betaLower(1, n, 0.95)).toBeCloseTo(1 - 0.95 ** (1 / n), 10);
  }
  expect(betaLower(0, 0, 0.95)).toBe(0);
  expect(betaLower(10, 0, 0.95)).toBeLessThanOrEqual(1);
});

describe('errorRun', () => {
  const run = (text: string): number =>
    errorRun(
      [...text].map((c) => c === 'x'),
      rule,
    );

  it.each([
    ['', 0],
    ['....', 0],
    ['x', 1],
    ['xxxx', 4],
    ['..xxxx', 4],
    ['xxxx......', 4],
    ['x.........x.........x', 1],
  ])('%s is %d', (text, worst) => {
    expect(run(text)).toBeCloseTo(worst, 9);
  });

  it('takes part of an error off for each dispatch between', () => {
    const back = Math.log(0.9 / 0.5) / Math.log(0.5 / 0.1);
    expect(run('xx.xx')).toBeCloseTo(4 - back, 12);
    expect(run('x.x')).toBeCloseTo(2 - back, 12);
  });

  it('never falls when one more of them is found wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 80 }), fc.nat(), (wrongs, at) => {
        const more = wrongs.map((wrong, i) => wrong || i === at % wrongs.length);
        expect(errorRun(more, rule)).toBeGreaterThanOrEqual(errorRun(wrongs, rule));
      }),
    );
  });
});

describe('firstRight', () => {
  it.each<[string, Partial<CellEvidence>, number | null, boolean, ReasonCode]>([
    ['holds it by a good evaluation', {}, null, true, 'prior'],
    [
      'has it not by a poor one',
      { heldOut: { all: { right: 70, total: 100 }, byType: {} } },
      null,
      false,
      'below_target',
    ],
    [
      'has it not without one',
      { heldOut: { all: { right: 0, total: 0 }, byType: {} } },
      null,
      false,
      'no_evidence',
    ],
    ['has it not where the duty is newer than the model', {}, NOW - DAY, false, 'duty_changed'],
    ['holds it where the model was measured since', { modelSince: NOW }, NOW - DAY, true, 'prior'],
    [
      'has it not where the evaluation is of another duty',
      {
        heldOut: {
          all: { right: 888, total: 922 },
          byType: { '0101': { right: 9, total: 10, duty: 'other' } },
        },
      },
      null,
      false,
      'below_target',
    ],
  ])('%s', (_, more, dutySince, held, reason) => {
    expect(firstRight(evidence(more), rule, NOW, dutySince)).toMatchObject({ held, reason, since: NOW });
  });
});

describe('nextRight', () => {
  const calm: Signs = { run: 0, typeRun: 0, typeFresh: 0, dutySince: null };
  const found = (more: object) => ({
    bound: 0.95,
    mean: 0.97,
    target: 0.9,
    effectiveN: 100,
    right: 50,
    wrong: 1,
    fresh: 0,
    ...more,
  });
  const lost: Right = { held: false, since: NOW - DAY, reason: 'below_target', restart: null };

  it.each<[string, Right, object, Partial<Signs>, boolean, ReasonCode | 'same']>([
    ['stays while all is well', fresh, {}, {}, true, 'same'],
    ['is lost below target', fresh, { bound: 0.8999 }, {}, false, 'below_target'],
    ['is held at target', fresh, { bound: 0.9 }, {}, true, 'same'],
    ['is lost by an error run, whatever the bound', fresh, {}, { run: 4 }, false, 'error_run'],
    ['is held just short of one', fresh, {}, { run: 3.99 }, true, 'same'],
    ['is lost by a run of its type', fresh, {}, { typeRun: 4 }, false, 'type_error_run'],
    ['is lost by a change of duty', fresh, {}, { dutySince: NOW }, false, 'duty_changed'],
    ['does not come back without fresh evidence', lost, { fresh: 19 }, {}, false, 'same'],
    ['does not come back below target', lost, { bound: 0.89, fresh: 200 }, {}, false, 'same'],
    ['comes back with both', lost, { fresh: 20 }, {}, true, 'earned'],
    ['needs its own evidence after its own error', lost, { fresh: 3 }, { typeFresh: 40 }, false, 'same'],
    [
      'comes back by the evidence of the type where the type lost it',
      { ...lost, reason: 'type_error_run' },
      { fresh: 3 },
      { typeFresh: 40 },
      true,
      'earned',
    ],
    [
      'is lost anew by a change of duty while lost',
      lost,
      { fresh: 40 },
      { dutySince: NOW },
      false,
      'duty_changed',
    ],
  ])('%s', (_, right, more, signs, held, reason) => {
    const next = nextRight(right, found(more), { ...calm, ...signs }, rule, NOW);
    expect(next.held).toBe(held);
    if (reason === 'same') expect(next).toBe(right);
    else expect(next).toMatchObject({ reason, since: NOW });
  });

  it('starts the evidence anew after an error run and a change of duty, not after a bound too low', () => {
    const restart = (signs: Partial<Signs>, bound = 0.95) =>
      nextRight(fresh, found({ bound }), { ...calm, ...signs }, rule, NOW).restart;
    expect(restart({ run: 4 })).toBe(NOW);
    expect(restart({ dutySince: NOW - 5 })).toBe(NOW - 5);
    expect(restart({}, 0.5)).toBeNull();
  });

  it('never flips twice on the same evidence', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(60),
        fc.boolean(),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (b, n, held, run) => {
          const from: Right = held ? fresh : lost;
          const once = nextRight(from, found({ bound: b, fresh: n }), { ...calm, run }, rule, NOW);
          // After a change nothing is fresh yet, and a run is counted from the change on.
          const after = once === from ? { fresh: n, run } : { fresh: 0, run: 0 };
          const twice = nextRight(
            once,
            found({ bound: b, fresh: after.fresh }),
            { ...calm, run: after.run },
            rule,
            NOW,
          );
          expect(twice.held && b < rule.target).toBe(false);
          expect(twice).toBe(once);
        },
      ),
    );
  });
});

test('spot checks are denser while little is known', () => {
  expect(isSpotCheck(rule, 29, 0.099)).toBe(true);
  expect(isSpotCheck(rule, 30, 0.099)).toBe(false);
  expect(isSpotCheck(rule, 30, 0.029)).toBe(true);
  expect(isSpotCheck(rule, 0, 0.1)).toBe(false);
});
