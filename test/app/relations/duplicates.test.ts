import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderInput } from '../../../src/app/types.ts';
import { createDuplicateMemory } from '../../../src/app/relations/duplicate-memory.ts';
import { findRelations } from '../../../src/app/relations/finding-relations.ts';
import { jobHandlers } from '../../../src/jobs/handlers.ts';
import { startRunner } from '../../../src/jobs/runner.ts';
import { shingle } from '../../../src/learn/shingles.ts';
import { seqsOfPhone } from '../../../src/store/links.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { admin, desk, dispatcher, elsewhere, handler, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** What citizens say of one fur coat, of another shop, and of something else. */
const COAT =
  '市民来电反映，3月8日在西单北大街某商场“雪屿”羽绒服专柜花1680元购买羽绒服一件，回家后发现肩部偏窄，次日要求换大一码，店员称断码只能换其他款式，不给退款。诉求：协调退货退款。';
const COAT_AGAIN =
  '还是之前反映过的，我在雪屿专柜买的那件1680元的羽绒服，到现在也没人联系我，店里仍然不给退款，只让换别的款式。要求尽快处理退货退款。';
const COAT_OTHER =
  '来电人反映，西单北大街商场雪屿羽绒服专柜的羽绒服断码，店员拒绝退款，只让换其他款式，价格1680元，要求协调退货退款。';
const SHOE = COAT.replace('雪屿', '童步');
const ME = '13800001111';
const YOU = '13900002222';

const call = (text: string, phone: string, day: string): OrderInput =>
  order(text, { caller: { phone }, receivedAt: `2026-03-${day}T10:00:00+08:00` });

/** Hands orders in and lets the outbox find what was said before. */
async function tell(d: Desk, ...orders: OrderInput[]): Promise<string[]> {
  const outcomes = await d.services.intake.accept(system, orders);
  await settle(d);
  return outcomes.map((outcome) => {
    if (outcome.status === 'refused') throw new Error(outcome.error.message);
    return outcome.id;
  });
}

async function settle(d: Desk): Promise<void> {
  const runner = startRunner({
    store: d.store,
    clock: d.clock,
    log: SILENT,
    handlers: jobHandlers(d.context),
  });
  await runner.drain();
  await runner.stop();
}

const relations = (d: Desk, id: string) => d.services.duplicates.relations(dispatcher, id);
const kinds = async (d: Desk, id: string) =>
  (await relations(d, id)).related.map(({ order: other, kind, status, side }) => [
    other.id,
    kind,
    status,
    side,
  ]);

/** Every table but those of links, audit and work to do, byte for byte. */
async function rowsOf(d: Desk): Promise<string> {
  const dump: unknown[] = [];
  for (const table of ['orders', 'decisions', 'corrections', 'events', 'suggestions', 'orders_terms']) {
    dump.push(table, await d.store.read((db) => db.all(sql.raw(`SELECT * FROM ${table}`))));
  }
  dump.push(await d.store.read((db) => db.all(sql`SELECT *, hex(input) AS bytes FROM orders ORDER BY seq`)));
  return JSON.stringify(dump);
}

