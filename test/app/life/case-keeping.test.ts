import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import {
  checkCases,
  incrementsOf,
  keepMissingCases,
  rebuildCases,
} from '../../../src/app/life/case-keeping.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { addToRollups, casesOf, staleSeqs } from '../../../src/store/case-facts.ts';
import type { Store } from '../../../src/store/store.ts';
import { HOUR, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
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

const VERDICT = { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'bad' } as const;

/** Answered and judged under the station, then done once more by another. */
async function rerouted(d: Awaited<ReturnType<typeof desk>>, texts: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const id = await d.handled(text);
    await d.move(PEOPLE.handler, id, 'reply', d.replyData());
    await d.services.callbacks.record(PEOPLE.callback, id, {
      data: { result: 'answered', verdict: VERDICT },
    });
    ids.push(id);
  }
  d.pass(HOUR);
  for (const id of ids) {
    await d.move(PEOPLE.callback, id, 'reopen', { reason: '来电人不认可' });
    await d.services.handling.correct(PEOPLE.dispatcher, id, { unit: 'SCS-DS' });
  }
  return ids;
}

test('facts of an older program are made anew at the start, and sums agree with them before and after', async () => {
  const d = await desk();
  const ids = [...(await rerouted(d, ['西单的鞋', '西单的伞'])), await d.take('施工噪声')];
  const asItIs = await d.store.read((db) => casesOf(db, ids));
  expect(asItIs.get(ids[0] ?? '')).toMatchObject({
    unit: 'SCS-DS',
    answeredUnit: 'SCS-XCAJ',
    verdictUnit: 'SCS-XCAJ',
  });
  expect(await checkCases(d)).toEqual([]);
  // As the older program left it: everything with the unit of now.
  await d.store.write(async (db) => {
    await db.run(
      sql`UPDATE case_facts SET answered_unit = NULL, verdict_unit = NULL, supervised_unit = NULL`,
    );
    await db.run(sql`UPDATE case_facts SET version = 1 WHERE reopened > 0 OR supervised > 0`);
    await db.run(sql`DELETE FROM rollups`);
    const old = await casesOf(db, ids);
    await addToRollups(
      db,
      [...old.values()].flatMap((facts) => incrementsOf(facts, 1)),
    );
  });
  expect(await d.store.read(staleSeqs)).toHaveLength(2);
  expect(await checkCases(d)).not.toEqual([]);
  await keepMissingCases(d.context);
  expect(await d.store.read(staleSeqs)).toEqual([]);
  expect(await d.store.read((db) => casesOf(db, ids))).toEqual(asItIs);
  expect(await checkCases(d)).toEqual([]);
  // Nothing is left to do, and facts that were right already are not asked about again.
  await d.store.write((db) => db.run(sql`UPDATE case_facts SET version = 1`));
  await keepMissingCases(d.context);
  expect(await d.store.read(staleSeqs)).toEqual([]);
  expect(await checkCases(d)).toEqual([]);
});

test('orders that move while figures are checked are not named by mistake', async () => {
  const d = await desk();
  const ids = await rerouted(d, ['西单的鞋', '西单的包', '西单的伞', '西单的帽子']);
  const random = seededRandom(11);
  let moving = true;
  let moved = 0;
  const storm = (async () => {
    while (moving) {
      await d.services.handling.correct(PEOPLE.dispatcher, ids[moved % ids.length] ?? '', {
        unit: moved % 8 < 4 ? 'SCS-XCAJ' : 'SCS-DS',
      });
      moved++;
      if (random() < 0.3) await d.take(`德胜的鞋${moved}`);
    }
  })();
  const named: unknown[] = [];
  while (moved < 40) {
    named.push(...(await checkCases(d)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  moving = false;
  await storm;
  expect(named).toEqual([]);
  // And what is wrong is named all the same.
  await d.store.write((db) =>
    db.run(sql`UPDATE case_facts SET returns = returns + 1 WHERE order_id = ${ids[1] ?? ''}`),
  );
  expect(await checkCases(d)).toContainEqual({ what: 'case', subject: ids[1] });
}, 60_000);
