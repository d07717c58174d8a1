import { expect, test } from 'vitest';
import { liveDrift } from '../../../src/app/learning/live-drift.ts';
import { desk, order, system } from '../../support/desk.ts';

const reference = (shares: Record<string, number>) => ({
  n: 4000,
  shares,
  confidence: { mean: 0.95, deviation: 0.05 },
  unknown: { mean: 0.1, deviation: 0.05 },
});

/** 60 orders of each of two types, all decided by the desk's model. */
async function taken() {
  const d = await desk();
  const texts = ['西单的鞋', '夜里施工'];
  const orders = Array.from({ length: 120 }, (_, i) => order(`${texts[i % 2]}，第${i}件`));
  await d.services.intake.accept(system, orders);
  return d;
}

test('orders like those of training are steady', async () => {
  const d = await taken();
  const drift = await d.store.read((db) =>
    liveDrift(db, { version: 'fake-1', drift: reference({ '0101': 0.5, '0501': 0.5 }) }),
  );
  expect(drift).toMatchObject({ model: 'fake-1', n: 120, verdict: 'steady' });
  expect(drift?.stability).toBeCloseTo(0, 6);
});

test('other orders than those of training have drifted, and the types that moved are named', async () => {
  const d = await taken();
  const drift = await d.store.read((db) =>
    liveDrift(db, { version: 'fake-1', drift: reference({ '0101': 0.95, '0104': 0.05 }) }),
  );
  expect(drift?.verdict).toBe('drifted');
  expect(drift?.moved.map(({ label }) => label)).toContain('0101');
  expect(drift?.chance).toBeLessThan(drift?.stability ?? 0);
});

test('another model’s orders do not count, and without a reference there is nothing to say', async () => {
  const d = await taken();
  await d.store.read(async (db) => {
    const drift = await liveDrift(db, { version: 'm2', drift: reference({ '0101': 1 }) });
    expect(drift).toMatchObject({ n: 0, verdict: 'too_few' });
    expect(await liveDrift(db, { version: 'fake-1' })).toBeNull();
  });
});
