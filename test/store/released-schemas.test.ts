import { getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AUDIT_START, auditHash, verifyAudit } from '../../src/store/audit.ts';
import { listKeys, listUsers } from '../../src/store/accounts.ts';
import {
  allTasks,
  correctedOrders,
  currentAdjudications,
  currentAnnotations,
} from '../../src/store/annotations.ts';
import { casesOf } from '../../src/store/case-facts.ts';
import { connect } from '../../src/store/client.ts';
import type { Connection } from '../../src/store/client.ts';
import { decisionOf } from '../../src/store/decisions.ts';
import { eventsOf, lifeEventsOf } from '../../src/store/events.ts';
import { filesOf } from '../../src/store/files.ts';
import { linksOf } from '../../src/store/links.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { ordersAfter, ordersKnownAs } from '../../src/store/order-pages.ts';
import { orderById } from '../../src/store/orders.ts';
import { reportById } from '../../src/store/reports.ts';
import { listRulings } from '../../src/store/rulings.ts';
import { scoreRecordById, scoreSettlementsOf } from '../../src/store/scores.ts';
import { openStore } from '../../src/store/store.ts';
import { listWebhooks } from '../../src/store/webhooks.ts';
import { closeAfterTest } from '../support/closing.ts';
import { AT, RELEASED_ROWS } from '../support/released-rows.ts';
import { tempDatabase } from '../support/temp.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { PROGRAM, scopeOf } from '../../src/app/rights.ts';
import type { Actor } from '../../src/app/types.ts';

const ADMIN: Actor = { id: 'a', name: '管理员', role: 'admin', unit: null };

const ALL = readMigrations();
const SCHEMA = new URL('../../src/store/schema/', import.meta.url);
const tables = (
  await Promise.all(
    readdirSync(SCHEMA).map(async (file) =>
      Object.values((await import(new URL(file, SCHEMA).href)) as Record<string, unknown>),
    ),
  )
)
  .flat()
  .filter((one): one is SQLiteTable => is(one, SQLiteTable));

/** A database as the program of migration `last` left it, with rows in it. */
async function released(url: string, last: number): Promise<void> {
  const connection = await connect(url);
  await migrate(connection, ALL.slice(0, last + 1));
  for (const { from, until = Infinity, sql } of RELEASED_ROWS)
    if (from <= last && last < until) await connection.client.execute(sql);
  await auditRow(connection);
  connection.close();
}

/** One row of the chain, by the rule that every program before had. */
async function auditRow({ client }: Connection): Promise<void> {
  const row = {
    at: AT,
    actorId: 'u2',
    actorName: '管理员',
    action: 'order.submit',
    subject: 'o1',
    detail: '',
  };
  const chained = { ...row, seq: 1, prev: AUDIT_START, salt: '' };
  await client.execute({
    sql: `INSERT INTO audit (seq, at, actor_id, actor_name, action, subject, detail, prev, hash)
      VALUES (1, ?, ?, ?, ?, ?, '', ?, ?)`,
    args: [AT, row.actorId, row.actorName, row.action, row.subject, AUDIT_START, auditHash(chained)],
  });
}

/** How many rows each table has; what the full-text index keeps for itself is no table of ours. */
async function rowsIn(url: string): Promise<Record<string, number>> {
  const { client, close } = await connect(url);
  const found = await client.execute(`SELECT name FROM sqlite_master WHERE type = 'table'
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'orders\\_fts%' ESCAPE '\\' AND name <> 'orders_terms'`);
  const counts: Record<string, number> = {};
  for (const name of found.rows.map((row) => String(row['name'])))
    counts[name] = Number((await client.execute(`SELECT count(*) AS n FROM ${name}`)).rows[0]?.['n']);
  close();
  return counts;
}

describe.each(ALL.map(({ name }, i) => [name, i] as const))('a database of schema %s', (_, last) => {
  it('comes up to date whole, with every row it had', { timeout: 60_000 }, async () => {
    const url = tempDatabase();
    await released(url, last);
    const before = await rowsIn(url);
    const store = await openStore({ url });
    closeAfterTest(() => store.close());

    const probe = await connect(url);
    const answers = async (sql: string) => (await probe.client.execute(sql)).rows.map((row) => ({ ...row }));
    expect(await answers('PRAGMA integrity_check')).toMatchObject([{ integrity_check: 'ok' }]);
    expect(await answers('PRAGMA foreign_key_check')).toEqual([]);
    probe.close();

    const after = await rowsIn(url);
    for (const [table, n] of Object.entries(before))
      expect([table, (after[table] ?? 0) >= n]).toEqual([table, true]);

    // Every table answers through its schema: no column is missing, every JSON reads.
    for (const table of tables)
      await expect(
        store.read((db) => db.select().from(table)),
        getTableName(table),
      ).resolves.toBeInstanceOf(Array);

    await store.read(async (db) => {
      const orders = await ordersAfter(db, 0, 10);
      expect(orders.map(({ id, number, calledUnits }) => [id, number, calledUnits])).toEqual([
        ['o1', '20260414-000001', []],
        ['o2', '20260414-000002', []],
      ]);
      expect((await ordersKnownAs(db, ['EXT-o1'])).map(({ id }) => id)).toEqual(['o1']);
      expect((await orderById(db, 'o1'))?.input).toMatchObject({ caller: { name: '王芳' } });
      expect(await decisionOf(db, 'o1')).toMatchObject({ issueType: { code: '0101' } });
      expect(await correctedOrders(db)).toMatchObject([{ order: { id: 'o1' }, fromType: '0102' }]);
      expect((await listUsers(db, PROGRAM)).map(({ username }) => username)).toEqual(['admin', 'liming']);
      expect(await listKeys(db, PROGRAM)).toHaveLength(1);
      // The state of an order follows from its events, whichever program wrote them.
      for (const order of orders) {
        const life = lifeOf(await lifeEventsOf(db, order.id));
        expect([order.id, life.state, life.lead, life.version]).toEqual([
          order.id,
          order.state,
          order.leadUnit,
          order.version,
        ]);
        expect((await eventsOf(db, order.id)).length).toBeGreaterThan(0);
      }
      if (last >= 2) expect(await linksOf(db, 'o1')).toHaveLength(1);
      if (last >= 4) {
        expect(await allTasks(db)).toHaveLength(1);
        expect(await currentAnnotations(db)).toMatchObject([{ others: ['0102'] }]);
        expect((await currentAdjudications(db)).size).toBe(1);
      }
      if (last >= 5) expect(await listRulings(db)).toHaveLength(1);
      if (last >= 12) expect(await filesOf(db, 'o1')).toHaveLength(1);
      if (last >= 18) expect((await casesOf(db, ['o1'])).get('o1')).toMatchObject({ unit: 'SCS-XCAJ' });
      if (last >= 21) {
        expect(await scoreRecordById(db, 'sr1')).toMatchObject({ words: '缺材料' });
        expect(await scoreSettlementsOf(db, scopeOf(ADMIN, 'score.read'))).toHaveLength(1);
      }
      if (last >= 23)
        expect(await reportById(db, scopeOf(ADMIN, 'report.read'), 'rp1')).toMatchObject({ title: '日报' });
      if (last >= 32) expect(await listWebhooks(db)).toHaveLength(1);
    });
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true, rows: 1 });
  });
});
