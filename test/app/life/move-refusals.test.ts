import { afterEach, expect, test } from 'vitest';
import { ASKED_MOVES } from '../../../src/app/life/move-input.ts';
import type { Actor } from '../../../src/app/types.ts';
import { eventsOf, lifeEventsOf } from '../../../src/store/events.ts';
import { ordersByIds } from '../../../src/store/orders.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, MINUTE, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { key, dispatcher, leader, admin, callback, analyst, handler, chief, street, elsewhere } = PEOPLE;

/** Data with which each move is well formed, whether it can be made or not. */
const DATA: Readonly<Record<string, object>> = {
  assign: { person: 'u-u' },
  tryContact: { way: 'phone' },
  contact: { way: 'phone', result: 'reached' },
  addEvidence: { purpose: 'result', files: ['a'.repeat(64)] },
  answerJointly: { text: '好' },
  reply: { toldAt: '2026-04-14T10:00:00+08:00', way: 'phone', outcome: 'solved', demands: [], text: '好' },
  tell: { toldAt: '2026-04-14T10:00:00+08:00', way: 'phone' },
  reopen: { reason: '新情况' },
  proposeReturn: { reason: '不归', clause: '一', code: 'R03', owner: 'SCS-DS' },
  refuseReturn: { reason: '归' },
  rule: { lead: 'SCS-DS', reason: '归' },
  proposeExtension: { reason: '等', clause: '一', code: 'Y04', until: '2026-05-14T10:00:00+08:00' },
  proposeHold: { reason: '等', code: 'H01', planDay: '2026-05-01' },
  proposeExclusion: { reason: '是', code: 'E01' },
  proposeMediationEnd: { reason: '是', code: 'M2020-04' },
  proposeTermination: { reason: '是', code: 'T01' },
  refuse: { reason: '否' },
  reverse: { reason: '错' },
  whistle: { reason: '来', units: ['CGZF'] },
  answerWhistle: { text: '到' },
  meet: {
    at: '2026-04-14T10:00:00+08:00',
    place: '店',
    units: ['CGZF'],
    agreed: [{ unit: 'CGZF', task: '拆', due: '2026-04-20' }],
  },
  supervise: { reason: '超期', level: 1 },
  answerSupervision: { text: '办' },
  handToMerchant: { merchant: '商场' },
  merchantSettled: { terms: '退' },
  merchantFailed: { reason: '不退' },
  milestone: { milestone: 'accept' },
  setConfidential: { confidentiality: 'identity', reason: '要求保密' },
  liftConfidential: { confidentiality: 'none', reason: '本人同意' },
  note: { text: '记' },
};
const dataOf = (move: string): object => DATA[move] ?? {};

/** What an attempt comes to: the need that was not met, the code of another refusal, or that it was made. */
async function attempt(made: Promise<unknown>): Promise<string> {
  try {
    await made;
    return 'made';
  } catch (error) {
    const { code, details } = error as { code: string; details: Record<string, unknown> };
    return code === 'illegal_move' ? String(details['need']) : code;
  }
}

test('people of other units, analysts, keys and nobody make no move at all', async () => {
  const d = await desk();
  const id = await d.contacted();
  const before = (await d.store.read((db) => lifeEventsOf(db, id))).length;
  for (const actor of [key, analyst, street, elsewhere, { ...handler, unit: null }])
    for (const move of ASKED_MOVES)
      expect(await attempt(d.move(actor, id, move, dataOf(move))), `${actor.id} ${move}`).toBe('forbidden');
  expect(await attempt(d.move(handler, 'no-such-order', 'note', { text: '记' }))).toBe('not_found');
  expect((await d.store.read((db) => lifeEventsOf(db, id))).length).toBe(before);
});

test('what belongs to units the centre cannot do, and what belongs to the centre no unit', async () => {
  const d = await desk();
  const id = await d.handled();
  const refusedByRole = async (actor: Actor): Promise<string[]> => {
    const refused: string[] = [];
    for (const move of ASKED_MOVES.filter((one) => dataOf(one) !== DATA['note'] && one !== 'setConfidential'))
      if ((await attempt(d.services.handling.move(actor, id, { move, data: dataOf(move) }))) === 'role')
        refused.push(move);
    return refused;
  };
  const centres = ['supervise'];
  const units = ['contact', 'tryContact', 'addEvidence', 'reply', 'proposeExtension', 'milestone'];
  expect(await refusedByRole(leader)).toEqual(expect.arrayContaining(units));
  expect(await refusedByRole(handler)).toEqual(expect.arrayContaining(centres));
});

