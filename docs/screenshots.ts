/**
 * Pictures of the main pages, from the program itself over demo orders and a simulated year.
 *   npx tsx docs/screenshots.ts [--only NAME,…]
 * Needs Chromium (CHROMIUM names another than the system's).
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'src/cli/bin.js');
const PORT = 8799;
const URL_OF = `http://127.0.0.1:${PORT}`;
const PASSWORD = 'demo-pass-123';
const SMALL = { width: 1366, height: 768 };
const LARGE = { width: 1920, height: 1080 };

type Picture = {
  readonly name: string;
  readonly who: string | null;
  readonly path: string;
  readonly screen?: typeof SMALL;
  readonly large?: boolean;
  readonly before?: (page: Page) => Promise<void>;
};

/** The first order of the queue. */
const first = async (page: Page): Promise<void> => {
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/orders/*');
};

const PICTURES: readonly Picture[] = [
  { name: 'queue', who: 'paidan', path: '/' },
  { name: 'order', who: 'paidan', path: '/', before: first },
  { name: 'order-1920', who: 'paidan', path: '/', screen: LARGE, before: first },
  { name: 'order-large-text', who: 'paidan', path: '/', large: true, before: first },
  { name: 'handling', who: 'xdsc', path: '/', before: first },
  { name: 'callbacks', who: 'huifang', path: '/callbacks' },
  { name: 'leader', who: 'zhuren', path: '/leader' },
  { name: 'leader-1920', who: 'zhuren', path: '/leader', screen: LARGE },
  { name: 'figures', who: 'zhuren', path: '/figures' },
  { name: 'charts', who: 'zhuren', path: '/figures/charts' },
  { name: 'topics', who: 'zhuren', path: '/topics' },
  { name: 'rights', who: 'fenxi', path: '/rights' },
  { name: 'dial', who: 'fenxi', path: '/dial' },
  { name: 'errors', who: 'fenxi', path: '/errors' },
  { name: 'catalogue', who: 'admin', path: '/catalogue' },
  { name: 'audit', who: 'admin', path: '/admin/audit' },
  {
    name: 'search',
    who: 'paidan',
    path: '/search?q=%E5%95%86%E5%9C%BA+%E9%80%80%E8%B4%A7',
  },
  {
    name: 'ask',
    who: 'xdsc',
    path: '/ask?q=%E5%95%86%E5%9C%BA%E4%B9%B0%E7%9A%84%E8%A1%A3%E6%9C%8D%E4%B8%83%E5%A4%A9%E8%83%BD%E9%80%80%E5%90%97',
  },
  { name: 'progress', who: null, path: '/progress' },
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',');
const chosen = PICTURES.filter(({ name }) => wanted === undefined || wanted.includes(name));
const dir = mkdtempSync(join(tmpdir(), 'jiesu-pictures-'));
const env = {
  ...process.env,
  JIESU_DB: `file:${dir}/jiesu.db`,
  JIESU_DEMO_PASSWORD: PASSWORD,
  JIESU_ENCODER: 'off',
};

const ready = async (): Promise<void> => {
  for (let tries = 0; tries < 120; tries++) {
    const answer = await fetch(`${URL_OF}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((go) => setTimeout(go, 500));
  }
  throw new Error('The server did not come up.');
};
const serve = () => spawn(process.execPath, [BIN, 'serve', '--port', String(PORT)], { env, stdio: 'ignore' });
const ended = (server: ReturnType<typeof serve>): Promise<void> =>
  new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });

let server = serve();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await ready();
  await ended(server);
  execFileSync(process.execPath, [BIN, 'simulate', '--orders', '6000', '--quiet'], { env, stdio: 'inherit' });
  server = serve();
  await ready();
  for (const { name, who, path, screen = SMALL, large = false, before } of chosen) {
    const context = await browser.newContext({ viewport: screen, locale: 'zh-CN' });
    const page = await context.newPage();
    if (who !== null) {
      await page.goto(`${URL_OF}/login`);
      await page.getByLabel('用户名').fill(who);
      await page.getByLabel('密码').fill(PASSWORD);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.waitForURL((at) => at.pathname !== '/login');
    }
    if (large) await page.getByRole('button', { name: '大字号' }).click();
    await page.goto(`${URL_OF}${path}`);
    await before?.(page);
    await page.evaluate(
      `document.activeElement instanceof HTMLTextAreaElement && document.activeElement.blur()`,
    );
    await page.screenshot({ path: join(ROOT, 'docs/screenshots', `${name}.png`) });
    await context.close();
    console.log(name);
  }
} finally {
  await browser.close();
  await ended(server);
  rmSync(dir, { recursive: true });
}
