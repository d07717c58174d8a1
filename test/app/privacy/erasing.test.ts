import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { checkCases } from '../../../src/app/life/case-keeping.ts';
import { checkOrders } from '../../../src/app/life/order-check.ts';
import { ERASED } from '../../../src/kernel/erasure-words.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { MARKS, erasedDesk, filesBeside, marksIn } from '../../support/erased-desk.ts';
import { PEOPLE } from '../../support/life-desk.ts';

const ASKED = { what: 'all', because: 'request', reason: '来电人书面请求' } as const;

describe('an erasure of everything', () => {
  it(
    'leaves nothing of the person in the database, its log or a file beside it',
    { timeout: 60_000 },
    async () => {
      const d = await erasedDesk();
      // Where they lie before: the test would find them.
      const before = marksIn(filesBeside(d.url)).map((found) => found.split(': ')[1]);
      expect([...new Set(before)].sort()).toEqual([...MARKS].sort());
      const report = await d.erasing(PEOPLE.admin, [await d.orderOf(d.id)], ASKED);
      expect(report).toMatchObject({ erased: [d.number], spared: [] });
      expect(report.files).toBe(4);
      expect(report.auditRows).toBeGreaterThanOrEqual(2);
      expect(report.writings).toBeGreaterThanOrEqual(3);
      expect(await d.store.compact()).toBe(true);
      expect(marksIn(filesBeside(d.url))).toEqual([]);
      await d.store.close();
      expect(marksIn(filesBeside(d.url))).toEqual([]);
    },
  );

  it('leaves the chain, the figures and the states as they were', { timeout: 60_000 }, async () => {
    const d = await erasedDesk();
    const counted = await d.counted();
    const row = await d.orderOf(d.id);
    const scores = await d.services.scores.ledger(PEOPLE.leader, row.leadUnit, 2026);
    await d.erasing(PEOPLE.admin, [row], ASKED);
    await d.store.compact();
    expect(await d.counted()).toEqual(counted);
    expect(await d.services.scores.ledger(PEOPLE.leader, row.leadUnit, 2026)).toEqual(scores);
    expect(await checkCases({ store: d.store, profile: d.profile })).toEqual([]);
    expect((await checkOrders(d.store, d.profile, { deep: true })).differences).toEqual([]);
    const chain = await verifyAudit(d.store.read);
    expect(chain).toMatchObject({ ok: true });
    expect(chain.ok && chain.erased).toBeGreaterThanOrEqual(2);
    const { input, excerpt, textHash, phoneReversed, ...rest } = await d.orderOf(d.id);
    const { input: _i, excerpt: _e, textHash: _t, phoneReversed: _p, ...was } = row;
    expect(rest).toEqual(was);
    expect([excerpt, phoneReversed, input['text'], input['caller']]).toEqual([
      ERASED,
      null,
      ERASED,
      undefined,
    ]);
    expect(textHash).not.toBe(row.textHash);
  });

  it('touches nobody else', { timeout: 60_000 }, async () => {
    const d = await erasedDesk();
    const other = await d.services.orders.get(PEOPLE.leader, d.other);
    await d.erasing(PEOPLE.admin, [await d.orderOf(d.id)], ASKED);
    const now = await d.services.orders.get(PEOPLE.leader, d.other);
    expect(now).toEqual(other);
    expect((await auditRows(d.store)).find(({ action }) => action === 'task.make')?.detail).toBe(
      '与此无关的一步',
    );
  });

  it(
    'says in the audit what went, by whom and why, without the data, and is done once',
    { timeout: 60_000 },
    async () => {
      const d = await erasedDesk();
      await d.erasing(PEOPLE.admin, [await d.orderOf(d.id)], ASKED);
      const told = (await auditRows(d.store)).filter(({ action }) => action === 'order.erase');
      expect(told).toMatchObject([{ actorName: '管理员', subject: d.id }]);
      expect(told[0]?.detail).toContain(`${d.number} 全部个人信息和原文，按请求：来电人书面请求`);
      const again = await d.erasing(PEOPLE.admin, [await d.orderOf(d.id)], ASKED);
      expect(again).toMatchObject({ erased: [], files: 0 });
      expect((await auditRows(d.store)).filter(({ action }) => action === 'order.erase')).toHaveLength(1);
    },
  );

  it('spares an order that something hangs on, and says what', { timeout: 60_000 }, async () => {
    const d = await erasedDesk();
    const open = await d.take('还没有办的事，鞋坏了');
    const report = await d.erasing(PEOPLE.admin, [await d.orderOf(open)], ASKED);
    expect(report).toMatchObject({ erased: [], spared: [{ why: ['还没有办结'] }] });
    expect((await d.orderOf(open)).input['text']).toBe('还没有办的事，鞋坏了');
  });
});

describe('an erasure of the caller alone', () => {
  it('leaves the words of the matter, starred where the person stands', { timeout: 60_000 }, async () => {
    const d = await erasedDesk();
    const counted = await d.counted();
    const { length } = String((await d.orderOf(d.id)).input['text']);
    await d.erasing(PEOPLE.admin, [await d.orderOf(d.id)], { ...ASKED, what: 'caller' });
    const { input } = await d.orderOf(d.id);
    const text = String(input['text']);
    expect(text).toContain('鞋开胶，商家不给退，要求退款');
    expect(text).toHaveLength(length);
    expect(input['caller']).toBeUndefined();
    await d.store.compact();
    const left = marksIn(filesBeside(d.url).filter(({ name }) => !name.includes('.files/')));
    expect(left.map((found) => found.split(': ')[1]).filter((mark) => mark !== '鞋开胶')).toEqual([]);
    expect(await d.counted()).toEqual(counted);
    expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
    const found = await d.services.orders.list(PEOPLE.leader, { q: '开胶' });
    expect(found.rows.map(({ id }) => id)).toContain(d.id);
  });
});

describe('what is never changed', () => {
  it('is not changed outside of an erasure, and within one but for words', { timeout: 60_000 }, async () => {
    const d = await erasedDesk();
    const run = (statement: string, isErasing: boolean): Promise<unknown> =>
      d.store.write(async (db) => {
        if (isErasing) await db.run(sql`INSERT INTO erasing (id) VALUES (1)`);
        await db.run(sql.raw(statement));
      });
    for (const statement of [
      "UPDATE audit SET detail = 'x'",
      "UPDATE events SET data = '{}'",
      "UPDATE decisions SET result = '{}'",
      "UPDATE annotations SET note = 'x'",
    ])
      await expect(run(statement, false), statement).rejects.toThrow();
    for (const statement of [
      "UPDATE audit SET subject = 'x'",
      "UPDATE audit SET hash = 'x'",
      "UPDATE events SET state = 'received'",
      "UPDATE decisions SET model = 'x'",
      "UPDATE annotations SET issue_type = 'x'",
      'DELETE FROM audit',
      'DELETE FROM events',
    ])
      await expect(run(statement, true), statement).rejects.toThrow();
    expect(await d.store.read((db) => db.all(sql`SELECT * FROM erasing`))).toEqual([]);
  });
});
