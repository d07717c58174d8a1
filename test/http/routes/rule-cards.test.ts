import { describe, expect, it } from 'vitest';
import { admin, order, system } from '../../support/desk.ts';
import { keeper } from '../../support/knowledge-desk.ts';
import { careSite } from '../../support/knowledge-http.ts';
import { returnRule } from '../../support/rules.ts';

const TEXT = '在网上买了一件外套，收到三天了，商家不给退<i>，说好七天无理由的。';

async function site() {
  const made = await careSite();
  const { services, knowledge } = made.d;
  const draft = { base: 0, table: returnRule(), reviewBy: null, note: null };
  await services.ruleCare?.save(keeper, draft);
  await services.ruleCare?.approve(admin, 'small-return', 1, null);
  await knowledge.updates.refresh();
  const [taken] = await services.intake.accept(system, [order(TEXT)]);
  if (taken?.status !== 'accepted') throw new Error('not taken in');
  return { ...made, id: taken.id };
}

describe('rule cards over HTTP', () => {
  it('answers the API and stands on the page of the order, with links to the places that tell the facts', async () => {
    const { as, id } = await site();
    const person = await as('dispatcher');
    const answer = await person.get(`/api/v1/orders/${id}/rule-cards`);
    expect(answer.status).toBe(200);
    const [card] = (await answer.json()) as { verdict: string; changes: { kind: string; at: string }[] }[];
    expect(card).toMatchObject({ id: 'small-return', isCalledUp: true, verdict: 'applies' });
    expect(card?.changes.at(-1)?.at).toMatch(/^2026-/);
    const html = await person.page(`/orders/${id}`);
    expect(html).toContain('规则卡');
    const place = /href="#(t-\d+)"/.exec(html)?.[1];
    expect(html).toContain(`id="${place}"`);
    expect(html).not.toContain('<i>');
  });

  it('answers 404 for an order that is not there and 401 to nobody', async () => {
    const { app, as } = await site();
    const person = await as('dispatcher');
    expect((await person.get('/api/v1/orders/none/rule-cards')).status).toBe(404);
    expect((await app.request('/api/v1/orders/none/rule-cards')).status).toBe(401);
  });

  it('keeps orders of other units from a handler', async () => {
    const { as, id } = await site();
    expect((await (await as('handler', 'SCS-DS')).get(`/api/v1/orders/${id}/rule-cards`)).status).toBe(403);
  });
});

describe('the page of a rule', () => {
  it('shows every line with the conditions it tests, and the columns to those who edit', async () => {
    const { as } = await site();
    const page = await (await as('handler', 'SCS-XCAJ')).page('/knowledge/rules/small-return');
    expect(page).toContain('rule-blocks');
    expect(page).toContain('不是线上');
    expect(page).toContain('不超过 7天');
    expect(page).not.toContain('view=table');
    const editor = await as('analyst');
    expect(await editor.page('/knowledge/rules/small-return')).toContain('view=table');
    const table = await editor.page('/knowledge/rules/small-return?view=table');
    expect(table).toContain('rule-table');
    expect(table).not.toContain('rule-blocks');
  });
});
