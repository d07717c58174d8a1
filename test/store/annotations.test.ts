import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import {
  countOpen,
  currentAdjudications,
  currentAnnotations,
  insertAdjudication,
  insertAnnotation,
  insertTasks,
  nextTask,
  type NewTask,
} from '../../src/store/annotations.ts';
import { openStore } from '../../src/store/store.ts';
import {
  comparisonOf,
  insertComparison,
  insertPromotion,
  insertRun,
  lastPromotions,
  liveRuns,
  runById,
  updateRun,
} from '../../src/store/training-runs.ts';
import { tempDatabase } from '../support/temp.ts';

const task = (id: string): NewTask => ({
  id,
  orderId: null,
  textHash: `h-${id}`,
  text: `内容 ${id}`,
  form: null,
  channel: null,
  receivedAt: null,
  why: 'hand',
  score: 0.5,
  candidates: ['0101'],
  createdAt: 1,
  createdBy: '甲',
});
const said = (taskId: string, annotatorId: string, issueType: string) => ({
  taskId,
  annotatorId,
  annotatorName: annotatorId,
  issueType,
  demandKind: '投诉',
  urgency: null,
  saleChannel: null,
  others: null,
  note: '',
  at: 1,
});

it('keeps each text once, each word for good, and counts the last one of an annotator', async () => {
  const store = await openStore({ url: tempDatabase() });
  const added = await store.write((db) =>
    insertTasks(db, [task('a'), task('b'), { ...task('c'), textHash: 'h-a' }]),
  );
  expect(added).toEqual([1, 2]);
  await store.write(async (db) => {
    await insertAnnotation(db, said('a', 'u1', '0101'));
    await insertAnnotation(db, said('a', 'u1', '0104'));
    await insertAnnotation(db, said('a', 'u2', '0101'));
  });
  const current = await store.read((db) => currentAnnotations(db, 'a'));
  expect(current.map((row) => [row.annotatorId, row.issueType])).toEqual([
    ['u1', '0104'],
    ['u2', '0101'],
  ]);
  const changes = [
    sql`UPDATE annotations SET issue_type = '0402'`,
    sql`DELETE FROM annotations`,
    sql`DELETE FROM adjudications`,
    sql`UPDATE promotions SET reason = ''`,
  ];
  await store.write(async (db) => {
    const ruling = { taskId: 'a', issueType: '0104', demandKind: '投诉', urgency: null, saleChannel: null };
    await insertAdjudication(db, { ...ruling, others: null, note: '', byId: 'u3', byName: '丙', at: 2 });
    await insertAdjudication(db, {
      ...ruling,
      issueType: '0101',
      others: null,
      note: '',
      byId: 'u3',
      byName: '丙',
      at: 3,
    });
    const move = { at: 1, how: 'promote', fromVersion: 'm1', toVersion: 'm2', byId: 'u', byName: '甲' };
    await insertPromotion(db, { ...move, reason: '理由', tookMs: 5 });
  });
  for (const change of changes)
    await expect(store.write(async (db) => void (await db.run(change)))).rejects.toThrow();
  expect((await store.read(currentAdjudications)).get('a')?.issueType).toBe('0101');
  expect(await store.read((db) => lastPromotions(db, 5))).toMatchObject([
    { toVersion: 'm2', reason: '理由' },
  ]);
  await store.close();
});

it('hands out what waits: half-done pairs first, nothing twice to one person, nothing that is settled', async () => {
  const store = await openStore({ url: tempDatabase() });
  await store.write(async (db) => {
    await insertTasks(db, [task('a'), task('b'), task('c')]);
    await insertAnnotation(db, said('b', 'u1', '0101'));
  });
  const next = (who: string, after?: number) => store.read((db) => nextTask(db, who, after));
  expect((await next('u2'))?.id).toBe('b');
  expect((await next('u1'))?.id).toBe('a');
  // Skipped ones come back when all the others are through.
  expect((await next('u1', 1))?.id).toBe('c');
  expect((await next('u1', 3))?.id).toBe('a');
  await store.write((db) => insertAnnotation(db, said('b', 'u2', '0101')));
  expect((await next('u3'))?.id).toBe('a');
  expect(await store.read((db) => countOpen(db, 'u3'))).toBe(2);
  await store.close();
});

it('asks about doubted labels before the rest of the queue', async () => {
  const store = await openStore({ url: tempDatabase() });
  await store.write(async (db) => {
    await insertTasks(db, [task('a'), { ...task('b'), why: 'suspect' }, task('c')]);
    await insertAnnotation(db, said('c', 'u1', '0101'));
  });
  const next = (after: number) => store.read((db) => nextTask(db, 'u2', after));
  expect((await next(0))?.id).toBe('c');
  await store.write((db) => insertAnnotation(db, said('c', 'u2', '0101')));
  expect((await next(0))?.id).toBe('b');
  expect((await next(2))?.id).toBe('b');
  await store.write((db) => insertAnnotation(db, said('b', 'u2', '0101')));
  expect((await next(0))?.id).toBe('a');
  await store.close();
});

it('keeps runs and comparisons; of a pair the last comparison counts', async () => {
  const store = await openStore({ url: tempDatabase() });
  await store.write(async (db) => {
    await insertRun(db, {
      id: 'r1',
      state: 'running',
      progress: 0,
      seed: 1,
      labels: 0,
      version: null,
      startedById: 'u',
      startedByName: '甲',
      startedAt: 1,
      endedAt: null,
      message: '',
    });
    for (const n of [1, 2])
      await insertComparison(db, { version: 'm2', against: 'm1', result: { n }, at: n });
  });
  expect((await store.read(liveRuns)).map((run) => run.id)).toEqual(['r1']);
  await store.write((db) => updateRun(db, 'r1', { state: 'done', version: 'm2', progress: 1 }));
  expect(await store.read(liveRuns)).toEqual([]);
  expect(await store.read((db) => runById(db, 'r1'))).toMatchObject({ state: 'done', version: 'm2' });
  expect(await store.read((db) => runById(db, 'r2'))).toBeNull();
  expect(await store.read((db) => comparisonOf(db, 'm2', 'm1'))).toEqual({ n: 2 });
  expect(await store.read((db) => comparisonOf(db, 'm1', 'm2'))).toBeNull();
  await store.close();
});
