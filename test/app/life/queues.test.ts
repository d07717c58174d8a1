import { afterEach, expect, it } from 'vitest';
import { unansweredUnits } from '../../../src/app/life/move-facts.ts';
import type { Actor, OrderFilter } from '../../../src/app/types.ts';
import { clocksFor } from '../../../src/app/life/deadlines.ts';
import { isDisputed, lifeOf } from '../../../src/orders/life.ts';
import type { Life } from '../../../src/orders/life.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import { ordersByIds } from '../../../src/store/orders.ts';
import type { Store } from '../../../src/store/store.ts';
import { HOUR, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import { walk } from '../../support/random-life.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = () => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { leader, street, elsewhere, city, handler } = PEOPLE;
const WITH_UNIT = ['dispatched', 'acknowledged', 'contacted', 'handling', 'onHold'] as const;

it('finds by query what the lives of the orders say: what waits, for whom, and who takes part', async () => {
  const d = await desk();
  const ids: string[] = [];
  for (let i = 0; i < 10; i++) ids.push(await d.take(i % 2 === 0 ? `西单的鞋${i}` : `施工噪声${i}`));
  const random = seededRandom(7);
  const found = new Map<string, number>();
  for (let i = 0; i < 10; i++) {
    await walk(d, ids, 36, random);
    await agree();
  }
  // Lists that were empty all along would show nothing.
  for (const name of ['any', 'review', 'ruling', 'supervised', 'awaiting', 'own', 'lead'])
    expect(found.get(name), name).toBeGreaterThan(0);

  async function agree(): Promise<void> {
    const lives = new Map<string, Life>();
    for (const id of ids) lives.set(id, lifeOf(await d.store.read((db) => lifeEventsOf(db, id))));
    const check = async (name: string, actor: Actor, filter: OrderFilter, which: (life: Life) => boolean) => {
      const { rows, total } = await d.services.orders.list(actor, filter, { pageSize: 100 });
      expect(rows.map(({ id }) => id).sort(), name).toEqual(
        ids.filter((id) => which(lives.get(id) as Life)).sort(),
      );
      expect(await d.services.orders.countEach(actor, { these: filter })).toEqual({ these: total });
      found.set(name, (found.get(name) ?? 0) + total);
    };
    await check('any', leader, { pending: 'any' }, ({ pending }) => pending !== null);
    await check('ruling', leader, { pending: 'ruling' }, isDisputed);
    await check(
      'review',
      leader,
      { pending: 'review' },
      (life) => life.pending !== null && !isDisputed(life),
    );
    await check(
      'supervised',
      leader,
      { supervised: true },
      ({ supervision, supervisedBefore }) => supervision.level > 0 || supervisedBefore.length > 0,
    );
    for (const actor of [street, elsewhere, city, handler]) {
      const unit = actor.unit as string;
      const isWith = ({ state }: Life): boolean => (WITH_UNIT as readonly string[]).includes(state);
      const isSeen = ({ state }: Life): boolean => state !== 'received';
      await check(
        'awaiting',
        actor,
        { states: WITH_UNIT, awaiting: unit },
        (life) => isWith(life) && unansweredUnits(life).includes(unit),
      );
      await check(
        'own',
        actor,
        {},
        (life) =>
          isSeen(life) &&
          (life.lead === unit ||
            life.joint === unit ||
            life.whistles.some(({ units }) => units.some((one) => one.unit === unit))),
      );
      await check('lead', actor, { lead: unit }, (life) => isSeen(life) && life.lead === unit);
    }
  }
});

it('sorts by the nearest deadline, what has none last, and tells late from soon', async () => {
  const d = await desk();
  const days = ['2026-04-12', '2026-04-08', '2026-04-10', '2026-04-09'];
  for (const day of days) await d.take(`西单的鞋${day}`, { receivedAt: `${day}T22:00:00+08:00` });
  const now = d.clock.now();
  const { rows } = await d.services.orders.list(leader, { sort: 'due' });
  expect(rows.map(({ receivedAt }) => new Date(receivedAt).getUTCDate())).toEqual([8, 9, 10, 12]);
  expect(
    await d.services.orders.countEach(leader, {
      late: { dueBefore: now },
      soon: { soonAt: now },
      near: { nearAt: now },
      all: {},
    }),
  ).toEqual({ late: 1, soon: 1, near: 2, all: 4 });
  expect(rows.map(({ soon }) => soon)).toEqual([false, true, false, false]);
});

it('calls those orders soon due of which a running clock says so, whatever was done and whenever it is asked', async () => {
  const d = await desk();
  const ids: string[] = [];
  for (let i = 0; i < 12; i++)
    ids.push(await d.take(i % 3 === 0 ? `施工噪声${i}` : i % 3 === 1 ? `西单的鞋${i}` : `西单着火${i}`));
  const random = seededRandom(15);
  const seen = { soon: 0, late: 0, both: 0, neither: 0, working: 0 };
  for (let i = 0; i < 12; i++) {
    await walk(d, ids, 25, random);
    for (const later of [0, 1, 7, 30, 100].map((hours) => hours * HOUR)) {
      const now = d.clock.now() + later;
      const said = new Map<string, { soon: boolean; late: boolean }>();
      for (const row of await d.store.read((db) => ordersByIds(db, ids))) {
        const events = await d.store.read((db) => lifeEventsOf(db, row.id));
        const clocks = clocksFor(d.profile, row, events, now);
        const soon = clocks.filter(({ state }) => state === 'soon');
        const late = clocks.some(({ state }) => state === 'late');
        said.set(row.id, { soon: soon.length > 0, late });
        seen[soon.length > 0 ? (late ? 'both' : 'soon') : late ? 'late' : 'neither']++;
        if (soon.some(({ policy }) => policy.limit?.kind.startsWith('working') === true)) seen.working++;
      }
      const found = async (filter: OrderFilter) =>
        (await d.services.orders.list(leader, filter, { pageSize: 100 })).rows.map(({ id }) => id).sort();
      const wanted = (which: (one: { soon: boolean; late: boolean }) => boolean) =>
        ids.filter((id) => which(said.get(id) ?? { soon: false, late: false })).sort();
      expect(await found({ soonAt: now })).toEqual(wanted(({ soon }) => soon));
      expect(await found({ nearAt: now })).toEqual(wanted(({ soon, late }) => soon || late));
      if (later > 0) continue;
      const { rows } = await d.services.orders.list(leader, {}, { pageSize: 100 });
      for (const { id, soon } of rows) expect(soon).toBe(said.get(id)?.soon);
    }
  }
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(5);
}, 60_000);
