import { expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { decidedByModel, recentPredictions } from '../../src/store/training-runs.ts';
import { desk, dispatcher, order, system } from '../support/desk.ts';

test('what each model decided is counted over the last decisions only', async () => {
  const d = await desk();
  const ids: string[] = [];
  for (const text of ['西单的鞋', '施工噪声', '拿不准的卡']) {
    const [stored] = await d.services.intake.accept(system, [order(text)]);
    if (stored === undefined || stored.status === 'refused') throw new Error('refused');
    ids.push(stored.id);
  }
  await d.services.handling.correct(dispatcher, ids[0] as string, { issueType: '0104' });
  const [all] = await d.store.read((db) => decidedByModel(db));
  expect(all).toMatchObject({ model: 'fake-1', orders: 3, corrected: 1, dispatched: 2 });
  const [last] = await d.store.read((db) => decidedByModel(db, 2));
  expect(last).toMatchObject({ orders: 2, corrected: 0, dispatched: 1 });
  expect(await d.store.read((db) => recentPredictions(db, 'fake-1', 2))).toEqual([
    { label: '0104', confidence: 0.4 },
    { label: '0501', confidence: 0.95 },
  ]);
});

test('the latest decisions of a model are found by an index, also the judged orders of a cell', async () => {
  const d = await desk();
  const plan = (statement: string) =>
    d.store.read(async (db) =>
      (await db.all<{ detail: string }>(sql.raw(`EXPLAIN QUERY PLAN ${statement}`)))
        .map(({ detail }) => detail)
        .join(),
    );
  expect(await plan("SELECT result FROM decisions WHERE model = 'm' ORDER BY id DESC LIMIT 5")).toBe(
    'SEARCH decisions USING INDEX decisions_model (model=?)',
  );
  const judged = `SELECT 1 FROM dispatch_proposals WHERE issue_type = 'a' AND unit = 'b' AND "right" IS NOT NULL LIMIT 5`;
  expect(await plan(judged)).toContain('dispatch_proposals_judged');
});
