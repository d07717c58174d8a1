import { describe, expect, it } from 'vitest';
import { databaseLabels } from '../../../src/app/learning/labels.ts';
import { correctedOrders, unaskedCorrectedOrders } from '../../../src/store/annotations.ts';
import type { Actor } from '../../../src/app/types.ts';
import { analyst, caseDesk, leader, ruledProfile } from '../../support/case-desk.ts';
import { admin, dispatcher, elsewhere, handler, street } from '../../support/desk.ts';

const scjg: Actor = { id: 'u-g', name: '局里', role: 'unitLeader', unit: 'SCJG' };
const RETURN = { code: 'R01', reason: '不属于本所职责', clause: '派单目录第1.1项' };

/** The return reason that asks for nothing but words. */
const ask = (owner: string) => ({ ...RETURN, owner });
/** A return that the rules of the profile prove by files needs them. */
async function site() {
  const d = await caseDesk({ profile: withPlainReturns() });
  const propose = async (actor: Actor, id: string, owner: string) => {
    d.later(5);
    return d.move(actor, id, 'proposeReturn', ask(owner));
  };
  /** Returned by the station, refused, and returned again: disputed. */
  const disputed = async (text = '商场退鞋', by: Actor = handler) => {
    const id = await d.receive(text);
    await propose(by, id, 'SCJG');
    await d.move(dispatcher, id, 'refuseReturn', { reason: '目录写明按街道' });
    await propose(by, id, 'SCJG');
    return id;
  };
  return { ...d, propose, disputed };
}

/** The shipped rules with one reason for returns that needs no files. */
function withPlainReturns() {
  const profile = ruledProfile();
  const handling = (profile.handling ?? []).map((rules) => ({
    ...rules,
    returns: {
      ...rules.returns,
      reasons: [
        { code: 'R01', name: '不属于职责', means: '不属于本单位职责', laws: [], policy: '目录', proof: [] },
      ],
    },
    evidence: rules.evidence.filter(({ before }) => !before.includes('return')),
  }));
  return { ...profile, handling };
}

