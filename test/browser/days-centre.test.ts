import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRegistry } from '../../src/app/learning/model-files.ts';
import { createApp } from '../../src/http/app.tsx';
import { closeAfterTest } from '../support/closing.ts';
import { desk, dispatcher, NOW, order, system } from '../support/desk.ts';
import { fakeUpdates } from '../support/fake-models.ts';
import { DAY, PEOPLE } from '../support/life-desk.ts';
import { smallProfile } from '../support/small-profile.ts';
import { axeFindings, CHROMIUM, launch, picture } from './harness.ts';
import { serveApp, signIn, startDay } from './hands.ts';
import { PASSWORD } from './life-site.ts';

describe.runIf(CHROMIUM !== null)('days at the centre, by keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('a leader sees what is late, has it hurried, decides, and finishes a report', async () => {
    const { d, as } = await startDay(browser);
    const late = await d.take('西单的鞋');
    await d.services.handling.acknowledge(PEOPLE.handler, late);
    d.pass(20 * DAY);
    const { page, hands } = await as('leader');
    expect(new URL(page.url()).pathname).toBe('/leader');
    await picture(page, 'day-leader');
    await hands.to('j', 'a[data-row]');
    await hands.open('s', /#move-supervise$/);
    await hands.tab('#f-supervise-level', 0);
    await hands.tab('#f-supervise-reason', 1);
    await hands.type('今天下班前答复来电人');
    await hands.does('Control+Enter', '已办：督办');
    expect(await axeFindings(page)).toEqual([]);

    // From a figure to the orders behind it.
    await hands.to('.', 'nav a[href="/leader"]');
    await hands.tab('统计', 9);
    await hands.open('Enter', '/figures');
    await hands.to('j', 'a[href^="/figures/cases"]');
    await hands.open('Enter', /^\/figures\/cases/);
    await picture(page, 'day-cases');

    // The leader's page, as of this month, is finished.
    await hands.to('.', 'header nav a');
    await hands.tab('统计', 11);
    await hands.open('Enter', '/figures');
    await hands.to('.', 'nav a[href="/figures"]');
    await hands.to('.', '.beside a[href="/figures"]');
    await hands.tab('报表', 3);
    await hands.open('Enter', '/reports');
    await hands.to('n', '#r-date');
    await hands.open('Enter', /^\/reports\/view/);
    await hands.skip();
    await hands.tab('定稿', 4);
    await hands.does('Enter', '定稿后没有变化');
  }, 60_000);

  it('an analyst labels, looks for errors, changes the model and reads the line', async () => {
    const d = await desk();
    const m = fakeUpdates(d);
    const texts = ['拿不准的噪声，广场上摆摊叫卖到半夜', '拿不准的噪声，早市喇叭'];
    for (const made of await d.services.intake.accept(
      system,
      texts.map((text) => order(text)),
    ))
      if (made.status !== 'refused')
        await d.services.handling.correct(dispatcher, made.id, { issueType: '0402' });
    await d.services.intake.accept(system, [order('拿不准的卡，门口占道摆摊')]);
    const app = createApp({ services: m.services, profile: smallProfile, clock: { now: () => NOW } });
    const url = await serveApp(app);
    writeRegistry(m.modelDir, { current: 'm2', history: ['m1'] });
    closeAfterTest(() => m.updates.stop());
    const who = { username: 'fang', password: PASSWORD };
    await d.services.accounts.addUser({ ...who, name: '方', role: 'analyst', unit: null });
    const { page, hands } = await signIn(browser, url, who);
    expect(new URL(page.url()).pathname).toBe('/annotate');
    await picture(page, 'day-annotate');
    await hands.tab('form[action="/annotate/queue"] button', 6);
    await hands.does('Enter', '挑选了');
    hands.strokes();
    await hands.press('1');
    await hands.press('t');
    await hands.does('Enter', '已保存');
    expect(hands.strokes()).toBe(3);

    await hands.to('.', 'nav a[href="/annotate"]');
    await hands.to('.', '.beside a[href="/annotate"]');
    await hands.tab('模型', 3);
    await hands.open('Enter', '/models');
    await hands.goesOn();
    await hands.tab('载入 m2', 1);
    await hands.does('Enter', '模型已启用');
    await hands.tab('评估卡', 12);
    await hands.open('Enter', /^\/models\/m/);
    await picture(page, 'day-models');
    await hands.to('.', 'header nav a');
    await hands.tab('模型', 12);
    await hands.open('Enter', '/annotate');
    await hands.to('.', 'nav a[href="/annotate"]');
    await hands.to('.', '.beside a[href="/annotate"]');
    await hands.tab('错判', 3);
    await hands.open('Enter', /^\/errors/);
    await picture(page, 'day-errors');
    await hands.to('j', '[data-row]');
    await hands.open('Enter', /^\/errors\/orders/);
    await hands.open('u', /^\/errors(?!\/orders)/);
    await hands.to('.', 'nav a[href="/annotate"]');
    await hands.tab('派单', 5, 'Shift+Tab');
    await hands.open('Enter', '/rights');
    await hands.to('.', 'nav a[href="/rights"]');
    await hands.to('.', '.beside a[href="/rights"]');
    await hands.tab('派单线', 5);
    await hands.open('Enter', '/dial');
    await hands.skip();
    await hands.tab('#d-type', 3);
    await hands.choose('0402');
    await hands.open('Control+Enter', '/dial?issueType=0402');
    expect(await axeFindings(page)).toEqual([]);
  }, 60_000);
});
