import { expect, test } from 'vitest';
import { createRecount, differingParts } from '../../../src/orders/reports/recount.ts';
import type { RegisteredCase } from '../../../src/orders/reports/recount.ts';
import { startOfDay } from '../../../src/orders/calendar.ts';
import type { CaseFacts } from '../../../src/orders/case-facts.ts';

const KNOWN = { units: new Set(['U1', 'U2']), issueTypes: new Set(['0101', '0201']) };
const DAYS = [100, 130] as const;

const facts = (more: Partial<CaseFacts> = {}): CaseFacts => ({
  day: 110,
  hour: 9,
  unit: 'U1',
  firstUnit: 'U1',
  issueType: '0101',
  street: '西长安街',
  demandKind: '投诉',
  urgency: 'normal',
  channel: 'phone',
  state: 'closed',
  leftOut: '',
  dispatchedAt: 1,
  contactedAt: 2,
  repliedAt: 3,
  dueAt: 4,
  meeting: 'none',
  firstRight: true,
  returns: 0,
  reopened: 0,
  supervised: 0,
  callback: 'verdict',
  verdict: { solved: 'solved', satisfied: 'satisfied', attitude: 'good' },
  verdictAt: 5,
  answeredUnit: null,
  verdictUnit: null,
  supervisedUnit: null,
  ...more,
});

const registered = (id: string, kept: CaseFacts | null, more: object = {}): RegisteredCase => ({
  id,
  order: {
    number: `N${id}`,
    receivedAt: startOfDay(kept?.day ?? 110) + 3_600_000,
    unit: kept?.unit ?? 'U1',
    issueType: kept?.issueType ?? '0101',
    street: kept?.street ?? null,
    state: kept?.state ?? 'closed',
    ...more,
  },
  facts: kept,
});

test('cases that agree have no faults, and every identity holds', () => {
  const recount = createRecount(KNOWN, DAYS);
  recount.take(registered('1', facts()));
  recount.take(
    registered(
      '2',
      facts({
        street: null,
        state: 'handling',
        repliedAt: null,
        verdict: null,
        verdictAt: null,
        callback: 'none',
      }),
    ),
  );
  recount.take(registered('3', facts({ leftOut: 'merged' })));
  recount.take(
    registered('4', facts({ issueType: '0201', unit: 'U2', leftOut: 'exclusion', state: 'excluded' })),
  );
  const { cases, orphanCount, identities, parts } = recount.finish();
  expect({ cases, orphanCount }).toEqual({ cases: 4, orphanCount: 0 });
  expect(identities.filter(({ left, right }) => left !== right)).toEqual([]);
  expect(identities.length).toBeGreaterThanOrEqual(10);
  expect(identities[0]).toMatchObject({ left: 3, right: 3 });
  expect(differingParts(parts, parts)).toEqual([]);
});

test('what is in one and not in the other is named, with what differs', () => {
  const recount = createRecount(KNOWN, DAYS);
  recount.take(registered('missing', null));
  recount.take({ id: 'orphan', order: null, facts: facts() });
  recount.take(registered('type', facts(), { issueType: '0201' }));
  recount.take(registered('unknown', facts({ issueType: '9999', unit: 'U9' })));
  recount.take(registered('day', facts({ day: 90 }), { receivedAt: startOfDay(110) }));
  const { orphans, cases } = recount.finish();
  expect(orphans.map(({ id, number, fault }) => [id, number, fault])).toEqual([
    ['missing', 'Nmissing', 'missing'],
    ['orphan', '', 'orphan'],
    ['type', 'Ntype', 'issueType'],
    ['unknown', 'Nunknown', 'unknownType'],
    ['unknown', 'Nunknown', 'unknownUnit'],
    ['day', 'Nday', 'day'],
  ]);
  // What is kept under another day is counted there.
  expect(cases).toBe(3);
});

test('a sum that differs is told both ways, one that nobody made too', () => {
  const recount = createRecount(KNOWN, DAYS);
  recount.take(registered('1', facts()));
  const { parts } = recount.finish();
  const kept = parts.map((part) =>
    part.by === 'unit' ? { ...part, counts: { ...part.counts, received: 7 } } : part,
  );
  expect(differingParts(kept, parts)).toEqual([
    { by: 'unit', key: 'U1', leftOut: '', counter: 'received', kept: 7, counted: 1 },
  ]);
  expect(differingParts([], parts).some(({ by, counter }) => by === 'street' && counter === 'received')).toBe(
    true,
  );
  expect(differingParts(parts, []).length).toBe(differingParts([], parts).length);
});

test('of a unit what counts is its own, in whoever’s hands the order is now', () => {
  const recount = createRecount(KNOWN, DAYS, new Set(['U2']));
  recount.take(registered('1', facts({ answeredUnit: 'U2', verdictUnit: 'U2' })));
  const { parts, identities } = recount.finish();
  expect(parts.find(({ by }) => by === 'none')?.counts).toMatchObject({ received: 0, replied: 1, solved: 1 });
  expect(identities.filter(({ left, right }) => left !== right)).toEqual([]);
});
