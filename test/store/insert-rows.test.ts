import { expect, onTestFinished, test } from 'vitest';
import { insertRows, insertValues } from '../../src/store/insert-rows.ts';
import { saveMember, saveMembers } from '../../src/store/topics.ts';
import { dayNumbers, decisions } from '../../src/store/schema/orders.ts';
import { topicMembers, topicNames, topics } from '../../src/store/schema/topics.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

async function store() {
  const made = await openStore({ url: tempDatabase() });
  onTestFinished(() => made.close());
  return made;
}

test.each([1, 3, 16, 17, 40])('%i rows are what they are row by row, in their order', async (count) => {
  const [one, other] = [await store(), await store()];
  const words = Array.from({ length: count }, (_, i) => ['甲', '"乙"\\', '丙🙂'][i % 3] as string);
  const rows = words.map((word, i) => ({
    orderId: `o${i}`,
    at: 1_700_000_000_000 + i,
    result: { word, list: [i, null, word] },
    model: word,
    taxonomy: 't',
    catalogue: 'c',
    knowledge: 'k',
  }));
  await one.write((db) => insertRows(db, decisions, rows));
  await one.write((db) => insertRows(db, decisions, []));
  await other.write(async (db) => void (await db.insert(decisions).values(rows)));
  const read = (from: typeof one) => from.read((db) => db.select().from(decisions));
  expect(await read(one)).toEqual(await read(other));
  expect(await read(one)).toHaveLength(count);
});

test('a row that is there already fails, is left as it is, or is replaced', async () => {
  const made = await store();
  const day = (last: number) => [{ day: '20260105', last }];
  const kept = async () => (await made.read((db) => db.select().from(dayNumbers)))[0]?.last;
  await made.write((db) => insertRows(db, dayNumbers, day(1)));
  await expect(made.write((db) => insertRows(db, dayNumbers, day(2)))).rejects.toThrow(/UNIQUE/);
  await made.write((db) => insertRows(db, dayNumbers, day(3), 'ignore'));
  expect(await kept()).toBe(1);
  await made.write((db) => insertRows(db, dayNumbers, day(4), 'replace'));
  expect(await kept()).toBe(4);
});

test('what follows the rows holds for each of them', async () => {
  const made = await store();
  const added = {
    into: 'INTO day_numbers (day, last)',
    row: '(?, ?)',
    tail: 'ON CONFLICT DO UPDATE SET last = last + excluded.last',
  };
  const rows = Array.from({ length: 50 }, (_, i) => [`2026010${i % 5}`, i]);
  await made.write((db) => insertValues(db, added, rows));
  const sums = [0, 1, 2, 3, 4].map((day) =>
    rows.filter(([, n]) => Number(n) % 5 === day).reduce((sum, [, n]) => sum + Number(n), 0),
  );
  expect((await made.read((db) => db.select().from(dayNumbers))).map(({ last }) => last)).toEqual(sums);
});

test('members of topics saved together are what they are saved one by one', async () => {
  const [together, single] = [await store(), await store()];
  const members = [1, 2, 3].map((n) => ({
    orderSeq: n,
    orderId: `o${n}`,
    topic: n === 3 ? 3 : 1,
    at: 1000 * n,
    caller: n === 2 ? null : `c${n}`,
    issueType: '0306',
    street: n === 1 ? null : '德胜',
    places: [{ key: '甲苑#1', stem: '甲苑', show: '甲苑1', exact: true }],
    subjects: ['雪屿'],
    words: [['电梯', 2] as const],
    evidence: [],
  }));
  const standing = (id: number) => ({
    id,
    title: `题 "${id}"`,
    place: null,
    subject: '雪屿',
    issueType: '0306',
    streets: ['德胜'],
    heat: id === 1 ? 2 : 1.5,
    rank: 600 + id / 3,
  });
  await together.write((db) => saveMembers(db, members, [standing(1), standing(3)]));
  for (const member of members) await single.write((db) => saveMember(db, member, standing(member.topic)));
  const all = (from: typeof single) =>
    from.read(async (db) => [
      await db.select().from(topics),
      await db.select().from(topicMembers),
      await db.select().from(topicNames),
    ]);
  expect(await all(together)).toEqual(await all(single));
});
