import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../src/web/components/order-triage.tsx';
import { createFakeServices } from '../support/fake-services.ts';
import { ORDER_ID } from '../support/client.ts';

const dispatcher = { id: 'u1', name: '', role: 'dispatcher', unit: null } as const;
const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    code: `${prefix}${i}`,
    name: `${prefix}${i}`,
    confidence: 0.1,
  }));

describe('choicesOf', () => {
  it('numbers types, then units, and leaves out what stands', async () => {
    const order = await createFakeServices().orders.get(dispatcher, ORDER_ID);
    expect(choicesOf(order).map(({ key, field, code }) => [key, field, code])).toEqual([
      [1, 'issueType', '0102'],
      [2, 'issueType', '0107'],
      [3, 'unit', 'SCJG'],
      [4, 'unit', 'JD-XCAJ'],
    ]);
  });

  it('never needs more than nine keys, and keeps four for units', async () => {
    const order = await createFakeServices().orders.get(dispatcher, ORDER_ID);
    const fields = (types: number, units: number) =>
      choicesOf({ ...order, typeCandidates: many('t', types), unitCandidates: many('u', units) })
        .map(({ field }) => field[0])
        .join('');
    expect(fields(10, 10)).toBe('iiiiiuuuu');
    expect(fields(10, 0)).toBe('iiiiiiiii');
    expect(fields(10, 2)).toBe('iiiiiiiuu');
    expect(fields(1, 10)).toBe('iuuuuuuuu');
  });

  it('leaves the unlikely to the full list, but for the first two of a kind', async () => {
    const order = await createFakeServices().orders.get(dispatcher, ORDER_ID);
    const faint = many('t', 5).map((candidate) => ({ ...candidate, confidence: 0.001 }));
    expect(
      choicesOf({ ...order, typeCandidates: faint, unitCandidates: [] }).map(({ code }) => code),
    ).toEqual(['t0', 't1']);
  });
});