test("the same caller's repeat is linked at once and goes on in the earlier order", async () => {
  const d = await desk();
  const [first, second] = await tell(d, call(COAT, ME, '09'), call(COAT_AGAIN, ME, '15'));
  expect(await kinds(d, second as string)).toEqual([[first, 'repeat', 'linked', 'earlier']]);
  expect(await kinds(d, first as string)).toEqual([[second, 'repeat', 'linked', 'later']]);
  expect((await relations(d, second as string)).survivor?.id).toBe(first);
  expect((await relations(d, first as string)).merged.map((o) => o.id)).toEqual([second]);
  // The repeat is still an order of its own.
  expect((await d.services.orders.get(dispatcher, second as string)).input.text).toBe(COAT_AGAIN);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('a number with the country code is the same telephone, however it was stored', async () => {
  const d = await desk();
  const [first] = await tell(d, call(COAT, `+86 ${ME}`, '09'));
  expect((await d.services.orders.list(dispatcher, { q: ME })).rows.map(({ id }) => id)).toEqual([first]);
  const reversed = [...`0086${ME}`].reverse().join('');
  await d.store.write((db) => db.run(sql`UPDATE orders SET phone_reversed = ${reversed}`));
  expect((await d.services.orders.list(dispatcher, { q: ME })).rows.map(({ id }) => id)).toEqual([first]);
  // Words in common are none: only the telephone finds it.
  expect(await d.store.read((db) => seqsOfPhone(db, ME, 0, 5))).toEqual([1]);
  expect(await d.store.read((db) => seqsOfPhone(db, `+86${ME}`, 0, 5))).toEqual([1]);
});

test('another caller about the same matter is proposed, with reasons, and nothing is merged', async () => {
  const d = await desk();
  const [first, second] = await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'));
  const { related, survivor } = await relations(d, second as string);
  expect(related).toMatchObject([{ order: { id: first }, kind: 'same_matter', status: 'proposed' }]);
  expect(related[0]?.reasons.map((reason) => reason.text)).toContain('涉及对象相同：雪屿');
  expect(survivor).toBeNull();
});

test('the same words about another shop are no duplicate', async () => {
  const d = await desk();
  const [, second] = await tell(d, call(COAT, ME, '09'), call(SHOE, YOU, '12'), call(SHOE, ME, '13'));
  const shoes = (await relations(d, second as string)).related.map((r) => r.kind);
  expect(shoes).toEqual(['same_matter']);
  expect((await relations(d, second as string)).related[0]?.order.excerpt).toContain('童步');
});

test('orders of one batch find each other, whichever of them the outbox takes first', async () => {
  const d = await desk();
  const ids = await tell(
    d,
    call(COAT_AGAIN, ME, '15'),
    call(COAT, ME, '09'),
    call(`${COAT_AGAIN}请回电。`, ME, '18'),
  );
  // The earliest call survives though it was handed in second.
  for (const id of [ids[0], ids[2]]) {
    expect((await relations(d, id as string)).survivor?.id).toBe(ids[1]);
  }
  expect((await relations(d, ids[1] as string)).merged.map((o) => o.id).sort()).toEqual(
    [ids[0], ids[2]].sort(),
  );
});

test('merging and undoing leaves every row of the orders as it was', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'))) as [
    string,
    string,
  ];
  const before = await rowsOf(d);
  const merged = await d.services.duplicates.decide(dispatcher, second, first, 'merge');
  expect(merged.survivor?.id).toBe(first);
  expect(await rowsOf(d)).toBe(before);
  const undone = await d.services.duplicates.decide(dispatcher, first, second, 'undo');
  expect(undone.merged).toEqual([]);
  expect((await relations(d, second)).survivor).toBeNull();
  expect(await rowsOf(d)).toBe(before);
  const { steps } = await d.services.duplicates.compare(dispatcher, first, second);
  expect(steps.map(({ status, by }) => [status, by])).toEqual([
    ['proposed', '系统'],
    ['merged', '派单员'],
    ['undone', '派单员'],
  ]);
  const audited = await d.store.read((db) =>
    db.all(sql`SELECT action, subject FROM audit WHERE action LIKE 'relation.%' ORDER BY seq`),
  );
  expect(audited).toEqual(
    ['merge', 'undo'].flatMap((action) =>
      [first, second].map((subject) => ({ action: `relation.${action}`, subject })),
    ),
  );
});

test('a follow-up of a merged order lands on the survivor', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'))) as [
    string,
    string,
  ];
  await d.services.duplicates.decide(dispatcher, first, second, 'merge');
  const [third] = await tell(d, call(`${COAT_OTHER}再次来电催办。`, YOU, '20'));
  expect((await relations(d, third as string)).survivor?.id).toBe(first);
  expect((await relations(d, first)).merged.map((o) => o.id).sort()).toEqual([second, third].sort());
});

test('what a person ruled out stays ruled out, and a decision needs an open state', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'))) as [
    string,
    string,
  ];
  const { decide } = d.services.duplicates;
  await decide(admin, first, second, 'reject');
  await expect(decide(admin, first, second, 'reject')).rejects.toMatchObject({ code: 'conflict' });
  await d.services.intake.accept(system, []);
  await settle(d);
  expect(await kinds(d, second)).toEqual([[first, 'same_matter', 'rejected', 'earlier']]);
  await decide(admin, first, second, 'undo');
  await decide(admin, first, second, 'merge');
  await expect(decide(admin, first, second, 'link')).rejects.toMatchObject({ code: 'conflict' });
  await expect(decide(admin, first, first, 'merge')).rejects.toMatchObject({ code: 'bad_request' });
  await expect(decide(admin, first, 'nope', 'merge')).rejects.toMatchObject({ code: 'not_found' });
});

