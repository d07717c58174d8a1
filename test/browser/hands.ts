import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../src/app/types.ts';
import { closeAfterTest } from '../support/closing.ts';
import { visit } from './harness.ts';
import { PASSWORD, startLifeSite } from './life-site.ts';

/** What the keyboard holds, in words for a failing test; `fault` where a person could not tell or lost the place. */
const HELD = `(() => {
  const e = document.activeElement;
  const name = e === null ? 'nothing' :
    e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' ' +
    (e.getAttribute('aria-label') ?? e.textContent ?? '').replace(/\\s+/g, ' ').trim().slice(0, 40);
  if (e === null || e === document.body) return { name, fault: 'lost' };
  if (e.id === 'main') return { name, fault: null };
  const seen = e.matches('input[type=checkbox], input[type=radio]') ? e.closest('label') ?? e : e;
  const { outlineStyle, outlineWidth } = getComputedStyle(e);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 1) return { name, fault: 'without a mark' };
  const { left, right, top, bottom, width, height } = seen.getBoundingClientRect();
  if (width < 1 || height < 1) return { name, fault: 'without a place' };
  if (right < 0 || bottom < 0 || left > innerWidth || top > innerHeight) return { name, fault: 'out of sight' };
  return { name, fault: null };
})()`;
type Held = { readonly name: string; readonly fault: string | null };

/** Tells the console of every mouse, pen or finger: whoever listens to the console then knows. */
export const NO_MOUSE =
  'addEventListener("pointerdown", () => console.error("something else than the keyboard was used"), true)';

const matches = (wanted: string): string =>
  `document.activeElement !== null && document.activeElement.matches(${JSON.stringify(wanted)})`;
/** By the words a person reads: the name of a button or link, or the label of a field. */
const named = (wanted: string): string => `(() => {
  const e = document.activeElement;
  if (e === null || e === document.body) return false;
  const words = [e.getAttribute('aria-label'), e.matches('a, button, summary') ? e.textContent : null,
    ...[...(e.labels ?? [])].map((label) => label.textContent)];
  return words.some((word) => (word ?? '').replace(/\\s+/g, ' ').trim().startsWith(${JSON.stringify(wanted)}));
})()`;

/** Somebody who has a keyboard and nothing else. After each step the focus must be where it can be seen. */
export function handsOf(page: Page) {
  let strokes = 0;
  const held = (): Promise<Held> => page.evaluate(HELD) as Promise<Held>;

  /** After something was done, also across pages, the keyboard goes on from where a person sees it. */
  async function goesOn(): Promise<void> {
    const fault = async (): Promise<string | null> => {
      const { name, fault } = await held();
      return fault === null ? null : `${fault}: ${name} at ${page.url()}`;
    };
    await expect.poll(fault, { timeout: 5000 }).toBeNull();
  }
  const where = async (): Promise<string> => `${page.url()}: ${(await held()).name}`;

  /** One key, on the page as it is. */
  async function press(key: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      strokes += 1;
      await page.keyboard.press(key);
    }
  }
  /** Letters that are part of a text; an input method needs about as many keys as there are Chinese characters or letters. */
  async function type(text: string): Promise<void> {
    await page.keyboard.type(text);
  }

  /** A key that takes the focus to what fits this selector. */
  async function to(key: string, selector: string): Promise<void> {
    await press(key);
    await expect
      .poll(async () => ((await page.evaluate(matches(selector))) ? selector : where()), { timeout: 5000 })
      .toBe(selector);
    await goesOn();
  }

  /** A key that leads to another page, as a link does: there the reading begins. */
  async function open(key: string, path: string | RegExp): Promise<void> {
    await press(key);
    await page.waitForURL(at(path)).catch(async (error: unknown) => {
      throw new Error(`${key} did not lead to ${String(path)} from ${await where()}`, { cause: error });
    });
  }
  /** A key that does something; the page that comes says so in these words, and the keyboard goes on from there. */
  async function does(key: string, words: string): Promise<void> {
    await page.evaluate('globalThis.before = true');
    await press(key);
    const failed = async (error: unknown) => {
      throw new Error(`${key} did not bring “${words}” at ${await where()}`, { cause: error });
    };
    const anew = 'globalThis.before === undefined && document.readyState === "complete"';
    await expect
      .poll(() => page.evaluate(anew), { timeout: 15_000 })
      .toBe(true)
      .catch(failed);
    await page.getByText(words).filter({ visible: true }).first().waitFor().catch(failed);
    await goesOn();
  }

  /** Goes on with Tab, never further than `most` stops, to what bears this name or, from `#` or `[`, fits this selector. */
  async function tab(to: string, most = 12, key = 'Tab'): Promise<void> {
    const there = /^[#[]|^\w+[[#]/.test(to) ? matches(to) : named(to);
    const passed: string[] = [];
    for (let i = 0; i <= most; i++) {
      if (await page.evaluate(there)) return goesOn();
      await press(key);
      const { name, fault } = await held();
      passed.push(fault === null ? name : `${name} (${fault})`);
      if (fault !== null && fault !== 'lost') throw new Error(`The focus is ${fault}: ${name}`);
    }
    throw new Error(`${most} times ${key} did not come to ${to}: ${passed.join(' | ')}`);
  }

  /** Over the menu, to where the page begins. */
  async function skip(): Promise<void> {
    await tab('跳到主要内容', 1);
    await to('Enter', '#main');
  }

  /** In a list of choices, arrow by arrow from where it stands. */
  async function choose(value: string): Promise<void> {
    const far = (await page.evaluate(
      `[...document.activeElement.options].findIndex((one) => one.value === ${JSON.stringify(value)}) - document.activeElement.selectedIndex`,
    )) as number;
    await press(far < 0 ? 'ArrowUp' : 'ArrowDown', Math.abs(far));
    const chosen = await page.evaluate('document.activeElement.value');
    if (chosen !== value)
      throw new Error(`Arrows came to ${String(chosen)}, not ${value}, at ${await where()}`);
  }

  return {
    press,
    choose,
    skip,
    type,
    to,
    open,
    does,
    tab,
    goesOn,
    where,
    /** Keys pressed since this was asked last, without the letters of texts. */
    strokes: (): number => {
      const all = strokes;
      strokes = 0;
      return all;
    },
  };
}
export type Hands = ReturnType<typeof handsOf>;

