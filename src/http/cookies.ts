import { setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { Ctx } from './context.ts';

/** `__Host-` binds the cookie to this very host; browsers demand Secure for it. */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-jiesu' : 'jiesu');

export const TEXT_SIZE_COOKIE = 'jiesu_text';

const base = (secure: boolean): CookieOptions => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure });

/** Lives `seconds` from now: an age, since the browser's clock may be wrong. The server keeps its own end. */
export function setSessionCookie(c: Ctx, secure: boolean, token: string, seconds: number): void {
  setCookie(c, sessionCookieName(secure), token, {
    ...base(secure),
    maxAge: Math.max(0, Math.floor(seconds)),
  });
}

export function clearSessionCookie(c: Ctx, secure: boolean): void {
  setCookie(c, sessionCookieName(secure), '', { ...base(secure), maxAge: 0 });
}

export function setTextSizeCookie(c: Ctx, secure: boolean, large: boolean): void {
  setCookie(c, TEXT_SIZE_COOKIE, large ? 'large' : 'normal', { ...base(secure), maxAge: 31_536_000 });
}
