import { Hono } from 'hono';
import { mayDo } from '../../../app/rights.ts';
import type { Actor } from '../../../app/types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { DialPage } from '../../../web/pages/dial.tsx';
import { RightsPage, RIGHTS_DONE } from '../../../web/pages/rights.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { dispatchServices, lineSchema, spotCheckSchema, switchSchema } from '../rights.ts';

/** Refusals that leave the person on the page, with the reason above it. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'conflict',
  'illegal_move',
  'reserved_from_streets',
  'database_busy',
]);

/** Pages of automatic dispatch: who holds the right, and where the line lies. An act is a form. */
export function rightsPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  const filterOf = (c: Ctx) => {
    const { issueType, unit } = c.req.query();
    const known = [...profile.groups, ...profile.issueTypes].some(({ code }) => code === issueType);
    return {
      ...(known && issueType !== undefined ? { issueType } : {}),
      ...(unit !== undefined && profile.units.some(({ code }) => code === unit) ? { unit } : {}),
    };
  };

  async function showRights(c: Ctx, error?: string) {
    const actor = actorOf(c);
    const { rights, switching } = dispatchServices(services);
    const filter = filterOf(c);
    const overview = await rights.overview(actor, filter);
    const switches = mayDo(actor, 'switch.read') ? await switching.list(actor) : null;
    const may = { check: mayDo(actor, 'right.spotCheck'), switch: mayDo(actor, 'switch.set') };
    const frame = { ...frameOf(c, deps), here: '/rights' };
    const done = RIGHTS_DONE.find((name) => name === c.req.query('done'));
    const page = (
      <RightsPage
        frame={frame}
        profile={profile}
        overview={overview}
        switches={switches}
        may={may}
        filter={filter}
        {...(done === undefined ? {} : { done })}
        {...(error === undefined ? {} : { error })}
      />
    );
    return page;
  }

  async function showDial(c: Ctx, error?: string) {
    const { dialling } = dispatchServices(services);
    const { issueType } = filterOf(c);
    const dial = await dialling.read(actorOf(c), issueType);
    return (
      <DialPage
        frame={{ ...frameOf(c, deps), here: '/dial' }}
        profile={profile}
        dial={dial}
        may={mayDo(actorOf(c), 'line.set')}
        saved={c.req.query('done') === 'saved'}
        {...(error === undefined ? {} : { error })}
      />
    );
  }

  async function act(
    c: Ctx,
    show: typeof showRights,
    to: string,
    run: (actor: Actor, form: Record<string, unknown>) => Promise<unknown>,
  ) {
    try {
      const { _csrf, ...form } = await c.req.parseBody();
      await run(actorOf(c), Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')));
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, await show(c, message), status);
    }
    return c.redirect(to, 303);
  }

  app.get('/rights', requireSession, async (c) => renderPage(c, await showRights(c)));
  app.get('/dial', requireSession, async (c) => renderPage(c, await showDial(c)));

  app.post('/rights/switch', requireSession, (c) =>
    act(c, showRights, '/rights?done=switched', (actor, form) => {
      const value = { unit: '*', issueType: '*', ...form, enabled: form['enabled'] === 'on' };
      const parsed = switchSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      return dispatchServices(services).switching.set(actor, parsed.data);
    }),
  );

  app.post('/rights/spot-check/:id', requireSession, (c) =>
    act(c, showRights, '/rights?done=checked', (actor, form) => {
      const { right, ...rest } = form;
      const value = { ...rest, right: right === 'yes' ? true : right === 'no' ? false : undefined };
      const parsed = spotCheckSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { unit } = parsed.data;
      const answer = { right: parsed.data.right, ...(unit === undefined ? {} : { unit }) };
      return dispatchServices(services).rights.spotCheck(actor, c.req.param('id'), answer);
    }),
  );

  app.post('/dial', requireSession, (c) => {
    const issueType = c.req.query('issueType') ?? '';
    const back = /^\d{4}$/.test(issueType) ? `/dial?issueType=${issueType}&done=saved` : '/dial?done=saved';
    return act(c, showDial, back, (actor, form) => {
      const { reset, threshold } = form;
      const number = reset === 'yes' ? null : typeof threshold === 'string' ? Number(threshold) : undefined;
      const value = { issueType: issueType === '' ? '*' : issueType, threshold: number };
      const parsed = lineSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      return dispatchServices(services).dialling.set(actor, parsed.data);
    });
  });
  return app;
}
