import { expect, test } from 'vitest';
import { jobHandlers } from '../../../src/jobs/handlers.ts';
import { startRunner } from '../../../src/jobs/runner.ts';
import type { Actor } from '../../../src/app/types.ts';
import { desk, dispatcher, handler, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const COAT =
  '市民来电反映，3月8日在西单北大街某商场“雪屿”羽绒服专柜花1680元购买羽绒服一件，回家后发现肩部偏窄，次日要求换大一码，店员称断码只能换其他款式，不给退款。诉求：协调退货退款。';

async function tell(
  d: Desk,
  text: string,
  phone: string,
  day: string,
): Promise<{ id: string; number: string }> {
  const given = order(text, { caller: { phone }, receivedAt: `2026-03-${day}T10:00:00+08:00` });
  const [outcome] = await d.services.intake.accept(system, [given]);
  const runner = startRunner({
    store: d.store,
    clock: d.clock,
    log: SILENT,
    handlers: jobHandlers(d.context),
  });
  await runner.drain();
  await runner.stop();
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome;
}

const RELATED = new Set(['linked', 'merged', 'separated']);
const history = async (d: Desk, actor: Actor, id: string) =>
  (await d.services.orders.get(actor, id)).events
    .filter(({ event }) => RELATED.has(event))
    .map(({ event, actor: who, detail }) => [event, who, detail]);

test('a linked repeat is told of in the history of both orders, with who and when', async () => {
  const d = await desk();
  const first = await tell(d, COAT, '13800001111', '09');
  d.clock.set(d.clock.now() + 60_000);
  const again = await tell(d, `${COAT}至今没有人联系我。`, '13800001111', '12');
  expect(await history(d, dispatcher, again.id)).toEqual([
    ['linked', '系统', `与 ${first.number} 链接（重复来电）`],
  ]);
  expect(await history(d, dispatcher, first.id)).toEqual([
    ['linked', '系统', `与 ${again.number} 链接（重复来电）`],
  ]);
  const { events } = await d.services.orders.get(dispatcher, first.id);
  expect(events.at(-1)).toMatchObject({ event: 'linked', at: d.clock.now() });
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
});

test('a merge and its undoing are told of; proposing and ruling out are not', async () => {
  const d = await desk();
  const first = await tell(d, COAT, '13800001111', '09');
  const other = await tell(d, COAT, '13900002222', '10');
  expect(await history(d, dispatcher, other.id)).toEqual([]);
  await d.services.duplicates.decide(dispatcher, other.id, first.id, 'reject');
  await d.services.duplicates.decide(dispatcher, other.id, first.id, 'undo');
  expect(await history(d, dispatcher, other.id)).toEqual([]);
  await d.services.duplicates.decide(dispatcher, other.id, first.id, 'merge');
  await d.services.duplicates.decide(dispatcher, other.id, first.id, 'undo');
  expect(await history(d, dispatcher, other.id)).toEqual([
    ['merged', '派单员', `与 ${first.number} 并单（同一事项）`],
    ['separated', '派单员', `撤销与 ${first.number} 的并单`],
  ]);
});

test('the number of an order out of reach is not told', async () => {
  const d = await desk();
  const mine = await tell(d, COAT, '13800001111', '09');
  const theirs = await tell(d, COAT.replace('西单北大街', '德胜'), '13900002222', '10');
  await d.services.duplicates.decide(dispatcher, mine.id, theirs.id, 'merge');
  expect(await history(d, handler, mine.id)).toEqual([
    ['merged', '派单员', '与 另一件工单 并单（同一事项）'],
  ]);
});
