import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOf } from '../../src/kernel/keys.ts';
import { MOVE_NAMES } from '../../src/kernel/move-words.ts';
import type { Move, Mover } from '../../src/kernel/move-words.ts';
import type { Actor, EventData, LifeEvent } from '../../src/orders/life-events.ts';
import { applyEvent, isDisputed, lifeOf, UNBORN } from '../../src/orders/life.ts';
import type { Life } from '../../src/orders/life.ts';
import { ALL_GIVEN } from '../../src/orders/needs.ts';
import type { MoveFacts } from '../../src/orders/needs.ts';
import { moveOrder } from '../../src/orders/states.ts';

const moves = keysOf(MOVE_NAMES);
const people: readonly Actor[] = [
  { id: 'sys', name: '系统', role: 'system', unit: null },
  { id: 'd', name: '派单员', role: 'dispatcher', unit: null },
  { id: 'l', name: '中心负责人', role: 'leader', unit: null },
  { id: 'a', name: '甲所承办人', role: 'handler', unit: 'A' },
  { id: 'b', name: '乙所负责人', role: 'unitLeader', unit: 'B' },
  { id: 'c', name: '丙所承办人', role: 'handler', unit: 'C' },
  { id: 'r', name: '回访员', role: 'callback', unit: null },
];
const actor = (id: string): Actor => people.find((one) => one.id === id) as Actor;

/** Something fitting for a move to carry. */
function dataFor(move: Move, pick: number): object {
  const unit = ['A', 'B', 'C'][pick % 3] as string;
  const data: Partial<{ [K in Move]: EventData[K] }> = {
    dispatch: { lead: unit, joint: null },
    correctType: { issueType: `010${pick % 9}`, joint: null },
    correctUnit: { lead: unit, joint: pick % 2 === 0 ? 'C' : null },
    assign: { person: 'p', name: '小王' },
    tryContact: { way: 'phone' },
    contact: { way: 'visit', result: 'met', files: ['f'] },
    addEvidence: { purpose: 'result', files: ['f', 'g'] },
    answerJointly: { text: '已处理' },
    reply: { toldAt: pick, outcome: 'solved', demands: [], text: '答复' },
    tell: { toldAt: pick, way: 'phone' },
    reopen: { reason: '又来电' },
    proposeReturn: { reason: '不是我们的', owner: unit },
    acceptReturn: { lead: unit, joint: null },
    rule: { lead: unit, joint: null, reason: '裁定' },
    proposeHold: { reason: '要立项', planDay: '2026-12-31' },
    proposeExclusion: { reason: '不合理', code: 'x' },
    proposeExtension: { reason: '要检测', until: pick },
    whistle: { reason: '要配合', units: ['C'] },
    meet: { at: pick, place: '现场', units: ['C'], agreed: [] },
    supervise: { reason: '超期', level: 1 + (pick % 3) },
    handToMerchant: { merchant: '某商场', until: pick },
    callBack:
      pick % 2 === 0
        ? { way: 'phone', result: 'noAnswer', verdict: null }
        : {
            way: 'phone',
            result: 'answered',
            verdict: { solved: 'solved', satisfied: 'basically', attitude: 'good' },
          },
    remind: { about: '临期', key: `k${pick}` },
  };
  return data[move] ?? { reason: '理由', text: '文字', terms: '条件' };
}

function factsAt(life: Life, who: Actor, pick: number): MoveFacts {
  const called = life.whistles.some(({ units }) => units.some(({ unit }) => unit === who.unit));
  return {
    part: who.unit === life.lead ? 'lead' : who.unit === life.joint ? 'joint' : called ? 'called' : 'none',
    actorId: who.id,
    ...(life.before === null ? {} : { before: life.before }),
    pending: life.pending === null ? null : { kind: life.pending.kind, by: life.pending.by.id },
    disputed: isDisputed(life),
    ruled: life.ruled,
    contactDone: true,
    missingEvidence: [],
    missingProof: [],
    openDemands: [],
    unanswered: [],
    verdictGiven: life.callbacks.some(({ verdict }) => verdict !== null),
    notCallable: null,
    justDispatched: life.justDispatched,
    whistles: life.whistles.length,
    reported: life.whistles.some(({ units }) => units.some(({ reportedAt }) => reportedAt !== null)),
    supervisionLevel: life.supervision.level,
    withMerchant: life.merchant !== null,
    confidentiality: life.confidentiality,
    leadLetIn: true,
    given: { ...ALL_GIVEN, level: 1 + (pick % 3) },
  };
}

/** A life in which each number picks one of the moves that are legal just then. */
function walk(picks: readonly number[]): LifeEvent[] {
  const triaged = { issueType: '0101', lead: 'A', joint: null };
  const events: LifeEvent[] = [
    { version: 1, at: 0, kind: 'received', actor: actor('sys'), to: 'received', data: {} },
    { version: 2, at: 0, kind: 'triaged', actor: actor('sys'), to: 'received', data: triaged },
  ];
  let life = lifeOf(events);
  for (const [i, pick] of picks.entries()) {
    const legal = moves.flatMap((move) =>
      people.flatMap((by) => {
        const result = moveOrder(life.state, move, by.role as Mover, factsAt(life, by, pick));
        return result.ok ? [{ move, by, to: result.to }] : [];
      }),
    );
    const chosen = legal[pick % legal.length];
    if (chosen === undefined) break;
    const { move: kind, by, to } = chosen;
    const event = { version: life.version + 1, at: i, kind, actor: by, to, data: dataFor(kind, pick) };
    events.push(event as LifeEvent);
    life = applyEvent(life, event as LifeEvent);
  }
  return events;
}

