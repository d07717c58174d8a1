import { getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { Ctx } from './context.ts';

/** `__Host-` binds the cookie to this very host; browsers demand Secure for it. */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-jiesu' : 'jiesu');

export const TEXT_SIZE_COOKIE = 'jiesu_text';
const TOUR_COOKIE = 'jiesu_tour';
/** Accounts of a demonstration; more are not remembered. */
const TOURS = 12;

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

/** Whether a browser that is not signed in was so before. */
export const sessionEnded = (c: Ctx, secure: boolean): boolean =>
  c.get('identity') === undefined && (getCookie(c, sessionCookieName(secure)) ?? '') !== '';

/** What a log-in that began has to bring back from the identity provider. */
const attemptCookieName = (secure: boolean): string => (secure ? '__Host-jiesu_oidc' : 'jiesu_oidc');

export function setAttemptCookie(c: Ctx, secure: boolean, sealed: string, seconds: number): void {
  setCookie(c, attemptCookieName(secure), sealed, { ...base(secure), maxAge: seconds });
}

/** Taken away with it: an attempt is good for one answer. */
export function takeAttemptCookie(c: Ctx, secure: boolean): string {
  const sealed = getCookie(c, attemptCookieName(secure)) ?? '';
  setCookie(c, attemptCookieName(secure), '', { ...base(secure), maxAge: 0 });
  return sealed;
}

export function setTextSizeCookie(c: Ctx, secure: boolean, large: boolean): void {
  setCookie(c, TEXT_SIZE_COOKIE, large ? 'large' : 'normal', { ...base(secure), maxAge: 31_536_000 });
}

/** Ids of accounts that want no steps to try any more. */
export const closedTours = (c: Ctx): string[] =>
  (getCookie(c, TOUR_COOKIE) ?? '').split('.').filter((id) => id !== '');

export function closeTour(c: Ctx, secure: boolean, actorId: string): void {
  const closed = [...new Set([...closedTours(c), actorId])].slice(-TOURS);
  setCookie(c, TOUR_COOKIE, closed.join('.'), { ...base(secure), maxAge: 31_536_000 });
}
