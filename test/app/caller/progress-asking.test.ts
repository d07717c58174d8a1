import { afterEach, describe, expect, test } from 'vitest';
import { createProgressAsking } from '../../../src/app/caller/progress-asking.ts';
import type { Store } from '../../../src/store/store.ts';
import { HOUR, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
/** The calls of the desk come from this number. */
const TAIL = '1234';

async function site() {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const id = await d.take('西单的鞋');
  const { number } = await d.services.orders.get(PEOPLE.dispatcher, id);
  return { d, id, number, ask: d.services.progress.ask };
}

describe('how far a matter is', () => {
  test('is told to whoever has the number and the tail, without text, name or number of the caller', async () => {
    const { d, id, number, ask } = await site();
    const found = await ask(number, TAIL);
    expect(found).toMatchObject({ number, unit: '西长安街市场监管所', ended: false });
    expect(found.dueAt).toBeGreaterThan(d.clock.now());
    expect(JSON.stringify(found)).not.toMatch(/鞋|1234|王/);
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    expect((await ask(number, TAIL)).stands).toContain('签收');
  });

  test('nothing more is due once it was answered', async () => {
    const { d, ask } = await site();
    const id = await d.handled('西单的帽子');
    await d.move(PEOPLE.handler, id, 'reply', d.replyData());
    const { number } = await d.services.orders.get(PEOPLE.dispatcher, id);
    const found = await ask(number, TAIL);
    expect(found.dueAt).toBeNull();
    expect(found.steps.find(({ name }) => name === '答复')?.at).not.toBeNull();
  });

  test('a wrong tail, no number at all and an order without a telephone sound alike', async () => {
    const { d, number, ask } = await site();
    const [outcome] = await d.services.intake.accept(PEOPLE.key, [
      { channel: 'web', receivedAt: '2026-04-14T09:00:00+08:00', text: '没有留电话的鞋' },
    ]);
    const silent = outcome?.status === 'accepted' ? outcome.id : '';
    const { number: anonymous } = await d.services.orders.get(PEOPLE.dispatcher, silent);
    const told: unknown[] = [];
    for (const [asked, tail] of [
      [number, '9999'],
      ['20990101-000001', TAIL],
      [anonymous, TAIL],
      [number, ''],
      [number, '34'],
    ] as const)
      told.push(await ask(asked, tail).catch((error: unknown) => error));
    for (const one of told) expect(one).toMatchObject({ code: 'not_found' });
    expect(new Set(told.map((one) => (one as Error).message)).size).toBe(1);
  });

  test('a number guessed at five times is closed for an hour, to the right tail too; others are not', async () => {
    const { d, number, ask } = await site();
    for (const tail of ['0000', '0001', '0002', '0003', '0004'])
      await expect(ask(number, tail)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask(number, TAIL)).rejects.toMatchObject({ code: 'rate_limited' });
    const other = await d.services.orders.get(PEOPLE.dispatcher, await d.take('西单的袜子'));
    expect((await ask(other.number, TAIL)).number).toBe(other.number);
    d.clock.set(d.clock.now() + HOUR);
    expect((await ask(number, TAIL)).number).toBe(number);
  });

  test('of a hundred guesses at once five are looked at, and what is right among them costs nothing later', async () => {
    const { d, number, ask } = await site();
    const guesses = Array.from({ length: 100 }, (_, n) => ask(number, String(n).padStart(4, '0')));
    const codes = (await Promise.allSettled(guesses)).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : one.status,
    );
    expect(codes.filter((code) => code === 'not_found')).toHaveLength(5);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(95);
    const other = await d.services.orders.get(PEOPLE.dispatcher, await d.take('西单的袜子'));
    for (let n = 0; n < 7; n++) expect((await ask(other.number, TAIL)).number).toBe(other.number);
  });

  test('what was guessed at is closed to another process on the same database too', async () => {
    const { d, number, ask } = await site();
    for (const tail of ['0000', '0001', '0002', '0003', '0004'])
      await expect(ask(number, tail)).rejects.toMatchObject({ code: 'not_found' });
    const elsewhere = createProgressAsking(d.context);
    await expect(elsewhere.ask(number, TAIL)).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('a matter that was joined to another goes on there, under its own number', async () => {
    const { d, id, number, ask } = await site();
    const other = await d.take('同一双鞋');
    const otherNumber = (await d.services.orders.get(PEOPLE.dispatcher, other)).number;
    await d.services.duplicates.decide(PEOPLE.dispatcher, id, other, 'merge');
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    expect(await ask(otherNumber, TAIL)).toMatchObject({
      number: otherNumber,
      stands: expect.stringContaining('签收'),
    });
    expect((await ask(number, TAIL)).number).toBe(number);
  });
});
