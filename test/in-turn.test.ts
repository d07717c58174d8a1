import { expect, test } from 'vitest';
import { inTurn } from '../src/in-turn.ts';

test('every step is taken in turn, whichever fails, and what failed is told', async () => {
  const taken: string[] = [];
  const told: unknown[] = [];
  const log = { info: () => {}, warn: () => {}, error: (details: object) => void told.push(details) };
  const full = new Error('no room');
  await inTurn(log, [
    () => void taken.push('first'),
    () => Promise.reject(full),
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken.push('third');
    },
    () => {
      throw full;
    },
    () => void taken.push('last'),
  ]);
  expect(taken).toEqual(['first', 'third', 'last']);
  expect(told).toEqual([{ err: full }, { err: full }]);
});
