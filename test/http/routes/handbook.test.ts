import { describe, expect, it } from 'vitest';
import { careSite } from '../../support/knowledge-http.ts';

describe('the handbook over HTTP', () => {
  it('is one page with contents and anchors, and answers programs by sections', async () => {
    const { as } = await careSite();
    const person = await as('handler', 'SCS-XCAJ');
    const page = await person.page('/handbook');
    expect(page).toContain('id="reply-faults"');
    expect(page).toContain('href="#reply-faults"');
    expect(page).toContain('<code>open_variable</code>');
    const all = (await (await person.get('/api/v1/handbook')).json()) as { id: string }[];
    expect(all.map(({ id }) => id)).toContain('verdicts');
    const found = (await (await person.get('/api/v1/handbook?q=open_variable')).json()) as { id: string }[];
    expect(found.map(({ id }) => id)).toEqual(['reply-faults']);
  });

  it('says where nothing was found, and shows what was asked as text', async () => {
    const { as } = await careSite();
    const person = await as('dispatcher');
    const page = await person.page(`/handbook?q=${encodeURIComponent('<script>量子</script>')}`);
    expect(page).toContain('没有找到');
    expect(page).not.toContain('<script>量子');
    expect((await person.get('/api/v1/handbook?x=1')).status).toBe(400);
    expect((await person.get(`/api/v1/handbook?q=${'长'.repeat(201)}`)).status).toBe(400);
    expect((await person.get(`/handbook?q=${'长'.repeat(500)}`)).status).toBe(200);
  });

  it('is for those who are logged in', async () => {
    const { app } = await careSite();
    expect((await app.request('/handbook')).status).toBe(303);
    expect((await app.request('/api/v1/handbook')).status).toBe(401);
  });
});
