import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createScoring } from '../../../src/app/scores/scoring.ts';
import { casesOf, putCases } from '../../../src/store/case-facts.ts';
import { openStore } from '../../../src/store/store.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { lifeServices, PEOPLE } from '../../support/life-desk.ts';
import {
  agrees,
  BOTH_NO,
  BOTH_YES,
  judged,
  judgedAt,
  nextYear,
  ONE_NO,
  UNIT,
} from '../../support/scored-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const { leader, admin, chief, dispatcher, callback } = PEOPLE;

/** The same desk after its process ended, whatever was in hand. */
async function restarted(d: Awaited<ReturnType<typeof judged>>, url: string) {
  await d.store.close();
  const store = await openStore({ url });
  onTestFinished(() => store.close());
  const again = await lifeServices(store);
  again.clock.set(d.clock.now());
  return { ...again, scores: again.services.scores };
}

test('a settlement that is cut short is not seen, and done again comes to what it would have come to', async () => {
  const url = tempDatabase();
  const d = await judgedAt(url, BOTH_NO, ONE_NO, BOTH_YES, BOTH_NO);
  await d.scores.record(leader, {
    kind: 'missingMaterial',
    order: await d.numberOf(d.ids[1] ?? ''),
    day: '2026-04-14',
    words: '没有录音',
  });
  nextYear(d);
  const open = await d.scores.year(leader, 2026);
  const ledger = await d.scores.ledger(leader, UNIT, 2026);
  // The disk is full as the lines are written, or when the year is to be settled.
  for (const at of ['score_settled_lines', 'score_settlements']) {
    await d.store.write((db) =>
      db.run(
        sql.raw(`CREATE TRIGGER cut BEFORE INSERT ON ${at} BEGIN SELECT RAISE(ABORT, 'disk is full'); END`),
      ),
    );
    await expect(d.scores.settle(admin, 2026)).rejects.toThrow();
    await d.store.write((db) => db.run(sql`DROP TRIGGER cut`));
    expect(await d.scores.year(leader, 2026)).toEqual(open);
    expect(await d.scores.ledger(leader, UNIT, 2026)).toEqual(ledger);
    expect((await d.scores.year(leader, 2027)).settledYears).toEqual([]);
  }
  // The lines are all there, the year is not settled; and then something changes.
  const left = await d.store.read((db) => db.all(sql`SELECT key FROM score_settled_lines`));
  expect(left).toHaveLength(5);
  expect((await auditRows(d.store)).some(({ action }) => action === 'score.settle')).toBe(false);
  const appeal = await d.scores.appeal(chief, {
    key: ledger.lines[0]?.key ?? '',
    year: 2026,
    reason: '另有责任方',
  });
  await d.scores.decide(leader, appeal.id, { grant: true, reason: '属实' });
  const after = await d.scores.ledger(leader, UNIT, 2026);
  const again = await restarted(d, url);
  const settled = await again.scores.settle(admin, 2026);
  expect(settled.units).toMatchObject([{ unit: UNIT, tenths: after.unit.tenths, lines: 5 }]);
  const frozen = await again.scores.ledger(leader, UNIT, 2026);
  expect(frozen.intact).toBe(true);
  expect(frozen.lines.map(({ key, words }) => [key, words])).toEqual(
    after.lines.map(({ key, words }) => [key, words]),
  );
  expect((await again.scores.year(leader, 2027)).units).toEqual([]);
  // A line more in a settled year is refused by the database itself.
  await expect(
    again.store.write((db) =>
      db.run(sql`INSERT INTO score_settled_lines VALUES (2026, ${UNIT}, 'verdict:x', '{}')`),
    ),
  ).rejects.toMatchObject({ cause: { message: expect.stringContaining('a settled year is never changed') } });
});

test('orders that move while a year is settled count once: as it stood, and the difference in the next year', async () => {
  const d = await judged(BOTH_NO, ONE_NO, BOTH_NO);
  const [id = ''] = d.ids;
  nextYear(d);
  const before = await d.scores.ledger(leader, UNIT, 2026);
  const write = d.store.write;
  let moved = false;
  const slow: typeof write = async (work) => {
    const made = await write(work);
    if (!moved) {
      moved = true;
      await d.move(callback, id, 'reopen', { reason: '来电人不认可' });
      await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
    }
    return made;
  };
  const scoring = createScoring({ ...d.context, store: { ...d.store, write: slow } });
  const running = scoring.settle(admin, 2026);
  await expect(scoring.settle(admin, 2025)).rejects.toThrow(/没有记分|正在结算/);
  await running;
  expect(moved).toBe(true);
  for (const year of [2026, 2027]) await agrees(d, year);
  const all = [2026, 2027].flatMap((year) => [UNIT, 'SCS-DS'].map((unit) => ({ year, unit })));
  let sum = 0;
  for (const { year, unit } of all) sum += (await d.scores.ledger(leader, unit, year)).unit.tenths;
  // Now the verdict is about neither unit.
  expect(sum).toBe(before.unit.tenths + 10);
});

test('a year of more lines than a page is paged through, each once and in order, open and settled alike', async () => {
  const d = await judged(BOTH_NO);
  const [id = ''] = d.ids;
  const [facts] = [...(await d.store.read((db) => casesOf(db, [id]))).values()];
  if (facts?.verdictAt == null) throw new Error('nothing is kept of the order');
  const { verdictAt } = facts;
  const extra = Array.from({ length: 1299 }, (_, i) => ({
    orderId: `x-${String(i).padStart(5, '0')}`,
    // Some of them at one moment, across the pages in which cases are read.
    facts: { ...facts, verdictAt: verdictAt - 60_000 * Math.floor(i / 7) },
  }));
  await d.store.write(async (db) => {
    await putCases(db, extra);
    await db.run(sql`
      INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
        corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
      SELECT value, value, 'phone', 0, 0, '-', '{}', '-', 'closed', 'dispatch', 0, '0101', 1, '投诉', 'normal', 2, ${UNIT}
      FROM json_each(${JSON.stringify(extra.map(({ orderId }) => orderId))})`);
  });
  await d.scores.record(leader, {
    kind: 'missingMaterial',
    order: await d.numberOf(id),
    day: '2026-04-14',
    words: '没有录音',
  });
  const pages = async () => {
    const keys: string[] = [];
    const times: number[] = [];
    for (let page = 1; ; page++) {
      const made = await d.scores.ledger(leader, UNIT, 2026, page);
      expect(made).toMatchObject({ page, intact: true, unit: { lines: 1301, tenths: -13_005 } });
      if (made.lines.length === 0) break;
      expect(made.lines.length).toBe(Math.min(made.pageSize, 1301 - keys.length));
      keys.push(...made.lines.map(({ key }) => key));
      times.push(...made.lines.map(({ at }) => at));
    }
    expect(new Set(keys).size).toBe(1301);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    return keys;
  };
  const open = await pages();
  await agrees(d, 2026);
  nextYear(d);
  await d.scores.settle(admin, 2026);
  expect(await pages()).toEqual(open);
  await agrees(d, 2026);
});