const picks = fc.array(fc.nat(1_000_000), { minLength: 30, maxLength: 120 });

test('whatever people try, the order is what its events make of it, read again from storage or not', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(picks, (list) => {
      const events = walk(list);
      for (const { kind } of events) kinds.add(kind);
      const once = lifeOf(events);
      const stored = JSON.parse(JSON.stringify(events)) as LifeEvent[];
      expect(lifeOf(stored)).toEqual(once);
      // Read in two goes, as a queue does that remembers the first part.
      const middle = Math.floor(events.length / 2);
      expect(events.slice(middle).reduce(applyEvent, lifeOf(events.slice(0, middle)))).toEqual(once);
      expect(once.version).toBe(events.length);
      expect(once.state).toBe(events.at(-1)?.to);
    }),
    { numRuns: 60, seed: 7 },
  );
  // The walks must reach the depths of the table, or they prove nothing.
  expect(kinds.size).toBeGreaterThan(45);
});

test('at every step: one application at most, endings remember where they came from, returns are all accounted for', () => {
  fc.assert(
    fc.property(picks, (list) => {
      let life = UNBORN;
      for (const event of walk(list)) {
        life = applyEvent(life, event);
        const waiting = life.returns.filter(({ verdict }) => verdict === 'waits').length;
        expect(waiting).toBe(life.pending?.kind === 'return' ? 1 : 0);
        const ended = ['excluded', 'mediationEnded', 'terminated'].includes(life.state);
        if (ended) expect(life.before).not.toBeNull();
        if (life.state === 'replied') expect(life.reply).not.toBeNull();
        if (life.state === 'onHold') expect(life.planDay).not.toBeNull();
        if (['received', 'dispatched'].includes(life.state)) expect(life.person).toBeNull();
      }
    }),
    { numRuns: 60, seed: 11 },
  );
});

test('a second return, or one that comes round to a former owner, goes to adjudication, and a ruling ends it', () => {
  const step = (life: Life, kind: Move, who: string, to: Life['state'], data: object): Life =>
    applyEvent(life, {
      version: life.version + 1,
      at: life.version,
      kind,
      actor: actor(who),
      to,
      data,
    } as LifeEvent);
  let life = lifeOf(walk([]));
  life = step(life, 'dispatch', 'sys', 'dispatched', { lead: 'A', joint: null });
  life = step(life, 'proposeReturn', 'a', 'dispatched', { reason: '无此职责', clause: '第一条', owner: 'B' });
  expect(isDisputed(life)).toBe(false);
  life = step(life, 'acceptReturn', 'd', 'dispatched', { lead: 'B', joint: null });
  expect(life.owners).toEqual(['A']);
  life = step(life, 'proposeReturn', 'b', 'dispatched', { reason: '也不是', clause: '第二条', owner: 'A' });
  expect(isDisputed(life)).toBe(true);
  // 首单负责: until it is adjudicated, whoever has it leads.
  expect(life.lead).toBe('B');
  life = step(life, 'rule', 'l', 'dispatched', { lead: 'A', joint: null, reason: '目录写明' });
  expect(life).toMatchObject({ lead: 'A', ruled: true, pending: null });
  expect(life.returns.map(({ unit, verdict }) => `${unit} ${verdict}`)).toEqual(['A accepted', 'B ruled']);
  const again = moveOrder('dispatched', 'proposeReturn', 'handler', factsAt(life, actor('a'), 0));
  expect(again).toMatchObject({ ok: false, code: 'notRuled' });
});

test('supervision is that of the unit which has the order, and what others had of it stays to be seen', () => {
  const step = (life: Life, kind: Move, data: object): Life =>
    applyEvent(life, {
      version: life.version + 1,
      at: life.version,
      kind,
      actor: actor('l'),
      to: kind === 'reply' ? 'replied' : 'dispatched',
      data,
    } as LifeEvent);
  let life = step(lifeOf(walk([])), 'dispatch', { lead: 'A', joint: null });
  life = step(life, 'supervise', { level: 2, reason: '超期' });
  life = step(life, 'answerSupervision', { text: '在办' });
  const answeredAt = life.supervision.answeredAt;
  // Another assisting unit, or the same lead once more: it goes on where it was.
  life = step(life, 'correctUnit', { lead: 'A', joint: 'B' });
  expect(life).toMatchObject({ supervision: { level: 2, answeredAt }, supervisedBefore: [] });
  life = step(life, 'acceptReturn', { lead: 'C', joint: null });
  const first = { unit: 'A', level: 2, answeredAt };
  expect(life).toMatchObject({ supervision: { level: 0, answeredAt: null }, supervisedBefore: [first] });
  // Whoever was not supervised leaves nothing behind.
  life = step(life, 'rule', { lead: 'D', joint: null, reason: '目录写明' });
  expect(life.supervisedBefore).toEqual([first]);
  life = step(life, 'supervise', { level: 1, reason: '超期' });
  life = step(life, 'reply', { toldAt: 1, outcome: 'solved', demands: [], text: '已办' });
  life = step(life, 'reopen', { reason: '没解决' });
  expect(life.supervision.level).toBe(0);
  expect(life.supervisedBefore).toEqual([first, { unit: 'D', level: 1, answeredAt: null }]);
});

test('history with a hole is refused', () => {
  const events = walk([]);
  expect(() => lifeOf(events.slice(1))).toThrow('Event 2 follows version 0.');
});
