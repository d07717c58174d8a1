import { afterEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import { correctionRows } from '../../support/correction-rows.ts';
import { PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, handler, leader, street } = PEOPLE;
/** A shop's goods on the pavement, read as a purchase: the type is the department's, the matter the street's. */
const asked = { reason: '是店外占道，不是买卖', clause: '目录 0402', code: 'R03', owner: 'JD-XCAJ' };
const typed = { ...asked, issueType: '0402' };

test('a street is proposed with the type that makes it the street’s, and not without', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  const bare = d.move(handler, id, 'proposeReturn', asked);
  await expect(bare).rejects.toMatchObject({ code: 'reserved_from_streets' });
  await expect(bare).rejects.toThrow('认为分类有误的，同时写明正确的分类');
  await expect(d.move(handler, id, 'proposeReturn', { ...asked, issueType: '0104' })).rejects.toThrow(
    '这一分类也不给街道',
  );
  await expect(d.move(handler, id, 'proposeReturn', { ...asked, issueType: '0101' })).rejects.toThrow(
    '与现在的分类相同',
  );
  await expect(d.move(handler, id, 'proposeReturn', { ...asked, issueType: '9999' })).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'issueType' },
  });
  const waits = await d.move(handler, id, 'proposeReturn', typed);
  expect(waits.life.pending).toMatchObject({
    owner: { code: 'JD-XCAJ' },
    issueType: { code: '0402', name: '占道经营' },
  });
  // Until somebody decides nothing has changed.
  expect(waits.issueType.code).toBe('0101');
});

test('who agrees corrects the type in the same write, and it is a label', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  const moved = await d.move(dispatcher, id, 'acceptReturn');
  expect(moved).toMatchObject({
    issueType: { code: '0402' },
    leadUnit: { code: 'JD-XCAJ' },
    pending: null,
    corrected: true,
  });
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  expect(events.map(({ kind }) => kind).slice(-3)).toEqual(['proposeReturn', 'correctType', 'acceptReturn']);
  expect(await correctionRows(d.store)).toMatchObject([
    { fromType: '0101', toType: '0402', fromUnit: 'SCS-XCAJ', toUnit: 'JD-XCAJ' },
  ]);
  expect((await d.services.orders.get(street, id)).issueType.code).toBe('0402');
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('a unit other than the proposed one gets the order as it was, unless a type is named', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  expect(await d.move(dispatcher, id, 'acceptReturn', { lead: 'SCS-DS' })).toMatchObject({
    issueType: { code: '0101' },
    leadUnit: { code: 'SCS-DS' },
    corrected: false,
  });
  const other = await d.take('西单的包');
  await d.move(handler, other, 'proposeReturn', typed);
  expect(await d.move(dispatcher, other, 'acceptReturn', { lead: 'CGZF', issueType: '0501' })).toMatchObject({
    issueType: { code: '0501' },
    leadUnit: { code: 'CGZF' },
  });
});

test('who agrees with the unit and not with the type is told the clause', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  const before = (await d.store.read((db) => lifeEventsOf(db, id))).length;
  await expect(d.move(dispatcher, id, 'acceptReturn', { issueType: '0101' })).rejects.toMatchObject({
    code: 'reserved_from_streets',
  });
  expect((await d.store.read((db) => lifeEventsOf(db, id))).length).toBe(before);
});

test('a refused return changes no type', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  const kept = await d.move(dispatcher, id, 'refuseReturn', { reason: '是买卖' });
  expect(kept).toMatchObject({ issueType: { code: '0101' }, leadUnit: { code: 'SCS-XCAJ' } });
});

test('a ruling takes the type with the unit, and a ruling kept for like orders is of that type', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  await d.move(dispatcher, id, 'refuseReturn', { reason: '是买卖' });
  await d.move(handler, id, 'proposeReturn', typed);
  const ruled = await d.move(leader, id, 'rule', {
    lead: 'JD-XCAJ',
    reason: '货在人行道上',
    ruling: { condition: { any: ['店外'], streets: ['西长安街'], saleChannels: ['offline'] } },
  });
  expect(ruled).toMatchObject({ issueType: { code: '0402' }, leadUnit: { code: 'JD-XCAJ' } });
  expect(await d.services.rulings.list(leader)).toMatchObject([
    {
      issueType: '0402',
      unit: 'STREET',
      condition: { any: ['店外'], streets: ['西长安街'], saleChannels: ['offline'] },
    },
  ]);
  expect(await correctionRows(d.store)).toMatchObject([{ fromType: '0101', toType: '0402' }]);
});

test('a ruling back to the unit leaves the type', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(handler, id, 'proposeReturn', typed);
  await d.move(dispatcher, id, 'refuseReturn', { reason: '是买卖' });
  await d.move(handler, id, 'proposeReturn', typed);
  const ruled = await d.move(leader, id, 'rule', { lead: 'SCS-XCAJ', reason: '是买卖' });
  expect(ruled).toMatchObject({ issueType: { code: '0101' }, leadUnit: { code: 'SCS-XCAJ' } });
});
