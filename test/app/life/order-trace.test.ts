import { afterEach, expect, it } from 'vitest';
import { ledgerEventsOf } from '../../../src/app/life/order-trace.ts';
import type { Store } from '../../../src/store/store.ts';
import { ACKNOWLEDGED, CENTRE, eventsOf } from '../../support/handled.ts';
import { HOUR, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = () => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { handler, dispatcher, elsewhere } = PEOPLE;
const names = { unit: (code: string) => `单位${code}` };

it('puts an order into the hands of each who had it', () => {
  const events = eventsOf([
    ...ACKNOWLEDGED,
    ['handToMerchant', { merchant: '某商场', until: 0 }, 'acknowledged', 3],
    ['merchantFailed', { reason: '不同意' }, 'acknowledged', 5],
    ['assign', { person: 'u-2', name: '周所' }, 'acknowledged', 6],
    ['proposeReturn', { reason: '不是我们', owner: 'JD' }, 'acknowledged', 7],
    ['acceptReturn', { lead: 'JD', joint: null }, 'dispatched', 8, CENTRE],
    ['reopen', { reason: '没办完' }, 'dispatched', 9, CENTRE],
  ]);
  const held = ledgerEventsOf(events, names).map(({ kind, holder }) => [kind, holder?.tier, holder?.name]);
  expect(held).toEqual([
    ['received', 'centre', '区级中心'],
    ['triaged', 'centre', '区级中心'],
    ['dispatch', 'unit', '单位SCS-XCA'],
    ['acknowledge', 'person', '李同志'],
    ['handToMerchant', 'merchant', '某商场'],
    ['merchantFailed', 'person', '李同志'],
    ['assign', 'person', '周所'],
    ['proposeReturn', undefined, undefined],
    ['acceptReturn', 'unit', '单位JD'],
    ['reopen', 'unit', '单位JD'],
  ]);
});

it('reckons every clock and sums the hands exactly; reading it is recorded and kept to those who may', async () => {
  const d = await desk();
  const id = await d.handled();
  d.pass(30 * HOUR);
  await d.move(handler, id, 'reply', d.replyData());
  d.pass(5 * HOUR);
  const trace = await d.services.orders.trace(dispatcher, id);
  const { ledger, clocks } = trace;
  if (ledger === null) throw new Error('no ledger');
  const sum = (of: readonly { readonly natural: number }[]) => of.reduce((all, one) => all + one.natural, 0);
  expect(sum(ledger.stretches)).toBe(ledger.total.natural);
  expect(sum(ledger.byTier)).toBe(ledger.total.natural);
  expect(ledger.total.natural).toBe(d.clock.now() - trace.receivedAt);
  expect(ledger.byTier.map(({ tier }) => tier)).toEqual(['热线', '区级中心', '承办单位', '承办人', '诉求人']);
  const hotline = clocks.find(({ id: clock }) => clock === 'hotline-handle');
  expect(hotline?.lines[0]).toBe('热线办理（处理）：5个自然日（120小时）');
  expect(hotline?.lines.join('\n')).toContain('状态：按时完成');
  expect(hotline?.receipts.join('\n')).toContain('收到时');
  await expect(d.services.orders.trace(elsewhere, id)).rejects.toMatchObject({ code: 'forbidden' });
});

it('reckons nothing after the order was closed', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.move(handler, id, 'reply', d.replyData());
  await d.move(dispatcher, id, 'close');
  const closedAt = d.clock.now();
  d.pass(100 * HOUR);
  expect((await d.services.orders.trace(dispatcher, id)).ledger?.to).toBe(closedAt);
});