test('each decision on an application is refused to the unit, its own chief included', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.move(handler, id, 'proposeExtension', {
    reason: '等检测',
    code: 'Y01',
    until: '2026-04-24T18:00:00+08:00',
  });
  for (const actor of [handler, chief, callback])
    for (const move of ['grantExtension', 'refuse'])
      expect(await attempt(d.move(actor, id, move, dataOf(move))), `${actor.id} ${move}`).toBe('role');
  expect(await attempt(d.move(dispatcher, id, 'grantHold'))).toBe('pending:hold');
  expect(await attempt(d.move(handler, id, 'proposeHold', dataOf('proposeHold')))).toBe('nothingPending');
  expect(await attempt(d.move(leader, id, 'refuse', { reason: '不必' }))).toBe('made');
  expect(await attempt(d.move(leader, id, 'refuse', { reason: '不必' }))).toBe('pendingOther');
});

test('callback staff close, reopen and note, and nothing else', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.move(handler, id, 'reply', d.replyData());
  const made: string[] = [];
  for (const move of ASKED_MOVES.filter((one) => !['close', 'reopen'].includes(one)))
    if ((await attempt(d.move(callback, id, move, dataOf(move)))) === 'made') made.push(move);
  expect(made).toEqual(['setConfidential', 'note']);
  expect(await attempt(d.move(callback, id, 'close'))).toBe('made');
  expect(await attempt(d.move(callback, id, 'reopen', { reason: '来电人不认可' }))).toBe('made');
  expect(await attempt(d.move(callback, id, 'reopen', { reason: '再来' }))).toBe('state');
});

test('every refusal is a Chinese sentence with the state, the move and the need', async () => {
  const d = await desk();
  const id = await d.contacted();
  const refusals: unknown[] = [];
  for (const actor of [handler, dispatcher, callback, admin])
    for (const move of ASKED_MOVES)
      await d.services.handling.move(actor, id, { move, data: dataOf(move) }).catch((error: unknown) => {
        if ((error as { code: string }).code === 'illegal_move') refusals.push(error);
      });
  expect(refusals.length).toBeGreaterThan(60);
  for (const error of refusals)
    expect(error).toMatchObject({
      message: expect.stringMatching(/^工单处于“\p{Script=Han}+”，不能\p{Script=Han}+：\P{ASCII}/u),
      details: {
        need: expect.stringMatching(/^[a-zA-Z:]+$/),
        rule: expect.stringMatching(/\p{Script=Han}/u),
      },
    });
});

test('what a move brings is held against its form, and the field that is wrong is named', async () => {
  const d = await desk();
  const id = await d.handled();
  const field = async (move: string, data: unknown): Promise<unknown> => {
    const made = d.services.handling.move(handler, id, { move, data });
    const error = await made.then(
      () => null,
      (reason: unknown) => reason,
    );
    return (error as { code?: string; details?: { field?: string } } | null)?.code === 'bad_field'
      ? (error as { details: { field: string } }).details.field
      : error;
  };
  expect(await field('fly', {})).toBe('move');
  expect(await field('dispatch', {})).toBe('move');
  expect(await field('toString', {})).toBe('move');
  expect(await field('note', { text: ' ' })).toBe('text');
  expect(await field('note', { text: '记', colour: '红' })).toBe('colour');
  expect(await field('note', 7)).toBe('data');
  expect(await field('contact', { way: 'pigeon', result: 'reached' })).toBe('way');
  expect(await field('contact', { way: 'phone', result: 'reached', files: ['b'.repeat(64)] })).toBe('files');
  expect(await field('addEvidence', { purpose: 'fun', files: ['a'.repeat(64)] })).toBe('purpose');
  expect(await field('addEvidence', { purpose: 'result', files: [] })).toBe('files');
  expect(await field('reply', d.replyData({ toldAt: '昨天' }))).toBe('toldAt');
  expect(await field('reply', d.replyData({ demands: [{ demand: 1 }] }))).toBe('demands.0');
  expect(await field('reply', d.replyData({ demands: [{ demand: 2, answer: '好' }] }))).toBe('demands');
  const told = async (ms: number): Promise<string> =>
    attempt(
      d.services.handling.move(handler, id, { move: 'reply', data: d.replyData({ toldAt: isoOf(ms) }) }),
    );
  expect(await told(d.clock.now() + HOUR)).toBe('toldTime');
  expect(await told(d.clock.now() - DAY)).toBe('toldTime');
});

