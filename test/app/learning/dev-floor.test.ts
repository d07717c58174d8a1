import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decideOrder } from '../../../src/app/intake/engine.ts';
import { readLabelledOrders } from '../../../src/app/learning/labelled-order.ts';
import { measure } from '../../../src/app/learning/measuring.ts';
import { loadModel } from '../../../src/app/learning/model-files.ts';
import { shippedKit } from '../../support/shipped.ts';

const ROOT = join(import.meta.dirname, '../../..');
const kit = shippedKit();
const { model, manifest } = loadModel(join(ROOT, 'models'));
const gold = readLabelledOrders(join(ROOT, 'data/gold/dev.jsonl'));

// Only shares are compared: a failing floor must not show the held-out orders.
const shares = measure(
  gold.map((order) => {
    const { channel = 'phone', receivedAt = '2026-01-01T00:00:00+08:00', text, form } = order;
    const { decision } = decideOrder(kit, model, {
      channel,
      receivedAt,
      text,
      ...(form === undefined ? {} : { form }),
    });
    return { gold: order, decision };
  }),
);

describe('the shipped model on the held-out orders', () => {
  it('is measured on enough of them, none of which stands among those it learned from', () => {
    expect(shares.n).toBeGreaterThan(150);
    const plain = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
    const learned = new Set(
      manifest.data
        .flatMap(({ name }) => readLabelledOrders(join(ROOT, 'data/orders', name)))
        .map((order) => plain(order.text)),
    );
    expect(learned.size).toBeGreaterThan(1000);
    expect(gold.filter((order) => learned.has(plain(order.text))).length).toBe(0);
  });

  it.each([
    ['the issue type first', shares.typeTop1, 0.9],
    ['the issue type among the first three', shares.typeTop3, 0.98],
    ['the lead unit', shares.unit, 0.9],
    ['danger', shares.safetyRecall, 1],
    ['enough orders to dispatch by itself', shares.dispatched, 0.6],
    ['the lead unit of what it dispatches by itself', shares.dispatchedRight, 0.97],
  ])('finds %s', (_, { share, n }, floor) => {
    expect(n).toBeGreaterThan(0);
    expect(share).toBeGreaterThanOrEqual(floor);
  });
});
