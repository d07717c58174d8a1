import { Hono } from 'hono';
import { AppError } from '../../../kernel/errors.ts';
import { LoginPage } from '../../../web/pages/login.tsx';
import { SignedInPage } from '../../../web/pages/signed-in.tsx';
import {
  clearSessionCookie,
  closeTour,
  sessionEnded,
  setSessionCookie,
  setTextSizeCookie,
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
  const app = new Hono<AppEnv>();

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
      <LoginPage frame={frame} next={next} demo={demo} expired={sessionEnded(c, secure)} {...filled} />,
    );
  });

  app.post('/login', async (c) => {
    const form = await c.req.parseBody();
    const next = localPath(form['next']);
    const username = text(form['username'], 100);
    try {
      const held = c.get('identity');
      const { token, session } = await services.accounts.login(username, text(form['password'], 1000), {
        address: addressOf(c, config.trustedProxies),
        ...(held?.by === 'cookie' ? { replaces: held.token } : {}),
      });
      setSessionCookie(c, secure, token, (session.expiresAt - deps.clock.now()) / 1000);
      return c.redirect(next === '/' ? startOf(session.actor) : next, 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problem = problemOf(error);
      if (problem.status >= 500) throw error;
      const wait = retryAfter(problem);
      if (wait !== null) c.header('retry-after', wait);
      const page = (
        <LoginPage frame={frameOf(c, deps)} next={next} username={username} error={problem.message} />
      );
      return renderPage(c, page, problem.status);
    }
  });

  // Where a log-in ends that began beside a page in use.
  app.get('/signed-in', requireSession, (c) => renderPage(c, <SignedInPage frame={frameOf(c, deps)} />));

  app.post('/logout', async (c) => {
    const identity = c.get('identity');
    if (identity?.by === 'cookie') await services.accounts.logout(identity.token);
    clearSessionCookie(c, secure);
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
