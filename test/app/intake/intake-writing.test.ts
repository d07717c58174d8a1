import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import type { IntakeOutcome } from '../../../src/app/types.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { desk, dispatcher, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { smallProfile } from '../../support/small-profile.ts';

const idsOf = (outcomes: readonly IntakeOutcome[]): string[] =>
  outcomes.map((outcome) => ('id' in outcome ? outcome.id : outcome.status));
const numbers = Array.from({ length: 30 }, (_, n) => n);

type Desk = Awaited<ReturnType<typeof desk>>;
const audited = async ({ store }: Desk, column: string): Promise<unknown[]> =>
  (
    (await store.read((db) =>
      db.all(sql`SELECT ${sql.raw(column)} AS found FROM audit WHERE action = 'order.submit' ORDER BY seq`),
    )) as { found: unknown }[]
  ).map(({ found }) => found);

test('calls that come at the same time are stored in few goes, each as its own', async () => {
  const d = await desk();
  let writes = 0;
  const write: typeof d.store.write = (work) => {
    writes++;
    return d.store.write(work);
  };
  const { intake } = createServices({
    store: { ...d.store, write },
    engine: deskEngine,
    profile: smallProfile,
    clock: d.clock,
  });
  const other = { ...system, id: 'other', name: '另一个系统' };
  const outcomes = await Promise.all(
    numbers.map((n) => intake.accept(n % 3 === 0 ? other : system, [order(`第${n}件鞋不给退`)])),
  );
  expect(new Set(outcomes.flatMap(idsOf)).size).toBe(30);
  const stored = outcomes.flatMap((one) => one.map((outcome) => ('number' in outcome ? outcome.number : '')));
  expect([...stored].sort()).toEqual(numbers.map((n) => `20260414-${String(n + 1).padStart(6, '0')}`));
  for (const [n, [outcome]] of outcomes.entries()) {
    const detail = await d.services.orders.get(dispatcher, (outcome as { id: string }).id);
    expect(detail.input.text).toBe(`第${n}件鞋不给退`);
    expect(detail.events[0]?.actor).toBe(n % 3 === 0 ? '另一个系统' : system.name);
  }
  expect((await audited(d, 'actor_id')).filter((id) => id === 'other')).toHaveLength(10);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
  expect(writes).toBeLessThan(10);
});

test('the same key at the same time is answered with what the first of them left', async () => {
  const { services, store } = await desk();
  const outcomes = await Promise.all(
    numbers.map(() => services.intake.accept(system, [order('买鞋不给退')], { idempotencyKey: 'one' })),
  );
  expect(new Set(outcomes.flatMap(idsOf)).size).toBe(1);
  expect(await store.read((db) => db.all(sql`SELECT count(*) AS n FROM orders`))).toEqual([{ n: 1 }]);
});

test('the same order at the same time under different keys is stored once', async () => {
  const { services } = await desk();
  const outcomes = await Promise.all(
    numbers.map((n) =>
      services.intake.accept(system, [order('买鞋不给退', { externalId: 'E1' })], {
        idempotencyKey: `key-${n}`,
      }),
    ),
  );
  expect(new Set(outcomes.flatMap(idsOf)).size).toBe(1);
  const statuses = outcomes.flatMap((one) => one.map(({ status }) => status));
  expect(statuses.filter((status) => status === 'accepted')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(29);
  // And each key goes on giving its own answer.
  const again = await services.intake.accept(system, [order('买鞋不给退', { externalId: 'E1' })], {
    idempotencyKey: 'key-7',
  });
  expect(again).toEqual(outcomes[7]);
});

test('one call that cannot be stored takes no other with it', async () => {
  const { services } = await desk();
  await services.intake.accept(system, [order('买鞋不给退')], { idempotencyKey: 'used' });
  const nobody = { ...system, name: null as unknown as string };
  const outcomes = await Promise.allSettled([
    services.intake.accept(system, [order('会员卡不退一')]),
    services.intake.accept(nobody, [order('会员卡不退二')]),
    services.intake.accept(system, [order('会员卡不退三')], { idempotencyKey: 'used' }),
    services.intake.accept(system, [order('会员卡不退四')], { idempotencyKey: 'new' }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(outcomes[1]).not.toMatchObject({ reason: expect.any(AppError) });
  expect(outcomes[2]).toMatchObject({ reason: { code: 'idempotency_mismatch' } });
  expect(await services.orders.counts(dispatcher)).toMatchObject({ total: 3 });
});
