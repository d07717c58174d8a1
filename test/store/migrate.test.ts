import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { connect } from '../../src/store/client.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import * as accounts from '../../src/store/schema/accounts.ts';
import * as annotations from '../../src/store/schema/annotations.ts';
import * as callbacks from '../../src/store/schema/callbacks.ts';
import * as caseFacts from '../../src/store/schema/case-facts.ts';
import * as embeddings from '../../src/store/schema/embeddings.ts';
import * as erasures from '../../src/store/schema/erasures.ts';
import * as files from '../../src/store/schema/files.ts';
import * as importMaps from '../../src/store/schema/import-maps.ts';
import * as journal from '../../src/store/schema/journal.ts';
import * as knowledge from '../../src/store/schema/knowledge.ts';
import * as knowledgeItems from '../../src/store/schema/knowledge-items.ts';
import * as knowledgeState from '../../src/store/schema/knowledge-state.ts';
import * as links from '../../src/store/schema/links.ts';
import * as misreadings from '../../src/store/schema/misreadings.ts';
import * as profileRevisions from '../../src/store/schema/profile-revisions.ts';
import * as orders from '../../src/store/schema/orders.ts';
import * as outcomes from '../../src/store/schema/outcomes.ts';
import * as ratings from '../../src/store/schema/ratings.ts';
import * as reminders from '../../src/store/schema/reminders.ts';
import * as reports from '../../src/store/schema/reports.ts';
import * as rota from '../../src/store/schema/rota.ts';
import * as rulings from '../../src/store/schema/rulings.ts';
import * as scores from '../../src/store/schema/scores.ts';
import * as simulation from '../../src/store/schema/simulation.ts';
import * as topics from '../../src/store/schema/topics.ts';
import { tempDatabase } from '../support/temp.ts';

test('an empty database gets every migration once', async () => {
  const connection = await connect(tempDatabase());
  const names = readMigrations().map((m) => m.name);
  expect(names.length).toBeGreaterThan(1);
  expect(await migrate(connection)).toEqual(names);
  expect(await migrate(connection)).toEqual([]);
  connection.close();
});

test('the migrated database has exactly the columns the schema names', async () => {
  const connection = await connect(tempDatabase());
  await migrate(connection);
  const tables = Object.values({
    ...accounts,
    ...annotations,
    ...callbacks,
    ...caseFacts,
    ...embeddings,
    ...erasures,
    ...files,
    ...importMaps,
    ...journal,
    ...knowledge,
    ...knowledgeItems,
    ...knowledgeState,
    ...links,
    ...misreadings,
    ...profileRevisions,
    ...orders,
    ...outcomes,
    ...ratings,
    ...reminders,
    ...reports,
    ...rota,
    ...rulings,
    ...scores,
    ...simulation,
    ...topics,
  }).filter((t) => is(t, SQLiteTable));
  expect(tables.length).toBeGreaterThanOrEqual(15);
  for (const table of tables) {
    const info = await connection.client.execute(`PRAGMA table_info(${getTableName(table)})`);
    const wanted = Object.values(getTableColumns(table)).map((c) => `${c.name} ${c.notNull}`);
    const found = info.rows.map((r) => `${r['name']} ${r['notnull'] === 1 || r['pk'] === 1}`);
    expect(found.sort(), getTableName(table)).toEqual(wanted.sort());
  }
  connection.close();
});

test('a failing migration leaves nothing behind', async () => {
  const connection = await connect(tempDatabase());
  const bad = { name: '9999_bad.sql', sha256: 'x', statements: ['CREATE TABLE half (x)', 'NONSENSE'] };
  await expect(migrate(connection, [...readMigrations(), bad])).rejects.toThrow();
  const tables = await connection.client.execute("SELECT name FROM sqlite_master WHERE type = 'table'");
  expect(tables.rows).toEqual([]);
  connection.close();
});

test('a changed migration and a newer database are refused', async () => {
  const connection = await connect(tempDatabase());
  const known = readMigrations();
  await migrate(connection, known);
  const [first, ...rest] = known;
  if (first === undefined) throw new Error('no migrations');
  await expect(migrate(connection, [{ ...first, sha256: 'other' }, ...rest])).rejects.toMatchObject({
    code: 'bad_file',
  });
  await expect(migrate(connection, rest)).rejects.toThrow('数据库比程序新');
  connection.close();
});