test('merges join what goes on already: one survivor, never a circle', async () => {
  const d = await desk();
  const texts = ['楼上漏水到客厅', '路灯不亮三天了', '公交站台玻璃碎了'];
  const [a, b, c] = (await tell(d, ...texts.map((text, i) => call(text, '', `0${i + 1}`)))) as [
    string,
    string,
    string,
  ];
  const { decide } = d.services.duplicates;
  await decide(dispatcher, b, c, 'merge');
  await decide(dispatcher, a, c, 'merge');
  for (const id of [b, c]) expect((await relations(d, id)).survivor?.id).toBe(a);
  await expect(decide(dispatcher, a, b, 'merge')).rejects.toMatchObject({ code: 'conflict' });
  // Taking back what joined the two leaves the older merge standing.
  await decide(dispatcher, a, c, 'undo');
  expect((await relations(d, c)).survivor?.id).toBe(b);
  expect((await relations(d, b)).survivor).toBeNull();
});

test('taking a pair back joins nothing that nobody joined', async () => {
  const d = await desk();
  const texts = ['楼上漏水到客厅', '路灯不亮三天了', '公交站台玻璃碎了'];
  const ids = await tell(d, ...texts.map((text, i) => call(text, '', `0${i + 1}`)));
  const [a, b, c] = ids as [string, string, string];
  const { decide } = d.services.duplicates;
  await decide(dispatcher, a, b, 'merge');
  await decide(dispatcher, b, c, 'merge');
  await decide(dispatcher, a, b, 'undo');
  const survivors = await Promise.all(ids.map(async (id) => (await relations(d, id)).survivor?.id ?? null));
  expect(survivors).toEqual([null, null, b]);
});

test('whatever is merged, linked and taken back, the pairs in force alone say what goes on where', async () => {
  const d = await desk();
  const ids: string[] = [];
  // Telephones of nobody else or of three: of those, a link is a repeat and joins.
  const phones = ['', ME, '', ME, ME];
  for (const [i, phone] of phones.entries()) {
    const input = call(`第${i}件：${COAT}`, phone, `0${9 - i}`);
    const [outcome] = await d.services.intake.accept(system, [input]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    ids.push(outcome.id);
  }
  /** Pairs in force, and what they come to: the order received first of everything they join. */
  const joined = new Set<string>();
  const both = (pair: string) => pair.split(',').map(Number) as [number, number];
  const survivors = () => {
    const parent = ids.map((_, i) => i);
    const find = (i: number): number => (parent[i] === i ? i : find(parent[i] as number));
    for (const [i, j] of [...joined].map(both)) {
      const [x, y] = [find(i), find(j)];
      // The last of the list was received first.
      parent[Math.min(x, y)] = Math.max(x, y);
    }
    return ids.map((_, i) => find(i));
  };
  const found = async () =>
    Promise.all(
      ids.map(async (id, i) => ids.indexOf((await relations(d, id)).survivor?.id ?? (ids[i] as string))),
    );
  const act = async (i: number, j: number, action: 'merge' | 'link' | 'undo') => {
    const pair = [Math.min(i, j), Math.max(i, j)].join();
    const done = await d.services.duplicates
      .decide(dispatcher, ids[i] as string, ids[j] as string, action)
      .then(() => true)
      .catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'conflict' });
        return false;
      });
    if (!done) return;
    if (action === 'undo') joined.delete(pair);
    else if (action === 'merge' || (phones[i] === ME && phones[j] === ME)) joined.add(pair);
    expect(await found()).toEqual(survivors());
  };
  const who = fc.nat({ max: ids.length - 1 });
  const step = fc.tuple(who, who, fc.constantFrom('merge', 'link', 'undo')).filter(([i, j]) => i !== j);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      for (const [i, j, action] of steps) await act(i, j, action as 'merge');
      for (let i = 0; i < ids.length; i++) for (let j = 0; j < i; j++) await act(i, j, 'undo');
      expect(await found()).toEqual(ids.map((_, i) => i));
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('handlers see what lies in their reach and decide nothing', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'))) as [
    string,
    string,
  ];
  const own = await d.services.duplicates.relations(handler, second);
  expect(own.related.map((r) => [r.order.id, r.can.merge])).toEqual([[first, false]]);
  await expect(d.services.duplicates.relations(elsewhere, second)).rejects.toMatchObject({
    code: 'forbidden',
  });
  for (const actor of [handler, system]) {
    await expect(d.services.duplicates.decide(actor, first, second, 'merge')).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  await expect(d.services.duplicates.compare(elsewhere, first, second)).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('the comparison marks the same words in both texts and leads on to the next pair', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_OTHER, YOU, '12'))) as [
    string,
    string,
  ];
  const comparison = await d.services.duplicates.compare(dispatcher, second, first);
  expect(comparison.first.id).toBe(first);
  expect(comparison.shared.length).toBeGreaterThan(2);
  for (const { first: a, second: b } of comparison.shared) {
    expect(comparison.first.text.slice(a.start, a.end)).toBe(comparison.second.text.slice(b.start, b.end));
  }
  expect(comparison.shared.map(({ first: a }) => COAT.slice(a.start, a.end)).join()).toContain('羽绒服专柜');
  expect(comparison.next).toBeNull();
  expect(comparison.can).toEqual({ merge: true, link: true, reject: true, undo: false });
});

