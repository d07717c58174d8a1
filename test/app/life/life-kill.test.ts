import { expect, test } from 'vitest';
import { TOPICS, killDays } from '../../support/life-kills.ts';
import { tempDatabase } from '../../support/temp.ts';

const KILLS = 20;

test('a day that is killed at random moments loses no acknowledged step and does nothing twice', async () => {
  const { faults, acknowledged, orders, events, reminders, jobs } = await killDays(
    tempDatabase(),
    KILLS,
    20260414,
  );
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(KILLS * 10);
  expect(orders).toBeGreaterThanOrEqual(KILLS);
  expect(events).toBeGreaterThan(acknowledged);
  expect(reminders).toBeGreaterThan(0);
  expect(jobs).toBe(TOPICS.length * orders);
}, 600_000);
