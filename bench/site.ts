import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, freePort } from './support.ts';

/** Of every account that the first start of a bench makes. */
export const PASSWORD = 'bench-password-1';

/** A server in a process of its own. */
export type Site = {
  readonly url: string;
  readonly pid: number;
  /** Of the first start; null on every later one. */
  readonly key: string | null;
  /** Stops it in order; resolves when its process has ended. */
  readonly stop: () => Promise<void>;
};

/** What `npm start` gives to node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(' ').slice(1);
}

/** Starts `jiesu serve` on a free port and waits until it answers. Whoever asks from here is a trusted proxy. */
export async function startSite(db: string, env: Readonly<Record<string, string>> = {}): Promise<Site> {
  const port = await freePort();
  const child = spawn(process.execPath, [...startArguments(), '--port', String(port), '--db', db], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      JIESU_LOG_LEVEL: 'silent',
      JIESU_DEMO_PASSWORD: PASSWORD,
      JIESU_TRUSTED_PROXIES: '127.0.0.1',
      ...env,
    },
  });
  const ended = once(child, 'close');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      said += part;
      if (/Jiesu 接诉已启动：.*\n/.test(said)) resolve();
    });
    void ended.then(() => reject(new Error('the server ended before it was ready')));
  });
  // The key is printed with the rest of the greeting, in the same breath.
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    key: /接口密钥 (\S+)/.exec(said)?.[1] ?? null,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

let asked = 0;
/** Another caller with every call: what is limited by address is not what is measured. */
const anyAddress = (): string => `10.${[(++asked >> 16) & 255, (asked >> 8) & 255, asked & 255].join('.')}`;

export type Browser = ReturnType<typeof createBrowser>;

/** A browser as far as forms go: keeps cookies, follows the redirect after a form. */
export function createBrowser(url: string) {
  const cookies = new Map<string, string>();
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (path: string, form?: Record<string, string>): Promise<string> => {
    const ask = (): Promise<Response> =>
      fetch(url + path, {
        redirect: 'manual',
        headers: {
          cookie: cookie(),
          origin: url,
          'x-forwarded-for': anyAddress(),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}),
      });
    // As browsers do where a kept connection was closed at that very moment.
    const response = await ask().catch((error: unknown) => {
      const isReset = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET';
      if (form !== undefined || !isReset) throw error;
      return ask();
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    const to = response.headers.get('location');
    if (to !== null) return send(new URL(to, url).pathname + new URL(to, url).search);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return text;
  };
  const token = (html: string): string => /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? '';
  /** The token that forms of the session carry. */
  const logIn = async (username: string): Promise<string> => {
    const form = { _csrf: token(await send('/login')), username, password: PASSWORD };
    return token(await send('/login', form));
  };
  return { send, logIn, cookie };
}
