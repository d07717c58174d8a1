import { expect, test } from 'vitest';
import type { Sweeping, SweepReport } from '../../src/app/life/sweeping.ts';
import { startSweeps } from '../../src/jobs/sweeps.ts';

const NOTHING: SweepReport = {
  at: 0,
  orders: 3,
  made: {},
  refreshed: 0,
  unknownYears: {},
  failed: 0,
  stopped: false,
};

function logger() {
  const lines: [string, object, string][] = [];
  const at = (level: string) => (details: object, message: string) =>
    void lines.push([level, details, message]);
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } };
}

/** A sweep that ends when it is told to. */
function slow() {
  let running = 0;
  let most = 0;
  const turns: ((report: SweepReport) => void)[] = [];
  const asked: (() => boolean)[] = [];
  const sweeping: Sweeping = {
    sweep: ({ stopping = () => false } = {}) => {
      most = Math.max(most, ++running);
      asked.push(stopping);
      return new Promise((resolve) =>
        turns.push((report) => {
          running--;
          resolve(report);
        }),
      );
    },
  };
  return { sweeping, turns, asked, most: () => most };
}

test('sweeps at once, then again and again, never two at a time', async () => {
  const { sweeping, turns, most } = slow();
  const { log, lines } = logger();
  const sweeps = startSweeps(sweeping, log, { everyMs: 5 });
  expect(turns).toHaveLength(1);
  const second = sweeps.run();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(turns).toHaveLength(1);
  turns[0]?.(NOTHING);
  expect(await second).toBe(NOTHING);
  await expect.poll(() => turns.length).toBeGreaterThan(1);
  turns[1]?.({ ...NOTHING, made: { idle: 2 } });
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatchObject(['info', { orders: 3, made: { idle: 2 } }, 'orders swept']);
  expect(most()).toBe(1);
  const stopped = sweeps.stop();
  turns.slice(2).forEach((end) => end(NOTHING));
  await stopped;
});

test('stopping waits for the sweep in hand, which is told, and starts no other', async () => {
  const { sweeping, turns, asked } = slow();
  const sweeps = startSweeps(sweeping, logger().log, { everyMs: 5 });
  expect(asked[0]?.()).toBe(false);
  let over = false;
  const stopped = sweeps.stop().then(() => (over = true));
  expect(asked[0]?.()).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(over).toBe(false);
  turns[0]?.({ ...NOTHING, stopped: true });
  await stopped;
  expect(await sweeps.run()).toBeNull();
  expect(turns).toHaveLength(1);
});

test('a sweep that fails is written down and does not end the sweeping', async () => {
  let n = 0;
  const { log, lines } = logger();
  const sweeps = startSweeps(
    { sweep: () => (n++ === 0 ? Promise.reject(new Error('disk full')) : Promise.resolve(NOTHING)) },
    log,
    { everyMs: 5 },
  );
  await expect.poll(() => n).toBeGreaterThan(1);
  await sweeps.stop();
  expect(lines).toMatchObject([['error', { err: { message: 'disk full' } }, 'sweep failed']]);
});
