import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/random.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import type { Db } from '../../../src/store/client.ts';
import { openStore } from '../../../src/store/store.ts';
import { tempFolder } from '../../support/temp.ts';

const ORDERS = 2000;

type Run = { readonly signal: NodeJS.Signals | null; readonly said: string; readonly stored: number };

/** Runs the import; kills it `delay` milliseconds after it said that `reach` orders are in. */
function run(url: string, file: string, reach: number, delay: number): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/app/import/import-child.ts', url, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    let armed = true;
    child.stdout.setEncoding('utf8');
    const stored = (): number =>
      Math.max(
        0,
        ...said
          .split('\n')
          .slice(0, -1)
          .filter((l) => /^\d+$/.test(l))
          .map(Number),
      );
    child.stdout.on('data', (chunk: string) => {
      said += chunk;
      if (!armed || stored() < reach) return;
      armed = false;
      setTimeout(() => child.kill('SIGKILL'), delay);
    });
    child.on('error', reject);
    child.on('close', (_, signal) => resolve({ signal, said, stored: stored() }));
  });
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
    if (result.signal === 'SIGKILL') kills++;
    acknowledged = Math.max(acknowledged, result.stored);
    const store = await openStore({ url });
    // Nothing that was reported as stored is missing after the kill.
    expect(await store.read((db) => count(db, 'orders'))).toBeGreaterThanOrEqual(acknowledged);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
    await store.close();
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  const last = await run(url, file, Number.POSITIVE_INFINITY, 0);
  expect(last.signal).toBeNull();
  expect(last.said).toContain('"refused":[]');

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
