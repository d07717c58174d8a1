import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { insertRows, jsonOf } from '../../src/store/json-rows.ts';
import { saveMember, saveMembers } from '../../src/store/topics.ts';
import { decisions } from '../../src/store/schema/orders.ts';
import { topicMembers, topicNames, topics } from '../../src/store/schema/topics.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

async function store() {
  const made = await openStore({ url: tempDatabase() });
  onTestFinished(() => made.close());
  return made;
}
/** Any characters, halves of pairs and backslashes too. */
const anyText = fc.string({ unit: 'binary', maxLength: 12 });

test('a half of a pair becomes the mark for what cannot be read, everything else stays as it is', () => {
  const naive = (value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : Array.isArray(value) ? value.map(naive) : value;
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(anyText, fc.constant('\\\\ud83d'), fc.integer(), fc.constant(null)))),
      (rows) => {
        expect(JSON.parse(jsonOf(rows))).toEqual(naive(rows));
      },
    ),
  );
});

test('rows in one statement are what they are row by row, in their order', async () => {
  const [one, other] = [await store(), await store()];
  const rows = ['甲', '"乙"\\', '丙🙂'].map((word, i) => ({
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
  expect(await read(one)).toHaveLength(3);
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
