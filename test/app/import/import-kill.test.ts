import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/random.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import type { Db } from '../../../src/store/client.ts';
import { openStore } from '../../../src/store/store.ts';
import { runAndKill } from '../../support/child-program.ts';
import { tempFolder } from '../../support/temp.ts';

const ORDERS = 2000;

/** Runs the import; kills it `delay` milliseconds after it said that `reach` orders are in. */
async function run(url: string, file: string, reach: number, delay: number) {
  const storedIn = (lines: readonly string[]): number =>
    Math.max(0, ...lines.filter((line) => /^\d+$/.test(line)).map(Number));
  const enough = (lines: readonly string[]): boolean => storedIn(lines) >= reach;
  const { killed, lines } = await runAndKill('test/app/import/import-child.ts', [url, file], enough, delay);
  return { killed, lines, stored: storedIn(lines) };
}

const count = async (db: Db, from: string): Promise<number> =>
  ((await db.all(sql.raw(`SELECT count(*) AS n FROM ${from}`))) as { n: number }[])[0]?.n ?? -1;

test('an import that is killed again and again ends with every order once', async () => {
  const folder = tempFolder();
  const url = `file:${join(folder, 'test.db')}`;
  const file = join(folder, 'orders.jsonl');
  const lines = Array.from({ length: ORDERS }, (_, i) =>
    JSON.stringify({
      channel: 'phone',
      receivedAt: `2026-04-${String((i % 28) + 1).padStart(2, '0')}T09:30:00+08:00`,
      // Every tenth order has a twin: content alone does not tell them apart.
      text: `第${i % 10 === 9 ? i - 1 : i}双鞋要退`,
      ...(i % 3 === 0 ? { externalId: `E${i}` } : {}),
    }),
  );
  writeFileSync(file, lines.join('\n'));

  const random = seededRandom(20260414);
  let kills = 0;
  let acknowledged = 0;
  for (const reach of [200, 400, 1000, 1400]) {
    const result = await run(url, file, reach, Math.floor(random() * 25));
    if (result.killed) kills++;
    acknowledged = Math.max(acknowledged, result.stored);
    const store = await openStore({ url });
    // Nothing that was reported as stored is missing after the kill.
    expect(await store.read((db) => count(db, 'orders'))).toBeGreaterThanOrEqual(acknowledged);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
    await store.close();
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  const last = await run(url, file, Number.POSITIVE_INFINITY, 0);
  expect(last.killed).toBe(false);
  expect(last.lines.join('\n')).toContain('"refused":[]');

  const store = await openStore({ url });
  const total = (from: string): Promise<number> => store.read((db) => count(db, from));
  expect(await total('orders')).toBe(ORDERS);
  expect(await total('(SELECT DISTINCT number FROM orders)')).toBe(ORDERS);
  expect(await total('decisions')).toBe(ORDERS);
  expect(await total("events WHERE event = 'received'")).toBe(ORDERS);
  for (const topic of ['relate', 'suggest']) {
    expect(await total(`outbox WHERE topic = '${topic}'`)).toBe(ORDERS);
  }
  expect(await total('orders_fts')).toBe(ORDERS);
  expect(await verifyAudit(store.read)).toMatchObject({ ok: true, rows: ORDERS });
  await store.close();
});
