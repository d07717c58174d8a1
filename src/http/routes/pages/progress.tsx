import { Hono } from 'hono';
import { AppError } from '../../../kernel/errors.ts';
import { ProgressPage } from '../../../web/pages/progress.tsx';
import type { ProgressView } from '../../../web/pages/progress.tsx';
import type { AppEnv, Ctx, Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { rateLimit } from '../../rate-limit.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { PROGRESS_PER_MINUTE, progressServices } from '../progress.ts';

/** Where a caller asks how far a matter is, without an account. What is typed goes in the body: addresses are logged. */
export function progressPages(deps: Deps) {
  const app = new Hono<AppEnv>();
  const limited = rateLimit(deps.clock, PROGRESS_PER_MINUTE, deps.config.trustedProxies);

  app.get('/progress', (c) => show(c, { number: '', tail: '' }));

  app.post('/progress', limited, async (c) => {
    const { number, tail } = await c.req.parseBody();
    const typed = { number: typeof number === 'string' ? number.trim() : '', tail: digitsOf(tail) };
    const fault =
      typed.number === '' || typed.number.length > 40
        ? { field: 'number' as const, error: '请填短信或回执上的编号' }
        : /^\d{4}$/.test(typed.tail)
          ? null
          : { field: 'tail' as const, error: '请填来电号码的后四位数字' };
    if (fault !== null) return show(c, { ...typed, ...fault }, 400);
    try {
      return show(c, {
        ...typed,
        found: await progressServices(deps.services).ask(typed.number, typed.tail),
      });
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'not_found' && error.code !== 'rate_limited'))
        throw error;
      const { message, status } = problemOf(error);
      return show(c, { ...typed, error: message, field: 'number' }, status);
    }
  });

  function show(c: Ctx, view: ProgressView, status?: Parameters<typeof renderPage>[2]) {
    c.header('x-robots-tag', 'noindex');
    const frame = { ...frameOf(c, deps), actor: null, csrf: '' };
    return renderPage(c, <ProgressPage frame={frame} view={view} />, status);
  }
  return app;
}

/** Digits as phones and input methods type them, full width too. */
const digitsOf = (typed: unknown): string =>
  typeof typed === 'string' ? typed.normalize('NFKC').replaceAll(/\s/g, '') : '';
