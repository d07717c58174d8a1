import { expect, test } from 'vitest';
import { keysOf } from '../../src/kernel/keys.ts';
import { MOVER_NAMES, MOVE_NAMES, STATE_NAMES } from '../../src/kernel/move-words.ts';
import type { Move, OrderState } from '../../src/kernel/move-words.ts';
import { ALL_GIVEN } from '../../src/orders/needs.ts';
import type { MoveFacts } from '../../src/orders/needs.ts';
import { RULES, moveOrder } from '../../src/orders/states.ts';

const states = keysOf(STATE_NAMES);
const moves = keysOf(MOVE_NAMES);
const movers = keysOf(MOVER_NAMES);

/** Facts under which every need is met but those that exclude each other. */
const good: MoveFacts = {
  part: 'lead',
  actorId: 'b',
  before: 'handling',
  pending: null,
  disputed: false,
  ruled: false,
  contactDone: true,
  missingEvidence: [],
  missingProof: [],
  openDemands: [],
  unanswered: [],
  verdictGiven: false,
  notCallable: null,
  justDispatched: true,
  whistles: 1,
  reported: true,
  supervisionLevel: 1,
  withMerchant: false,
  confidentiality: 'identity',
  leadLetIn: true,
  given: ALL_GIVEN,
};

/** Facts that fit a move: what has to be pending, whose part it is. */
function factsFor(move: Move): MoveFacts {
  const needs = RULES.find((rule) => rule.move === move)?.needs ?? [];
  const pending = needs.find((need) => need.startsWith('pending:'));
  const kind = pending?.slice('pending:'.length) as NonNullable<MoveFacts['pending']>['kind'] | undefined;
  return {
    ...good,
    ...(needs.includes('ofJointUnit') ? { part: 'joint' } : {}),
    ...(needs.includes('ofCalledUnit') ? { part: 'called' } : {}),
    ...(needs.includes('notJudged') ? { part: 'none' } : {}),
    ...(kind === undefined ? {} : { pending: { kind, by: 'a' } }),
    ...(needs.includes('pendingOther') || needs.includes('pendingAny')
      ? { pending: { kind: 'hold', by: 'a' } }
      : {}),
    disputed: needs.includes('forRuling'),
    reported: !needs.includes('notReported'),
    withMerchant: needs.includes('withMerchant'),
  };
}

test('each move stands in the table once', () => {
  expect(RULES.map(({ move }) => move).sort()).toEqual([...moves].sort());
});

test('every state x move x role has one answer, and every refusal says its rule in Chinese', () => {
  let seen = 0;
  for (const from of states)
    for (const move of moves)
      for (const who of movers) {
        const rule = RULES.find((one) => one.move === move);
        const result = moveOrder(from, move, who, factsFor(move));
        const fits = rule?.from.includes(from) === true && rule.who.includes(who);
        expect(result.ok, `${from} ${move} ${who}`).toBe(fits);
        if (!result.ok) {
          expect(result.rule).toMatch(/\p{Script=Han}/u);
          expect(result.code).toBe(rule?.from.includes(from) === true ? 'role' : 'state');
        }
        seen++;
      }
  expect(seen).toBe(states.length * moves.length * movers.length);
});

