import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { lifeDesk, PEOPLE } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const open: Store[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const store of open.splice(0)) await store.close();
});

/** Orders whose callers were told the conclusion, behind a real server, and someone who calls back. */
async function site(texts: readonly string[]) {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const ids: string[] = [];
  for (const text of texts) {
    const id = await d.handled(text);
    await d.move(PEOPLE.handler, id, 'reply', d.replyData());
    ids.push(id);
  }
  const server = await lifeServer(d);
  closers.push(() => (d.context.changes.close(), server.close()));
  const who = { username: 'zhou', password: 'mima-mima-1' };
  await d.services.accounts.addUser({ ...who, name: '周回访', role: 'callback', unit: null });
  return { d, ids, url: server.url, who };
}
const focused = '(document.activeElement?.dataset?.question ?? document.activeElement?.value ?? "")';

describe.skipIf(CHROMIUM === null)('calling back', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('is done by keyboard alone, one caller after the other', async () => {
    const long = `西单的包${'买了三天拉链就坏了，店家不换也不退，'.repeat(12)}`;
    const { d, ids, url, who } = await site(['西单的鞋', long, '西单的帽子']);
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    await page.getByRole('link', { name: '回访', exact: true }).click();
    await page.getByText('现在可拨打 3 件').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'callbacks');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/callbacks/${ids[0]}`);
    expect(await page.getByText('13800001234').count()).toBe(0);
    await page.keyboard.press('t');
    await page.getByText('13800001234').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'callback');
    await page.keyboard.press('1');
    expect(await page.evaluate(focused)).toBe('satisfied');
    await page.keyboard.press('2');
    expect(await page.evaluate(focused)).toBe('attitude');
    await page.keyboard.press('1');
    expect(await page.evaluate(focused)).toBe('close');
    await page.keyboard.press('Enter');
    // The next caller is there; this one was not reached.
    await page.waitForURL(`${url}/callbacks/${ids[1]}?done=close`);
    await page.keyboard.press('t');
    await page.getByText('13800001234').waitFor();
    await page.keyboard.press('n');
    await page.waitForURL(`${url}/callbacks/${ids[2]}?done=noAnswer`);
    // And this one is not content: it is done once more, with the reason.
    await page.keyboard.press('t');
    await page.getByText('13800001234').waitFor();
    for (const digit of ['2', '3', '2']) await page.keyboard.press(digit);
    await page.keyboard.type('店家没有退款');
    await picture(page, 'callback-unsolved');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/callbacks?done=reopen`);
    const states: string[] = [];
    for (const id of ids) states.push((await d.services.orders.get(PEOPLE.leader, id)).state);
    expect(states).toEqual(['closed', 'callback', 'dispatched']);
    const { life } = await d.services.orders.get(PEOPLE.leader, ids[0] ?? '');
    expect(life.callback?.verdict).toMatchObject({
      solved: 'solved',
      satisfied: 'basically',
      attitude: 'good',
    });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('the list keeps itself up to date, and what is typed at a callback stays', async () => {
    const { d, ids, url, who } = await site(['西单的鞋', '西单的包']);
    const [first = '', second = ''] = ids;
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    const line = page.waitForResponse((answer) => answer.url().includes('/api/v1/live'));
    await page.goto(`${url}/callbacks`);
    await line;
    await page.getByText('现在可拨打 2 件').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const place = '(document.activeElement?.getAttribute("href") ?? "")';
    const at = await page.evaluate(place);
    // Somebody else takes one, gives it back, and judges it; the row in hand stays in hand.
    const other = { ...PEOPLE.callback, id: 'u-c2', name: '李回访' };
    const [mine, theirs] = at === `/callbacks/${first}` ? [first, second] : [second, first];
    await d.services.callbacks.take(other, theirs);
    await page.getByText('李回访正在回访').waitFor();
    expect(await page.evaluate(place)).toBe(at);
    await d.services.callbacks.release(other, theirs);
    await expect.poll(() => page.getByText('李回访正在回访').count()).toBe(0);
    const verdict = { solved: 'solved', satisfied: 'satisfied', attitude: 'good' } as const;
    await d.services.callbacks.record(other, theirs, {
      data: { result: 'answered', verdict, next: 'close' },
    });
    await page.getByText('现在可拨打 1 件').waitFor();
    expect(await page.evaluate(place)).toBe(at);
    expect(await axeFindings(page)).toEqual([]);
    // At the callback itself nothing is read anew.
    await page.goto(`${url}/callbacks/${mine}`);
    await page.keyboard.press('t');
    await page.getByText('13800001234').waitFor();
    await page
      .getByLabel(/补充|备注|说明/)
      .first()
      .fill('正在打字');
    await d.handled('西单的伞');
    await page.waitForTimeout(700);
    expect(
      await page
        .getByLabel(/补充|备注|说明/)
        .first()
        .inputValue(),
    ).toBe('正在打字');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('by a link is done by the caller, without script', async () => {
    const { d, ids, url } = await site(['西单的鞋']);
    const [id = ''] = ids;
    const { token } = await d.services.callbacks.link(PEOPLE.callback, id);
    const { context, page, complaints } = await visit(browser, { scripts: false });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${url}/callback/${token}`);
    await page.getByText('已协调商家退款。').waitFor();
    expect((await overflow(page)).wider).toBeLessThanOrEqual(0);
    await picture(page, 'self-callback');
    for (const answer of ['未解决', '不满意', '一般']) await page.getByLabel(answer, { exact: true }).check();
    await page.getByLabel(/还有什么要说的/).fill('还没有退款');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByRole('heading', { name: '谢谢您的评价' }).waitFor();
    await picture(page, 'self-callback-done');
    expect((await d.services.callbacks.list(PEOPLE.callback)).judged.map((row) => row.id)).toEqual([id]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
