import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startCheckpoints } from '../../src/store/checkpoints.ts';
import { pathOf } from '../../src/store/client.ts';
import { insertRows } from '../../src/store/insert-rows.ts';
import { decisions } from '../../src/store/schema/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { closeAfterTest } from '../support/closing.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';

const rows = Array.from({ length: 200 }, (_, i) => ({
  orderId: `o${i}`,
  at: i,
  result: { word: '字'.repeat(500) },
  model: 'm',
  taxonomy: 't',
  catalogue: 'c',
  knowledge: 'k',
}));

test('what is in the log comes into the file while the store is written', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  closeAfterTest(() => store.close());
  const before = statSync(pathOf(url)).size;
  const gone: Error[] = [];
  const checkpoints = startCheckpoints(pathOf(url), (error) => gone.push(error), 20);
  for (const row of rows) await store.write((db) => insertRows(db, decisions, [row]));
  await vi.waitFor(() => expect(statSync(pathOf(url)).size).toBeGreaterThan(before + 200_000), 10_000);
  await checkpoints.stop();
  expect(gone).toEqual([]);
  expect(await store.read((db) => db.$count(decisions))).toBe(rows.length);
  await store.write((db) => insertRows(db, decisions, rows.slice(0, 1)));
  expect(await store.read((db) => db.$count(decisions))).toBe(rows.length + 1);
});

test('a file that cannot be folded is told, and the thread ends', async () => {
  const path = join(tempFolder(), 'no.db');
  writeFileSync(path, '不是数据库'.repeat(500));
  const gone: Error[] = [];
  const checkpoints = startCheckpoints(path, (error) => gone.push(error), 20);
  await vi.waitFor(() => expect(gone).toHaveLength(1), 10_000);
  await checkpoints.stop();
});
