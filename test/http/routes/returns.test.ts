import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { ruledProfile } from '../../support/case-desk.ts';
import { caseSite } from '../../support/case-site.ts';
import { dispatcher, handler as station } from '../../support/desk.ts';

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
  const s = await caseSite({ profile: { ...profile, handling } });
  const id = await s.d.receive('棋牌室退鞋<i>');
  const ask = { code: 'R01', reason: '不属于<i>', clause: '第1项', owner: 'SCJG' };
  await s.d.move(station, id, 'proposeReturn', ask);
  await s.d.move(dispatcher, id, 'refuseReturn', { reason: '按街道' });
  s.d.later(5);
  await s.d.move(station, id, 'proposeReturn', ask);
  const leader = await s.as('leader');
  return { ...s, id, leader, page: `/orders/${id}/brief`, api: `/api/v1/orders/${id}` };
}

describe('/api/v1', () => {
  it('answers with the brief to those who adjudicate', async () => {
    const { leader, as, api } = await site();
    expect(await (await leader.get(`${api}/brief`)).json()).toMatchObject({
      disputed: true,
      closed: null,
      returns: [{ verdict: 'refused', owner: { unit: 'SCJG' } }, { verdict: 'waits' }],
    });
    const unit = await as('handler', 'SCS-XCAJ');
    expect(await refused(unit.get(`${api}/brief`))).toEqual([403, 'forbidden']);
    expect(await refused(leader.get('/api/v1/orders/none/brief'))).toEqual([404, 'not_found']);
  });

  it('rules and makes a ruling of it in one request', async () => {
    const { leader, d, api } = await site();
    const data = {
      lead: 'ZWFW',
      reason: '由政务局牵头',
      ruling: { condition: { any: ['棋牌室'] }, effectiveFrom: '2026-04-14' },
    };
    const done = await leader.post(`${api}/moves`, { move: 'rule', data });
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ leadUnit: { code: 'ZWFW' }, state: 'dispatched' });
    const next = await d.receive('又一家棋牌室');
    expect((await d.services.orders.get(dispatcher, next)).leadUnit.code).toBe('ZWFW');
  });

  it('counts how units return', async () => {
    const { leader, as } = await site();
    const path = '/api/v1/refusals?from=2026-04-01&to=2026-05-01';
    expect(await (await leader.get(path)).json()).toMatchObject({
      total: { hits: 1, n: 1 },
      rows: [{ unit: 'SCS-XCAJ', refused: 1, waits: 1, credibility: { n: 1, upheld: 0 } }],
    });
    expect(await refused((await as('handler', 'SCS-XCAJ')).get(path))).toEqual([403, 'forbidden']);
    expect(await refused(leader.get('/api/v1/refusals?from=2026-05-01&to=2026-04-01'))).toEqual([
      400,
      'bad_field',
    ]);
  });
});

describe('the pages', () => {
  it('show the brief, and rule with a ruling kept for the future', async () => {
    const { leader, page, d } = await site();
    const html = await leader.page(page);
    expect(html).toContain('退单裁定材料');
    expect(html).toContain('历次退单（2 次）');
    expect(html).not.toContain('不属于<i>');
    const ruled = await leader.form(page, [
      ['lead', 'ZWFW'],
      ['reason', '牵头'],
      ['keep', 'on'],
      ['any', '棋牌室、麻将馆'],
    ]);
    expect([ruled.status, ruled.headers.get('location')]).toEqual([303, `${page}?done=ruled`]);
    const [ruling] = await d.services.rulings.forTriage();
    expect(ruling?.condition).toEqual({ any: ['棋牌室', '麻将馆'] });
    expect(await leader.page(page)).toContain('没有待裁定的争议');
  });

  it('say why a ruling is refused, and keep what was typed', async () => {
    const { leader, page } = await site();
    const answer = await leader.form(page, [
      ['lead', 'JD-XCAJ'],
      ['reason', '街道办'],
    ]);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('不得派给街道');
    expect(html).toContain('街道办</textarea>');
    expect(html).toMatch(/<option value="JD-XCAJ" selected/);
  });

  it('show how units return to the centre alone', async () => {
    const { leader, as } = await site();
    const html = await leader.page('/refusals?from=2026-04-01&to=2026-05-01');
    expect(html).toContain('西长安街市场监管所');
    expect(html).toContain('件数太少');
    expect(html).toContain('可能属于不合理诉求');
    expect((await leader.get('/refusals?from=x&to=2026-05-01')).status).toBe(400);
    expect((await (await as('handler', 'SCS-XCAJ')).get('/refusals')).status).toBe(403);
  });
});