const at = (path: string | RegExp) => (url: URL) =>
  typeof path === 'string'
    ? url.pathname + url.search === path
    : path.test(url.pathname + url.search + url.hash);

/** A new browser at this address, without a mouse; whatever it complains of but `expected` fails the test at its end. */
export async function sitDown(browser: Browser, url: string, expected = /^$/) {
  const { context, page, complaints } = await visit(browser);
  await context.addInitScript(NO_MOUSE);
  // Without a listener the browser would open a window of the system.
  page.on('filechooser', () => {});
  closeAfterTest(async () => {
    await context.close();
    expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
  });
  const hands = handsOf(page);
  await page.goto(url);
  return { page, hands };
}

/** The same, signed in at the log-in page. */
export async function signIn(browser: Browser, url: string, who: { username: string; password: string }) {
  const seat = await sitDown(browser, `${url}/login`);
  const { page, hands } = seat;
  // A browser puts the caret into the first field when it paints, which may be after it tells that the page is there.
  await hands.goesOn();
  await hands.type(who.username);
  await hands.press('Tab');
  await hands.type(who.password);
  await hands.press('Enter');
  await page.waitForURL(({ pathname }) => pathname !== '/login');
  await hands.goesOn();
  hands.strokes();
  return seat;
}

/** The real application, and people who come to it with nothing but a keyboard. */
export async function startDay(browser: Browser, more: Parameters<typeof startLifeSite>[1] = {}) {
  const site = await startLifeSite(browser, more);
  closeAfterTest(site.close);
  const as = async (role: Role, unit: string | null = null) => {
    const who = { username: `${role}-${unit ?? 'all'}`.toLowerCase(), password: PASSWORD };
    await site.d.services.accounts.addUser({ ...who, name: who.username, role, unit });
    return signIn(browser, site.url, who);
  };
  return { ...site, as };
}

/** An application behind a server of its own until the test is over; its address. */
export async function serveApp(app: {
  readonly fetch: Parameters<typeof serve>[0]['fetch'];
}): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closeAfterTest(
      () =>
        new Promise<void>((done) => {
          server.close(() => done());
          // What a browser keeps open would be waited for.
          if ('closeAllConnections' in server) server.closeAllConnections();
        }),
    );
  });
}
