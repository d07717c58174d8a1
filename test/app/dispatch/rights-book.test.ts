import { afterEach, expect, test } from 'vitest';
import { createRightsBook } from '../../../src/app/dispatch/rights-book.ts';
import type { NewRuling } from '../../../src/app/dispatch/ruling-types.ts';
import { createContext, createServices } from '../../../src/app/services.ts';
import type { OrderInput } from '../../../src/app/types.ts';
import type { Profile } from '../../../src/profile/types.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { proposalOf, rightsOf } from '../../../src/store/outcomes.ts';
import { dispatchProposals } from '../../../src/store/schema/outcomes.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { admin, dispatcher, NOW, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { tempDatabase } from '../../support/temp.ts';
import { profileWithRight } from '../../support/earned-right.ts';

const DAY_MS = 86_400_000;
const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const profile: Profile = profileWithRight({ share: 0, youngShare: 1, youngUntil: 2 });
const engine = {
  ...deskEngine,
  dispatchEvidence: {
    all: { right: 990, total: 1000 },
    byType: { '0501': { right: 990, total: 1000, duty: 'CGZF/dept' } },
  },
};

async function town(more: Partial<Profile> = {}) {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const clock = fixedClock(NOW);
  const options = { store, engine, profile: { ...profile, ...more }, clock };
  const context = createContext(options);
  const services = createServices(options, context);
  const send = async (text: string, given: Partial<OrderInput> = {}) => {
    const [outcome] = await services.intake.accept(system, [order(text, given)]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    return { ...outcome, proposal: await store.read((db) => proposalOf(db, outcome.id)) };
  };
  return { store, clock, context, services, send };
}

test('an evaluation that was undone with its write is done again by the next one', async () => {
  const t = await town();
  for (let i = 0; i < 30; i++) await t.send(`西单的鞋，第${i}双`);
  const book = createRightsBook(t.context);
  await book.ready();
  // All turned out wrong, and nobody has looked at the cell since.
  await t.store.write(async (db) => void (await db.update(dispatchProposals).set({ right: false })));
  const later = NOW + 2 * DAY_MS;
  const triage = deskEngine.triage(order('西单的鞋'));
  const lost = t.store.write(async (db) => {
    const gate = await book.gate(db, [triage], later);
    expect(gate.earned(triage).decision.action).toBe('review');
    throw new Error('the write fails after all');
  });
  await expect(lost).rejects.toThrow('after all');
  const again = await t.store.write(async (db) => (await book.gate(db, [triage], later + 1)).earned(triage));
  expect(again.decision.action).toBe('review');
  expect((await t.store.read((db) => rightsOf(db))).get('0101 SCS-XCAJ')).toMatchObject({ held: false });
});

test('a young cell is checked more often until enough of its orders are judged', async () => {
  const t = await town();
  const sent = [await t.send('西单的鞋甲'), await t.send('西单的鞋乙')];
  expect(sent.map(({ proposal }) => proposal?.spotCheck)).toEqual([true, true]);
  for (const { id } of sent) await t.services.rights.spotCheck(dispatcher, id, { right: true });
  expect((await t.send('西单的鞋丙')).proposal?.spotCheck).toBe(false);
});

const ruling: NewRuling = {
  issueType: '0501',
  condition: { any: ['棋牌室'] },
  unit: 'ZWFW',
  byStation: false,
  reason: '室内娱乐噪声由该局牵头',
  decidedBy: '区接诉即办专班',
  effectiveFrom: '2026-04-14',
  effectiveTo: null,
  originOrder: null,
};

test('a ruling that moves a type opens a cell without the right, and leaves the old owner’s as it is', async () => {
  const t = await town();
  expect(await t.send('棋牌室噪声')).toMatchObject({ state: 'dispatched', proposal: { duty: 'CGZF/dept' } });
  const { id } = await t.services.rulings.add(admin, ruling);
  const ruled = await t.send('棋牌室噪声，又');
  expect(ruled).toMatchObject({
    state: 'received',
    proposal: { unit: 'ZWFW', duty: `ZWFW/dept/${id}`, automatic: false },
  });
  expect(ruled.triage.decision.because[0]?.code).toBe('right_not_earned');
  expect(await t.send('工地施工噪声')).toMatchObject({
    state: 'dispatched',
    proposal: { duty: 'CGZF/dept' },
  });
  const { cells } = await t.services.rights.overview(admin);
  expect(cells.map((c) => [c.unit.code, c.held, c.reason.code])).toEqual([
    ['ZWFW', false, 'duty_changed'],
    ['CGZF', true, 'prior'],
  ]);
  expect(cells[0]?.effectiveN).toBeLessThan(11);
});

test('a duty that the catalogue moves on a day is noticed on that day, without a restart', async () => {
  const entry = { issueType: '0501', level: 'dept', joint: null, clause: '5.1' } as const;
  const t = await town({
    catalogue: {
      version: 'c1',
      title: '派单目录',
      effectiveFrom: '2026-01-01',
      entries: [
        { ...entry, owner: 'CGZF', effectiveFrom: '2026-01-01', effectiveTo: '2026-04-16' },
        { ...entry, owner: 'ZWFW', effectiveFrom: '2026-04-16', effectiveTo: null },
      ],
    },
  });
  expect(await t.send('施工噪声')).toMatchObject({ state: 'dispatched', proposal: { duty: 'CGZF/dept' } });
  t.clock.set(Date.parse('2026-04-16T08:00:00+08:00'));
  expect(await t.send('施工噪声，又')).toMatchObject({ state: 'received', proposal: { duty: 'ZWFW/dept' } });
});
