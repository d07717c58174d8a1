import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COUNTER_NAMES } from '../../src/kernel/case-words.ts';
import type { Counter } from '../../src/kernel/case-words.ts';
import { keysOf } from '../../src/kernel/keys.ts';
import { caseFacts, contributionsOf } from '../../src/orders/case-facts.ts';
import type { CaseFacts } from '../../src/orders/case-facts.ts';
import type { EventData, LifeEvent } from '../../src/orders/life-events.ts';
import { lifeOf } from '../../src/orders/life.ts';

const UNITS = ['A', 'B', 'C'] as const;
const actor = { id: 'u', name: '人', role: 'handler', unit: 'A' } as const;
const verdict = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'good' } as const;
type Step = {
  readonly [K in keyof EventData]: { kind: K; data: EventData[K]; to: LifeEvent['to'] };
}[keyof EventData];

const lead = (kind: 'dispatch' | 'correctUnit', unit: string): Step => ({
  kind,
  data: { lead: unit, joint: null },
  to: 'dispatched',
});
const called = (result: 'answered' | 'noAnswer'): Step => ({
  kind: 'callBack',
  data: { way: 'phone', result, verdict: result === 'answered' ? verdict : null },
  to: 'callback',
});
const met: Step = { kind: 'contact', data: { way: 'visit', result: 'met' }, to: 'contacted' };
const replied: Step = {
  kind: 'reply',
  data: { toldAt: 1, outcome: 'solved', demands: [], text: '' },
  to: 'replied',
};
const reopened: Step = { kind: 'reopen', data: { reason: '不认可' }, to: 'dispatched' };
const supervised = (level: number): Step => ({
  kind: 'supervise',
  data: { level, reason: '急' },
  to: 'handling',
});

/** The facts of an order that took these steps, an hour each. */
function factsOf(steps: readonly Step[]): CaseFacts {
  const events = steps.map(
    (step, i) => ({ ...step, version: i + 1, at: (i + 1) * 3_600_000, actor }) as LifeEvent,
  );
  const row = { receivedAt: 0, street: null, demandKind: '投诉', urgency: 'normal', channel: 'phone' };
  return caseFacts(row, lifeOf(events), events, [], false);
}
const accounts = (steps: readonly Step[]): Record<string, Counter[]> =>
  Object.fromEntries(
    contributionsOf(factsOf(steps)).map(({ unit, counts }) => [
      unit,
      keysOf(COUNTER_NAMES).filter((counter) => (counts[counter] ?? 0) > 0),
    ]),
  );

test('what was judged under one unit stays with it when another does the case once more', () => {
  const steps = [lead('dispatch', 'A'), supervised(2), met, replied, called('answered'), reopened];
  expect(Object.keys(accounts(steps))).toEqual(['A']);
  const { A = [], B } = accounts([...steps, lead('correctUnit', 'B')]);
  expect(B).toEqual(['received', 'open']);
  for (const counter of ['replied', 'met', 'reopened', 'solvedAsked', 'attitudeGood', 'supervised'] as const)
    expect(A).toContain(counter);
});

test('the second unit is judged by what was said of its own handling', () => {
  const first = [lead('dispatch', 'A'), met, replied, called('noAnswer'), reopened, lead('correctUnit', 'B')];
  expect(accounts(first)['A']).toEqual(expect.arrayContaining(['replied', 'met', 'unreached']));
  const { A, B } = accounts([...first, replied, called('answered')]);
  expect(A).toEqual(expect.arrayContaining(['replied', 'met', 'reopened']));
  expect(A).not.toContain('unreached');
  expect(B).toEqual(['received', 'open', 'solvedAsked', 'satisfiedAsked', 'attitudeAsked', 'attitudeGood']);
});

test('a meeting of the second unit is no meeting of the first, and one that nobody was asked about is the answerer’s', () => {
  const { A, B } = accounts([lead('dispatch', 'A'), replied, reopened, lead('correctUnit', 'B'), met]);
  expect(A).toEqual(expect.arrayContaining(['replied', 'meetingDue', 'uncalled']));
  expect(A).not.toContain('met');
  expect(B).toEqual(['received', 'open']);
});

test('a unit that was sent a case by mistake has its dispatching alone', () => {
  const { A, B } = accounts([
    lead('dispatch', 'A'),
    lead('correctUnit', 'B'),
    met,
    replied,
    called('answered'),
  ]);
  expect(A).toEqual(['dispatched', 'firstJudged']);
  expect(B).toEqual(expect.arrayContaining(['received', 'contacted', 'replied', 'met', 'solvedAsked']));
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...UNITS).map((unit) => lead('correctUnit', unit)),
  fc.constantFrom(
    met,
    replied,
    reopened,
    called('answered'),
    called('noAnswer'),
    supervised(1),
    supervised(3),
  ),
);

test('accounts share out what one account would hold, each count to the unit that led when it came about', () => {
  fc.assert(
    fc.property(fc.constantFrom(...UNITS), fc.array(step, { maxLength: 14 }), (first, rest) => {
      const steps = [lead('dispatch', first), ...rest];
      const facts = factsOf(steps);
      const parts = contributionsOf(facts);
      expect(new Set(parts.map(({ unit }) => unit)).size).toBe(parts.length);
      const whole = contributionsOf({
        ...facts,
        firstUnit: facts.unit,
        answeredUnit: null,
        verdictUnit: null,
        supervisedUnit: null,
      });
      expect(whole).toHaveLength(1);
      for (const counter of keysOf(COUNTER_NAMES))
        expect(
          parts.reduce((sum, { counts }) => sum + (counts[counter] ?? 0), 0),
          counter,
        ).toBe(whole[0]?.counts[counter] ?? 0);
      // Who led, looked up anew.
      const leadAt = (i: number): string =>
        steps.slice(0, i + 1).reduce((unit, { data }) => ('lead' in data ? data.lead : unit), '');
      const holder = (counter: Counter) => parts.find(({ counts }) => (counts[counter] ?? 0) > 0)?.unit;
      const answered = steps.findIndex(({ kind }) => kind === 'reply');
      if (answered !== -1) expect(holder('replied')).toBe(leadAt(answered));
      const judged = steps.findIndex((one) => one.kind === 'callBack' && one.data.verdict !== null);
      if (judged !== -1) expect(holder('solvedAsked')).toBe(leadAt(judged));
    }),
  );
});

test('a sending-out that was taken back is nobody’s', () => {
  const recalled: Step = { kind: 'recall', data: {}, to: 'received' };
  const facts = factsOf([lead('dispatch', 'A'), recalled, lead('dispatch', 'B'), met, replied]);
  expect(facts).toMatchObject({ firstUnit: 'B', firstRight: true, dispatchedAt: 3 * 3_600_000 });
  expect(factsOf([lead('dispatch', 'A'), recalled])).toMatchObject({ firstUnit: null, dispatchedAt: null });
  const wrong = factsOf([lead('dispatch', 'A'), recalled, lead('dispatch', 'B'), lead('correctUnit', 'C')]);
  expect(wrong).toMatchObject({ firstUnit: 'B', firstRight: false });
});
