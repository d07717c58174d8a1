import { afterEach, describe, expect, test } from 'vitest';
import { PEOPLE } from '../../support/life-desk.ts';
import { lifeSite } from '../../support/life-site.ts';
import type { Store } from '../../../src/store/store.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function site() {
  const made = await lifeSite((store) => open.push(store));
  const id = await made.d.take('西单的鞋');
  const { number } = await made.d.services.orders.get(PEOPLE.dispatcher, id);
  const post = (body: string, type: string, path: string, headers: Record<string, string> = {}) =>
    made.app.request(path, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', '/progress', headers);
  const json = (fields: unknown) =>
    post(JSON.stringify(fields), 'application/json', '/api/v1/public/progress');
  return { ...made, number, form, json };
}

describe('the progress of a matter', () => {
  test('is told without an account, page and interface alike', async () => {
    const { number, form, json } = await site();
    const page = await form({ number: ` ${number} `, tail: '１２３４' });
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('西长安街市场监管所');
    expect(text).toContain('已经转给承办单位');
    expect(text).not.toMatch(/<script|鞋|138/);
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    const answer = await json({ number, tail: '1234' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      number,
      ended: false,
      dueAt: expect.stringMatching(/\+08:00$/),
    });
  });

  test('what is wrong is said beside what was typed', async () => {
    const { app, number, form, json } = await site();
    const empty = await (await app.request('/progress')).text();
    expect(empty).toContain('查询办理进度');
    for (const [fields, status, words] of [
      [{ number: '', tail: '1234' }, 400, '请填短信或回执上的编号'],
      [{ number, tail: '12' }, 400, '后四位数字'],
      [{ number, tail: '9999' }, 404, '没有找到编号和电话尾号都相符的事项'],
    ] as const) {
      const page = await form(fields);
      expect(page.status, words).toBe(status);
      const text = await page.text();
      expect(text).toContain(words);
      expect(text).toContain(`value="${fields.tail}"`);
    }
    expect((await json({ number, tail: 'abcd' })).status).toBe(400);
    expect((await json({ number, tail: '1234', name: '王' })).status).toBe(400);
  });

  test('rides on no session and is asked ten times a minute from one address', async () => {
    const { as, number, form } = await site();
    const { cookie } = await as('dispatcher');
    expect(
      (await form({ number, tail: '1234' }, { cookie, origin: 'https://elsewhere.example' })).status,
    ).toBe(200);
    let last = 0;
    for (let i = 0; i < 10; i++) last = (await form({ number, tail: '1234' })).status;
    expect(last).toBe(429);
  });
});
