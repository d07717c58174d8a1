import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PEOPLE } from '../support/life-desk.ts';
import { axeFindings, CHROMIUM, launch, picture } from './harness.ts';
import { sitDown, startDay } from './hands.ts';
import { PASSWORD } from './life-site.ts';

const UNIT = 'SCS-XCAJ';

describe.runIf(CHROMIUM !== null)('days in a unit and with callers, by keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('a unit leader hands orders to people, answers for the unit, and plans who is there', async () => {
    const { d, as } = await startDay(browser);
    const { addUser } = d.services.accounts;
    const wang = { username: 'wang', name: '王干', role: 'handler', unit: UNIT, password: PASSWORD } as const;
    await addUser(wang);
    const mine = await d.take('西单的鞋');
    const urged = await d.contacted('西单的包');
    await d.move(PEOPLE.leader, urged, 'supervise', { level: 1, reason: '三天没有动静' });
    const { page, hands } = await as('unitLeader', UNIT);

    // Who has how much in hand is said where they are chosen.
    await hands.to('j', `a[href="/orders/${mine}"]`);
    await hands.open('Enter', `/orders/${mine}`);
    await hands.does('a', '已签收');
    await hands.to('p', '#f-assign-person');
    const offered = await page.locator('#f-assign-person option').allTextContents();
    expect(offered.find((words) => words.startsWith('王干'))).toContain('在办 0');
    const person = await page.locator('option', { hasText: '王干' }).getAttribute('value');
    await hands.choose(person ?? '');
    await hands.does('Control+Enter', '已办：二级派单');
    expect((await d.services.orders.get(PEOPLE.chief, mine)).life.personId).toBe(person);

    // What was asked from above stands among what is worked on.
    await hands.open('u', /^\/(\?|$)/);
    await hands.open('2', /tab=working/);
    while (!(await page.evaluate(`document.activeElement.matches('[href="/orders/${urged}"]')`)))
      await hands.to('j', 'a[href^="/orders/"]');
    await hands.open('Enter', `/orders/${urged}`);
    await hands.to('i', '#f-answerSupervision-text');
    await hands.type('已约商家今天下午见面');
    await hands.does('Control+Enter', '已办：');
    expect(await axeFindings(page)).toEqual([]);

    // The rota of the week.
    await hands.to('.', 'nav a[href="/"]');
    await hands.tab('值班与人手', 4);
    await hands.open('Enter', '/rota');
    await hands.to('p', '#duty-day');
    await hands.tab('#duty-person', 6);
    await hands.choose('wang');
    await hands.does('Control+Enter', '班次已排');
    await hands.to('b', '#absence-person');
    await hands.choose('wang');
    await hands.does('Control+Enter', '不在岗已登记');
    await picture(page, 'day-rota');
    expect(await axeFindings(page)).toEqual([]);
  }, 60_000);

  it('callback staff ask one caller after the other, close, and send back to work', async () => {
    const { d, as } = await startDay(browser);
    const ids: string[] = [];
    for (const what of ['鞋', '包', '帽子']) {
      const id = await d.handled(`西单的${what}`);
      await d.move(PEOPLE.handler, id, 'reply', d.replyData());
      ids.push(id);
    }
    const [first, second, third] = ids;
    const { page, hands } = await as('callback');
    // Who calls back begins at whom to call.
    expect(new URL(page.url()).pathname).toBe('/callbacks');
    await hands.to('j', `a[href="/callbacks/${first}"]`);
    await hands.open('Enter', `/callbacks/${first}`);
    await hands.does('t', '13800001234');
    await hands.to('1', '[data-question=satisfied]');
    await hands.to('1', '[data-question=attitude]');
    await hands.to('1', 'button[value=close]');
    await hands.does('Enter', '上一件：已记录，工单已办结');
    hands.strokes();
    // The next one is there at once. This is what a call costs.
    await hands.does('t', '13800001234');
    await hands.press('1', 2);
    await hands.to('1', 'button[value=close]');
    await hands.does('Enter', '上一件：已记录，工单已办结');
    expect(hands.strokes()).toBe(5);
    expect(new URL(page.url()).pathname).toBe(`/callbacks/${third}`);
    await hands.does('t', '13800001234');
    await hands.press('2', 2);
    await hands.to('2', '#cb-reason');
    await hands.type('店家没有退款');
    await hands.does('Control+Enter', '已记录，工单已重办');
    const states = await Promise.all(
      ids.map(async (id) => (await d.services.orders.get(PEOPLE.leader, id)).state),
    );
    expect([second, states]).toEqual([second, ['closed', 'closed', 'dispatched']]);
  }, 60_000);

  it('a caller sees how far it is, and judges by the link', async () => {
    const { d, url } = await startDay(browser);
    const id = await d.handled('西单的鞋');
    await d.move(PEOPLE.handler, id, 'reply', d.replyData());
    const { number } = await d.services.orders.get(PEOPLE.handler, id);
    const { token } = await d.services.callbacks.link(PEOPLE.callback, id);
    const { page, hands } = await sitDown(browser, `${url}/progress`, /404/);
    await hands.goesOn();
    await hands.type(number);
    await hands.press('Tab');
    await hands.type('9999');
    await hands.press('Enter');
    await page.getByRole('alert').waitFor();
    await hands.goesOn();
    // Which of the two is wrong is not told; what was typed is still there.
    await hands.tab('来电号码后四位', 1);
    await hands.type('1234');
    await hands.press('Enter');
    await page.getByText('；承办单位').waitFor();
    await hands.goesOn();
    expect(await axeFindings(page)).toEqual([]);

    const { page: link, hands: judge } = await sitDown(browser, `${url}/callback/${token}`);
    await judge.tab('[name=solved]', 3);
    await judge.press('ArrowDown');
    await judge.tab('[name=satisfied]', 1);
    await judge.press('Space');
    await judge.tab('[name=attitude]', 1);
    await judge.press('Space');
    await judge.tab('#s-note', 1);
    await judge.type('还没有退款');
    await judge.tab('提交评价', 1);
    await judge.press('Enter');
    await link.getByRole('heading', { name: '谢谢您的评价' }).waitFor();
    await judge.goesOn();
  }, 60_000);
});