describe('the brief on a disputed return', () => {
  it('holds facts, leads, returns, clauses, rulings and precedents, and can be ruled on by the leader', async () => {
    const d = await site();
    const id = await d.disputed();
    await d.services.rulings.add(leader, {
      issueType: '0101',
      condition: { any: ['鞋'] },
      unit: 'SCJG',
      byStation: true,
      reason: '按街道办',
      decidedBy: '专班',
      effectiveFrom: '2026-04-14',
      effectiveTo: null,
      originOrder: null,
    });
    const brief = await d.services.returns.brief(leader, id);
    expect(brief).toMatchObject({ disputed: true, closed: null, issueType: { code: '0101' } });
    expect(brief.leads.map(({ unit }) => unit)).toEqual(['SCS-XCAJ']);
    expect(brief.returns.map(({ unit, verdict, owner }) => [unit, verdict, owner?.unit])).toEqual([
      ['SCS-XCAJ', 'refused', 'SCJG'],
      ['SCS-XCAJ', 'waits', 'SCJG'],
    ]);
    const own = brief.candidates.find(({ unit }) => unit === 'SCS-XCAJ');
    expect(own?.clauses[0]?.text).toContain('小区派单目录');
    expect(own?.credibility).toMatchObject({ n: 1, upheld: 0 });
    expect(brief.candidates.find(({ unit }) => unit === 'SCJG')?.proposedBy.map(({ unit }) => unit)).toEqual([
      'SCS-XCAJ',
    ]);
    expect(brief.rulings.map(({ id: ruling }) => ruling)).toEqual(['R2026-0001']);
    expect(brief.missing).toContain('事实');
    expect((await d.services.returns.brief(dispatcher, id)).closed).toContain('中心负责人');
    for (const actor of [handler, elsewhere, analyst])
      await expect(d.services.returns.brief(actor, id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a ruling made with the decision on one order', () => {
  it('dispatches the next order like it', async () => {
    const d = await site();
    const before = await d.receive('棋牌室退鞋');
    expect((await d.services.orders.get(dispatcher, before)).leadUnit.code).toBe('SCS-XCAJ');
    const id = await d.disputed('棋牌室退鞋');
    const ruled = await d.move(leader, id, 'rule', {
      lead: 'ZWFW',
      reason: '棋牌室由政务局牵头',
      ruling: { condition: { any: ['棋牌室'] } },
    });
    expect(ruled.leadUnit.code).toBe('ZWFW');
    expect(ruled.events.at(-1)?.detail).toContain('同时作出裁定 R2026-0001');
    const [ruling] = await d.services.rulings.list(leader);
    expect(ruling).toMatchObject({
      id: 'R2026-0001',
      unit: 'ZWFW',
      byStation: false,
      decidedBy: '刘主任',
      effectiveFrom: '2026-04-14',
      originOrder: id,
    });
    d.later(1);
    const next = await d.receive('棋牌室又退鞋');
    const other = await d.receive('商场退鞋');
    expect((await d.services.orders.get(dispatcher, next)).leadUnit.code).toBe('ZWFW');
    expect((await d.services.orders.get(dispatcher, other)).leadUnit.code).toBe('SCS-XCAJ');
    // What was out before stays where it is.
    expect((await d.services.orders.get(dispatcher, before)).leadUnit.code).toBe('SCS-XCAJ');
  });

  it('holds for the stations of all streets where it was made of one', async () => {
    const d = await site();
    const id = await d.disputed('占道经营', street);
    await d.move(leader, id, 'rule', { lead: 'SCS-XCAJ', reason: '按街道所', ruling: { condition: {} } });
    expect((await d.services.rulings.list(leader))[0]).toMatchObject({ unit: 'SCJG', byStation: true });
    const next = await d.receive('德胜占道经营');
    expect((await d.services.orders.get(dispatcher, next)).leadUnit.code).toBe('SCS-DS');
  });

  it('that contradicts another is refused, and then the order is not ruled either', async () => {
    const d = await site();
    const first = await d.disputed('棋牌室退鞋');
    await d.move(leader, first, 'rule', {
      lead: 'ZWFW',
      reason: '牵头',
      ruling: { condition: { any: ['棋牌室'] } },
    });
    const id = await d.receive('商场退鞋');
    await d.propose(handler, id, 'SCJG');
    await d.move(dispatcher, id, 'refuseReturn', { reason: '按街道' });
    await d.propose(handler, id, 'SCJG');
    const contrary = { lead: 'CGZF', reason: '城管', ruling: { condition: { any: ['退鞋'] } } };
    await expect(d.move(leader, id, 'rule', contrary)).rejects.toMatchObject({
      code: 'ruling_conflict',
      details: { ruling: 'R2026-0001' },
    });
    expect(await d.services.orders.get(leader, id)).toMatchObject({ pending: 'return' });
    expect(await d.services.rulings.list(leader)).toHaveLength(1);
    // The exception of another ruling is no contradiction.
    await d.move(leader, id, 'rule', {
      lead: 'CGZF',
      reason: '城管',
      ruling: { condition: { all: ['商场', '退鞋'], none: ['棋牌室'] } },
    });
    expect(await d.services.rulings.list(leader)).toHaveLength(2);
  });

  it('refuses a ruling that says nothing of itself, and fields it does not know', async () => {
    const d = await site();
    const id = await d.disputed();
    for (const ruling of [{}, { condition: { any: [] } }, { condition: {}, unit: 'CGZF' }])
      await expect(
        d.move(leader, id, 'rule', { lead: 'SCJG', reason: '归局', ruling }),
      ).rejects.toMatchObject({
        code: 'bad_field',
      });
  });
});

describe('what the catalogue reserves from streets', () => {
  it('is not proposed for a street, nor ruled to one without an approver', async () => {
    const d = await site();
    const id = await d.receive('商场退鞋');
    const toStreet = { code: 'reserved_from_streets', details: { issueType: '0101', unit: 'JD-XCAJ' } };
    await expect(d.propose(handler, id, 'JD-XCAJ')).rejects.toMatchObject(toStreet);
    await expect(d.propose(handler, id, 'JD-XCAJ')).rejects.toThrow('小区派单目录');
    await d.propose(handler, id, 'SCJG');
    await expect(d.move(dispatcher, id, 'acceptReturn', { lead: 'JD-XCAJ' })).rejects.toMatchObject(toStreet);
    const named = { lead: 'JD-XCAJ', approver: '张区长', reason: '专项整治' };
    // Whoever may not go past what is reserved may not by naming somebody either.
    await expect(d.move(dispatcher, id, 'acceptReturn', named)).rejects.toMatchObject(toStreet);
    const moved = await d.move(admin, id, 'acceptReturn', named);
    expect(moved.leadUnit.code).toBe('JD-XCAJ');
    expect(moved.events.at(-1)?.detail).toMatch(/经张区长批准派往街道，理由：专项整治（小区派单目录/);
  });

  it('is ruled to a street by an administrator who names the approver', async () => {
    const d = await site();
    const id = await d.disputed();
    const data = { lead: 'JD-XCAJ', reason: '专项整治' };
    await expect(d.move(leader, id, 'rule', data)).rejects.toMatchObject({ code: 'reserved_from_streets' });
    await expect(d.move(admin, id, 'rule', data)).rejects.toMatchObject({ code: 'reserved_from_streets' });
    const ruled = await d.move(admin, id, 'rule', { ...data, approver: '张区长' });
    expect(ruled.leadUnit.code).toBe('JD-XCAJ');
    expect(ruled.events.at(-1)?.detail).toContain('经张区长批准');
  });

  it('says nothing of a street matter', async () => {
    const d = await site();
    const id = await d.receive('占道经营');
    await d.propose(street, id, 'JD-DS');
    expect((await d.move(dispatcher, id, 'acceptReturn')).leadUnit.code).toBe('JD-DS');
  });
});

describe('training', () => {
  it('learns nothing from a return, and the owner from a ruling', async () => {
    const d = await site();
    const labels = async () => ({
      set: await d.store.read((db) => databaseLabels(db, d.context.profile)),
      corrected: (await d.store.read(correctedOrders)).map(({ order, correction }) => [
        order.id,
        correction.toUnit,
      ]),
      asked: (await d.store.read((db) => unaskedCorrectedOrders(db, 50))).map(({ id }) => id),
    });
    const none = { corrected: [], asked: [] };
    const waits = await d.receive('商场退鞋');
    await d.propose(handler, waits, 'SCJG');
    expect(await labels()).toMatchObject({ ...none, set: { orders: [], unitOnly: 0 } });
    await d.move(dispatcher, waits, 'refuseReturn', { reason: '按街道' });
    const accepted = await d.receive('商场退鞋');
    await d.propose(handler, accepted, 'SCJG');
    await d.move(dispatcher, accepted, 'acceptReturn');
    expect(await labels()).toMatchObject({ ...none, set: { orders: [], unitOnly: 0 } });

    const id = await d.disputed('另一家退鞋');
    await d.move(leader, id, 'rule', { lead: 'SCJG', reason: '归局里' });
    const after = await labels();
    expect(after).toMatchObject({ corrected: [[id, 'SCJG']], asked: [id] });
    // The unit alone says nothing of the type.
    expect(after.set).toMatchObject({ orders: [], unitOnly: 1 });
  });

  it('takes the ruled owner as the unit of an order whose type people corrected', async () => {
    const d = await site();
    const id = await d.receive('商场退鞋');
    await d.services.handling.correct(dispatcher, id, { issueType: '0104' });
    await d.propose(handler, id, 'SCJG');
    const set = async () => (await d.store.read((db) => databaseLabels(db, d.context.profile))).orders;
    expect((await set()).map(({ type, unit }) => [type, unit])).toEqual([['0104', 'SCS-XCAJ']]);
    await d.move(dispatcher, id, 'acceptReturn');
    // Moved by a return: whose it is nobody has adjudicated.
    expect((await set()).map(({ type, unit }) => [type, unit])).toEqual([['0104', undefined]]);
    await d.propose(scjg, id, 'SCS-XCAJ');
    await d.move(leader, id, 'rule', { lead: 'SCJG', reason: '归局里' });
    expect((await set()).map(({ type, unit }) => [type, unit])).toEqual([['0104', 'SCJG']]);
  });
});
