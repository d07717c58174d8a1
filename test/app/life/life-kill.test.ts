import { expect, test } from 'vitest';
import { killDays } from '../../support/life-kills.ts';
import { tempDatabase } from '../../support/temp.ts';

test('a day that is killed at random moments loses no acknowledged step and does nothing twice', async () => {
  const { faults, acknowledged, orders, events, reminders, jobs } = await killDays(
    tempDatabase(),
    8,
    20260414,
  );
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(8 * 10);
  expect(orders).toBeGreaterThanOrEqual(8);
  expect(events).toBeGreaterThan(acknowledged);
  expect(reminders).toBeGreaterThan(0);
  expect(jobs).toBe(2 * orders);
}, 300_000);
