import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import {
  automaticByDay,
  insertOutcome,
  insertProposals,
  insertRightChanges,
  judgedAmong,
  judgedOf,
  listRightChanges,
  rightsOf,
  runOf,
  type Proposal,
  type RightChange,
} from '../../src/store/outcomes.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const DAY = 86_400_000;
const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
async function fresh(): Promise<Store> {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  return store;
}

const proposal = (orderId: string, more: Partial<Proposal> = {}): Proposal => ({
  orderId,
  at: DAY,
  issueType: '0101',
  unit: 'A',
  confidence: 0.95,
  line: 0.9,
  duty: 'd',
  model: 'm',
  catalogue: 'c',
  automatic: true,
  spotCheck: false,
  right: null,
  decidedAt: null,
  ...more,
});
const word = (orderId: string, right: boolean) => ({
  orderId,
  issueType: '0101',
  unit: 'A',
  right,
  source: 'correction' as const,
  model: 'm',
  catalogue: 'c',
  actorId: 'u',
  actorName: '派单员',
  at: 2 * DAY,
});
const change = (more: Partial<RightChange> = {}): Omit<RightChange, 'id'> => ({
  at: DAY,
  issueType: '0101',
  unit: 'A',
  held: true,
  reason: 'prior',
  restart: null,
  bound: 0.92,
  target: 0.9,
  n: 100,
  right: 0,
  wrong: 0,
  model: 'm',
  catalogue: 'c',
  ...more,
});
const all = { issueType: '0101', from: 0, line: 0.9 };

test('the sample holds what was decided before it went out and what was drawn, not what was merely corrected', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    await insertProposals(db, [
      proposal('reviewed', { automatic: false }),
      proposal('drawn', { spotCheck: true }),
      proposal('corrected'),
      proposal('unanswered', { spotCheck: true }),
      proposal('unsure', { automatic: false, confidence: 0.85 }),
      proposal('old', { automatic: false, at: -5 }),
    ]);
    for (const id of ['reviewed', 'drawn', 'corrected', 'unsure', 'old'])
      await insertOutcome(db, word(id, false));
    await insertOutcome(db, word('drawn', true));
  });
  const judged = await store.read((db) => judgedOf(db, all));
  expect(judged.map(({ right, automatic }) => [right, automatic]).sort()).toEqual([
    [false, false],
    [true, true],
  ]);
});

test('automatic dispatches are counted by unit and day, and told in the order they went out', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    await insertProposals(db, [
      proposal('b', { at: DAY + 5 }),
      proposal('a', { at: DAY + 3 }),
      proposal('c', { at: 2 * DAY, unit: 'B' }),
      proposal('d', { at: 2 * DAY, automatic: false }),
    ]);
    await insertOutcome(db, word('a', false));
  });
  const days = await store.read((db) => automaticByDay(db, all));
  expect(days.sort((x, y) => x.at - y.at)).toEqual([
    { unit: 'A', at: 1.5 * DAY, n: 2, wrong: 1 },
    { unit: 'B', at: 2.5 * DAY, n: 1, wrong: 0 },
  ]);
  expect((await store.read((db) => runOf(db, '0101', 2))).map(({ wrong, unit }) => [unit, wrong])).toEqual([
    ['A', false],
    ['B', false],
  ]);
  expect((await store.read((db) => runOf(db, '0101', 9))).map(({ wrong }) => wrong)).toEqual([
    true,
    false,
    false,
  ]);
});

test('the last change of a cell is its state; first states are no news', async () => {
  const store = await fresh();
  await store.write((db) =>
    insertRightChanges(db, [
      change(),
      change({ unit: 'B' }),
      change({ at: 5, held: false, reason: 'error_run', restart: 5 }),
    ]),
  );
  const states = await store.read((db) => rightsOf(db, ['0101']));
  expect(states.get('0101 A')).toMatchObject({ held: false, reason: 'error_run', restart: 5 });
  expect(states.get('0101 B')).toMatchObject({ held: true });
  expect(await store.read((db) => rightsOf(db, []))).toEqual(new Map());
  expect((await store.read((db) => listRightChanges(db, { limit: 9 }))).map((c) => c.reason)).toEqual([
    'error_run',
  ]);
  expect(await store.read((db) => listRightChanges(db, { limit: 9, first: true }))).toHaveLength(3);
});

test('changes of a class or a unit are found however many others came after', async () => {
  const store = await fresh();
  const lost = { held: false, reason: 'error_run', restart: 5 } as const;
  const cells = [{ unit: 'B' }, {}, {}, {}, { issueType: '0501' }];
  await store.write((db) =>
    insertRightChanges(
      db,
      cells.flatMap((cell) => [change(cell), change({ ...cell, at: 5, ...lost })]),
    ),
  );
  const found = (filter: { issueType?: string; unit?: string }) =>
    store.read(async (db) =>
      (await listRightChanges(db, { ...filter, limit: 1 })).map((c) => [c.issueType, c.unit]),
    );
  expect(await found({})).toEqual([['0501', 'A']]);
  expect(await found({ issueType: '01' })).toEqual([['0101', 'A']]);
  expect(await found({ issueType: '01', unit: 'B' })).toEqual([['0101', 'B']]);
  expect(await found({ issueType: '0501', unit: 'B' })).toEqual([]);
});

test('judged orders of a cell are counted as far as anybody asks', async () => {
  const store = await fresh();
  const rows = Array.from({ length: 9 }, (_, i) => proposal(`o${i}`, { right: i < 6 ? i % 2 === 0 : null }));
  await store.write((db) => insertProposals(db, [...rows, proposal('x', { unit: 'B', right: true })]));
  const cells = ['A', 'B', 'C'].map((unit) => ({ issueType: '0101', unit }));
  const counted = (enough: number) =>
    store.read(async (db) => [...(await judgedAmong(db, cells, enough)).values()]);
  expect(await counted(100)).toEqual([6, 1, 0]);
  expect(await counted(4)).toEqual([4, 1, 0]);
  expect(await counted(0)).toEqual([0, 0, 0]);
});

test.each([
  'UPDATE dispatch_outcomes SET "right" = 1',
  'DELETE FROM dispatch_outcomes',
  'UPDATE dispatch_right_changes SET held = 1',
  'DELETE FROM dispatch_right_changes',
])('history is append-only: %s', async (statement) => {
  const store = await fresh();
  await store.write(async (db) => {
    await insertProposals(db, [proposal('a')]);
    await insertOutcome(db, word('a', false));
    await insertRightChanges(db, [change()]);
  });
  await expect(store.write((db) => db.run(sql.raw(statement)))).rejects.toThrow();
});
