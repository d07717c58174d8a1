import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Admin } from '../../../app/admin/admin-types.ts';
import type { RuleFinding } from '../../../app/admin/rule-types.ts';
import { KEY_ACTIONS, actionName } from '../../../app/policy.ts';
import { scopeOf } from '../../../app/rights.ts';
import { beijingDay } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors.ts';
import { AdminBackupsPage } from '../../../web/pages/admin-backups.tsx';
import { AdminKeysPage } from '../../../web/pages/admin-keys.tsx';
import { AdminPeoplePage } from '../../../web/pages/admin-people.tsx';
import { AdminPersonPage } from '../../../web/pages/admin-person.tsx';
import { AdminRulesPage } from '../../../web/pages/admin-rules.tsx';
import { AdminSystemPage } from '../../../web/pages/admin-system.tsx';
import { AdminUnitsPage } from '../../../web/pages/admin-units.tsx';
import { newKeyForm, newPerson, peopleQuery, personFacts } from '../../admin-schemas.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { adminOf, sendBackup } from '../admin.ts';
import { filled } from '../rota.ts';

/** Refusals that show the page again with what was typed. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'unknown_field',
  'conflict',
  'backup_refused',
  'database_busy',
]);

const DONE: Readonly<Record<string, string>> = {
  saved: '已保存。',
  disabled: '已停用，登录已全部结束。',
  enabled: '已启用。',
  ended: '登录已全部结束。',
  linked: '已关联。',
  unlinked: '已解除关联，登录已全部结束。',
  revoked: '已吊销。',
  retried: '已重新排队。',
};

type Form = Readonly<Record<string, string>>;
type Shown = {
  readonly error?: string;
  readonly status?: ContentfulStatusCode;
  readonly kept?: Form;
  readonly secret?: string;
};

/** People, keys, units, rules, backups, how the program runs. Every act is a form that leads back; search is apart. */
export function adminPages(deps: Deps) {
  const { services, profile, clock, config } = deps;
  const app = new Hono<AppEnv>();
  const desk = (): Admin => adminOf(services);
  const frame = (c: Ctx, here: string) => ({ ...frameOf(c, deps), here });
  const doneOf = (c: Ctx): string | undefined =>
    c.req.method === 'GET' ? DONE[c.req.query('done') ?? ''] : undefined;

  /** Does what a form asks for; a refusal shows the page again and says why. */
  async function act(
    c: Ctx,
    run: (form: Form) => Promise<string | Response>,
    show: (shown: Shown) => ReturnType<typeof renderPage> | Promise<Response>,
  ): Promise<Response> {
    const body = await c.req.parseBody();
    const form = Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) =>
        name !== '_csrf' && typeof value === 'string' ? [[name, value.trim()]] : [],
      ),
    );
    try {
      const to = await run(form);
      return typeof to === 'string' ? c.redirect(to, 303) : to;
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return show({ status, error: message, kept: form });
    }
  }

  /** A unit as typed or chosen: its code, or its code with its name, or its name alone. */
  function unitOf(typed: string | undefined): string | null {
    if (typed === undefined || typed === '') return null;
    const [code = ''] = typed.split(' ');
    return (profile.units.find((unit) => unit.code === code || unit.name === typed)?.code ?? code).slice(
      0,
      32,
    );
  }

  const readFacts = <T extends typeof personFacts | typeof newPerson>(schema: T, form: Form) => {
    const value = { ...form, unit: unitOf(form['unit']) };
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
    return parsed.data;
  };

  async function showPeople(c: Ctx, shown: Shown & { made?: { username: string; password: string } } = {}) {
    const given = Object.entries(c.req.query()).filter(([name, value]) => name !== 'done' && value !== '');
    const parsed = peopleQuery.safeParse(c.req.method === 'GET' ? Object.fromEntries(given) : {});
    if (!parsed.success) throw validationError(parsed.error.issues, c.req.query(), 'query');
    const query = filled(parsed.data);
    const people = await desk().people.list(actorOf(c), query);
    return renderPage(
      c,
      <AdminPeoplePage
        frame={frame(c, '/admin')}
        profile={profile}
        people={people}
        query={query}
        kept={shown.kept ?? null}
        made={shown.made}
        error={shown.error}
      />,
      shown.status,
    );
  }

  async function showPerson(c: Ctx, id: string, shown: Shown = {}) {
    const person = await desk().people.get(actorOf(c), id);
    return renderPage(
      c,
      <AdminPersonPage
        frame={frame(c, '/admin')}
        profile={profile}
        person={person}
        linkable={desk().people.linkable}
        subject={shown.kept?.['subject']}
        kept={shown.kept !== undefined && 'role' in shown.kept ? shown.kept : null}
        password={shown.secret}
        done={doneOf(c)}
        error={shown.error}
      />,
      shown.status,
    );
  }

  app.get('/admin', requireSession, (c) => showPeople(c));
  app.post('/admin/people', requireSession, (c) =>
    act(
      c,
      async (form) => {
        const { username, ...facts } = readFacts(newPerson, form) as ReturnType<typeof newPerson.parse>;
        const { password } = await desk().people.add(actorOf(c), { username, ...facts });
        // Shown in this answer and nowhere else: an address would stay in the history.
        return showPeople(c, { made: { username, password } });
      },
      (shown) => showPeople(c, shown),
    ),
  );
  app.get('/admin/people/:id', requireSession, (c) => showPerson(c, c.req.param('id')));
  app.post('/admin/people/:id', requireSession, (c) => {
    const id = c.req.param('id');
    return act(
      c,
      async (form) => {
        await desk().people.change(actorOf(c), id, readFacts(personFacts, form));
        return `/admin/people/${id}?done=saved`;
      },
      (shown) => showPerson(c, id, shown),
    );
  });
  app.post('/admin/people/:id/password', requireSession, (c) => {
    const id = c.req.param('id');
    return act(
      c,
      async () => {
        const { password } = await desk().people.resetPassword(actorOf(c), id);
        // The own sessions are over: the page after this one asks to log in.
        return showPerson(c, id, { secret: password });
      },
      (shown) => showPerson(c, id, shown),
    );
  });
  app.post('/admin/people/:id/link', requireSession, (c) => {
    const id = c.req.param('id');
    return act(
      c,
      async (form) => {
        await desk().people.link(actorOf(c), id, form['subject'] ?? '');
        return `/admin/people/${id}?done=linked`;
      },
      (shown) => showPerson(c, id, shown),
    );
  });
  const acts = {
    disable: { run: (admin: Admin) => admin.people.disable, done: 'disabled' },
    enable: { run: (admin: Admin) => admin.people.enable, done: 'enabled' },
    'end-sessions': { run: (admin: Admin) => admin.people.endSessions, done: 'ended' },
    unlink: { run: (admin: Admin) => admin.people.unlink, done: 'unlinked' },
  } as const;
  for (const [path, { run, done }] of Object.entries(acts))
    app.post(`/admin/people/:id/${path}`, requireSession, (c) => {
      const id = c.req.param('id') ?? '';
      return act(
        c,
        async () => {
          await run(desk())(actorOf(c), id);
          return `/admin/people/${id}?done=${done}`;
        },
        (shown) => showPerson(c, id, shown),
      );
    });

  async function showKeys(c: Ctx, shown: Shown & { made?: { name: string; key: string } } = {}) {
    const keys = await desk().keys.list(actorOf(c));
    return renderPage(
      c,
      <AdminKeysPage
        frame={frame(c, '/admin/keys')}
        keys={keys}
        made={shown.made}
        kept={shown.kept ?? {}}
        now={clock.now()}
        actions={KEY_ACTIONS.map((code) => ({ code, name: actionName(code) ?? code }))}
        units={profile.units}
        done={doneOf(c)}
        error={shown.error}
      />,
      shown.status,
    );
  }
  app.get('/admin/keys', requireSession, (c) => showKeys(c));
  app.post('/admin/keys', requireSession, (c) =>
    act(
      c,
      async (form) => {
        const parsed = newKeyForm.safeParse(form);
        if (!parsed.success) throw validationError(parsed.error.issues, form, 'form');
        const { name, ...limits } = parsed.data;
        const { key } = await desk().keys.add(actorOf(c), name, limits);
        return showKeys(c, { made: { name, key } });
      },
      (shown) => showKeys(c, shown),
    ),
  );
  app.post('/admin/keys/:id/rotate', requireSession, (c) =>
    act(
      c,
      async () => {
        const { name, key } = await desk().keys.rotate(actorOf(c), c.req.param('id'));
        return showKeys(c, { made: { name, key } });
      },
      (shown) => showKeys(c, shown),
    ),
  );
  app.post('/admin/keys/:id/revoke', requireSession, (c) =>
    act(
      c,
      async () => {
        await desk().keys.revoke(actorOf(c), c.req.param('id'));
        return '/admin/keys?done=revoked';
      },
      (shown) => showKeys(c, shown),
    ),
  );

  app.get('/admin/units', requireSession, async (c) => {
    const tree = await desk().units(actorOf(c));
    return renderPage(c, <AdminUnitsPage frame={frame(c, '/admin/units')} tree={tree} />);
  });

  function showRules(c: Ctx, day: string | undefined, findings: readonly RuleFinding[] | null) {
    const asked = day === undefined || day === '' ? beijingDay(clock.now()) : day;
    const view = desk().rules.view(actorOf(c), asked);
    return renderPage(c, <AdminRulesPage frame={frame(c, '/admin/rules')} view={view} findings={findings} />);
  }
  app.get('/admin/rules', requireSession, (c) => showRules(c, c.req.query('day'), null));
  app.post('/admin/rules/check', requireSession, async (c) => {
    const { day } = await c.req.parseBody();
    const findings = await desk().rules.check(actorOf(c));
    return showRules(c, typeof day === 'string' ? day : undefined, findings);
  });

  async function showBackups(c: Ctx, shown: Shown = {}) {
    const view = await desk().backups.view(actorOf(c));
    return renderPage(
      c,
      <AdminBackupsPage frame={frame(c, '/admin/backups')} view={view} error={shown.error} />,
      shown.status,
    );
  }
  app.get('/admin/backups', requireSession, (c) => showBackups(c));
  app.post('/admin/backups', requireSession, (c) =>
    act(
      c,
      async () => {
        await desk().backups.make(actorOf(c));
        return '/admin/backups';
      },
      (shown) => showBackups(c, shown),
    ),
  );
  app.get('/admin/backups/:name', requireSession, (c) => sendBackup(c, desk(), c.req.param('name')));

  async function showSystem(c: Ctx, shown: Shown = {}) {
    const state = await desk().system.state(actorOf(c));
    return renderPage(
      c,
      <AdminSystemPage
        frame={frame(c, '/admin/system')}
        state={state}
        program={config.version}
        done={doneOf(c)}
        error={shown.error}
      />,
      shown.status,
    );
  }
  app.get('/admin/system', requireSession, (c) => showSystem(c));
  app.post('/admin/system/retry', requireSession, (c) =>
    act(
      c,
      async ({ id }) => {
        scopeOf(actorOf(c), 'system.manage');
        if (id !== undefined && !/^\d{1,15}$/.test(id))
          throw new AppError('bad_field', { where: '', field: 'id', reason: '须为整数' });
        await desk().system.retry(actorOf(c), id === undefined ? undefined : Number(id));
        return '/admin/system?done=retried';
      },
      (shown) => showSystem(c, shown),
    ),
  );
  return app;
}
