import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemDraft } from '../../src/app/knowledge/knowledge-care-types.ts';
import { createApp } from '../../src/http/app.tsx';
import { adminSite } from '../support/admin-site.ts';
import { handler, NOW } from '../support/desk.ts';
import { careDesk } from '../support/knowledge-desk.ts';
import { CARDS, entry } from '../support/knowledge-site.ts';
import { PEOPLE } from '../support/life-desk.ts';
import { smallProfile } from '../support/small-profile.ts';
import { CHROMIUM, launch, picture } from './harness.ts';
import { serveApp, signIn } from './hands.ts';
import { PASSWORD } from './life-site.ts';

/** What a handler proposes. */
function draftOf(title: string): ItemDraft {
  const { id: _, ...body } = entry({
    kind: 'faq',
    types: ['0104'],
    title,
    questions: [`${title}怎么办`],
    citations: [{ law: CARDS, article: '第七条', clause: null, quote: '发卡企业应当在七日内退还余额' }],
    rule: `${title}，余额七日内退。`,
    reply: '您好。发卡企业应当在七日内退还余额，请您提供消费凭证。',
    validFrom: '2026-03-01',
    keyPoints: ['先核对余额'],
  });
  return { base: 0, body, owner: null, reviewBy: '2026-10-01', isPublic: false, note: null };
}

describe.runIf(CHROMIUM !== null)('days of those who look after it, by keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('an administrator lets people in and systems out, reads the audit and keeps a copy', async () => {
    const { d, app } = await adminSite();
    const url = await serveApp(app);
    const who = { username: 'boss', password: PASSWORD };
    await d.services.accounts.addUser({ ...who, name: '老管', role: 'admin', unit: null });
    await d.admin.keys.add(PEOPLE.admin, '热线平台');
    await d.take('西单的鞋');
    const { page, hands } = await signIn(browser, url, who);

    // A new handler, with the password to tell them.
    await hands.to('.', 'nav a[href="/"]');
    await hands.tab('管理', 12);
    await hands.open('Enter', '/admin');
    await hands.to('n', '#p-username');
    await hands.type('lina');
    await hands.press('Tab');
    await hands.type('李娜');
    await hands.press('Tab');
    await hands.choose('handler');
    await hands.press('Tab');
    await hands.type('SCS-XCAJ');
    await hands.does('Control+Enter', '已建立账号 lina');
    await hands.press('c');
    await page.getByText('已复制').waitFor();

    // A system that is not used any more.
    await hands.to('.', 'nav a[href="/admin"]');
    await hands.to('.', '.beside a[href="/admin"]');
    await hands.tab('接口密钥', 1);
    await hands.open('Enter', '/admin/keys');
    await hands.to('j', '[data-row]');
    await hands.tab('吊销', 2);
    await hands.does('Enter', '吊销');
    expect((await d.admin.keys.list(PEOPLE.admin)).every(({ revokedAt }) => revokedAt !== null)).toBe(true);

    // Who did it, and is the record whole?
    await hands.to('.', 'nav a[href="/admin"]');
    await hands.to('.', '.beside a[href="/admin/keys"]');
    await hands.tab('审计', 4);
    await hands.open('Enter', '/admin/audit');
    await hands.to('/', '#u-person');
    await hands.type('boss');
    await hands.open('Enter', /^\/admin\/audit\?person=boss/);
    await picture(page, 'day-audit');
    await hands.press('v');
    await page.getByText(/完好，共 \d+ 行/).waitFor();
    await hands.goesOn();

    await hands.to('.', 'nav a[href="/admin"]');
    await hands.to('.', '.beside a[href="/admin/audit"]');
    await hands.tab('备份', 2);
    await hands.open('Enter', '/admin/backups');
    await hands.press('b');
    await page.getByRole('link', { name: /^下载/ }).waitFor({ timeout: 30_000 });
    await hands.goesOn();
  }, 60_000);

  it('a keeper of the knowledge approves and sends back', async () => {
    const d = await careDesk();
    const app = createApp({ services: d.services, profile: smallProfile, clock: { now: () => NOW } });
    const url = await serveApp(app);
    const who = { username: 'zhishi', password: PASSWORD };
    await d.services.accounts.addUser({ ...who, name: '知识员', role: 'analyst', unit: null });
    for (const title of ['预付卡关门退余额', '预付卡转让']) {
      const { summary } = await d.care.save(handler, draftOf(title));
      await d.care.submit(handler, summary.id, summary.version);
    }
    const { page, hands } = await signIn(browser, url, who);
    await hands.to('.', 'nav a[href="/annotate"]');
    await hands.tab('知识', 6, 'Shift+Tab');
    await hands.open('Enter', '/knowledge');
    await hands.to('.', 'nav a[href="/knowledge"]');
    await hands.to('.', '.beside a[href="/knowledge"]');
    await hands.to('.', '.tabs a[href="/knowledge"]');
    await hands.tab('待核准', 8);
    await hands.open('Enter', '/knowledge/submissions');
    await hands.to('j', '[data-row]');
    await hands.open('Enter', '/knowledge/entries/e-0001');
    await picture(page, 'day-entry');
    await hands.skip();
    await hands.tab('[name=act][value=approve]', 20);
    await hands.does('Enter', '已核准');
    // The other one is sent back; Enter behind the words chooses nothing.
    await hands.to('.', 'header nav a');
    await hands.to('.', '.tabs a');
    await hands.tab('待核准', 8);
    await hands.open('Enter', '/knowledge/submissions');
    await hands.to('j', '[data-row]');
    await hands.open('Enter', '/knowledge/entries/e-0002');
    await hands.skip();
    await hands.tab('#d-reason', 20);
    await hands.type('转让没有依据');
    await hands.to('Enter', '[name=act][value=approve]');
    await hands.tab('退回', 1);
    await hands.does('Enter', '已退回');
    const states = await Promise.all(['e-0001', 'e-0002'].map((id) => d.care.get(handler, id)));
    expect(states.map(({ summary }) => summary.status)).toEqual(['approved', 'returned']);
  }, 60_000);
});
