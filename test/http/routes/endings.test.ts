import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { SHOES } from '../../support/case-desk.ts';
import { caseSite } from '../../support/case-site.ts';
import { handler as station } from '../../support/desk.ts';
import { SAMPLES } from '../../support/sample-files.ts';

/** A contacted order with what E01 asks for (`proved`), and people signed in. */
async function site(proved = true) {
  const s = await caseSite();
  const id = await s.d.contacted(`${SHOES}<b>`);
  if (proved) {
    await s.d.photo(station, id, 1, 'other');
    await s.d.photo(station, id, 2, 'result');
    await s.d.evidence.add(station, id, {
      stream: (async function* () {
        yield SAMPLES.mp3.bytes;
      })(),
      name: '通话.mp3',
      mediaType: 'audio/mpeg',
      kind: 'recording',
      purpose: 'contact',
    });
  }
  s.d.later(5);
  const handler = await s.as('handler', 'SCS-XCAJ');
  const leader = await s.as('leader');
  return { ...s, id, handler, leader, page: `/orders/${id}/case`, api: `/api/v1/orders/${id}` };
}
const FORM: readonly (readonly [string, string])[] = [
  ['kind', 'exclusion'],
  ['code', 'E01'],
  ['reason', '实体店买的，没有承诺'],
  ['clause', ''],
];

describe('/api/v1/orders/{id}/case', () => {
  it('answers with the case, a draft of it, and refusals', async () => {
    const { handler, as, api } = await site();
    const draft = await handler.get(`${api}/case?kind=exclusion&code=E01&reason=x`);
    expect(draft.status).toBe(200);
    expect(await draft.json()).toMatchObject({ state: 'draft', code: 'E01', missing: ['剔除申请'] });
    expect(await refused(handler.get(`${api}/case?kind=nothing`))).toEqual([400, 'bad_field']);
    const other = await as('handler', 'SCS-DS');
    expect(await refused(other.get(`${api}/case`))).toEqual([403, 'forbidden']);
    expect(await refused(handler.get('/api/v1/orders/none/case'))).toEqual([404, 'not_found']);
  });

  it('hints, and tells the share of what it hints at', async () => {
    const { handler, leader, api } = await site();
    expect(await (await handler.get(`${api}/hints`)).json()).toMatchObject({
      unreasonable: [{ article: '第二十五条', reason: { code: 'E01' } }],
      paths: [],
    });
    const share = '/api/v1/unreasonable-demands?from=2026-04-01&to=2026-05-01';
    expect(await (await leader.get(share)).json()).toMatchObject({ hits: 1, n: 1, share: 1, excluded: 0 });
    expect(await refused(handler.get(share))).toEqual([403, 'forbidden']);
    expect(await refused(leader.get('/api/v1/unreasonable-demands?from=2026-04-01'))).toEqual([
      400,
      'missing_field',
    ]);
  });
});

describe('the page', () => {
  it('leads from the order to the printable case in three actions', async () => {
    const { handler, leader, id, page } = await site();
    // One: the order's page leads to the case.
    const order = await handler.page(`/orders/${id}`);
    expect(order).toContain(`href="${page}?kind=exclusion&amp;code=E01"`);
    expect(order).toContain('可能属于不合理诉求');
    const empty = await handler.page(`${page}?kind=exclusion&code=E01`);
    expect(empty).toMatch(/<option value="E01" selected/);
    // Two: reason and words, sent in.
    const applied = await handler.form(page, [...FORM, ['act', 'apply']]);
    expect([applied.status, applied.headers.get('location')]).toEqual([
      303,
      `${page}?kind=exclusion&done=applied`,
    ]);
    // Three: what comes back is the paper.
    const paper = await handler.page(`${page}?kind=exclusion&done=applied`);
    expect(paper).toContain('工单剔除审定表');
    expect(paper).toContain('第二人的审定');
    expect(paper).not.toContain('提交申请</button>');
    const decided = await leader.form(`${page}/decide`, [
      ['kind', 'exclusion'],
      ['act', 'grant'],
    ]);
    expect(decided.status).toBe(303);
    expect(await leader.page(page)).toContain('<b>已同意</b>');
  });

  it('shows the paper before anybody applies, and escapes what the citizen said', async () => {
    const { handler, page } = await site();
    const shown = await handler.form(page, [...FORM, ['act', 'preview']]);
    expect(shown.status).toBe(200);
    const html = await shown.text();
    expect(html).toContain('<b>拟申请</b>');
    expect(html).toContain('实体店买的，没有承诺</textarea>');
    expect(html).not.toContain('不同意。<b>');
    expect(html).toContain('不同意。&lt;b&gt;');
  });

  it('refuses what is not proved, names what is missing, and keeps what was typed', async () => {
    const { handler, page } = await site(false);
    const refusedPage = await handler.form(page, [...FORM, ['act', 'apply']]);
    expect(refusedPage.status).toBe(409);
    const html = await refusedPage.text();
    expect(html).toContain('还缺');
    expect(html).toContain('实体店买的，没有承诺</textarea>');
  });

  it('sends an application back with a reason, and not by whoever asked', async () => {
    const { handler, leader, page } = await site();
    await handler.form(page, [...FORM, ['act', 'apply']]);
    const own = await handler.form(`${page}/decide`, [
      ['kind', 'exclusion'],
      ['act', 'grant'],
    ]);
    expect(own.status).toBe(409);
    const bare = await leader.form(`${page}/decide`, [
      ['kind', 'exclusion'],
      ['act', 'refuse'],
      ['reason', ''],
    ]);
    expect(bare.status).toBe(400);
    const back = await leader.form(`${page}/decide`, [
      ['kind', 'exclusion'],
      ['act', 'refuse'],
      ['reason', '凭证不清'],
    ]);
    expect(back.status).toBe(303);
    expect(await handler.page(page)).toContain('不同意：凭证不清');
  });

  it('is closed to strangers, and changes nothing that somebody changed before', async () => {
    const { handler, as, page } = await site();
    expect((await (await as('analyst')).get(page)).status).toBe(403);
    const stale = await handler.form(page, [...FORM, ['version', '1'], ['act', 'apply']]);
    expect(stale.status).toBe(409);
    expect(await stale.text()).toContain('刚刚被别人办理过');
  });
});