test('whoever has seen an older order is told, and nothing is written', async () => {
  const d = await desk();
  const id = await d.contacted();
  const { version } = await d.services.orders.get(handler, id);
  await d.move(handler, id, 'note', { text: '一' }, { version });
  await expect(d.move(chief, id, 'note', { text: '二' }, { version })).rejects.toMatchObject({
    code: 'order_changed',
    details: { version: version + 1, seen: version },
    message: `工单刚刚被别人办理过（第 ${version + 1} 步，您看到的是第 ${version} 步），请看过再办`,
  });
  const told = await d.store.read((db) => eventsOf(db, id));
  expect(told.filter(({ event }) => event === 'note').map(({ detail }) => detail)).toEqual(['一']);
});

test('a request sent twice under one key is made once, another one under it is refused', async () => {
  const d = await desk();
  const id = await d.contacted();
  const other = await d.contacted('西单的包');
  const { version } = await d.services.orders.get(handler, id);
  const send = (actor: typeof handler | typeof chief, to: string, text: string) =>
    d.move(actor, to, 'note', { text }, { idempotencyKey: 'k-1', ...(to === id ? { version } : {}) });
  const [first, second] = await Promise.all([send(handler, id, '一'), send(handler, id, '一')]);
  expect([first.version, second.version]).toEqual([version + 1, version + 1]);
  // Long after, when others have gone on, it is still the same request.
  await d.move(handler, id, 'handle');
  expect((await send(handler, id, '一')).version).toBe(version + 2);
  await expect(send(handler, id, '二')).rejects.toMatchObject({ code: 'conflict' });
  await expect(send(handler, other, '一')).rejects.toMatchObject({ code: 'conflict' });
  // A key is its sender's own.
  await expect(send(chief, id, '一')).rejects.toMatchObject({ code: 'order_changed' });
  // What was refused was not made, and may be sent again when it can be.
  const refused = { idempotencyKey: 'k-2' };
  expect(await attempt(d.move(handler, id, 'resume', {}, refused))).toBe('state');
  expect(await attempt(d.move(handler, id, 'note', { text: '三' }, refused))).toBe('made');
  const told = await d.store.read((db) => eventsOf(db, id));
  expect(told.filter(({ event }) => event === 'note').map(({ detail }) => detail)).toEqual(['一', '三']);
});

test('a clock set back a little is put up with, and one set back far is said', async () => {
  const d = await desk();
  const id = await d.contacted();
  const last = d.clock.now();
  d.clock.set(last - 4 * MINUTE);
  await d.services.handling.move(handler, id, { move: 'note', data: { text: '一' } });
  const [row] = await d.store.read((db) => ordersByIds(db, [id]));
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  expect(events.at(-1)).toMatchObject({ kind: 'note', at: last });
  expect(row?.version).toBe(events.length);
  d.clock.set(last - 10 * MINUTE);
  await expect(
    d.services.handling.move(handler, id, { move: 'note', data: { text: '二' } }),
  ).rejects.toMatchObject({ code: 'clock_moved_back' });
  expect((await d.store.read((db) => lifeEventsOf(db, id))).length).toBe(events.length);
});

test('of people who act at once on what they saw, one is served and the others are told', async () => {
  const d = await desk();
  const id = await d.contacted();
  const { version } = await d.services.orders.get(handler, id);
  const asked = Array.from({ length: 20 }, (_, i) => ({ move: 'note', data: { text: `第${i}` }, version }));
  const outcomes = await Promise.all(
    asked.map((one, i) => attempt(d.services.handling.move(i % 2 === 0 ? handler : chief, id, one))),
  );
  expect(outcomes.filter((one) => one === 'made')).toHaveLength(1);
  expect(outcomes.filter((one) => one === 'order_changed')).toHaveLength(19);
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  expect(events.map((event) => event.version)).toEqual(events.map((_, i) => i + 1));
  expect(events).toHaveLength(version + 1);
});