test('after a restart the index answers as before, from signatures alone', async () => {
  const url = tempDatabase();
  const before = await desk(url);
  const [first] = await tell(before, call(COAT, ME, '09'), call('德胜路灯不亮，要求维修', YOU, '10'));
  const index = await before.context.duplicates.index();
  const asked = shingle(COAT_OTHER);
  const answers = index.candidates(asked, { limit: 5 });
  await before.store.close();
  const after = await desk(url);
  const rebuilt = await after.context.duplicates.index();
  expect(rebuilt.size()).toBe(2);
  expect(rebuilt.candidates(asked, { limit: 5 })).toEqual(answers);
  const [repeat] = await tell(after, call(COAT_AGAIN, ME, '15'));
  expect((await relations(after, repeat as string)).survivor?.id).toBe(first);
});

test('a job that ran but was not written down is done again, once', async () => {
  const d = await desk();
  const [first, second] = (await tell(d, call(COAT, ME, '09'), call(COAT_AGAIN, ME, '15'))) as [
    string,
    string,
  ];
  const again = await findRelations(d.context, second);
  if (again === null) throw new Error('the order is gone');
  await d.store.write(again);
  expect(await kinds(d, second)).toEqual([[first, 'repeat', 'linked', 'earlier']]);
  const { steps } = await d.services.duplicates.compare(dispatcher, first, second);
  expect(steps).toHaveLength(1);
  expect((await d.context.duplicates.index()).size()).toBe(2);
  expect(await findRelations(d.context, 'nope')).toBeNull();
});

test('a server that stops builds no index any more', async () => {
  const d = await desk();
  await tell(d, call(COAT, ME, '09'));
  const memory = createDuplicateMemory(d.store);
  await memory.close();
  await expect(memory.index()).rejects.toThrow('Closed');
});

test('the newest texts are held, and as many again until the index is built anew', async () => {
  const d = await desk();
  for (const hour of ['08', '09', '10', '11']) await tell(d, call(`${COAT}${hour}`, ME, hour));
  const memory = createDuplicateMemory(d.store, undefined, 2);
  const built = await memory.index();
  expect([1, 2, 3, 4].filter(built.has)).toEqual([3, 4]);
  built.add(5, shingle('又一件'));
  expect(await memory.index()).toBe(built);
  built.add(6, shingle('还有一件'));
  const anew = await memory.index();
  expect([1, 2, 3, 4, 5, 6].filter(anew.has)).toEqual([3, 4]);
  await memory.close();
});

test('what is gone from the database is forgotten once the index is reset, also one that was being built', async () => {
  const d = await desk();
  await tell(d, call(COAT, ME, '09'));
  const memory = createDuplicateMemory(d.store);
  expect((await memory.index()).size()).toBe(1);
  await d.store.write((db) => db.run(sql`DELETE FROM order_signatures`));
  expect((await memory.index()).size()).toBe(1);
  memory.reset();
  expect((await memory.index()).size()).toBe(0);
  memory.reset();
  const building = memory.index();
  memory.reset();
  expect((await building).size()).toBe(0);
  await memory.close();
});
