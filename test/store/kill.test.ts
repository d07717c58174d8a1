import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyAudit } from '../../src/store/audit.ts';
import { pathOf } from '../../src/store/client.ts';
import { openStore } from '../../src/store/store.ts';
import { events } from '../../src/store/schema/orders.ts';
import { linesUntilKilled } from '../support/child-program.ts';
import { tempDatabase } from '../support/temp.ts';

test('after SIGKILL every acknowledged write is there, and nothing is there twice', async () => {
  const url = tempDatabase();
  const acknowledged: string[] = [];
  for (const [round, count] of [150, 40, 90].entries()) {
    acknowledged.push(...(await linesUntilKilled('test/store/writer-child.ts', [url, `r${round}`], count)));
    expect(existsSync(`${pathOf(url)}.lock`)).toBe(true);
  }
  const store = await openStore({ url });
  try {
    const stored = (await store.read((db) => db.select({ id: events.orderId }).from(events))).map(
      (r) => r.id,
    );
    const known = new Set(stored);
    expect(acknowledged.length).toBeGreaterThanOrEqual(280);
    expect(acknowledged.filter((id) => !known.has(id))).toEqual([]);
    expect(known.size).toBe(stored.length);
    // At most one write a worker and round can have been committed and not yet printed.
    expect(stored.length - acknowledged.length).toBeLessThanOrEqual(12);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true, rows: stored.length });
  } finally {
    await store.close();
  }
});