test('every need of every move is refused by name when it alone is not met', () => {
  const broken: Record<string, Partial<MoveFacts>> = {
    ofLeadUnit: { part: 'joint' },
    ofJointUnit: { part: 'lead' },
    ofCalledUnit: { part: 'lead' },
    ofOwnUnit: { part: 'none' },
    notJudged: { part: 'lead' },
    verdictOnce: { verdictGiven: true },
    callable: { notCallable: '21 点以后不打回访电话' },
    colleague: { given: { ...ALL_GIVEN, colleague: false } },
    nothingPending: { pending: { kind: 'hold', by: 'a' } },
    pendingOther: { pending: null },
    pendingAny: { pending: null },
    secondPerson: { actorId: 'a' },
    reason: { given: { ...ALL_GIVEN, reason: false } },
    clause: { given: { ...ALL_GIVEN, clause: false } },
    otherOwner: { given: { ...ALL_GIVEN, owner: 'own' } },
    notRuled: { ruled: true },
    beforeRuling: { disputed: true },
    forRuling: { disputed: false },
    planDay: { given: { ...ALL_GIVEN, planDay: false } },
    contactFirst: { contactDone: false },
    evidence: { missingEvidence: ['现场照片'] },
    proof: { missingProof: ['通话摘录'] },
    outcome: { given: { ...ALL_GIVEN, outcome: false } },
    everyDemand: { openDemands: [2] },
    jointAnswered: { unanswered: ['街道'] },
    toldTime: { given: { ...ALL_GIVEN, told: 'future' } },
    toldWay: { given: { ...ALL_GIVEN, tellLacks: ['公示的照片'] } },
    calledUnits: { given: { ...ALL_GIVEN, units: 0 } },
    reported: { reported: false },
    notReported: { reported: true },
    noReturn: { pending: { kind: 'return', by: 'a' } },
    justDispatched: { justDispatched: false },
    whistled: { whistles: 0 },
    supervised: { supervisionLevel: 0 },
    higherLevel: { given: { ...ALL_GIVEN, level: 1 } },
    merchant: { given: { ...ALL_GIVEN, merchant: false } },
    withMerchant: { withMerchant: false },
    notWithMerchant: { withMerchant: true },
    confidential: { confidentiality: 'none' },
    keepsMore: {
      confidentiality: 'restricted',
      given: { ...ALL_GIVEN, confidentiality: 'identity' },
    },
    keepsLess: { confidentiality: 'identity', given: { ...ALL_GIVEN, confidentiality: 'restricted' } },
    leadLetIn: { leadLetIn: false },
  };
  let seen = 0;
  for (const rule of RULES)
    for (const need of rule.needs ?? []) {
      const change = need.startsWith('pending:') ? { pending: null } : broken[need];
      expect(change, need).toBeDefined();
      // Whose part it is binds people of units alone; they are first in such rows.
      const who = rule.who.find((one) => one === 'handler') ?? rule.who[0];
      const facts = { ...factsFor(rule.move), ...change };
      const result = moveOrder(rule.from[0] as OrderState, rule.move, who as never, facts);
      expect(result, `${rule.move} ${need}`).toMatchObject({ ok: false, code: need });
      seen++;
    }
  expect(seen).toBeGreaterThan(80);
});

test('every state can be reached from receipt, and none is a trap', () => {
  const leads = (from: OrderState): OrderState[] =>
    RULES.filter((rule) => rule.from.includes(from)).flatMap((rule) => {
      const result = moveOrder(from, rule.move, rule.who[0] as never, factsFor(rule.move));
      return result.ok ? [result.to] : [];
    });
  const reach = (start: OrderState): Set<OrderState> => {
    const found = new Set([start]);
    for (const state of found) for (const next of leads(state)) found.add(next);
    return found;
  };
  expect([...reach('received')].sort()).toEqual([...states].sort());
  for (const state of states) expect(reach(state).has('closed'), state).toBe(true);
});

test('a call that reaches the caller makes an order contacted, a second one changes nothing', () => {
  expect(moveOrder('acknowledged', 'contact', 'handler', good)).toMatchObject({ to: 'contacted' });
  expect(moveOrder('handling', 'contact', 'handler', good)).toMatchObject({ to: 'handling' });
  expect(moveOrder('acknowledged', 'tryContact', 'handler', good)).toMatchObject({ to: 'acknowledged' });
});

test('who is judged decides nothing about it: no unit grants what a unit asks for', () => {
  for (const rule of RULES)
    if (rule.needs?.includes('secondPerson') === true)
      expect(rule.who.filter((who) => who === 'handler' || who === 'unitLeader')).toEqual([]);
});
