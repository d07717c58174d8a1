import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { dayOf } from '../../src/orders/calendar.ts';
import { openStore } from '../../src/store/store.ts';
import { NOW, lifeProfile, lifeServices } from '../support/life-desk.ts';
import { keepFacts, mixedFacts } from '../support/made-facts.ts';
import { shippedProfile } from '../support/shipped-profile.ts';
import { tempDatabase } from '../support/temp.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const PASSWORD = 'mima-mima-1';
/** The element that has the focus, said in the page. */
const FOCUSED = 'document.activeElement?.tagName';

describe.runIf(CHROMIUM !== null)('charts in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start(): Promise<{ page: Page; url: string }> {
    const store = await openStore({ url: tempDatabase() });
    onTestFinished(() => store.close());
    const { targets } = shippedProfile();
    if (!targets) throw new Error('The shipped profile has no targets.');
    const profile = {
      ...lifeProfile(),
      targets,
      population: {
        district: { residents: 90_000, year: 2020, source: '普查' },
        streets: [
          { street: '西长安街', residents: 50_000, year: 2020, source: '普查' },
          { street: '德胜', residents: null, year: null, source: null },
        ],
      },
      heads: {
        version: 'h1',
        note: '试验用。',
        isWeightSet: false,
        heads: [
          { code: 'A', name: '公正性', of: '五性' as const, weight: 1 },
          { code: 'B', name: '宜居性', of: '五性' as const, weight: 1 },
        ],
        rateWeights: { response: 1, solved: 1, satisfied: 1 },
        types: [
          { type: '0101', head: 'A', reason: '买卖' },
          { type: '0501', head: 'B', reason: '噪声' },
        ],
      },
    };
    const d = await lifeServices(store, profile);
    await keepFacts(store, mixedFacts(1500, dayOf(NOW) - 120, 120));
    await d.take('西单的鞋');
    const app = createApp({ services: d.services, profile, clock: d.clock });
    const url = await new Promise<string>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      onTestFinished(() => new Promise<void>((done) => listening.close(() => done())));
    });
    await d.services.accounts.addUser({
      username: 'leader',
      name: '主任',
      role: 'leader',
      unit: null,
      password: PASSWORD,
    });
    const seen = await visit(browser);
    onTestFinished(async () => {
      await seen.context.close();
      expect(seen.complaints).toEqual([]);
    });
    await logIn(seen.page, url, { username: 'leader', password: PASSWORD });
    return { page: seen.page, url };
  }

  /** Nothing serious for axe, nothing wider than the screen, no words of a drawing over each other. */
  async function sound(page: Page, name: string): Promise<void> {
    for (const details of await page.locator('main details').all())
      await details.evaluate((node) => node.setAttribute('open', ''));
    expect([name, await axeFindings(page)]).toEqual([name, []]);
    expect([name, await overflow(page)]).toEqual([name, { wider: 0, elements: [] }]);
    expect([name, await page.evaluate(wordsOverWords)]).toEqual([name, []]);
    await picture(page, name);
  }

  /** Pairs of words in a drawing that overlap by more than a hair. Runs in the page. */
  function wordsOverWords(): string[] {
    type Box = Record<'left' | 'right' | 'top' | 'bottom', number>;
    type Node = { textContent: string | null; getBoundingClientRect: () => Box };
    const { document } = globalThis as unknown as {
      document: {
        querySelectorAll: (s: string) => Iterable<{ querySelectorAll: (s: string) => Iterable<Node> }>;
      };
    };
    const found: string[] = [];
    for (const svg of document.querySelectorAll('svg.chart')) {
      const boxes = [...svg.querySelectorAll('text')].map((node) => ({
        words: node.textContent ?? '',
        box: node.getBoundingClientRect(),
      }));
      boxes.forEach((a, i) => {
        for (const b of boxes.slice(i + 1)) {
          const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (wide > 2 && high > 5) found.push(`${a.words} / ${b.words}`);
        }
      });
    }
    return found;
  }

  it('every view is sound, in usual and in large text', async () => {
    const { page, url } = await start();
    const views = [
      'distribution',
      'heat',
      'heat?rows=weekday&columns=hour',
      'trend',
      'control',
      'control?measure=solved',
      'changes',
      'residents',
      'heads',
    ];
    for (const large of [false, true]) {
      if (large) await page.getByRole('button', { name: '大字号' }).click();
      for (const [i, view] of views.entries()) {
        await page.goto(`${url}/figures/charts/${view}`);
        await sound(page, `charts-${i}${large ? '-large' : ''}`);
      }
    }
  });

  it('the keyboard goes from the figures over the heat map to the orders of a cell', async () => {
    const { page, url } = await start();
    await page.goto(`${url}/figures`);
    await page.getByRole('navigation', { name: '统计' }).getByRole('link', { name: '图表' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/figures\/charts\/distribution/);
    await page.getByRole('navigation', { name: '图表' }).getByRole('link', { name: '热力图' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/figures\/charts\/heat/);
    // The drawing is no stop for the keyboard, its table is.
    await page.getByRole('button', { name: '显示' }).focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(FOCUSED)).toBe('SUMMARY');
    for (let presses = 0; presses < 4; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(FOCUSED)) === 'A') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/figures\/cases\?.*street=/);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('统计所据的工单');
  });
});
