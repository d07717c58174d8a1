import { Hono } from 'hono';
import { scopeOf } from '../../../app/rights.ts';
import type { OnDuty } from '../../../app/life/duty.ts';
import type { RotaImport } from '../../../app/life/rota-types.ts';
import type { Actor } from '../../../app/types.ts';
import { beijingDay } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Kept } from '../../../web/components/rota-parts.tsx';
import { RotaPage, ROTA_DONE } from '../../../web/pages/rota.tsx';
import type { RotaDone } from '../../../web/pages/rota.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import { absenceInput, dutyInput, filled, importInput, rotaOf } from '../rota.ts';

const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'unknown_field',
  'too_many',
  'conflict',
  'not_found',
  'database_busy',
]);

const DAY_MS = 24 * 3_600_000;
const dayAfter = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);

/** The week of a day, Monday first. */
function weekOf(day: string): string[] {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const monday = dayAfter(day, -((weekday + 6) % 7));
  return Array.from({ length: 7 }, (_, i) => dayAfter(monday, i));
}

/** The rota by week, absences, and what everybody has in hand. Every act is a form that leads back. */
export function rotaPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  type Shown = { readonly error?: string; readonly kept?: Kept; readonly imported?: RotaImport };

  async function show(c: Ctx, asked: Readonly<Record<string, string>>, shown: Shown = {}) {
    const actor = actorOf(c);
    const rota = rotaOf(services);
    const now = deps.clock.now();
    const own = scopeOf(actor, 'rota.read').unit;
    const known = profile.units.find(({ code }) => code === (own ?? asked['unit']));
    const unit = known === undefined ? null : { code: known.code, name: known.name };
    const given = asked['week'] ?? '';
    const right = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(`${given}T00:00:00Z`));
    const week = weekOf(right ? given : beijingDay(now));
    const [from = '', to = ''] = [week[0], week.at(-1)];
    const of = unit === null ? {} : { unit: unit.code };
    const [{ duties, absences }, people, onDuty] = await Promise.all([
      rota.list(actor, { ...of, from, to }),
      unit === null ? null : rota.assignable(actor, unit.code),
      unit === null ? everywhere(actor, now) : rota.whoIsOnDuty(actor, unit.code),
    ]);
    const done = ROTA_DONE.find((name) => name === asked['done']);
    return (
      <RotaPage
        frame={{ ...frameOf(c, deps), here: '/rota' }}
        profile={profile}
        unit={unit}
        chooses={own === null}
        week={week}
        previous={dayAfter(from, -7)}
        next={dayAfter(from, 7)}
        now={onDuty}
        duties={duties}
        absences={absences}
        people={people}
        {...(done === undefined ? {} : { done })}
        {...shown}
      />
    );
  }

  /** Who is on duty at all units that have a rota. */
  async function everywhere(actor: Actor, now: number): Promise<OnDuty[]> {
    const rota = rotaOf(services);
    const today = beijingDay(now);
    const { duties } = await rota.list(actor, { from: dayAfter(today, -1), to: today });
    const running = duties.filter((duty) => duty.from <= now && now < duty.to);
    const units = [...new Set(running.map((duty) => duty.unit.code))];
    return (await Promise.all(units.map((unit) => rota.whoIsOnDuty(actor, unit)))).flat();
  }

  /** Does what a form asks for; a refusal shows the page again with what was typed. */
  async function act(
    c: Ctx,
    done: RotaDone,
    run: (actor: Actor, form: Readonly<Record<string, string>>) => Promise<RotaImport | void>,
  ) {
    const { _csrf, back, ...rest } = await c.req.parseBody();
    const form = Object.fromEntries(
      Object.entries(rest).flatMap(([name, value]) =>
        typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [],
      ),
    );
    const path = localPath(back);
    const to = path.startsWith('/rota') ? path : '/rota';
    const asked = Object.fromEntries(new URL(to, 'http://localhost').searchParams);
    try {
      const result = await run(actorOf(c), form);
      if (result !== undefined) {
        const left = result.refused.length === 0 ? {} : { kept: { csv: form['csv'] ?? '' } };
        return renderPage(c, await show(c, asked, { imported: result, ...left }));
      }
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, await show(c, asked, { error: message, kept: form }), status);
    }
    return c.redirect(`${to}${to.includes('?') ? '&' : '?'}done=${done}`, 303);
  }

  app.get('/rota', requireSession, async (c) => renderPage(c, await show(c, c.req.query())));

  app.post('/rota/duties', requireSession, (c) =>
    act(c, 'duty', async (actor, { days, ...form }) => {
      const value = { ...form, ...(days === undefined ? {} : { days: Number(days) }) };
      const parsed = dutyInput.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      await rotaOf(services).setDuty(actor, filled(parsed.data));
    }),
  );
  app.post('/rota/absences', requireSession, (c) =>
    act(c, 'absence', async (actor, form) => {
      const parsed = absenceInput.safeParse(form);
      if (!parsed.success) throw validationError(parsed.error.issues, form, 'form');
      await rotaOf(services).setAbsence(actor, filled(parsed.data));
    }),
  );
  app.post('/rota/import', requireSession, (c) =>
    act(c, 'imported', (actor, form) => {
      const parsed = importInput.safeParse(form);
      if (!parsed.success) throw validationError(parsed.error.issues, form, 'form');
      return rotaOf(services).importDuties(actor, parsed.data.csv);
    }),
  );
  app.post('/rota/duties/:id/remove', requireSession, (c) =>
    act(c, 'removed', (actor) => rotaOf(services).removeDuty(actor, c.req.param('id'))),
  );
  app.post('/rota/absences/:id/remove', requireSession, (c) =>
    act(c, 'removed', (actor) => rotaOf(services).removeAbsence(actor, c.req.param('id'))),
  );
  return app;
}
