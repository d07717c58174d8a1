import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSweeping } from '../../src/app/life/sweeping.ts';
import { moveIn, SYSTEM } from '../../src/app/life/order-life.ts';
import { orderById } from '../../src/store/orders.ts';
import type { Store } from '../../src/store/store.ts';
import { DAY, lifeDesk } from '../support/life-desk.ts';
import type { LifeDesk } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';
import { CHROMIUM, axeFindings, holds, launch, logIn, overflow, picture, visit } from './harness.ts';

const open: Store[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const store of open.splice(0)) await store.close();
});

/** A reminder of an order, told to those who look on. */
async function remind(d: LifeDesk, id: string, key: string): Promise<void> {
  const order = await d.store.read((db) => orderById(db, id));
  if (order === null) throw new Error('no order');
  const step = { order, actor: SYSTEM, now: d.clock.now(), detail: `说明 ${key}` };
  await d.store.write((db) =>
    moveIn(d.context, db, step, { move: 'remind', data: { about: key, key } }).then(() => undefined),
  );
  d.context.changes.publish([{ before: order, after: order }]);
}

describe.skipIf(CHROMIUM === null)('the page of reminders', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('is worked off by keyboard, and the menu counts along while others work', async () => {
    const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
    const ids = [
      await d.take('西单的鞋'),
      await d.take(`西单的包${'买了三天拉链就坏了，店家不换也不退，'.repeat(12)}`),
    ];
    d.pass(6 * DAY);
    await createSweeping(d.context).sweep();
    const server = await lifeServer(d);
    // Connections that stay open would be waited for.
    closers.push(() => (d.context.changes.close(), server.close()));
    const password = 'mima-mima-1';
    const { accounts } = d.services;
    await accounts.addUser({ username: 'wang', name: '王所', role: 'handler', unit: 'SCS-XCAJ', password });
    const { context, page, complaints } = await visit(browser);
    await logIn(page, server.url, { username: 'wang', password });
    const badge = page.locator('[data-reminders]');
    await badge.getByText('6', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^提醒/ }).click();
    const rows = page.locator('#queue tbody tr');
    await rows.nth(5).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'reminders');
    // The line of changes brings a new one to the list and to the menu.
    await remind(d, ids[0] ?? '', 'soon:a:9:0');
    await badge.getByText('7', { exact: true }).waitFor();
    await rows.nth(6).waitFor();
    expect(await rows.first().textContent()).toContain('说明 soon:a:9:0');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await badge.getByText('6', { exact: true }).waitFor();
    await holds(page, 'document.querySelectorAll("#queue tbody tr").length === 6');
    // The next row is in hand: it is opened, and marked by that.
    await holds(page, 'document.activeElement?.matches("#queue tbody th a")');
    await page.keyboard.press('Enter');
    await page.waitForURL((at) => at.pathname.startsWith('/orders/'));
    await page.locator('[data-reminders]').getByText('5', { exact: true }).waitFor();
    await page.goto(`${server.url}/reminders`);
    await rows.nth(4).waitFor();
    await page.keyboard.press('a');
    await page.getByText('这里没有未看的提醒。').waitFor();
    expect(await page.locator('[data-reminders]').isHidden()).toBe(true);
    await page.keyboard.press('u');
    await rows.nth(6).waitFor();
    expect(await page.getByText('已看', { exact: true }).count()).toBeGreaterThanOrEqual(7);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('works without scripts', async () => {
    const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
    await d.take('西单的鞋');
    d.pass(6 * DAY);
    await createSweeping(d.context).sweep();
    const server = await lifeServer(d);
    // Connections that stay open would be waited for.
    closers.push(() => (d.context.changes.close(), server.close()));
    const password = 'mima-mima-1';
    await d.services.accounts.addUser({
      username: 'wang',
      name: '王所',
      role: 'handler',
      unit: 'SCS-XCAJ',
      password,
    });
    const { context, page } = await visit(browser, { scripts: false });
    await logIn(page, server.url, { username: 'wang', password });
    await page.goto(`${server.url}/reminders`);
    await page.getByRole('button', { name: /超期提醒标为已看$/ }).click();
    await page.getByText('未看 2 条。').waitFor();
    await context.close();
  });
});
