import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { checkCases, keepMissingCases, rebuildCases } from '../../../src/app/life/case-keeping.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { casesOf } from '../../../src/store/case-facts.ts';
import type { Store } from '../../../src/store/store.ts';
import { PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { walk } from '../../support/random-life.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = () => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const TEXTS = ['西单的鞋', '拿不准的鞋', '施工噪声', '举报西单的店', '着火的店', '某地的卡'];

test('facts and sums are those of the orders, whatever people do, and made anew they are the same', async () => {
  const d = await desk();
  const ids: string[] = [];
  for (const text of TEXTS) ids.push(await d.take(text));
  await walk(d, ids, 150, seededRandom(7), () => {});
  const [a = '', b = '', c = ''] = ids;
  await d.services.duplicates.decide(PEOPLE.dispatcher, a, b, 'merge');
  await d.services.duplicates.decide(PEOPLE.dispatcher, b, c, 'merge');
  const merged = await d.store.read((db) => casesOf(db, ids));
  expect([...merged.values()].filter(({ leftOut }) => leftOut === 'merged')).toHaveLength(2);
  expect(await checkCases(d)).toEqual([]);
  await d.services.duplicates.decide(PEOPLE.dispatcher, a, b, 'undo');
  const parted = await d.store.read((db) => casesOf(db, ids));
  expect([...parted.values()].filter(({ leftOut }) => leftOut === 'merged')).toHaveLength(1);
  expect(await checkCases(d)).toEqual([]);

  const sums = () =>
    d.store.read((db) => db.all(sql`SELECT * FROM rollups WHERE received <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7`));
  const before = await sums();
  expect(before.length).toBeGreaterThan(0);
  await d.store.write((db) => db.run(sql`UPDATE rollups SET received = received + 1 WHERE grain = 'm'`));
  expect((await checkCases(d)).every(({ what }) => what === 'rollup')).toBe(true);
  expect(await checkCases(d)).not.toEqual([]);
  expect(await rebuildCases(d)).toEqual({ orders: TEXTS.length });
  expect(await checkCases(d)).toEqual([]);
  expect(await sums()).toEqual(before);

  // A first build that was cut short is gone on with.
  await d.store.write(async (db) => {
    await db.run(sql`DELETE FROM rollups`);
    await db.run(sql`DELETE FROM case_facts`);
  });
  await keepMissingCases(d.context);
  expect(await checkCases(d)).toEqual([]);
}, 60_000);
