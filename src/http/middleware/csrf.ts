import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../kernel/errors.ts';
import { sessionOf, type AppEnv, type Ctx } from '../context.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Whether a form was sent by one of our own pages, as far as the browser says. Hosts are compared, not schemes:
 * behind a proxy that ends TLS the server sees http. */
function fromHere(c: Ctx): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = c.req.header('origin');
  if (origin === undefined) return true;
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * What callers send, by a link or with the number of their matter, rides on no session, so that no other site can misuse
 * one. These pages name no referrer, and a browser that names none says nothing either of where a form came from.
 */
const isCallers = (path: string): boolean => /^\/(api\/v1\/public\/)?(callback\/|progress$)/.test(path);

/** Forms before and without log-in: only from our own pages. */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  if (!SAFE.has(c.req.method) && !isCallers(c.req.path) && !fromHere(c))
    throw new AppError('forbidden', { reason: '请求来自其他网站' });
  await next();
});

/** Forms with a file too big to be held in memory: their route reads the token from the stream, see `mustMatch`. */
export const isStreamedForm = (path: string): boolean =>
  path === '/knowledge/laws/import' || path === '/import' || /^\/orders\/[^/]{1,128}\/evidence$/.test(path);

/** Throws `forbidden` for a token that is not the session's. */
export function mustMatch(c: Ctx, token: string): void {
  const session = sessionOf(c);
  if (session && !same(token, session.csrf)) throw outdated();
}

const outdated = (): AppError =>
  new AppError('forbidden', { reason: '页面已过期，请刷新后重试（缺少或不符的 CSRF 令牌）' });

/** Changes by cookie need the session's token: header `X-CSRF-Token` in the API, field `_csrf` in a form. */
export const csrf = createMiddleware<AppEnv>(async (c, next) => {
  const session = sessionOf(c);
  const streamed = c.req.method === 'POST' && isStreamedForm(c.req.path);
  const rides = session && !SAFE.has(c.req.method) && !streamed && !isCallers(c.req.path);
  if (rides && !same(await sentToken(c), session.csrf)) throw outdated();
  await next();
});

async function sentToken(c: Ctx): Promise<string> {
  const header = c.req.header('x-csrf-token');
  if (header !== undefined || c.req.path.startsWith('/api/')) return header ?? '';
  const field = (await c.req.parseBody())['_csrf'];
  return typeof field === 'string' ? field : '';
}
