import type { NewEvent } from '../../src/store/events.ts';

/** The first event of an order, for tests that need any. */
export const anyEvent = (orderId: string, at = 1): NewEvent => ({
  orderId,
  detail: '',
  event: {
    version: 1,
    at,
    kind: 'received',
    actor: { id: 'test', name: '测试', role: 'system', unit: null },
    to: 'received',
    data: {},
  },
});
