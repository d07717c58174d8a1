import { expect, test } from 'vitest';
import { connect } from '../../src/store/client.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { tempDatabase } from '../support/temp.ts';

/** When an order was received, and the hour of it in Beijing. */
const RECEIVED = [
  ['2026-04-14T00:00:00+08:00', 0],
  ['2026-04-14T23:59:59+08:00', 23],
  ['2026-04-13T23:30:00Z', 7],
] as const;

test('cases of a database from before have the hour in Beijing at which they came in', async () => {
  const connection = await connect(tempDatabase());
  const { client } = connection;
  const all = readMigrations();
  const own = all.findIndex(({ name }) => name.startsWith('0022_'));
  await migrate(connection, all.slice(0, own));
  for (const [i, [at]] of RECEIVED.entries()) {
    await client.execute({
      sql: `INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
        corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
        VALUES (?, ?, 'phone', ?, 0, '', '{}', '', 'received', 'review', 0, '0101', 1, '投诉', 'normal', 2, 'A')`,
      args: [`o${i}`, `n${i}`, Date.parse(at)],
    });
    await client.execute(`INSERT INTO case_facts (order_id, day, unit, issue_type, demand_kind, urgency, channel, state,
      left_out, meeting, returns, reopened, supervised, callback)
      VALUES ('o${i}', 0, 'A', '0101', '投诉', 'normal', 'phone', 'received', '', 'none', 0, 0, 0, 'none')`);
  }
  await migrate(connection, all);
  const { rows } = await client.execute('SELECT hour FROM case_facts ORDER BY order_id');
  expect(rows.map(({ hour }) => hour)).toEqual(RECEIVED.map(([, hour]) => hour));
  connection.close();
});
