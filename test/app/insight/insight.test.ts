import { expect, onTestFinished, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { placeOrder } from '../../../src/app/insight/placing.ts';
import { INSIGHT_TOPIC } from '../../../src/app/context.ts';
import { COAT, event, history, insightSite } from '../../support/insight-site.ts';
import type { InsightSite } from '../../support/insight-site.ts';
import { HOUR, PEOPLE } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const site = (url = tempDatabase()) => insightSite(url, (store) => onTestFinished(() => store.close()));
type Site = InsightSite;

const everything = (s: Site) =>
  s.store.read(async (db) => ({
    members: await db.all(sql`SELECT order_seq, topic, evidence FROM topic_members ORDER BY order_seq`),
    topics: await db.all(sql`SELECT * FROM topics ORDER BY id`),
    warnings: await db.all(sql`SELECT id, kind, key, callers FROM warnings ORDER BY id`),
  }));

test('an order dated far ahead by a slip takes nobody out of the topics', async () => {
  const s = await site();
  await history(s);
  await s.take('路灯不亮', { receivedAt: '2099-01-01T09:00:00+08:00', caller: { phone: '13900001111' } });
  await s.settle();
  const ids = await event(s);
  await s.settle();
  const { rows } = await s.services.insight.topics(PEOPLE.analyst, {});
  expect(rows.some(({ orders }) => orders === ids.length)).toBe(true);
});

test('calls of several about one shop become a topic, a warning, a task, and its result', async () => {
  const s = await site();
  await history(s);
  const ids = await event(s);
  await s.settle();
  const { insight } = s.services;
  const { rows } = await insight.topics(PEOPLE.analyst, {});
  expect(rows[0]).toMatchObject({
    title: '雪屿 线下购物退换货',
    orders: 6,
    callers: 6,
    subject: '雪屿',
    streets: ['西长安街'],
  });
  const topic = await insight.topic(PEOPLE.analyst, rows[0]?.id ?? 0);
  expect(topic.members.map(({ orderId }) => orderId).sort()).toEqual([...ids].sort());
  expect(topic.members.at(-1)?.evidence).toEqual([]);
  expect(topic.members[0]?.evidence.map(({ feature }) => feature)).toEqual(
    expect.arrayContaining(['text', 'subject']),
  );
  expect(JSON.stringify(topic)).not.toMatch(/1380000/);

  const [warning] = (await insight.warnings(PEOPLE.leader, {})).rows;
  expect(warning).toMatchObject({ kind: 'newTopic', state: 'new', callers: 5, topic: topic.id });
  expect(warning?.orders).toHaveLength(5);
  const decided = await insight.decide(PEOPLE.leader, warning?.id ?? 0, 1, { state: 'confirmed' });
  expect(decided).toMatchObject({ state: 'confirmed', decidedBy: '主任', version: 2 });
  await expect(insight.decide(PEOPLE.leader, decided.id, 1, { state: 'confirmed' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const task = await insight.task(PEOPLE.leader, decided.id, 2, { unit: 'SCS-XCAJ', what: '排查雪屿专柜' });
  expect(task).toMatchObject({ state: 'open', dueDay: '2026-04-19', unit: { code: 'SCS-XCAJ' } });
  await expect(
    insight.decide(PEOPLE.leader, decided.id, 3, { state: 'dismissed', reason: '无' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect((await insight.tasks(PEOPLE.handler, {})).rows).toHaveLength(1);
  expect((await insight.tasks(PEOPLE.elsewhere, {})).rows).toHaveLength(0);
  await expect(
    insight.endTask(PEOPLE.elsewhere, task.id, { state: 'done', result: '好了' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    insight.endTask(PEOPLE.handler, task.id, { state: 'cancelled', result: '不办' }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  const ended = await insight.endTask(PEOPLE.handler, task.id, { state: 'done', result: '已下架' });
  expect(ended).toMatchObject({ state: 'done', result: '已下架', endedBy: '王所' });
  await expect(
    insight.endTask(PEOPLE.handler, task.id, { state: 'done', result: '又办' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  const audit = (await s.store.read((db) =>
    db.all(sql`SELECT action FROM audit WHERE action LIKE 'warning.%' OR action LIKE 'task.%' ORDER BY seq`),
  )) as { action: string }[];
  expect(audit.map(({ action }) => action)).toEqual([
    'warning.raise',
    'warning.decide',
    'warning.decide',
    'task.make',
    'task.end',
  ]);
});

test('a dismissal needs its reason; a second call of one and the same person makes no warning', async () => {
  const s = await site();
  await history(s);
  for (let i = 0; i < 12; i++) await s.call(COAT(i), '13800001111', (12 - i) * HOUR);
  await s.settle();
  expect((await s.services.insight.warnings(PEOPLE.leader, {})).rows).toEqual([]);
  await event(s);
  await s.settle();
  const [warning] = (await s.services.insight.warnings(PEOPLE.leader, {})).rows;
  const dismiss = (reason: string) =>
    s.services.insight.decide(PEOPLE.leader, warning?.id ?? 0, 1, { state: 'dismissed', reason });
  await expect(dismiss('  ')).rejects.toMatchObject({ code: 'missing_field' });
  expect(await dismiss('商场促销，已告知')).toMatchObject({ state: 'dismissed', reason: '商场促销，已告知' });
});

test('a unit sees topics and warnings its own orders are part of, and of these its own orders', async () => {
  const s = await site();
  await history(s);
  await event(s);
  await s.call(COAT(1).replace('市民', '德胜的市民'), '13700001111', HOUR / 2);
  await s.settle();
  const { insight } = s.services;
  const [mine] = (await insight.topics(PEOPLE.handler, {})).rows;
  const seen = await insight.topic(PEOPLE.handler, mine?.id ?? 0);
  const all = await insight.topic(PEOPLE.leader, mine?.id ?? 0);
  expect(all.members).toHaveLength(7);
  expect(seen.members).toHaveLength(6);
  expect(seen.members.every(({ leadUnit }) => leadUnit.code === 'SCS-XCAJ')).toBe(true);
  expect((await insight.topic(PEOPLE.elsewhere, mine?.id ?? 0)).members).toHaveLength(1);
  await expect(insight.topic(PEOPLE.city, mine?.id ?? 0)).rejects.toMatchObject({ code: 'not_found' });
  expect((await insight.topics(PEOPLE.city, {})).rows).toEqual([]);
  expect((await insight.warnings(PEOPLE.city, {})).rows).toEqual([]);
  expect((await insight.warnings(PEOPLE.handler, {})).rows).toHaveLength(1);
  for (const read of [insight.topics, insight.warnings, insight.tasks])
    await expect(async () => read(PEOPLE.callback, {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(insight.decide(PEOPLE.handler, 1, 1, { state: 'confirmed' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(insight.task(PEOPLE.handler, 1, 1, { unit: 'SCS-XCAJ', what: '查' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await insight.chronic(PEOPLE.leader)).toEqual([]);
});

test('stopped after any order and started again, the topics and warnings are those of one run', async () => {
  const whole = await site();
  await history(whole);
  await event(whole);
  await whole.settle();
  const expected = await everything(whole);
  const url = tempDatabase();
  let s = await site(url);
  await history(s);
  await event(s);
  for (let stop = 0; stop < 6; stop++) {
    // Work in memory that never reached the file, as when the process is killed between the two.
    const [job] = (await s.store.read((db) =>
      db.all(
        sql`SELECT payload FROM outbox WHERE topic = ${INSIGHT_TOPIC} ORDER BY id LIMIT 1 OFFSET ${stop}`,
      ),
    )) as { payload: string }[];
    if (job !== undefined)
      await placeOrder(s.context, (JSON.parse(job.payload) as { orderId: string }).orderId);
    await s.store.close();
    s = await site(url);
    // A few are written, one of them twice.
    const jobs = (await s.store.read((db) =>
      db.all(sql`SELECT id, payload FROM outbox WHERE topic = ${INSIGHT_TOPIC} ORDER BY id LIMIT 4`),
    )) as { id: number; payload: string }[];
    for (const { id, payload } of jobs) {
      const orderId = (JSON.parse(payload) as { orderId: string }).orderId;
      for (let again = 0; again < 2; again++) {
        const keep = await placeOrder(s.context, orderId);
        await s.store.write(async (db) => {
          await keep?.(db);
          await db.run(sql`DELETE FROM outbox WHERE id = ${id}`);
        });
      }
    }
    await s.store.close();
    s = await site(url);
  }
  await s.settle();
  expect(await everything(s)).toEqual(expected);
});

test('made anew from all orders, topics are the same, warnings stay and are not told twice', async () => {
  const s = await site();
  await history(s);
  await event(s);
  await s.settle();
  const before = await everything(s);
  expect(before.warnings).toHaveLength(1);
  expect(await s.services.insight.rebuild()).toBe(30);
  expect((await s.services.insight.topics(PEOPLE.leader, {})).rows).toEqual([]);
  await s.settle();
  const after = await everything(s);
  expect(after.warnings).toEqual(before.warnings);
  expect(after.members.length).toBe(before.members.length);
  expect((await s.services.insight.topics(PEOPLE.leader, {})).rows[0]).toMatchObject({
    orders: 6,
    title: '雪屿 线下购物退换货',
  });
});

test('the history of a subject tells complaints, acts and what is due by the rules', async () => {
  const s = await site();
  await history(s);
  await event(s);
  await s.settle();
  const { insight } = s.services;
  const history_ = await insight.subject(PEOPLE.handler, '雪屿');
  expect(history_).toMatchObject({ complaints: 6, callers: 6, settled: 0, acts: [] });
  expect(JSON.stringify(history_)).not.toMatch(/1380000/);
  await insight.addAct(PEOPLE.handler, '雪屿', {
    kind: 'talk',
    day: '2026-04-14',
    note: '约谈店长，限期整改',
  });
  expect((await insight.subject(PEOPLE.leader, '雪屿')).acts).toMatchObject([
    { kind: 'talk', day: '2026-04-14', by: '王所' },
  ]);
  await expect(insight.subject(PEOPLE.city, '雪屿')).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    insight.addAct(PEOPLE.city, '雪屿', { kind: 'visit', day: '2026-04-14', note: '去了' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    insight.addAct(PEOPLE.handler, '雪屿', { kind: 'visit', day: '2026-05-01', note: '将去' }),
  ).rejects.toMatchObject({ code: 'bad_field' });
  await expect(insight.subject(PEOPLE.callback, '雪屿')).rejects.toMatchObject({ code: 'forbidden' });
});

test('what is told of one matter again stands under the first warning, and is decided with it', async () => {
  const s = await site();
  await history(s);
  await event(s, 14);
  await s.settle();
  const { insight } = s.services;
  const list = await insight.warnings(PEOPLE.leader, {});
  expect(list).toMatchObject({ total: 1, rows: [{ callers: 5, state: 'new', leadId: null }] });
  const [lead] = list.rows;
  expect(lead?.folded).toMatchObject([{ callers: 10, state: 'new' }]);
  const stored = (await everything(s)).warnings as { id: number; key: string }[];
  expect(stored).toHaveLength(2);
  expect(new Set(stored.map(({ key }) => key)).size).toBe(1);
  // A unit sees the matter in one line as well; a topic lists it once; a kind or state of either of them finds it.
  expect((await insight.warnings(PEOPLE.handler, { state: 'new' })).total).toBe(1);
  expect((await insight.topic(PEOPLE.leader, lead?.topic ?? 0)).warnings).toHaveLength(1);
  const decided = await insight.decide(PEOPLE.leader, lead?.id ?? 0, 1, { state: 'confirmed' });
  expect(decided.folded).toMatchObject([{ state: 'confirmed', version: 2 }]);
  expect((await insight.warnings(PEOPLE.leader, { state: 'new' })).total).toBe(0);
  const audit = (await s.store.read((db) =>
    db.all(sql`SELECT subject FROM audit WHERE action = 'warning.decide' ORDER BY seq`),
  )) as { subject: string }[];
  expect(audit.map(({ subject }) => subject)).toEqual(stored.map(({ id }) => `warning-${id}`));
});

test('what grows under a warning that was dismissed leads by itself', async () => {
  const s = await site();
  await history(s);
  await event(s, 6);
  await s.settle();
  const [first] = (await s.services.insight.warnings(PEOPLE.leader, {})).rows;
  await s.services.insight.decide(PEOPLE.leader, first?.id ?? 0, 1, { state: 'dismissed', reason: '促销' });
  for (let i = 10; i < 20; i++) await s.call(COAT(i), `139111111${i}`, HOUR / 2);
  await s.settle();
  const { rows } = await s.services.insight.warnings(PEOPLE.leader, {});
  expect(rows.map(({ state, leadId }) => [state, leadId])).toEqual([
    ['new', null],
    ['dismissed', null],
  ]);
});
