import { Hono } from 'hono';
import type { Opened } from '../../../app/sessions.ts';
import { ATTEMPT_MS } from '../../../app/sign-in/attempt-seal.ts';
import type { SignIn } from '../../../app/sign-in/sign-in-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { LoginPage } from '../../../web/pages/login.tsx';
import { SignedInPage } from '../../../web/pages/signed-in.tsx';
import {
  clearSessionCookie,
  closeTour,
  sessionEnded,
  setAttemptCookie,
  setSessionCookie,
  setTextSizeCookie,
  takeAttemptCookie,
} from '../../cookies.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf, retryAfter } from '../../errors.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { addressOf } from '../../rate-limit.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { startOf } from '../../starts.ts';

const text = (value: unknown, limit: number): string =>
  typeof value === 'string' ? value.slice(0, limit) : '';

/** Whether somebody stands between the browser and this machine. */
const isRelayed = (c: Ctx): boolean =>
  ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => c.req.header(name) !== undefined);

/** Log-in, log-out and the size of the text. */
export function accountPages(deps: Deps) {
  const { services, config } = deps;
  const secure = config.secureCookies ?? false;
  const provider = services.signIn?.localLogin;
  const app = new Hono<AppEnv>();

  /** The session that a log-in takes the place of. */
  const heldToken = (c: Ctx): { readonly replaces?: string } => {
    const held = c.get('identity');
    return held?.by === 'cookie' ? { replaces: held.token } : {};
  };

  function enter(c: Ctx, { token, session }: Opened, next: string): Response {
    setSessionCookie(c, secure, token, (session.expiresAt - deps.clock.now()) / 1000);
    return c.redirect(next === '/' ? startOf(session.actor) : next, 303);
  }

  /** The log-in page once more, with what went wrong. */
  function refuse(c: Ctx, error: unknown, next: string, username?: string) {
    if (!(error instanceof AppError)) throw error;
    const problem = problemOf(error);
    if (problem.status >= 500 && problem.code !== 'oidc_unreachable') throw error;
    const wait = retryAfter(problem);
    if (wait !== null) c.header('retry-after', wait);
    const kept = username === undefined ? {} : { username };
    const { message, status } = problem;
    const frame = frameOf(c, deps);
    const page = <LoginPage frame={frame} next={next} error={message} provider={provider} {...kept} />;
    return renderPage(c, page, status);
  }

  app.get('/login', async (c) => {
    const next = localPath(c.req.query('next'));
    if (c.get('identity')?.by === 'cookie') return c.redirect(next, 303);
    const demo = (await services.demo?.accounts()) ?? [];
    // Nobody is named who is not offered: an address must not say which names there are.
    const chosen = demo.find(({ username }) => username === c.req.query('as'))?.username;
    const password = chosen === undefined || isRelayed(c) ? null : await services.demo?.passwordOf(chosen);
    const filled = chosen === undefined ? {} : { username: chosen, password: password ?? null };
    const frame = frameOf(c, deps);
    return renderPage(
      c,
      <LoginPage
        frame={frame}
        next={next}
        demo={demo}
        expired={sessionEnded(c, secure)}
        provider={provider}
        {...filled}
      />,
    );
  });

  app.post('/login', async (c) => {
    const form = await c.req.parseBody();
    const next = localPath(form['next']);
    const username = text(form['username'], 100);
    try {
      const from = { address: addressOf(c, config.trustedProxies), ...heldToken(c) };
      return enter(c, await services.accounts.login(username, text(form['password'], 1000), from), next);
    } catch (error) {
      return refuse(c, error, next, username);
    }
  });

  /** Throws `not_found` where no identity provider is set up. */
  const signInOf = (): SignIn => {
    if (services.signIn === undefined) throw new AppError('not_found', { what: '统一身份认证：没有启用' });
    return services.signIn;
  };

  app.get('/login/oidc', async (c) => {
    const next = localPath(c.req.query('next'));
    try {
      const { location, sealed } = await signInOf().begin(next);
      setAttemptCookie(c, secure, sealed, ATTEMPT_MS / 1000);
      return c.redirect(location, 303);
    } catch (error) {
      return refuse(c, error, next);
    }
  });

  app.get('/login/oidc/callback', async (c) => {
    const signIn = signInOf();
    try {
      const from = { address: addressOf(c, config.trustedProxies), ...heldToken(c) };
      const opened = await signIn.finish(new URL(c.req.url).search, takeAttemptCookie(c, secure), from);
      return enter(c, opened, localPath(opened.next));
    } catch (error) {
      return refuse(c, error, '/');
    }
  });

  // Where a log-in ends that began beside a page in use.
  app.get('/signed-in', requireSession, (c) => renderPage(c, <SignedInPage frame={frameOf(c, deps)} />));

  app.post('/logout', async (c) => {
    const identity = c.get('identity');
    clearSessionCookie(c, secure);
    if (identity?.by !== 'cookie') return c.redirect('/login', 303);
    const { token } = identity;
    const endHere = () => services.accounts.logout(token);
    if (services.signIn !== undefined)
      return c.redirect((await services.signIn.logout(token, endHere)) ?? '/login', 303);
    await endHere();
    return c.redirect('/login', 303);
  });

  app.post('/tour/close', requireSession, async (c) => {
    const form = await c.req.parseBody();
    closeTour(c, secure, actorOf(c).id);
    return c.redirect(localPath(form['back']), 303);
  });

  app.post('/text-size', async (c) => {
    const form = await c.req.parseBody();
    setTextSizeCookie(c, secure, form['size'] === 'large');
    return c.redirect(localPath(form['back']), 303);
  });
  return app;
}
