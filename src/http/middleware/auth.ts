import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { sessionCookieName } from '../cookies.ts';
import type { AppEnv, Ctx, Identity } from '../context.ts';

/** Characters of an address to come back to; longer ones nobody has typed. */
const NEXT_LIMIT = 1000;
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/;

async function identify(c: Ctx, services: Services, secure: boolean): Promise<Identity | null> {
  const header = c.req.header('authorization');
  if (header !== undefined) {
    // A wrong key is refused, never replaced by the cookie that came along.
    const key = BEARER.exec(header)?.[1];
    const actor = key === undefined ? null : await services.accounts.actorOfKey(key);
    return actor && { by: 'key', actor };
  }
  const token = getCookie(c, sessionCookieName(secure));
  if (token === undefined || token === '') return null;
  // A page that listens to changes is not a person who does something.
  const use = c.req.path === '/api/v1/live' ? 'looked' : 'used';
  const session = await services.accounts.session(token, use);
  return session && { by: 'cookie', actor: session.actor, session, token };
}

/** Finds out who asks; asks for nothing. */
export function identity(services: Services, secure: boolean) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const found = await identify(c, services, secure);
    if (found) c.set('identity', found);
    await next();
  });
}

/** The API's gate: nobody unknown passes. */
export const requireIdentity = createMiddleware<AppEnv>(async (c, next) => {
  if (!c.get('identity')) throw new AppError('unauthenticated');
  await next();
});

/** The page that a form stands on, as the browser says; whoever follows it is checked again. */
function pageOf(c: Ctx): Pick<URL, 'pathname' | 'search'> {
  const referrer = c.req.header('referer') ?? '';
  return URL.canParse(referrer) ? new URL(referrer) : { pathname: '/', search: '' };
}

/** The pages' gate: those not signed in are led to the log-in and back again. Keys are for programs. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  if (c.get('identity')?.by === 'cookie') return next();
  const { pathname, search } = c.req.method === 'GET' ? new URL(c.req.url) : pageOf(c);
  // An answer's headers have less room than an address asked for.
  const back = pathname.length + search.length > NEXT_LIMIT ? '/' : pathname + search;
  return c.redirect(`/login?next=${encodeURIComponent(back)}`, 303);
});
