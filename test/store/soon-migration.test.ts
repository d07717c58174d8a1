import { expect, test } from 'vitest';
import { connect } from '../../src/store/client.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { tempDatabase } from '../support/temp.ts';

type Told = readonly [event: string, data: object];

const lead = (unit: string) => ({ lead: unit, joint: null });
const OPENING: readonly Told[] = [
  ['received', {}],
  ['triaged', { issueType: '0101', ...lead('A') }],
  ['dispatch', lead('A')],
];
/** What happened, the level that stood in the row, and what has to stand there: the level and the one before. */
const ORDERS: Readonly<Record<string, readonly [readonly Told[], number, number, number]>> = {
  calm: [OPENING, 0, 0, 0],
  kept: [[...OPENING, ['supervise', { level: 1 }], ['supervise', { level: 2 }]], 2, 2, 0],
  same: [[...OPENING, ['supervise', { level: 2 }], ['correctUnit', lead('A')]], 2, 2, 0],
  handed: [[...OPENING, ['supervise', { level: 3 }], ['acceptReturn', lead('B')]], 3, 0, 3],
  again: [
    [
      ...OPENING,
      ['supervise', { level: 3 }],
      ['acceptReturn', lead('B')],
      ['supervise', { level: 1 }],
      ['note', {}],
    ],
    1,
    1,
    3,
  ],
  back: [
    [
      ...OPENING,
      ['supervise', { level: 1 }],
      ['acceptReturn', lead('B')],
      ['supervise', { level: 2 }],
      ['rule', lead('A')],
    ],
    2,
    0,
    2,
  ],
  reopened: [[...OPENING, ['supervise', { level: 2 }], ['reply', {}], ['reopen', {}]], 0, 0, 2],
  carried: [
    [
      ['carried', { issueType: '0101', ...lead('A') }],
      ['supervise', { level: 1 }],
      ['rule', lead('B')],
    ],
    1,
    0,
    1,
  ],
};

test('orders of a database from before have the supervision of the unit which has them, and what there was before', async () => {
  const connection = await connect(tempDatabase());
  const { client } = connection;
  const all = readMigrations();
  const known = all.findIndex(({ name }) => name === '0015_soon.sql');
  await migrate(connection, all.slice(0, known));
  for (const [i, [id, [told, level]]] of Object.entries(ORDERS).entries()) {
    await client.execute(`INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input,
      excerpt, state, action, corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank,
      lead_unit, supervision, due_at) VALUES ('${id}', '20260101-00000${i}', 'phone', 1, 2, '', '{}', '',
      'dispatched', 'dispatch', 0, '0101', 1, '投诉', 'normal', 2, 'A', ${level}, 9)`);
    for (const [n, [event, data]] of told.entries())
      await client.execute({
        sql: `INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, state, data, detail)
          VALUES (?, ?, ?, ?, '', '', 'system', 'dispatched', ?, '')`,
        args: [id, n + 1, n, event, JSON.stringify(data)],
      });
  }
  await migrate(connection, all);
  const { rows } = await client.execute(
    'SELECT id, supervision, supervised_before, soon_at, soon_spans FROM orders ORDER BY seq',
  );
  expect(rows.map((row) => [row['id'], row['supervision'], row['supervised_before']])).toEqual(
    Object.entries(ORDERS).map(([id, [, , level, before]]) => [id, level, before]),
  );
  // The first sweep fills these in: only it knows the policies.
  for (const row of rows) expect([row['soon_at'], row['soon_spans']]).toEqual([null, '[]']);
  connection.close();
});
