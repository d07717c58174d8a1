import { expect, it } from 'vitest';
import type { Actor } from '../../../src/app/types.ts';
import { analyst, callback, caseDesk, leader, ruledProfile } from '../../support/case-desk.ts';
import { admin, dispatcher, handler } from '../../support/desk.ts';

const APRIL = { from: '2026-04-01', to: '2026-05-01' };
const scjg: Actor = { id: 'u-g', name: '局里', role: 'unitLeader', unit: 'SCJG' };

async function site() {
  const profile = ruledProfile();
  const handling = (profile.handling ?? []).map((rules) => ({
    ...rules,
    returns: {
      ...rules.returns,
      reasons: [{ code: 'R01', name: '不属于职责', means: '不属于', laws: [], policy: '目录', proof: [] }],
    },
    evidence: rules.evidence.filter(({ before }) => !before.includes('return')),
  }));
  const d = await caseDesk({ profile: { ...profile, handling } });
  const propose = async (actor: Actor, id: string, owner: string) => {
    d.later(5);
    await d.move(actor, id, 'proposeReturn', { code: 'R01', reason: '不属于', clause: '第1项', owner });
  };
  return { ...d, propose };
}

it('returns are counted by unit, with what became of them, an interval, and how far they can be trusted', async () => {
  const d = await site();
  // Five orders of the station: one returned rightly, one wrongly and then ruled back, one withdrawn, two kept.
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await d.receive(`商场退鞋 ${i}`));
  const [right = '', wrong = '', back = ''] = ids;
  await d.propose(handler, right, 'SCJG');
  await d.move(dispatcher, right, 'acceptReturn');
  await d.propose(handler, wrong, 'SCJG');
  await d.move(dispatcher, wrong, 'refuseReturn', { reason: '按街道' });
  await d.propose(handler, wrong, 'SCJG');
  await d.move(leader, wrong, 'rule', { lead: 'SCS-XCAJ', reason: '按街道所' });
  await d.propose(handler, back, 'SCJG');
  await d.move(handler, back, 'withdraw');
  // Another period.
  const old = await d.receive('旧单退鞋', { receivedAt: '2026-03-01T09:30:00+08:00' });
  await d.propose(handler, old, 'SCJG');

  const found = await d.services.returns.refusals(leader, APRIL);
  expect(found.total).toMatchObject({ hits: 3, n: 5 });
  expect(found.rows.map(({ unit }) => unit)).toEqual(['SCS-XCAJ']);
  const [row] = found.rows;
  expect(row).toMatchObject({
    name: '西长安街市场监管所',
    accepted: 1,
    refused: 1,
    ruledAway: 0,
    ruledBack: 1,
    withdrawn: 1,
    waits: 0,
    returned: { hits: 3, n: 5 },
    credibility: { n: 3, upheld: 1 },
  });
  expect(row?.returned.low).toBeGreaterThan(0.2);
  expect(row?.returned.high).toBeLessThan(0.9);
  const { upheld, refused } = found.prior;
  expect(row?.credibility.share).toBeCloseTo((1 + upheld) / (3 + upheld + refused), 10);
  const all = await d.services.returns.refusals(admin, { from: '2026-03-01', to: '2026-05-01' });
  expect(all.rows[0]).toMatchObject({ waits: 1, returned: { hits: 4, n: 6 } });
});

it('an order that comes back and goes out again is counted where it was returned', async () => {
  const d = await site();
  const id = await d.receive('商场退鞋');
  await d.propose(handler, id, 'SCJG');
  await d.move(dispatcher, id, 'acceptReturn');
  await d.propose(scjg, id, 'SCS-XCAJ');
  await d.move(leader, id, 'rule', { lead: 'SCS-XCAJ', reason: '按街道所' });
  const { rows } = await d.services.returns.refusals(leader, APRIL);
  // The station was given it back: its return was wrong whatever was decided first, the department's right.
  expect(rows.map(({ unit, credibility: { n, upheld }, returned }) => [unit, n, upheld, returned.n])).toEqual(
    [
      ['SCS-XCAJ', 1, 0, 1],
      ['SCJG', 1, 1, 1],
    ],
  );
});

it('is for the centre', async () => {
  const d = await site();
  for (const actor of [handler, scjg, callback])
    await expect(d.services.returns.refusals(actor, APRIL)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await d.services.returns.refusals(analyst, APRIL)).rows).toEqual([]);
  await expect(d.services.returns.refusals(leader, { ...APRIL, to: APRIL.from })).rejects.toMatchObject({
    code: 'bad_field',
  });
});
