import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/app/types.ts';
import { measuredEngine, profileWithRight } from '../support/earned-right.ts';
import { isoOf, lifeEngine, lifeProfile, NOW, PEOPLE } from '../support/life-desk.ts';
import { SAMPLES } from '../support/sample-files.ts';
import { axeFindings, CHROMIUM, launch, picture } from './harness.ts';
import { startDay } from './hands.ts';

const UNIT = 'SCS-XCAJ';
const HOUR = 3_600_000;
const ORDER = /^\/orders\/[^/?]+$/;

describe.runIf(CHROMIUM !== null)('days at the desk, by keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('a dispatcher settles what waits', async () => {
    // Whatever goes out by itself is drawn for a spot check.
    const { routing } = profileWithRight({ share: 1, youngShare: 1, youngUntil: 0 });
    const engine: Engine = { ...measuredEngine, triage: lifeEngine.triage };
    const { d, as } = await startDay(browser, { profile: { ...lifeProfile(), routing }, engine });
    for (const what of ['鞋', '包', '帽子', '裙子']) await d.take(`拿不准：西单的${what}`);
    await d.take('西单的围巾');
    await d.take('西单的伞');
    const returned = await d.take('西单的手套', { caller: { phone: '13900005678' } });
    await d.services.handling.acknowledge(PEOPLE.handler, returned);
    await d.move(PEOPLE.handler, returned, 'proposeReturn', {
      code: 'R03',
      owner: 'SCS-DS',
      clause: '派单目录 0101',
      reason: '地点在德胜',
    });
    const { page, hands } = await as('dispatcher');

    // As it was decided, then with another unit, then taken back and sent again.
    await hands.to('j', 'a[href^="/orders/"]');
    await hands.open('Enter', ORDER);
    await hands.does('Enter', '已派单至西长安街市场监管所');
    await hands.open('Enter', ORDER);
    hands.strokes();
    await hands.does('Enter', '已派单至西长安街市场监管所');
    await hands.open('Enter', ORDER);
    const asDecided = hands.strokes();
    await hands.does('1', '已更正');
    await hands.does('Enter', '已派单至区市场监管局');
    await hands.open('Enter', ORDER);
    const corrected = hands.strokes();
    // What docs/design.md says.
    expect({ asDecided, corrected }).toEqual({ asDecided: 2, corrected: 3 });
    await hands.does('Enter', '已派单至');
    await hands.does('u', '已办：撤回派单');
    await hands.to('e', '#c-type');
    await hands.choose('0104');
    await hands.does('Control+Enter', '已更正');
    await hands.does('Enter', '已派单至');

    // Nothing waits any more: over the menu to what a unit sent back.
    await hands.to('.', 'nav a[href="/"]');
    await hands.open('Enter', '/');
    await hands.open('2', /tab=applications/);
    await hands.to('j', 'a[href^="/orders/"]');
    await hands.open('Enter', ORDER);
    await page.getByText('地点在德胜').first().waitFor();
    await hands.to('g', '#f-acceptReturn-lead');
    await hands.does('Control+Enter', '已办：同意退单');
    expect((await d.services.orders.get(PEOPLE.dispatcher, returned)).leadUnit.code).toBe('SCS-DS');
    expect(await axeFindings(page)).toEqual([]);

    // Spot checks, from the queue.
    await hands.to('.', 'nav a[href="/"]');
    await hands.open('Enter', '/');
    await hands.open('s', ORDER);
    await hands.does('y', '抽查已记下');
    await hands.open('n', ORDER);
    await hands.does('x', '抽查已记下');
    expect((await d.services.rights.overview(PEOPLE.dispatcher)).spotChecks.total).toBe(0);

    // Somebody asks after a call, and knows the end of their number.
    await hands.open('q', '/search');
    await hands.type('5678');
    await hands.open('Enter', '/search?q=5678');
    await page.locator('#found a.hit').first().waitFor();
    await hands.press('Escape');
    await hands.open('1', `/orders/${returned}`);

    // How was that about returns?
    await hands.to('?', '#keys *');
    await hands.tab('手册', 3);
    await hands.open('Enter', '/handbook');
    await hands.to('/', '[aria-keyshortcuts="/"]');
    await hands.type('退单');
    await hands.open('Enter', /^\/handbook\?q=/);
    await picture(page, 'day-handbook');
    await hands.to('j', 'a[data-row]');
    await hands.open('Enter', /^\/handbook#/);
  }, 60_000);

  it('a handler answers, sends back and applies', async () => {
    const { d, as, suggest } = await startDay(browser);
    const third = await d.take('西单的帽子');
    const first = await d.take('西单的鞋', { receivedAt: isoOf(NOW - 30 * HOUR) });
    const second = await d.take('西单的包', { receivedAt: isoOf(NOW - 20 * HOUR) });
    await suggest(first);
    const { page, hands } = await as('handler', UNIT);

    /** Sends files in from the order's page: what they are, and what they prove. */
    const upload = async (kind: string, purpose: string, ...files: (keyof typeof SAMPLES)[]) => {
      await hands.to('z', '#ev-kind');
      await hands.choose(kind);
      await hands.press('Tab');
      await hands.choose(purpose);
      await hands.press('Tab');
      const asked = page.waitForEvent('filechooser');
      await hands.press('Enter');
      await (
        await asked
      ).setFiles(
        files.map((name) => ({
          name: SAMPLES[name].name,
          mimeType: SAMPLES[name].media,
          buffer: Buffer.concat([SAMPLES[name].bytes, Buffer.from(name === 'mp3' ? '' : purpose)]),
        })),
      );
      await hands.does('Control+Enter', `${SAMPLES[files[0] ?? 'jpeg'].name}`);
    };

    // What is due first stands first.
    hands.strokes();
    await hands.to('j', 'a[href^="/orders/"]');
    await hands.open('Enter', `/orders/${first}`);
    await hands.does('a', '已签收');
    await hands.to('l', '#f-contact-way');
    await hands.tab('说了什么', 3);
    await hands.type('同意退货');
    await hands.does('Control+Enter', '已办：');
    await hands.does('h', '已办：');
    const begun = hands.strokes();
    await upload('recording', 'contact', 'mp3');
    await upload('document', 'other', 'pdf');
    await upload('document', 'result', 'pdf');
    const filed = hands.strokes();
    await hands.to('d', '#reply-outcome');
    await hands.choose('solved');
    await hands.tab('#reply-demand-1', 1);
    await hands.type('商家已经退款');
    await hands.does('Control+Enter', '已办：答复');
    // What docs/design.md says.
    expect({ answered: begun + hands.strokes(), filed }).toEqual({ answered: 12, filed: 24 });
    expect((await d.services.orders.get(PEOPLE.handler, first)).state).toBe('replied');

    // The next one is not theirs.
    await hands.open('Enter', `/orders/${second}`);
    await hands.does('a', '已签收');
    await hands.to('t', '#f-proposeReturn-owner');
    await hands.choose('SCS-DS');
    await hands.press('Tab');
    await hands.choose('R03');
    await hands.tab('#f-proposeReturn-clause', 4);
    await hands.type('派单目录 0101');
    await hands.tab('#f-proposeReturn-reason', 1);
    await hands.type('店在德胜门外');
    await hands.does('Control+Enter', '已办：申请退单');

    // The law does not give what is asked for: the paper is one key away, and three acts from there to print.
    await hands.open('Enter', `/orders/${third}`);
    await hands.does('a', '已签收');
    await hands.to('l', '#f-contact-way');
    await hands.does('Control+Enter', '已办：');
    await upload('recording', 'contact', 'mp3');
    await upload('photo', 'result', 'jpeg');
    await upload('photo', 'other', 'png');
    hands.strokes();
    await hands.open('x', `/orders/${third}/case?kind=exclusion`);
    await hands.goesOn();
    await hands.choose('E01');
    await hands.press('Tab');
    await hands.type('实体店买的，没有承诺');
    await hands.does('Control+Enter', '申请已提交');
    await page.evaluate('globalThis.printed = 0; globalThis.print = () => { globalThis.printed += 1; }');
    await hands.press('p');
    expect(await page.evaluate('globalThis.printed')).toBe(1);
    expect(hands.strokes()).toBe(5);
  }, 60_000);
});
